"""The road as a person walks it: a real server, a real browser, screenshots of each page."""

import re

import pytest
from playwright.sync_api import expect

from mlcore import settings
from mlcore.jobs import queue
from mlcore.store.store import Store
from tests.browser.walking import (
    FITS,
    card_of_job,
    choose_model_set,
    click,
    go,
    open_sample,
    progress,
    settle,
    shoot,
    start_training,
    wait_for_training,
)

OWN = r"(https?|wss?)://127\.0\.0\.1|data:|blob:"
MESSY = """exported by the ward system;;;
;;;
patient;age;stay, days;ward
0012;34;2,5;medical
0013;41;3,5;surgical
0014;55;4,0;medical
0015;;6,5;icu
0016;72;7,25;icu
0017;29;2,0;medical;extra
0018;63;5,5;surgical
0019;48;3,75;medical
"""


def test_from_a_sample_to_a_live_prediction(server, visit):
    page = visit(server.url)
    expect(page.get_by_role("heading", name="Look closely, then decide")).to_be_visible()
    shoot(page, "home-new")

    open_sample(page, "Titanic")
    expect(page.get_by_role("heading", name="Explore")).to_be_visible()
    expect(page.get_by_text("1,313 rows × 5 columns")).to_be_visible()
    shoot(page, "explore")

    go(page, "Clean")
    expect(page.get_by_role("heading", name="Clean", exact=True)).to_be_visible()
    page.get_by_role("button", name="Fix", exact=True).first.click()
    settle(page)
    expect(page.get_by_text("1 step", exact=False).first).to_be_visible()
    shoot(page, "clean")

    go(page, "Train")
    start_training(page)
    wait_for_training(page)
    expect(page.get_by_role("heading", name="Leaderboard")).to_be_visible()
    shoot(page, "train")

    go(page, "Understand")
    expect(page.get_by_text("out-of-fold", exact=False).first).to_be_visible()
    shoot(page, "understand")

    go(page, "Predict")
    expect(page.get_by_role("heading", name="About this case")).to_be_visible()
    shoot(page, "predict")
    before = answer(page)
    page.get_by_role("radio", name="male", exact=True).click()
    settle(page)
    first = answer(page)
    page.get_by_role("radio", name="female", exact=True).click()
    settle(page)
    assert answer(page) != first or answer(page) != before

    go(page, "Models")
    expect(page.get_by_text("champion", exact=False).first).to_be_visible()
    shoot(page, "models")
    go(page, "Home")
    shoot(page, "home")

    page.go_back()
    expect(page.get_by_role("heading", name="Models", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Predict", level=1)).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="Models", level=1)).to_be_visible()
    settle(page)
    expect(page.get_by_text("Run 1", exact=True).first).to_be_visible()
    assert page.get_by_text("Run 2", exact=True).count() == 0, "going back trained again"


def answer(page):
    """The whole text of the answer's half of the page."""
    settle(page)
    return page.get_by_test_id("stMain").inner_text()


def test_a_messy_file_arrives_whole_and_what_does_not_fit_is_shown(server, visit, tmp_path):
    file = tmp_path / "ward.csv"
    file.write_text(MESSY)
    page = visit(f"{server.url}/dataset")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(page.get_by_text("How it will be read")).to_be_visible()
    settle(page)
    expect(page.get_by_text("3 lines set aside")).to_be_visible()
    shoot(page, "data-preview")
    click(page, re.compile("^Load "))
    expect(page.get_by_text("7 rows × 4 columns").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("7 rows × 4 columns").first).to_be_visible()
    shoot(page, "data")


def test_v01_f5_and_a_second_tab_see_the_training_go_on(server, visit):
    page = visit(server.url)
    open_sample(page, "Bike hire by the hour")
    go(page, "Train")
    choose_model_set(page, "All")
    start_training(page)
    expect(page.get_by_text(re.compile(r"[1-9]\d* of \d+ fits")).first).to_be_visible()
    before, address = progress(page), page.url
    page.reload()
    expect(page.get_by_text(FITS).first).to_be_visible()
    assert page.url == address
    after = progress(page)
    other = visit(page.url)
    expect(other.get_by_text(FITS).first).to_be_visible()
    beside = progress(other)
    assert before[1] == after[1] == beside[1]
    assert before[0] <= after[0] <= beside[0]
    expect(other.get_by_text(re.compile("is training"))).to_be_visible()
    jobs = queue.listing(Store.open(settings.load({}, home=server.home)))
    assert [job.state for job in jobs if job.kind == "train"] == ["running"]

    card_of_job(page).click()
    expect(page.get_by_text("The run was stopped")).to_be_visible()
    expect(other.get_by_text("The run was stopped")).to_be_visible()
    shoot(page, "train-stopped")


@pytest.mark.slow  # its parts are tried without a browser, a restart under an open page with one
def test_a_killed_server_leaves_the_run_interrupted_and_resume_finishes_it(server, visit):
    page = visit(server.url)
    open_sample(page, "Titanic")
    go(page, "Train")
    choose_model_set(page, "All")
    start_training(page)
    expect(page.get_by_text(re.compile(r"[1-9]\d* of \d+ fits")).first).to_be_visible()
    server.kill()
    server.start()
    page.goto(f"{server.url}/training")
    expect(page.get_by_text("The run was interrupted")).to_be_visible()
    shoot(page, "train-interrupted")
    click(page, "Resume")
    wait_for_training(page, minutes=4)
    expect(page.get_by_role("heading", name="Leaderboard")).to_be_visible()


def test_a_nurse_fills_the_form_on_a_phone(server, visit):
    page = visit(server.url)
    open_sample(page, "Penguins")
    go(page, "Train")
    start_training(page)
    wait_for_training(page)
    phone = visit(f"{server.url}/prediction", width=390, scheme="dark")
    expect(phone.get_by_role("heading", name="About this case")).to_be_visible()
    settle(phone)
    wider = phone.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert not wider, "the page scrolls sideways"
    shoot(phone, "predict-phone-dark")
    for name in ("training", "exploration"):
        phone.goto(f"{server.url}/{name}")
        settle(phone)
        assert not phone.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
        shoot(phone, f"{name}-phone-dark")


def test_nothing_is_fetched_from_outside(standing, visit, browser):
    asked = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for address in ("", "dataset", "training", "prediction"):
        page.goto(f"{standing.url}/{address}")
        settle(page)
    context.close()
    foreign = [
        url for url in asked if not re.match(r"(https?|wss?)://127\.0\.0\.1|data:|blob:", url)
    ]
    assert asked
    assert foreign == []


@pytest.mark.slow
def test_a_stream_is_seen_live_and_kept_as_a_data_set(client, server, visit):
    for number in range(40):
        client.xadd("sensors", {"json": f'{{"id": {number}, "heat": {number / 4}}}'})
    page = visit(f"{server.url}/dataset")
    settle(page)
    page.get_by_role("radio", name="Follow a stream").click()
    settle(page)
    page.get_by_role("combobox", name=re.compile("^Stream")).click()
    page.get_by_role("option", name="sensors").click()
    settle(page)
    expect(page.get_by_text("JSON in field")).to_be_visible()
    shoot(page, "stream-form")
    click(page, re.compile("Follow$"))
    held = page.get_by_test_id("stMetric").filter(has_text="Rows held")
    expect(held).to_contain_text("40")
    client.xadd("sensors", {"json": "{"})
    client.xadd("sensors", {"json": '{"id": "x", "heat": 1}'})
    expect(held).to_contain_text("41")
    expect(page.get_by_text("was number and became text")).to_be_visible()
    shoot(page, "stream-live")
    page.get_by_role("button", name="Keep as a data set").click()
    expect(page.get_by_text("41 rows × 2 columns").first).to_be_visible()
    stop = page.get_by_test_id("stMainBlockContainer").get_by_role(
        "button", name=re.compile("Stop$")
    )
    stop.last.click()
    expect(page.get_by_role("button", name=re.compile("Go on$"))).to_be_visible()


@pytest.mark.slow
def test_a_large_file_comes_in_parts_and_goes_on_after_a_break(serve, visit, tmp_path, monkeypatch):
    monkeypatch.setenv("LOUPE_MAX_UPLOAD_MB", "1")
    file = tmp_path / "large.csv"
    file.write_text("a,b\n" + "".join(f"{n},{'x' * 200}\n" for n in range(100_000)))
    (tmp_path / "home").mkdir()
    server = serve(tmp_path / "home")
    page = visit(f"{server.url}/dataset")
    settle(page)
    page.get_by_text("A file above 1 MB").click()
    sent = []

    def pass_on(route):
        """Lose the second part on its way."""
        if route.request.method == "PUT":
            sent.append(route.request.headers["content-range"])
        lost = route.request.method == "PUT" and len(sent) == 2
        route.abort() if lost else route.continue_()

    page.route("**/api/v1/uploads/*", pass_on)
    page.locator("input[type=file]").last.set_input_files(file)
    shoot(page, "upload-large")
    expect(page.get_by_text("How it will be read")).to_be_visible()
    assert sent[0].startswith("bytes 0-7999999/")
    assert sent[1] == sent[2], "what broke off was sent again"
    settle(page)
    click(page, re.compile("^Load "))
    expect(page.get_by_text("100,000 rows × 2 columns").first).to_be_visible()
    assert list((tmp_path / "home" / "uploads" / "parts").iterdir()) == []


@pytest.mark.slow
def test_a_bar_of_the_column_chart_chooses_the_rows_that_are_shown(server, visit):
    page = visit(server.url)
    open_sample(page, "Titanic")
    main = page.get_by_test_id("stMain")
    bars = main.locator(".js-plotly-plot .bars .point")
    bars.first.wait_for(state="attached")
    boxes = [bars.nth(at).bounding_box() for at in range(bars.count())]
    tall = max(filter(None, boxes), key=lambda box: box["height"])
    x, y = tall["x"] + tall["width"] / 2, tall["y"] + tall["height"] / 2
    page.mouse.move(x, y, steps=4)
    page.wait_for_timeout(400)  # a bar is clicked once it is hovered
    page.mouse.click(x, y, delay=60)
    expect(main.get_by_text("Shown rows:")).to_be_visible()
    settle(page)
    main.get_by_role("button", name="Show all rows").click()
    settle(page)
    expect(main.get_by_text("Shown rows:")).to_have_count(0)


@pytest.mark.slow
def test_f38_a_page_left_in_mid_upload_says_how_far_it_came(serve, visit, tmp_path, monkeypatch):
    monkeypatch.setenv("LOUPE_MAX_UPLOAD_MB", "1")
    file = tmp_path / "large.csv"
    file.write_text("a,b\n" + "".join(f"{n},{'x' * 200}\n" for n in range(100_000)))
    (tmp_path / "home").mkdir()
    page = visit(f"{serve(tmp_path / 'home').url}/dataset")
    settle(page)
    page.get_by_text("A file above 1 MB").click()
    parts = []

    def hold(route):
        """Let the first part through; the second never arrives."""
        parts.append(route.request.method == "PUT")
        if sum(parts) < 2:
            route.continue_()

    page.route("**/api/v1/uploads/*", hold)
    page.locator("input[type=file]").last.set_input_files(file)
    expect(page.get_by_text(re.compile(r"^8 of \d+ MB$"))).to_be_visible()
    page.reload()
    settle(page)
    page.get_by_text("A file above 1 MB").click()
    share = 100 * 8_000_000 // file.stat().st_size
    expect(page.get_by_text(f"The upload stopped at {share}%.", exact=False)).to_be_visible()


def _pick(page, label, option):
    page.get_by_test_id("stMain").get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option, exact=True).first.click()
    settle(page)


@pytest.mark.slow
def test_a_box_dragged_over_one_chart_filters_the_other_views(server, visit):
    page = visit(server.url)
    open_sample(page, "Penguins")
    _pick(page, "View", "Charts")
    _pick(page, "Horizontal", "flipper_length_mm")
    _pick(page, "Vertical", "body_mass_g")
    main = page.get_by_test_id("stMain")
    plot = main.locator(".js-plotly-plot .nsewdrag").first
    plot.wait_for(state="attached")
    page.wait_for_timeout(800)
    box = plot.bounding_box()
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.1 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.9 * box["height"], steps=8)
    page.mouse.up()
    told = main.get_by_text(re.compile(r"Shown rows: \d+ of 344"))
    expect(told).to_be_visible()
    few = re.search(r"(\d+) of", told.inner_text())[1]
    assert 0 < int(few) < 344
    _pick(page, "View", "Missing")
    expect(main.get_by_text(f"{few} rows", exact=True).first).to_be_visible()
    main.get_by_role("button", name="Show all rows").click()
    settle(page)
    expect(main.get_by_text("344 rows", exact=True).first).to_be_visible()

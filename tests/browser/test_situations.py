"""What happens to people: hostile names, F5 while tuning, a queue, Stop, a restart, roll back."""

import re
import time

import pytest
from playwright.sync_api import expect

from mlcore import settings
from mlcore.jobs import queue
from mlcore.store.store import Store
from mlcore.types import Plan
from mlcore.workspace.workspace import enter
from tests.browser.preparing import keep_and_train, read_sample, read_text
from tests.browser.walking import (
    FITS,
    card_of_job,
    click,
    go,
    progress,
    settle,
    start_training,
)

pytestmark = pytest.mark.timeout(300)  # each starts a server of its own
COLUMNS = (
    "![x](https://evil.example/a.png)",
    "[pay](https://evil.example)",
    "$e=mc^2$",
    ":red[x]",
    "<img src=https://evil.example/b onerror=alert(1)>",
)
LEVELS = ("![l](https://evil.example/l.png)", "<b onclick=alert(2)>x</b>", "$$a^2$$", ":bomb:")


def hostile():
    """A table whose every name would do something if it were markup."""
    header = ",".join(f'"{name}"' for name in COLUMNS)
    rows = (
        f'{i % 7},{(i * 13) % 11},"{LEVELS[i % 4]}",{i % 3},"{LEVELS[(i // 2) % 2]}"'
        for i in range(120)
    )
    return "\n".join([header, *rows]) + "\n"


def hover_all(page):
    """Point at each bar of the column's chart and read what it says."""
    chart = page.get_by_test_id("stPlotlyChart").first
    bars = chart.locator(".bars .point")
    bars.first.wait_for(state="attached")
    chart.scroll_into_view_if_needed()
    said = set()
    boxes = [bars.nth(at).bounding_box() for at in range(bars.count())]
    for box in filter(None, boxes):  # an empty bar has no place
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
        page.wait_for_timeout(250)
        said |= set(page.locator(".hoverlayer .hovertext").all_text_contents())
    assert any(level in " ".join(said) for level in LEVELS), said
    assert page.locator(".hoverlayer :is(a, image, foreignObject)").count() == 0


def store_of(server):
    return Store.open(settings.load({}, home=server.home))


@pytest.mark.slow
def test_v13_markup_in_names_and_categories_stays_text(tmp_path, serve, browser):
    home = tmp_path / "hostile"
    space = enter(Store.open(settings.load({}, home=home)), None)
    data = read_text(space, "![f](https://evil.example).csv", hostile())
    keep_and_train(space, data, COLUMNS[4], ("dummy", "tree"))
    space.set_control("explore.column", COLUMNS[2])
    server = serve(home)
    asked, dialogs = [], []
    page = browser.new_context().new_page()
    page.set_default_timeout(60_000)
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    try:
        for address in (
            "", "dataset", "exploration", "recipe", "training",
            "understanding", "prediction", "registry",
        ):  # fmt: skip
            page.goto(f"{server.url}/{address}")
            settle(page)
            main = page.get_by_test_id("stMain")
            for alive in ("img[src*='evil']", "a[href*='evil']", ".katex", "[onclick]"):
                assert main.locator(alive).count() == 0, (address, alive)
            assert page.get_by_text("did not foresee").count() == 0, address
            if address == "exploration":
                hover_all(page)
        page.goto(f"{server.url}/prediction")
        settle(page)
        said = page.get_by_test_id("stMain").inner_text().replace("\u2060", "")
        assert [name for name in COLUMNS[:4] if name not in said] == []
    finally:
        page.context.close()
    foreign = [url for url in asked if not re.match(r"(http|ws)://127\.0\.0\.1|data:|blob:", url)]
    assert asked
    assert (foreign, dialogs) == ([], [])


@pytest.mark.slow
def test_h09_f5_while_tuning_goes_on_with_the_same_numbers(worked, visit):
    page = visit(f"{worked.url}/training")
    space = enter(store_of(worked), None)
    space.keep_dataset(read_sample(space, "bike_hours"))
    page.reload()
    settle(page)
    page.get_by_text("Search for better settings").click()
    settle(page)
    start_training(page)
    expect(page.get_by_text(re.compile(r"[1-9]\d* of \d+ fits")).first).to_be_visible()
    before = progress(page)
    page.reload()
    expect(page.get_by_text(FITS).first).to_be_visible()
    after = progress(page)
    assert after[1] == before[1]
    assert after[0] >= before[0]

    (tuning,) = [job.id for job in queue.listing(space.store, space.id) if job.active]
    other = space.train(Plan("riders", models=("dummy", "ridge"), folds=3), None)
    expect(page.get_by_text("waits for its turn", exact=False).first).to_be_visible()
    card_of_job(page).last.click()
    assert ended(space, tuning) == "stopped"
    kept = queue.get(space.store, tuning)
    assert after[0] <= kept.done < kept.total
    assert ended(space, other) == "done"  # the one that waited has its turn
    space.store.close()


def ended(space, job_id, seconds=60):
    """Return the state in which a job ends."""
    deadline = time.monotonic() + seconds
    while queue.get(space.store, job_id).active and time.monotonic() < deadline:
        time.sleep(0.2)
    return queue.get(space.store, job_id).state


def test_v06_v07_an_open_page_reconnects_and_tells_of_a_restart(worked, visit):
    page = visit(f"{worked.url}/training")
    settle(page)
    page.get_by_text("Set up another run").click()
    settle(page)
    page.get_by_role("spinbutton", name="Folds").fill("7")
    page.get_by_role("spinbutton", name="Folds").press("Enter")
    settle(page)
    worked.kill()
    worked.start()
    told = re.compile(r"The server restarted at \d\d:\d\d; nothing lost")
    expect(page.get_by_text(told)).to_be_visible()
    go(page, "Train")
    page.get_by_text("Set up another run").click()
    settle(page)
    expect(page.get_by_role("spinbutton", name="Folds")).to_have_value("7")


def test_promote_and_roll_back(worked, visit):
    page = visit(f"{worked.url}/registry")
    settle(page)
    expect(page.get_by_text("Version 1 is the champion")).to_be_visible()
    click(page, "Promote version 2")
    expect(page.get_by_text("Version 2 is the champion")).to_be_visible()
    click(page, re.compile("Roll back to v1"))
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Roll back to v1").click()
    expect(page.get_by_text("Version 1 is the champion")).to_be_visible()
    assert card_of_job(page).count() == 0

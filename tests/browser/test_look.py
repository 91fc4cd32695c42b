"""What the rendered pages look like: contrast in both appearances, room on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.contrast import faint
from tests.browser.walking import go, settle, shoot

pytestmark = pytest.mark.timeout(300)
PAGES = {
    "home": "",
    "data": "dataset",
    "explore": "exploration",
    "train": "training",
    "understand": "understanding",
    "predict": "prediction",
    "models": "registry",
}


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_every_text_can_be_read(standing, visit, scheme):
    page = visit(standing.url, scheme=scheme)
    page.set_viewport_size({"width": 1440, "height": 2600})  # nothing waits below the fold
    settle(page)
    page.evaluate("document.querySelector('h1').style.color = 'rgba(128, 128, 128, 0.5)'")
    assert faint(page)[1], "the measure does not see a faint heading"
    wrong = {}
    for name, address in PAGES.items():
        page.goto(f"{standing.url}/{address}")
        settle(page)
        looked, found = faint(page)
        assert looked > 20, name
        if found:
            wrong[name] = found
    assert wrong == {}


def test_nothing_scrolls_sideways_on_a_phone(standing, visit):
    phone = visit(standing.url, width=390)
    for name in ("home", "data", "explore", "understand", "models"):
        phone.goto(f"{standing.url}/{PAGES[name]}")
        settle(phone)
        assert not phone.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
        shoot(phone, f"{name}-phone-light")


CUT_OFF = """
() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].flatMap((chart) => {
  const box = chart.getBoundingClientRect();
  const labels = chart.querySelectorAll(':is(.xtick, .x2tick, .ytick, .y2tick) text');
  return [...labels].filter((label) => {
    const own = label.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1 || own.bottom > box.bottom + 1;
  }).map((label) => label.textContent);
})"""


@pytest.mark.slow
def test_the_long_table_of_explore_is_drawn_when_a_reader_comes_near(standing, visit):
    page = visit(f"{standing.url}/exploration")
    settle(page)
    main = page.get_by_test_id("stMain")
    expect(main.locator(".y2tick text").nth(1)).to_be_visible()
    assert page.evaluate(CUT_OFF) == []
    assert main.get_by_test_id("stDataFrame").count() == 0
    assert main.get_by_role("heading", name="All columns").count() == 0
    main.get_by_role("button", name="Report as one HTML file").scroll_into_view_if_needed()
    expect(main.get_by_role("heading", name="All columns")).to_be_visible()
    expect(main.get_by_test_id("stDataFrame")).to_be_visible()
    go(page, "Home")
    page.wait_for_timeout(3000)  # the first chart is drawn ahead here, unseen
    assert page.locator("body > div .js-plotly-plot").count() == 0
    go(page, "Explore")
    assert main.get_by_test_id("stDataFrame").count() == 0, "who comes back starts at the top"


def test_the_halves_of_understand_begin_on_one_line(standing, visit):
    page = visit(f"{standing.url}/understanding")
    page.wait_for_function(
        """names => {
            const tops = [...document.querySelectorAll("h2, h3, h4")]
                .filter(heading => names.includes(heading.textContent.trim()))
                .map(heading => heading.getBoundingClientRect().top);
            return tops.length === 2 && Math.abs(tops[0] - tops[1]) <= 1;
        }""",
        arg=["Which class is taken for which", "Each class"],
    )


def test_guessed_addresses_lead_to_their_page(standing, visit):
    page = visit(f"{standing.url}/train?workspace=default")
    settle(page)
    for name in ("explore", "clean", "train", "predict", "models", "understand", "data"):
        page.goto(f"{standing.url}/{name}?workspace=default")
        settle(page)
        title = page.get_by_test_id("stMain").get_by_role("heading", level=1)
        assert title.inner_text().lower() == name
        assert page.url.endswith("?workspace=default")
        assert f"/{name}?" not in page.url or name == PAGES.get(name)

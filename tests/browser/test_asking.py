"""Somebody who never saw a model asks one: five tasks on one page; keyboard, back and forward."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import settle, shoot

pytestmark = pytest.mark.timeout(300)  # each starts a server of its own
NAMELESS = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(button, input, textarea, [role=combobox], [role=radio])')]
  .filter((one) => one.offsetParent && !one.closest('[data-testid=stPlotlyChart]'))
  .filter((one) => !(one.getAttribute('aria-label') || one.innerText || one.title
    || one.labels?.length || one.closest('label')?.innerText
    || one.getAttribute('aria-labelledby')))
  .map((one) => one.outerHTML.slice(0, 120))"""


def answer_of(page):
    """Return the answer as it stands on the page."""
    return page.get_by_test_id("stMain").get_by_role("heading", level=2).first.inner_text()


def set_number(page, name, value):
    field = page.get_by_role("spinbutton", name=re.compile(f"^{name}")).first
    field.fill(str(value))
    field.press("Enter")
    settle(page)


def press(page, name):
    page.get_by_test_id("stMain").get_by_role("button", name=name).first.click()
    settle(page)


def open_part(page, words):
    page.get_by_text(words).first.click()
    settle(page)


def test_five_tasks_and_two_scenarios_on_one_page(worked, visit):
    page = visit(f"{worked.url}/prediction")
    settle(page)
    start = answer_of(page)
    # 1: what if a value were another
    set_number(page, "flipper", 230)
    set_number(page, "bill.*length", 50)
    assert answer_of(page) == "Gentoo" != start
    # 2: why
    expect(page.get_by_role("heading", name="Why Gentoo")).to_be_visible()
    # 3: what would turn it
    open_part(page, "What would turn the answer")
    expect(page.get_by_text("The answer would be").first).to_be_visible()
    # 4: keep it, and another beside it
    press(page, "Keep this answer")
    press(page, "Typical")
    press(page, "Keep this answer")
    tiles = page.get_by_test_id("stMetric")
    expect(tiles.filter(has_text="Scenario 1")).to_contain_text("Gentoo")
    expect(tiles.filter(has_text="Scenario 2")).to_contain_text(start)
    # 5: a link for somebody else, with this case and both scenarios
    set_number(page, "flipper", 205)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    address = page.locator("code").filter(has_text="?link=").first.inner_text()
    settle(page)
    guest = visit(address)
    expect(guest.get_by_role("heading", name="The answer")).to_be_visible()
    settle(guest)
    given = guest.get_by_test_id("stMetric")
    expect(given.filter(has_text="Scenario 1")).to_contain_text("Gentoo")
    expect(given.filter(has_text="Scenario 2")).to_contain_text(start)
    flipper = guest.get_by_role("spinbutton", name=re.compile("^flipper")).first
    expect(flipper).to_have_value("205")
    guest.locator("[class*=st-key-predict-scenario-] button").first.click()
    settle(guest)
    expect(flipper).to_have_value("230")
    assert answer_of(guest) == "Gentoo"
    shoot(guest, "predict-link-scenarios")
    page.keyboard.press("Escape")
    # and a whole table
    open_part(page, "A whole table")
    page.get_by_role("radio", name="A data set of mine").click()
    expect(page.get_by_text("344 of 344 rows answered")).to_be_visible()
    shoot(page, "predict-asking")


@pytest.mark.slow
def test_v02_back_and_forward_repeat_nothing(worked, visit):
    page = visit(f"{worked.url}/prediction")
    settle(page)
    press(page, "Keep this answer")
    tiles = page.get_by_test_id("stMetric").filter(has_text="Scenario")
    expect(tiles).to_have_count(1)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Models", exact=True).click()
    expect(page.get_by_role("heading", name="Models", level=1)).to_be_visible()
    settle(page)
    for _ in range(2):
        page.go_back()
        expect(page.get_by_role("heading", name="Predict", level=1)).to_be_visible()
        settle(page)
        expect(tiles).to_have_count(1)
        page.go_forward()
        expect(page.get_by_role("heading", name="Models", level=1)).to_be_visible()
        settle(page)


@pytest.mark.slow
def test_v11_predict_by_keyboard_at_200_percent(worked, visit):
    page = visit(f"{worked.url}/prediction", width=720)  # what 1440 shows at 200 %
    settle(page)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert page.evaluate(NAMELESS) == []
    before = answer_of(page)
    field = page.get_by_role("spinbutton", name=re.compile("^flipper")).first
    page.keyboard.press("Tab")
    for _ in range(60):
        if field.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    assert field.evaluate("one => one === document.activeElement")
    page.keyboard.press("Control+A")
    page.keyboard.type("231")
    page.keyboard.press("Enter")
    settle(page)
    expect(field).to_have_value("231")
    assert (
        answer_of(page) != before or "Use with care" in page.get_by_test_id("stMain").inner_text()
    )

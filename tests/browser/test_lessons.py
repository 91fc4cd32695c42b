"""The player in a browser: step, step back, play, a link, the reader's columns, a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import settle, shoot

pytestmark = pytest.mark.timeout(300)  # each starts a server of its own
READY = ".player[data-ready]"
DRAWN = """() => JSON.stringify([...document.querySelectorAll('.player .js-plotly-plot')].map(
  (chart) => chart.data.map(({x, y, marker}) => [x, y, marker?.size])))"""
FORMULA = "[class*=st-key-learn_formula_] .katex-html"


def frame(page):
    return int(page.locator(".player").get_attribute("data-frame"))


def step(page, name):
    page.locator(f".player .{name}").click()


def test_step_back_is_exact_and_a_link_reopens_the_frame(worked, visit):
    page = visit(f"{worked.url}/lessons?lesson=gradient-descent&seed=3")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(READY).wait_for(state="attached")
    settle(page)
    step(page, "next")
    drawn, said = page.evaluate(DRAWN), page.locator(".told").inner_text()
    numbers = page.locator(FORMULA).first.inner_text()
    for _ in range(4):
        step(page, "next")
    assert page.evaluate(DRAWN) != drawn
    assert page.locator(FORMULA).first.inner_text() != numbers
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    assert frame(page) == 1
    assert page.evaluate(DRAWN) == drawn
    assert page.locator(".told").inner_text() == said
    assert page.locator(FORMULA).first.inner_text() == numbers

    page.keyboard.press("End")
    last = frame(page)
    page.keyboard.press("Home")
    page.locator(".player select").select_option("30")
    asked.clear()
    step(page, "play")
    expect(page.locator(".player")).to_have_attribute("data-frame", str(last))
    assert asked == []  # no frame asks the server
    step(page, "reset")
    for _ in range(7):
        step(page, "next")
    page.wait_for_url(re.compile("frame=7"))
    drawn, link = page.evaluate(DRAWN), page.url

    other = visit(link)
    other.locator(READY).wait_for(state="attached")
    settle(other)
    assert frame(other) == 7
    assert other.evaluate(DRAWN) == drawn


def test_a_start_by_hand_and_own_columns_on_a_phone(worked, visit):
    page = visit(f"{worked.url}/lessons?lesson=gradient-descent")
    page.locator(READY).wait_for(state="attached")
    settle(page)
    before = page.evaluate(DRAWN)
    plot = page.locator(".player .held .nsewdrag").first.bounding_box()
    page.mouse.click(plot["x"] + plot["width"] * 0.8, plot["y"] + plot["height"] * 0.7)
    page.wait_for_url(re.compile("start="))
    expect(page.get_by_role("button", name="Put back: Start")).to_be_visible()
    settle(page)
    assert page.evaluate(DRAWN) != before

    phone = visit(f"{worked.url}/lessons?lesson=k-means", width=390)
    phone.locator(READY).wait_for(state="attached")
    settle(phone)
    phone.get_by_role("radio", name="Penguins").click()
    phone.wait_for_url(re.compile("data=own"))
    settle(phone)
    expect(phone.get_by_text("rows are shown").first).to_be_visible()
    step(phone, "next")
    expect(phone.locator(".told")).to_contain_text("Assign")
    assert not phone.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    shoot(phone, "learn-phone-light")

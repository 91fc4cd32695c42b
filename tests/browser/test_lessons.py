"""The player in a browser: step, step back, play, a link, the reader's columns, a phone."""

import io
import re

import numpy as np
import pytest
from matplotlib.image import imread
from playwright.sync_api import expect

from mlcore.learn.catalog import LESSONS
from tests.browser.walking import settle, shoot

pytestmark = pytest.mark.timeout(300)  # each starts a server of its own
READY = ".player[data-ready]"
DRAWN = """() => JSON.stringify([
  [...document.querySelectorAll('.player .js-plotly-plot')].map(
    (chart) => chart.data.map(({x, y, text, marker}) => [x, y, text, marker?.size])),
  [...document.querySelectorAll('.player .ground')].map((ground) => ground.toDataURL()),
])"""
LISTEN = """() => {
  const send = WebSocket.prototype.send;
  window.sent = 0;
  WebSocket.prototype.send = function (...all) { window.sent += 1; return send.apply(this, all); };
}"""
FORMULA = "[class*=st-key-learn_formula_] .katex-html"


def frame(page):
    return int(page.locator(".player").get_attribute("data-frame"))


def step(page, name):
    page.locator(f".player .{name}").click()


def test_step_back_is_exact_and_a_link_reopens_the_frame(standing, visit):
    page = visit(f"{standing.url}/lessons?lesson=gradient-descent&seed=3")
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
    page.evaluate(LISTEN)
    step(page, "play")
    expect(page.locator(".player")).to_have_attribute("data-frame", str(last))
    assert page.evaluate("window.sent") == 0  # no frame asks the server
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


def test_a_lesson_that_is_chosen_finds_its_figures_drawn(standing, visit):
    page = visit(f"{standing.url}/lessons")
    page.locator("[data-drawn]").wait_for(state="attached")
    assert page.locator("[data-drawn]").get_attribute("data-drawn") == str(len(LESSONS))
    page.evaluate(
        """() => {
          const draw = Plotly.newPlot;
          window.drawings = 0;
          Plotly.newPlot = (...all) => { window.drawings += 1; return draw(...all); };
        }"""
    )
    page.locator(".st-key-learn-open-k-means button").first.click()
    page.locator(READY).wait_for(state="attached")
    settle(page)
    assert page.evaluate("window.drawings") == 0
    assert page.locator(".player:not(.stage) .js-plotly-plot").count() == 3
    drawn = page.evaluate(DRAWN)
    step(page, "next")
    assert page.evaluate(DRAWN) != drawn
    step(page, "back")
    settle(page)
    assert page.evaluate(DRAWN) == drawn
    assert page.request.get(f"{standing.url}/ahead/lesson/k-means").ok
    assert page.request.get(f"{standing.url}/ahead/lesson/no-such").status == 404
    page.reload()
    page.locator(READY).wait_for(state="attached")
    settle(page)
    assert page.evaluate(DRAWN) == drawn


@pytest.mark.slow
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


def opened(visit, url, **looks):
    page = visit(url, **looks)
    page.locator(READY).wait_for(state="attached")
    settle(page)
    return page


def middle(page, view, trace, point):
    """Return where a point of a trace stands on the page, in pixels."""
    return page.evaluate(
        """([view, trace, point]) => {
          const chart = document.querySelectorAll('.player .js-plotly-plot')[view];
          const {x, y} = chart.data[trace], {xaxis, yaxis} = chart._fullLayout;
          const box = chart.getBoundingClientRect();
          return [box.left + xaxis._offset + xaxis.d2p(x[point]),
                  box.top + yaxis._offset + yaxis.d2p(y[point])];
        }""",
        [view, trace, point],
    )


@pytest.mark.slow
@pytest.mark.parametrize("lesson", ["k-means", "logistic-regression", "principal-components"])
def test_a_lesson_is_walked_to_its_end(worked, visit, lesson):
    page = opened(visit, f"{worked.url}/lessons?lesson={lesson}")
    start = page.evaluate(DRAWN)
    step(page, "next")
    assert page.evaluate(DRAWN) != start
    step(page, "back")
    assert page.evaluate(DRAWN) == start
    last = int(page.locator(".player input").get_attribute("max"))
    page.locator(".player select").select_option("30")
    step(page, "play")
    expect(page.locator(".player")).to_have_attribute("data-frame", str(last))
    page.get_by_role("radio", name="Penguins").click()
    page.wait_for_url(re.compile("data=own"))
    settle(page)
    step(page, "next")
    page.wait_for_url(re.compile("frame=1"))
    drawn = page.evaluate(DRAWN)
    again = opened(visit, page.url, width=390, scheme="dark")
    assert frame(again) == 1
    assert again.evaluate(DRAWN) == drawn
    assert not again.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    shoot(again, f"learn-{lesson}-dark-390")


@pytest.mark.slow
def test_an_axis_is_turned_by_hand_without_asking_the_server(worked, visit):
    page = opened(visit, f"{worked.url}/lessons?lesson=principal-components")
    page.evaluate(LISTEN)
    left, top = middle(page, 0, 4, 0)
    centre = [sum(pair) / 2 for pair in zip((left, top), middle(page, 0, 4, 1), strict=True)]
    reach = left - centre[0]
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(centre[0] + 0.7 * reach, centre[1] - 0.7 * reach, steps=8)
    page.mouse.up()
    assert frame(page) in (8, 9, 10)  # 45 degrees, in steps of 5
    assert page.evaluate("window.sent") == 0
    expect(page.locator(".told")).to_contain_text("Turned: at")


@pytest.mark.slow
def test_a_kernel_is_dragged_and_moved_by_keys(worked, visit):
    page = opened(visit, f"{worked.url}/lessons?lesson=convolution")
    before = page.evaluate(DRAWN)
    left, top = middle(page, 3, 1, 4)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left, top - 60, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile("weights="))
    settle(page)
    assert page.evaluate(DRAWN) != before
    expect(page.get_by_role("button", name="Put back: Kernel")).to_be_visible()

    address = page.url
    kernel = page.locator(".player [role=application]")
    kernel.focus()
    expect(page.locator(".player .spoken")).to_contain_text("Point 1 of 9")
    page.keyboard.press("PageDown")
    expect(page.locator(".player .spoken")).to_contain_text("Point 2 of 9")
    expect(page.locator(".player .mark")).to_be_visible()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "weights=" in url and url != address)
    settle(page)
    assert frame(page) == 0  # the arrows moved the weight, not the player
    expect(kernel).to_be_focused()
    expect(page.locator(".player .spoken")).to_contain_text("Point 2 of 9")


FREEZE = """(at) => {  // a frame as drawn while others follow: what puts it to rest is left out
  const slider = document.querySelector('.player input'), wait = window.setTimeout;
  window.setTimeout = (work, after, ...rest) => (after === 250 ? 0 : wait(work, after, ...rest));
  slider.value = at;
  slider.dispatchEvent(new Event('input'));
  window.setTimeout = wait;
}"""


def pixels(page):
    picture = page.locator(".player .views").screenshot()
    return np.round(255 * imread(io.BytesIO(picture), format="png")[:, :, :3]).astype(int)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [lesson.name for lesson in LESSONS])
def test_a_frame_looks_the_same_while_it_plays_and_at_rest(standing, visit, lesson):
    page = opened(visit, f"{standing.url}/lessons?lesson={lesson}")
    at = int(page.locator(".player input").get_attribute("max")) // 2
    page.evaluate(FREEZE, at)
    expect(page.locator(".player .swiftly").first).to_be_attached()
    playing = pixels(page)
    slider = page.locator(".player input")
    slider.evaluate("slider => slider.dispatchEvent(new Event('input'))")
    expect(page.locator(".player .swiftly")).to_have_count(0)
    apart = np.abs(playing - pixels(page)).max(axis=2) > 60
    assert apart.sum() < 200, apart.sum()  # edges are smoothed in two ways

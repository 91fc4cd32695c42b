"""What a person does on the pages, as one call each."""

import re
from pathlib import Path

from playwright.sync_api import expect

FITS = re.compile(r"(\d+) of (\d+) fits")
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"


def settle(page):
    """Wait until the app has nothing more to draw."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    page.wait_for_timeout(300)
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)


def shoot(page, name):
    """Keep a picture of the whole page under build/screenshots."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    settle(page)
    size = page.viewport_size
    height = page.get_by_test_id("stMain").evaluate("element => element.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(900, min(height, 4000))})
    page.wait_for_timeout(700)
    page.screenshot(path=SHOTS / f"{name}.png")
    page.set_viewport_size(size)


def go(page, name):
    """Open a page from the sidebar."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=1)).to_be_visible()
    settle(page)


def click(page, name):
    page.get_by_role("button", name=name).first.click()
    settle(page)


def open_sample(page, title):
    """Open a sample from its tile on the home page."""
    tile = (
        page.get_by_test_id("stMain")
        .locator("[data-testid=stVerticalBlock]")
        .filter(has=page.get_by_role("heading", name=title))
    )
    tile.last.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Explore", level=1)).to_be_visible()
    settle(page)


def choose_model_set(page, name):
    page.get_by_role("radio", name=name, exact=True).click()
    settle(page)


def start_training(page):
    button = page.get_by_role("button", name=re.compile(r"^(Train|Tune) \d+ models?"))
    button.click()


def card_of_job(page):
    """The job panel's own Stop, not the one Streamlit shows while a page is drawn."""
    main = page.get_by_test_id("stMainBlockContainer")
    return main.get_by_role("button", name=re.compile("^Stop"))


def progress(page):
    """Return done and total of the job panel."""
    words = page.get_by_text(FITS).first.inner_text()
    return tuple(map(int, FITS.search(words).groups()))


def wait_for_training(page, minutes=3):
    """Wait until the winner can be asked."""
    done = page.get_by_role("button", name=re.compile("^Predict with"))
    expect(done).to_be_visible(timeout=minutes * 60_000)
    settle(page)

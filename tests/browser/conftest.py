from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.running import CHROMIUM, Server, chromium

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
expect.set_options(timeout=30_000)


@pytest.fixture
def server(tmp_path):
    """A server of this test's own: it may be killed."""
    running = Server(tmp_path).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser):
    """Open the app as a new visitor: ``visit(url, width=1440, scheme="light")``."""
    contexts = []

    def open_page(url, width=1440, scheme="light"):
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def shoot(request):
    """Keep a screenshot of the whole page under build/screenshots."""

    def shot(page, name):
        SHOTS.mkdir(parents=True, exist_ok=True)
        settle(page)
        main = page.get_by_test_id("stMain")
        height = main.evaluate("e => e.scrollHeight")
        size = page.viewport_size
        page.set_viewport_size({"width": size["width"], "height": max(900, min(height, 4000))})
        page.wait_for_timeout(400)
        page.screenshot(path=SHOTS / f"{name}.png")
        page.set_viewport_size(size)

    return shot


def settle(page):
    """Wait until the app has nothing more to draw."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")

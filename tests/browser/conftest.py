import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.running import CHROMIUM, Server, chromium

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

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from mlcore import settings
from mlcore.store.store import Store
from mlcore.workspace.workspace import enter
from tests.browser.preparing import keep_and_train, read_sample
from tests.browser.running import CHROMIUM, Server, chromium
from tests.browser.walking import SHOTS

expect.set_options(timeout=60_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    item.failed_call = call.when == "call" and report.failed
    return report


@pytest.fixture
def serve():
    """Start servers that end with the test, however it ends: ``serve(home)``."""
    running = []

    def start(home):
        running.append(Server(home))
        return running[-1].start()

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def server(tmp_path, serve):
    """A server of this test's own: it may be killed."""
    return serve(tmp_path)


@pytest.fixture(scope="session")
def _worked(tmp_path_factory):
    """A home in which the road was walked once: Penguins, with two versions of its model."""
    folder = tmp_path_factory.mktemp("worked") / "home"
    made = enter(Store.open(settings.load({}, home=folder)), None)
    keep_and_train(made, read_sample(made, "penguins"), "species", ("dummy", "logistic"))
    keep_and_train(made, read_sample(made, "penguins"), "species", ("dummy", "tree"))
    return folder


@pytest.fixture
def worked(_worked, tmp_path, serve):
    """A server with that work in it."""
    home = tmp_path / "worked"
    shutil.copytree(_worked, home)
    return serve(home)


@pytest.fixture(scope="session")
def standing(_worked, tmp_path_factory):
    """The same, one server for all tests that only look."""
    home = tmp_path_factory.mktemp("standing") / "home"
    shutil.copytree(_worked, home)
    server = Server(home)
    yield server.start()
    server.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser, request):
    """Open the app as a new visitor: ``visit(url, width=1440, scheme="light")``."""
    contexts = []

    def open_page(url, width=1440, scheme="light"):
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(url)
        return page

    yield open_page
    for number, context in enumerate(contexts):
        if getattr(request.node, "failed_call", False):
            SHOTS.mkdir(parents=True, exist_ok=True)
            path = SHOTS / f"failed-{request.node.name}-{number}.png"
            context.pages[0].screenshot(path=path)
        context.close()

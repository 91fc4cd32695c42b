"""V12 and V13 in a real browser: what data brought is read there as it stands, and does nothing."""

import re

import pytest

from pages.ui.words import JOINER, shorten
from tests.browser.running import Server
from tests.browser.walking import settle
from tests.naughty import STRINGS

OTHERS = ("bold", "gray", "muted", "code")
SHOWN = """() => [...document.querySelectorAll('[data-testid=stMarkdown]')].map(
  (part) => part.textContent)"""
ALIVE = """() => document.querySelectorAll(
  '[data-testid=stMarkdown] :is(img, a, script, iframe, svg, input, .katex, table, li, hr, h1, h2,'
  + ' h3, h4, h5, h6, blockquote, del, pre, [onclick], [style*=evil])').length"""


@pytest.fixture(scope="module")
def page_of_strings(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("strings"), script="tests/browser/literal_page.py")
    try:
        yield server.start()
    finally:
        server.stop()


def plain(text):
    """Return *text* as a browser gives it back: spaces run together, no joiner."""
    return re.sub(r"\s+", " ", text.replace(JOINER, ""))


@pytest.mark.parametrize(
    "way", ["literal", *(pytest.param(way, marks=pytest.mark.slow) for way in OTHERS)]
)
def test_v12_v13_every_string_is_read_as_it_stands(page_of_strings, visit, way):
    page = visit(f"{page_of_strings.url}/?way={way}")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    settle(page)
    shown = page.evaluate(SHOWN)
    assert len(shown) == len(STRINGS)
    most = 80 if way == "muted" else 600
    wrong = [
        (text, seen)
        for text, seen in zip(STRINGS, shown, strict=True)
        if plain(shorten(text, most)) not in plain(seen) or ("«" not in seen or "»" not in seen)
    ]
    assert wrong == []
    assert page.evaluate(ALIVE) == 0
    assert [url for url in asked if "evil" in url] == []

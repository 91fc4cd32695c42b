"""V11: what an accessibility checker (axe-core) finds on every page, serious or worse: nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.walking import settle

pytestmark = pytest.mark.timeout(600)  # all pages
ASKED = ("", "dataset", "exploration", "recipe", "training", "understanding", "prediction",
         "registry", "service", "lessons")  # fmt: skip
GRAVE = ("serious", "critical")
WITHOUT = {"exclude": [["[data-testid=stSidebarNavItems]"]]}
"""Streamlit's own list of pages: it puts <div> between <ul> and <li>, which is not ours to mend.
Its contrast is measured in test_look.py."""


def grave(page):
    """Return what the checker finds: rule, what is wrong, and where."""
    found = Axe().run(page, context=WITHOUT).response["violations"]
    return [
        (one["id"], one["help"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in GRAVE
    ]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_v11_nothing_serious_on_any_page(standing, visit, scheme):
    page = visit(standing.url, scheme=scheme)
    wrong = {}
    for address in ASKED:
        page.goto(f"{standing.url}/{address}")
        expect(page.get_by_test_id("stMain").get_by_role("heading", level=1)).to_be_visible()
        settle(page)
        if found := grave(page):
            wrong[address or "home"] = found
    assert wrong == {}


def test_v11_nothing_serious_on_predict_and_a_planted_fault_is_seen(standing, visit):
    page = visit(f"{standing.url}/prediction")
    settle(page)
    assert grave(page) == []
    page.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<button></button>')"
    )
    assert [rule for rule, *_rest in grave(page)] == ["button-name"]

"""A link for others, opened in a clean browser: one model's form, and nothing else reachable."""

import json
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from mlcore import settings
from mlcore.serving import links
from mlcore.store.store import Store
from tests.browser.walking import settle, shoot

pytestmark = pytest.mark.timeout(300)


def asked_over_rest(server, token, path, body=None):
    """Return the status of a request with the link's token."""
    request = urllib.request.Request(
        f"{server.url}/api{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        return urllib.request.urlopen(request, timeout=20).status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_link_opens_one_model_and_nothing_else(worked, visit):
    store = Store.open(settings.load({}, home=worked.home))
    start = {"flipper_length_mm": 230, "bill_length_mm": 50}
    token = links.create(store, "default", ("Penguins", None), start=start)
    guest = visit(f"{worked.url}/?link={token}")
    expect(guest.get_by_role("heading", name="The answer")).to_be_visible()
    settle(guest)
    expect(guest.get_by_role("heading", name="Why Gentoo")).to_be_visible()
    expect(guest.get_by_role("spinbutton", name=re.compile("^flipper")).first).to_have_value("230")
    assert guest.get_by_test_id("stSidebar").count() == 0
    assert guest.locator("a[href^='/'], [data-testid=stPageLink]").count() == 0
    assert guest.get_by_text("Most alike rows").count() == 0
    shoot(guest, "predict-link")
    for address in ("dataset", "registry"):
        guest.goto(f"{worked.url}/{address}?link={token}")
        expect(guest.get_by_role("heading", level=1)).to_have_text("Penguins")
        assert guest.get_by_test_id("stSidebar").count() == 0
    row = {"rows": [{"flipper_length_mm": 200}]}
    assert asked_over_rest(worked, token, "/v1/models/Penguins/predict", row) in (200, 422)
    assert asked_over_rest(worked, token, "/v1/models") == 403
    assert asked_over_rest(worked, token, "/v1/models/Other/predict", row) == 403
    (link,) = links.listing(store, "default", "Penguins")
    links.revoke(store, "default", link.id)
    guest.reload()
    expect(guest.get_by_text("does not lead anywhere any more")).to_be_visible()
    assert asked_over_rest(worked, token, "/v1/models/Penguins/predict", row) == 401
    store.close()

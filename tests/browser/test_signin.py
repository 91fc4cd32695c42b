"""Behind a sign-in: nothing without the password; a link for others opens its form all the same."""

import re

import pytest
from playwright.sync_api import expect

from mlcore import settings
from mlcore.serving import links, password
from mlcore.store.store import Store
from tests.browser.walking import settle

pytestmark = pytest.mark.timeout(300)
WORD = "correct horse battery"


def test_the_password_opens_the_pages_and_a_link_its_form(worked, visit):
    password.choose(worked.home, WORD)
    store = Store.open(settings.load({}, home=worked.home))
    token = links.create(store, "default", ("Penguins", None))

    person = visit(f"{worked.url}/registry")
    expect(person).to_have_url(re.compile(r"/signin\?next=%2Fregistry"))
    person.get_by_label("Password").fill("not the password")
    person.get_by_role("button", name="Sign in").click()
    expect(person.get_by_role("alert")).to_have_text("This is not the password.")
    person.get_by_label("Password").fill(WORD)
    person.get_by_role("button", name="Sign in").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Models")
    settle(person)

    guest = visit(f"{worked.url}/?link={token}")
    expect(guest.get_by_role("heading", name="The answer")).to_be_visible()
    for address in ("dataset?workspace=default", "registry", ""):
        guest.goto(f"{worked.url}/{address}")  # the address says no link any more
        expect(guest.get_by_role("heading", level=1)).to_have_text("Penguins")
        assert guest.get_by_test_id("stSidebar").count() == 0
    answer = guest.request.post(f"{worked.url}/_stcore/upload_file/x/y", data=b"x")
    assert answer.status == 401
    (link,) = links.listing(store, "default", "Penguins")
    links.revoke(store, "default", link.id)
    guest.goto(f"{worked.url}/registry")
    expect(guest).to_have_url(re.compile("/signin"))
    store.close()

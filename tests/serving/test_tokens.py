"""Tokens: shown once, stored hashed, ended by time or by hand."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from mlcore import settings
from mlcore.errors import LoupeError
from mlcore.registry import chain
from mlcore.registry.audit import Journal
from mlcore.serving import lifecycle, links, tokens
from mlcore.store import tables
from mlcore.store.store import Store


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open(settings.load())
    yield opened
    opened.close()


def test_a_token_opens_its_workspace_with_its_scope(store: Store) -> None:
    made = tokens.create(store, "mine", "read", label="laptop")
    access = tokens.check(store, made.token)
    assert access == tokens.Access(made.id, "mine", "read")
    assert tokens.check(store, made.token + "x") is None
    assert tokens.check(store, "") is None
    assert [t.label for t in tokens.listing(store, "mine")] == ["laptop"]
    assert tokens.listing(store, "other") == ()


def test_only_a_hash_is_stored(store: Store) -> None:
    made = tokens.create(store, "default")
    assert len(made.token) >= 43  # 256 bits
    with store.read() as connection:
        row = connection.execute(select(tables.tokens)).one()
    assert all(made.token not in str(value) for value in row)


def test_scopes_cover_the_lesser_ones(store: Store) -> None:
    access = {scope: tokens.Access("", "", scope) for scope in tokens.SCOPES}
    covered = {(a, b) for a in tokens.SCOPES for b in tokens.SCOPES if access[a].covers(b)}
    assert covered == {
        ("predict", "predict"), ("read", "predict"), ("read", "read"),
        ("manage", "predict"), ("manage", "read"), ("manage", "manage"),
    }  # fmt: skip


def test_a_revoked_or_expired_token_is_like_an_unknown_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    revoked, short = tokens.create(store, "default"), tokens.create(store, "default", days=1)
    tokens.revoke(store, "default", revoked.id)
    tokens.revoke(store, "default", revoked.id)
    assert tokens.check(store, revoked.token) is None
    assert tokens.check(store, short.token) is not None
    later = time.time() + 86_401
    monkeypatch.setattr(time, "time", lambda: later)
    assert tokens.check(store, short.token) is None
    assert sum(t.revoked is not None for t in tokens.listing(store, "default")) == 1


def test_wishes_that_make_no_sense_are_refused(store: Store) -> None:
    for scope, days in (("admin", None), ("predict", 0), ("predict", -1), ("predict", 1e9)):
        with pytest.raises(LoupeError) as caught:
            tokens.create(store, "default", scope, days)
        assert caught.value.code == "bad_token_wish"
    assert tokens.listing(store, "default") == ()


def test_only_the_own_workspace_can_revoke(store: Store) -> None:
    made = tokens.create(store, "mine")
    with pytest.raises(LoupeError) as caught:
        tokens.revoke(store, "other", made.id)
    assert caught.value.code == "unknown_token"
    assert tokens.check(store, made.token) is not None


def told(store: Store) -> list[tuple[str, str, str, str]]:
    records = Journal(store, "default").records()
    return [(r.who, r.action, r.object, r.before or r.after) for r in reversed(records)]


def test_every_change_of_a_token_is_in_the_log(store: Store) -> None:
    one = tokens.create(store, "default", "read", who="page")
    two = tokens.rotate(store, "default", one.id, who="command line")
    tokens.revoke(store, "default", one.id, "page")
    tokens.revoke(store, "default", one.id, "page")  # again: nothing happens
    tokens.for_upload(store, "default")  # made by a page for itself
    assert told(store) == [
        ("page", "create_token", f"token {one.id}", "read"),
        ("command line", "rotate_token", f"token {one.id}", "read"),
        ("page", "revoke_token", f"token {one.id}", "read"),
    ]
    assert chain.check(Journal(store, "default")).breaches == ()
    text = str(Journal(store, "default").records())
    assert one.token not in text
    assert two.token not in text


def test_a_log_that_was_cut_stops_new_tokens_and_no_revocation(store: Store) -> None:
    one = tokens.create(store, "default")
    tokens.create(store, "default")
    with store.begin() as connection:
        connection.execute(delete(tables.audit).where(tables.audit.c.seq == 2))
    with pytest.raises(LoupeError) as caught:
        tokens.create(store, "default")
    assert caught.value.code == "registry_restored"
    tokens.revoke(store, "default", one.id)
    assert tokens.check(store, one.token) is None
    with store.begin() as connection:
        connection.execute(delete(tables.tokens))
    assert lifecycle.first_token(store, "default", "http://localhost") == ""  # it starts anyway


def test_links_are_in_the_log_too(store: Store) -> None:
    links.create(store, "default", ("houses", None))
    (link,) = links.listing(store, "default", "houses")
    links.revoke(store, "default", link.id)
    links.revoke(store, "default", link.id)
    assert [one[1:3] for one in told(store)] == [
        ("create_link", f"houses link {link.id}"),
        ("revoke_link", f"houses link {link.id}"),
    ]

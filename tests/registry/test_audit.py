"""The log: each change in the transaction that makes it, sealed, told apart from refusals."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import delete, update

from mlcore.errors import LoupeError
from mlcore.prediction.model import Model
from mlcore.registry import audit, chain
from mlcore.registry.audit import Deed, Journal
from mlcore.registry.registry import Registry
from mlcore.registry.witness import Witness
from mlcore.store.store import Store
from mlcore.store.tables import audit as table


def wrote(journal: Journal, *actions: str) -> None:
    for action in actions:
        with journal.writing() as change:
            change.log(Deed(action, "m"))


@pytest.fixture
def journal(store: Store) -> Journal:
    made = Journal(store, "default", "tester")
    wrote(made, "one", "two", "three")
    return made


def test_every_move_is_told_with_who_from_and_to(store: Store, model: Model) -> None:
    registry = Registry(store, who="page")
    for _ in range(2):
        registry.register(model, "m")
    registry.promote("m", 2, expected=1, note="3 of 10 answers change")
    registry.rollback("m")
    told = [
        (r.who, r.action, r.object, r.before, r.after, r.note) for r in registry.journal.records()
    ]
    assert told == [
        ("page", "rollback", "m@champion", "v2", "v1", ""),
        ("page", "promote", "m@champion", "v1", "v2", "3 of 10 answers change"),
        ("page", "register", "m:2", "", "v2", ""),
        ("page", "register", "m:1", "", "v1", ""),
    ]
    assert chain.check(registry.journal).breaches == ()


def test_what_is_refused_is_told_with_its_code(registry: Registry, model: Model) -> None:
    registry.register(model, "m")
    for call in (lambda: registry.promote("m", 9), lambda: registry.rollback("m")):
        with pytest.raises(LoupeError):
            call()
    results = [(r.action, r.result) for r in registry.journal.records(2)]
    assert results == [("rollback", "no_earlier_version"), ("promote", "unknown_version")]


def test_what_is_undone_is_not_told(journal: Journal) -> None:
    def fails() -> None:
        with journal.writing() as change:
            change.log(Deed("never", "m"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert [record.action for record in journal.records()] == ["three", "two", "one"]
    wrote(journal, "four")
    assert chain.check(journal).breaches == ()


def test_pages_of_records(journal: Journal) -> None:
    assert [r.seq for r in journal.records(2)] == [3, 2]
    assert [r.seq for r in journal.records(2, before=2)] == [1]


def test_r21_a_clock_set_back_is_marked_and_orders_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = time.time() - 365 * 86_400
    monkeypatch.setattr(audit.time, "time", lambda: past)
    wrote(journal, "four")
    newest = journal.records(1)[0]
    assert (newest.seq, newest.action) == (4, "four")
    assert "the clock went back by 31,5" in newest.note
    assert chain.check(journal).breaches == ()


def test_r24_a_restored_backup_is_noticed_and_writes_nothing_until_accepted(
    registry: Registry, model: Model
) -> None:
    for _ in range(3):
        registry.register(model, "m")
    with registry.store.begin() as connection:  # as if yesterday's backup had been put back
        connection.execute(delete(table).where(table.c.seq > 1))
    for call in (lambda: registry.register(model, "m"), lambda: registry.promote("m", 2)):
        with pytest.raises(LoupeError) as caught:
            call()
        assert caught.value.code == "registry_restored"
    assert registry.load("m") is not None
    assert len(registry.versions("m")) == 3
    assert len(list(registry.folder.iterdir())) == 3
    assert chain.check(registry.journal).breaches == (chain.Breach("cut", 2, 3),)
    assert registry.journal.accept() == 2
    assert registry.register(model, "m") == 4
    assert chain.check(registry.journal).breaches == ()
    assert registry.journal.accept() == 0


def test_another_workspace_has_a_log_of_its_own(journal: Journal, store: Store) -> None:
    other = Journal(store, "other")
    wrote(other, "alpha")
    assert [(r.seq, r.action, r.who) for r in other.records()] == [(1, "alpha", "notebook")]


def test_a_disk_that_takes_no_head_stops_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mlcore.registry.witness.os.write", full)
    wrote(journal, "four")
    assert journal.records(1)[0].action == "four"
    assert Witness(journal.store, "default").last() == 3


def changed(journal: Journal, seq: int, **values: object) -> None:
    with journal.store.begin() as connection:
        connection.execute(update(table).where(table.c.seq == seq).values(**values))


@pytest.mark.parametrize("column", ["who", "action", "object", "before", "after", "result", "note"])
def test_a_changed_word_breaks_the_chain(journal: Journal, column: str) -> None:
    changed(journal, 2, **{column: "other"})
    assert chain.check(journal).breaches == (chain.Breach("changed", 2, 2),)


def test_a_changed_record_sealed_again_does_not_fit_the_heads(journal: Journal) -> None:
    record = journal.records(1)[0]
    forged = audit.replace(record, who="somebody else")
    changed(journal, 3, who=forged.who, hash=forged.sealed("default"))
    assert chain.check(journal).breaches == (chain.Breach("changed", 3, 3),)


def test_a_removed_and_a_cut_record_are_found(journal: Journal) -> None:
    wrote(journal, "four")
    with journal.store.begin() as connection:
        connection.execute(delete(table).where(table.c.seq == 2))
    assert chain.check(journal).breaches == (chain.Breach("missing", 2, 2),)
    with journal.store.begin() as connection:
        connection.execute(delete(table).where(table.c.seq > 2))
    found = chain.check(journal)
    assert (found.records, found.breaches) == (1, (chain.Breach("cut", 2, 4),))


def test_an_emptied_log_is_found_too(journal: Journal) -> None:
    with journal.store.begin() as connection:
        connection.execute(delete(table))
    assert chain.check(journal).breaches == (chain.Breach("cut", 1, 3),)


def test_a_torn_last_line_of_the_heads_is_no_breach(journal: Journal) -> None:
    witness = Witness(journal.store, "default")
    with open(witness._path, "ab") as file:
        file.write(b"4 abc")
    assert witness.last() == 3
    assert chain.check(journal).breaches == ()
    witness.forget()
    assert witness.last() == 0

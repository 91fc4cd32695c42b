"""V12: strings that break programs, from a file through a model to the answer of REST."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.data.dataset import Dataset
from mlcore.data.read import read_bytes
from mlcore.prediction.package import package
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.serving.app import create_app
from mlcore.store.store import Store
from mlcore.training.train import train
from mlcore.types import Plan
from tests.api.conftest import Service
from tests.naughty import NAUGHTY, STRINGS

LABELS = tuple(texts[at] for texts in NAUGHTY.values() for at in range(0, len(texts), 9))
"""Some of every sort: a target may have no more."""
ONLY_SPACE = tuple(text for text in STRINGS if not text.strip(" \t\r\n"))
NOTHING = {"null", "NULL", "NaN", "nan", "NA", "N/A", "#N/A", "<NA>", "?"}
"""What a file may write for a missing cell; reading tells how often it did."""


def read(store: Store, rows: list[list[Any]]) -> Dataset:
    """Return a table of *rows*, the first one its header, as an upload brings it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    raw = text.getvalue().encode()
    return read_bytes(raw, "strings.csv", store.objects, settings=store.settings)


KNOWN = [text for text in STRINGS if text not in {*ONLY_SPACE, *NOTHING}]
WIDE = 5
HIGH = -(-len(KNOWN) // WIDE)
"""A model knows the 200 commonest values of a column: so many columns hold all of them."""
GROUPS = [[KNOWN[(at + HIGH * i) % len(KNOWN)] for i in range(WIDE)] for at in range(HIGH)]
FIELDS = [f"group {i}" for i in range(WIDE)]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Return a service with two models: strings as categories, and strings as classes."""
    store = Store.open(settings.load({}, home=tmp_path_factory.mktemp("strings") / "home"))
    many = read(store, [["place", *FIELDS], *([at, *GROUPS[at % HIGH]] for at in range(3 * HIGH))])
    some = read(store, [["place", "label"], *([at, text] for at, text in enumerate(LABELS * 4))])
    plan = Plan("place", task="regression", models=("ridge",), folds=2, holdout=0.0)
    Registry(store).register(package(train(many, plan)), "places")
    plan = Plan("label", models=("tree",), folds=2, holdout=0.0)
    Registry(store).register(package(train(some, plan)), "labels")
    token = tokens.create(store, "default").token
    with TestClient(create_app(store, store.settings), base_url="http://localhost") as client:
        yield Service(store, client, token)
    store.close()


def test_v12_reading_loses_none(asked: Service) -> None:
    rows = [["place", "kind"], *([at, text] for at, text in enumerate(STRINGS))]
    kinds = set(read(asked.store, rows).frame()["kind"].dropna())
    assert kinds == set(KNOWN)


def test_v12_every_string_is_a_category_that_is_known(asked: Service) -> None:
    rows = [dict(zip(FIELDS, group, strict=True)) for group in GROUPS]
    reply = asked.ask({"rows": rows}, "places")
    assert reply.status_code == 200, reply.text
    assert [found["warnings"] for found in reply.json()["predictions"]] == [[]] * HIGH
    rows = [{**row, FIELDS[0]: f"{row[FIELDS[0]]}~~"} for row in rows]
    answers = asked.ask({"rows": rows}, "places").json()["predictions"]
    told = [[warning["code"] for warning in found["warnings"]] for found in answers]
    assert told == [["unknown_category"]] * HIGH, "the check sees what is not known"


def test_v12_every_string_comes_back_as_it_was_sent(asked: Service) -> None:
    known = dict(zip(FIELDS, GROUPS[0], strict=True))
    for at in range(0, len(STRINGS), 100):
        strings = STRINGS[at : at + 100]
        reply = asked.ask({"rows": [known | dict.fromkeys(strings, 1)]}, "places")
        assert reply.status_code == 200, reply.text
        assert sorted(reply.json()["ignored_fields"]) == sorted(strings)


def test_v12_a_string_is_a_class_that_is_answered(asked: Service) -> None:
    known = {text for text in LABELS if text in KNOWN}
    reply = asked.ask({"rows": [{"place": at} for at in range(len(LABELS))]}, "labels")
    assert reply.status_code == 200, reply.text
    answers = reply.json()["predictions"]
    assert {found["value"] for found in answers} <= known
    assert {frozenset(found["probabilities"]) for found in answers} == {frozenset(known)}

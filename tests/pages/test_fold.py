"""Parts of a page that wait below the fold, and what is measured ahead of the reader."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from mlcore.workspace.workspace import Workspace
from pages.ui import cache, cache_explore, cache_train, fold, measuring
from tests.pages.conftest import keep, run, words

NOT_AGAIN = (
    (cache, "measure_profile"), (cache_explore, "rank_links"), (cache_explore, "target_plot"),
    (cache_explore, "column_plot"), (cache_train.suspects, "suspects"),
)  # fmt: skip


def _again(*args: object) -> None:
    raise AssertionError("this was measured ahead")


def _page() -> None:
    import streamlit as st

    from pages.ui import fold

    @fold.late("t.part", 200)
    def part(word: str, *, more: str) -> None:
        st.markdown(f"{word} {more}")

    part("drawn", more="late")


def _shown() -> list[str]:
    app = AppTest.from_function(_page, default_timeout=30).run()
    assert not app.exception
    return [element.value for element in app.markdown]


def test_a_part_below_the_fold_waits(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown() == ["drawn late"]
    monkeypatch.setattr(fold, "near", lambda key: False)
    assert _shown() == []


def test_explore_draws_its_long_table_late(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(space, "tips")
    assert len(run("explore").dataframe) == 1
    monkeypatch.setattr(fold, "near", lambda key: False)
    assert len(run("explore").dataframe) == 0


def test_the_open_table_is_measured_while_the_reader_is_elsewhere(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(space, "tips")
    data = space.needs_dataset().data
    run("home")
    assert not cache.is_measured(data), "only where the process stays"
    measuring.allow()
    try:
        run("data")
        deadline = time.monotonic() + 60
        while measuring.busy() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert cache.is_measured(data)
    finally:
        measuring.forbid()
    for module, name in NOT_AGAIN:
        monkeypatch.setattr(module, name, _again)
    for page in ("explore", "clean", "train"):
        app = run(page)
        assert not app.exception
        assert "did not foresee" not in words(app), f"{page} measures again"

"""A card says what a version is, in texts that stand as they are in Markdown and HTML."""

from __future__ import annotations

import re

import pytest

from mlcore.plots.model_card import card_page
from mlcore.registry.card import Card, card, markdown
from mlcore.registry.registry import Registry
from mlcore.training.checks.messages import Said
from mlcore.workspace.cards import card_of
from tests.prediction import making

REMARK = Said("<b>It</b> learns *noise*", "0.9 against 0.7.", "Simplify it.")


def made(registry: Registry, case: str) -> Card:
    registry.register(making.model(case), "m")
    return card(registry.versions("m")[0], registry.load("m"), (REMARK,))


def facts(value: Card) -> dict[str, str]:
    return {name: text for section in value.sections for name, text in section.facts}


def test_a_card_holds_scores_rows_inputs_and_rivals(registry: Registry) -> None:
    value, meta = made(registry, "plain"), making.model("plain").meta
    assert value.title == "m, version 1"
    assert "predicts price, a number" in value.lead
    told = facts(value)
    assert f"{meta.cv_rows} rows, 3 folds" in told["RMSE"]
    assert f"({meta.holdout_rows} rows), 95% interval" in told["On rows set aside first"]
    assert told["Fitted on"] == f"{meta.rows} rows"
    by_title = {section.title: section for section in value.sections}
    assert {row[0] for row in by_title["What it takes"].rows} == {"size", "rooms", "kind"}
    kind = next(row for row in by_title["What it takes"].rows if row[0] == "kind")
    assert kind[2] == "barn, flat, house" or set(kind[2].split(", ")) == {"barn", "flat", "house"}
    assert len(by_title["Against other models of its run"].rows) == 2
    assert any("Simplify it" in line for line in by_title["Before you trust it"].lines)


def test_what_a_version_says_alone_is_on_its_card(registry: Registry) -> None:
    from mlcore.prediction.recalibrated import recalibrated

    registry.register(making.model("booleans"), "m")
    found = recalibrated(making.run("booleans"), None, "sigmoid")
    assert found is not None
    registry.with_recalibration("m", 1, found)
    registry.with_threshold("m", 2, "True", 0.3)
    told = facts(card_of(registry, "m:3"))
    assert told["Threshold"] == "True is answered from a probability of 0.3"
    assert told["Probabilities"] == "corrected after training (sigmoid)"
    assert told["Shares its fit with"] == "version 2"
    assert "before the probabilities were corrected" in told["On rows set aside first"]


@pytest.mark.parametrize("case", ["plain", "unicode", "cleaned", "light", "dates"])
def test_names_stand_as_they_are_in_both_forms(registry: Registry, case: str) -> None:
    value = made(registry, case)
    page, text = card_page(value), markdown(value)
    assert "default-src 'none'" in page
    assert not re.search(r"<script|\ssrc=|\shref=|\son\w+=", page)
    assert "&lt;b&gt;It&lt;/b&gt; learns *noise*" in page
    assert r"\<b\>It\</b\> learns \*noise\*" in text
    assert text.count("\n## ") == len(value.sections)
    if case == "unicode":
        assert "&lt;b&gt;Größe&lt;/b&gt;" in page
        assert "<b>Größe" not in text
        assert "名前" in text
    for line in text.splitlines():
        if line.startswith("| ") and "---" not in line:
            assert len(re.findall(r"(?<!\\)\|", line)) in (4, 6)


def test_a_card_without_its_training_is_still_a_card(registry: Registry) -> None:
    registry.register(making.model("plain"), "m", run="gone")
    trust = next(s for s in card_of(registry, "m").sections if s.title == "Before you trust it")
    assert len(trust.lines) == 2

"""The report of a model: every figure with its sentence and table, and nothing is fetched."""

from __future__ import annotations

import re
from functools import cache

import pytest

from mlcore.errors import LoupeError
from mlcore.evaluation.messages import NOT_TWO_CLASSES
from mlcore.plots import model_report as module
from mlcore.plots.model_exhibits import Subject, parts
from mlcore.plots.model_report import model_report
from tests.prediction.making import run

CASES = ("plain", "booleans", "classes")


@cache
def page(case: str) -> str:
    return model_report(run(case))


def body(case: str) -> str:
    return page(case).split("<body>", 1)[1]


@pytest.mark.parametrize("case", CASES)
def test_every_figure_has_its_sentence_and_its_table(case: str) -> None:
    subject = Subject(run(case), run(case).best)
    plots = [draw(subject) for _heading, draws in parts(run(case)) for draw in draws]
    found = body(case)
    assert found.count("Plotly.newPlot(") == len(plots)
    assert found.count("<details><summary>") == len(plots)
    assert found.count('role="img" aria-label="') == len(plots)
    for plot in plots:
        assert plot.lead.strip()
        assert len(plot.table) or "No group is worse" in plot.lead


@pytest.mark.parametrize("case", CASES)
def test_it_stands_alone(case: str) -> None:
    head, _script, rest = re.split(r"(?s)(<script>.*?</script>)(?=</head>)", page(case))
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in head
    assert "script-src 'unsafe-inline'" in head
    assert not re.search(r"<(link|img|iframe|object|embed|form)\b", head + rest)
    assert not re.search(r"""<script[^>]*\ssrc=""", rest)
    assert "http://" not in rest
    assert "https://plot.ly" not in rest.replace('"plotlyServerURL": "https://plot.ly"', "")
    assert page(case).count("* plotly.js v") == 1, "one copy of plotly.js"


def test_the_checks_are_in_words_with_their_codes() -> None:
    assert "Before you trust it" in body("plain")
    assert re.search(r"\(\w+_\w+\)</p>|None of the checks found anything", body("plain"))


def test_names_stand_as_they_are() -> None:
    found = body("unicode")
    assert "&lt;b&gt;Größe&lt;/b&gt;" in found
    assert "<b>Größe" not in found, "neither in the page nor inside a script"


def test_a_part_that_cannot_be_drawn_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(subject: Subject) -> None:
        raise LoupeError(NOT_TWO_CLASSES)

    monkeypatch.setattr(module, "exhibits", lambda run: (("Curves", (fails,)),))
    found = model_report(run("plain")).split("<body>", 1)[1]
    assert "here there is only one" in found
    assert "Plotly.newPlot" not in found

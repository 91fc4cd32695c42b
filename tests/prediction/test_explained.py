"""``model.explain`` in a notebook: the reasons of every row as one frame."""

from __future__ import annotations

import numpy as np
import pytest

from mlcore.errors import LoupeError
from mlcore.prediction import artifact
from mlcore.prediction.model import Model
from mlcore.prediction.why import reasons
from tests.prediction.making import CASES, dataset, model


def frame_of(case: str, rows: int = 4):
    frame = dataset(case).frame().drop(columns=CASES[case][1]).head(rows)
    return frame.set_index(frame.index + 10)


@pytest.mark.parametrize("case", ["plain", "gaps", "light"])
def test_start_and_parts_add_up_to_the_total(case: str) -> None:
    asked, frame = model(case), frame_of(case)
    made = asked.explain(frame)  # type: ignore[attr-defined]
    names = list(asked.signature.names)
    assert list(made.columns)[-len(names) - 2 :] == ["start", *names, "total"]
    assert list(made.index) == list(frame.index)
    np.testing.assert_allclose(made["start"] + made[names].sum(axis=1), made["total"], atol=1e-9)
    if asked.signature.task == "regression":
        np.testing.assert_allclose(made["total"], asked.predict(frame), rtol=1e-9)
    else:
        assert made["class"].tolist() == asked.predict(frame).tolist()


def test_it_says_what_the_page_says() -> None:
    asked, frame = model("gaps"), frame_of("gaps", 2)
    made = asked.explain(frame)  # type: ignore[attr-defined]
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    told = reasons(asked, asked.check(rows))
    for (_, row), one in zip(made.iterrows(), told, strict=True):
        assert {name: row[name] for name, _ in one.parts} == pytest.approx(dict(one.parts))
    assert made.attrs == {"scale": told[0].scale, "method": told[0].method}


def test_a_class_may_be_named_and_must_be_known() -> None:
    asked, frame = model("light"), frame_of("light", 2)
    assert asked.explain(frame, "low")["class"].tolist() == ["low", "low"]  # type: ignore[attr-defined]
    with pytest.raises(LoupeError) as caught:
        asked.explain(frame, "giant")  # type: ignore[attr-defined]
    assert caught.value.code == "unknown_class"


def test_a_loaded_model_explains_too(tmp_path) -> None:
    asked: Model = model("plain")
    again = artifact.load(tmp_path / "m", artifact.save(asked, tmp_path / "m"))
    frame = frame_of("plain", 2)
    np.testing.assert_allclose(again.explain(frame)["total"], asked.predict(frame))  # type: ignore[attr-defined]


def test_a_model_prints_what_it_says_and_what_it_takes() -> None:
    asked = model("plain")
    head, *lines = str(asked).splitlines()
    meta = asked.meta
    assert head.startswith(f"{meta.target}: regression, {meta.model}, {meta.metric} ")
    assert head.endswith(f" over {meta.folds} folds of {meta.cv_rows:,} rows")
    assert [line.split(":")[0].strip() for line in lines] == list(asked.signature.names)
    for line, field in zip(lines, asked.signature.fields, strict=True):
        assert line.split(": ")[1].startswith(field.kind)
        assert line.endswith("needed") == field.required

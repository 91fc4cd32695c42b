"""Small made-up tables and the models of them, for the tests of prediction, registry, service."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd

from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.data.read import read
from mlcore.prediction.model import Model
from mlcore.prediction.package import package
from mlcore.store.objects import Objects
from mlcore.training.run import Run
from mlcore.training.train import train
from mlcore.types import Plan

HTML = "<b>Größe</b> *in* cm"
ROWS = 260


def _base(seed: int, rows: int = ROWS) -> tuple[np.random.Generator, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "size": rng.normal(50, 20, rows).round(2),
            "rooms": rng.integers(1, 9, rows),
            "kind": rng.choice(["flat", "house", "barn"], rows, p=[0.6, 0.3, 0.1]),
        }
    )
    frame["price"] = (
        frame["size"] * 3 + frame["rooms"] * 10 + (frame["kind"] == "house") * 40
    ).round(2) + rng.normal(0, 5, rows).round(2)
    return rng, frame


def plain_regression() -> pd.DataFrame:
    """Numbers and a category."""
    return _base(1)[1]


def integers_with_gaps() -> pd.DataFrame:
    """A whole-number column with missing values."""
    rng, frame = _base(2)
    frame["rooms"] = frame["rooms"].astype("Int64").mask(rng.random(ROWS) < 0.2)
    return frame


def booleans() -> pd.DataFrame:
    """True and false, with and without gaps; a boolean target."""
    rng, frame = _base(3)
    frame["garden"] = rng.random(ROWS) < 0.5
    frame["pool"] = pd.array(rng.random(ROWS) < 0.3, dtype="boolean")
    frame["pool"] = frame["pool"].mask(rng.random(ROWS) < 0.1)
    frame["price"] = frame["price"] + frame["garden"] * 60 > 250
    return frame.rename(columns={"price": "sold"})


def dates() -> pd.DataFrame:
    """A date column with gaps."""
    rng, frame = _base(4)
    days = pd.Timestamp("2019-03-01") + pd.to_timedelta(rng.integers(0, 900, ROWS), "D")
    frame["built"] = pd.Series(days).mask(rng.random(ROWS) < 0.1)
    frame["price"] += frame["built"].dt.month.fillna(6) * 12
    return frame


def unicode_names() -> pd.DataFrame:
    """Column names that look like HTML and Markdown; levels in several scripts."""
    rng, frame = _base(5)
    frame["kind"] = rng.choice(["ja", "nein", "日本", "a,b", '"q"', "<i>"], ROWS)
    return frame.rename(columns={"size": HTML, "kind": "名前", "rooms": "__class__"})


def missing_everywhere() -> pd.DataFrame:
    """Each kind with missing values; three classes."""
    rng, frame = _base(6)
    for name in ("size", "kind"):
        frame[name] = frame[name].mask(rng.random(ROWS) < 0.25)
    frame["price"] = pd.cut(frame["price"], 3, labels=["low", "middle", "high"]).astype("str")
    return frame.rename(columns={"price": "class"})


def texts() -> pd.DataFrame:
    """A column of free text; a target of whole numbers."""
    rng, frame = _base(7)
    words = np.array(
        ["old", "new", "bright", "dark", "quiet", "loud", "large", "small", "near", "far"]
    )
    frame["advert"] = [
        f"{' '.join(rng.choice(words, 7))} place number {at}, {'garden' if at % 3 else 'yard'}"
        for at in range(ROWS)
    ]
    frame["price"] = (frame["price"] > 200).astype(int)
    return frame


def numbers_as_classes() -> pd.DataFrame:
    """Four classes that are whole numbers; few rows, so no hold-out."""
    _rng, frame = _base(8, 150)
    frame["price"] = pd.qcut(frame["price"], 4, labels=False) + 1
    return frame


def rare_categories() -> pd.DataFrame:
    """More levels than a signature lists."""
    rng, frame = _base(9, 900)
    frame["street"] = [f"street {n}" for n in rng.integers(0, 300, 900)]
    return frame


def cleaned() -> pd.DataFrame:
    """As the dates, with gaps in numbers, for a recipe of many steps."""
    rng, frame = _base(10)
    frame["built"] = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 999, ROWS), "D")
    frame["size"] = frame["size"].mask(rng.random(ROWS) < 0.2)
    frame["rooms"] = frame["rooms"].astype("Int64").mask(rng.random(ROWS) < 0.2)
    frame["unused"] = rng.random(ROWS).round(3)
    return frame


RECIPES = {
    "cleaned": Recipe()
    .drop("unused")
    .impute("size", "mean")
    .clip("size")
    .impute("rooms", "median")
    .scale("size")
    .encode("kind")
    .rename({"rooms": "Zimmer"})
    .step("date_parts", ("built",))
    .drop_duplicates()
}
"""What is done to the columns first, by case."""

Case = tuple[Callable[[], pd.DataFrame], str, str]

CASES: dict[str, Case] = {
    "plain": (plain_regression, "price", "ridge"),
    "gaps": (integers_with_gaps, "price", "hist_gradient_boosting"),
    "booleans": (booleans, "sold", "logistic"),
    "dates": (dates, "price", "forest"),
    "unicode": (unicode_names, "price", "hist_gradient_boosting"),
    "missing": (missing_everywhere, "class", "knn"),
    "texts": (texts, "price", "logistic"),
    "classes": (numbers_as_classes, "price", "tree"),
    "rare": (rare_categories, "price", "hist_gradient_boosting"),
    "cleaned": (cleaned, "price", "ridge"),
    "light": (missing_everywhere, "class", "lightgbm"),
    "margins": (booleans, "sold", "kernel_svm"),
    "network": (dates, "price", "network"),
}
"""Maker, target and model by name."""


@cache
def dataset(case: str) -> Dataset:
    """Return the table of *case*, read from its CSV as a person's file would be."""
    folder = Path(mkdtemp(prefix="loupe-test-"))
    path = folder / f"{case}.csv"
    path.write_bytes(csv(CASES[case][0]()))
    return read(path, Objects(folder / "objects"))


def csv(frame: pd.DataFrame) -> bytes:
    """Return *frame* as the bytes of a CSV file."""
    buffer = io.BytesIO()
    frame.to_csv(buffer, index=False)
    return buffer.getvalue()


@cache
def run(case: str, refit: str = "all") -> Run:
    """Return a small training of *case*."""
    _, target, model = CASES[case]
    plan = Plan(target=target, models=("dummy", model), folds=3, refit=refit)  # type: ignore[arg-type]
    return train(dataset(case), plan, RECIPES.get(case, Recipe()), threads=1)


@cache
def model(case: str, refit: str = "all") -> Model:
    """Return the packaged winner of *case*."""
    return package(run(case, refit))

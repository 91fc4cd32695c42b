"""Write categories as what the target is on average."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING
from mlcore.cleaning.steps.base import (
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    columns_frame,
    free,
    place,
    replaced,
)
from mlcore.cleaning.steps.supervision import answers
from mlcore.cleaning.steps.values import coded, floats, is_numeric, label, labels, need_values
from mlcore.errors import LoupeError, Where


class EncodeTarget(CellStep):
    """Learn the mean of the target in each category, drawn to the mean of all rows.

    Training rows get the means of other training rows (cross-fitting), so that no row sees its
    own answer; new rows get those of all. A value not seen while learning gets the mean of all.
    Reference: scikit-learn's ``TargetEncoder``, Micci-Barreca (2001).
    """

    def fit(self, frame: pd.DataFrame) -> EncodeTarget:
        """Learn the means."""
        self.fit_transform(frame)
        return self

    def fit_transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Learn the means and return the training rows with those of other rows."""
        target = self.params["target"]
        names = self.present(frame)
        if target in names:
            where = Where(column=target, step="encode_target", field="target")
            why = "the target cannot be encoded by itself"
            raise LoupeError(
                IMPOSSIBLE_SETTING, where, step="encode_target", param="target", why=why
            )
        for name in names:
            need_values(frame[name], "encode_target", "tell apart")
        need_values(frame[target], "encode_target", "learn from")
        y, self.classes_ = answers(frame[target])
        known = np.flatnonzero(np.isfinite(y))
        crossed, self.means_, self.overall_ = cross_fitted(
            frame.iloc[known], names, y[known], len(self.classes_)
        )
        self.names_ = self._new_names(names, [str(name) for name in frame.columns])
        every = [self._encoded(frame[name]) for name in names]
        for number, block in enumerate(every):
            block[known] = crossed[number]
        return self._written(frame, dict(zip(names, every, strict=True)))

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with means in place of categories."""
        names = [name for name in self.present(frame) if name in self.means_]
        return self._written(frame, {name: self._encoded(frame[name]) for name in names})

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns afterwards; before fitting, each stands for those made of it."""
        learnt: dict[str, list[str]] = getattr(self, "names_", {})
        return tuple((new, name) for name in names for new in learnt.get(name, [name]))

    def python(self) -> Python:
        """Return scikit-learn's encoder, cross-fitted on the rows."""
        target, columns = self.params["target"], list(self.columns)
        lines = [
            f"y, classes = answers(frame[{target!r}])",
            "known = np.flatnonzero(np.isfinite(y))",
            f"crossed, means, overall = cross_fitted("
            f"frame.iloc[known], {columns!r}, y[known], len(classes))",
        ]
        for number, name in enumerate(columns):
            lines.append(f"block = encoded(frame[{name!r}], means[{name!r}], overall)")
            lines.append(f"block[known] = crossed[{number}]")
            made = f"columns_frame({self.names_[name]!r}, list(block.T), frame.index)"
            lines.append(f"frame = replaced(frame, {name!r}, {made})")
        imports = (
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        carried = (is_numeric, floats, label, coded, labels, place, replaced, columns_frame)
        return Python(tuple(lines), imports, (*carried, answers, categories, cross_fitted, encoded))

    def _new_names(self, names: list[str], taken: list[str]) -> dict[str, list[str]]:
        if len(self.classes_) <= 2:
            return {name: [name] for name in names}
        made: dict[str, list[str]] = {}
        others = set(taken)
        for name in names:
            made[name] = []
            for value in self.classes_:
                made[name].append(free(f"{name} → {value}", others))
                others.add(made[name][-1])
        return made

    def _encoded(self, series: pd.Series) -> np.ndarray:
        return encoded(series, self.means_[str(series.name)], self.overall_)

    def _written(self, frame: pd.DataFrame, blocks: dict[str, np.ndarray]) -> pd.DataFrame:
        for name, block in blocks.items():
            new = columns_frame(self.names_[name], list(block.T), frame.index)
            frame = replaced(frame, name, new)
        return frame.copy(deep=False)


def categories(series: pd.Series) -> np.ndarray:
    """Return each row's category as text; a missing value is a category of its own."""
    found = labels(series)
    return np.array(["missing" if value is None else f"= {value}" for value in found], dtype=object)


def cross_fitted(
    frame: pd.DataFrame, columns: list[str], y: np.ndarray, classes: int
) -> tuple[list[np.ndarray], dict[str, dict[str, list[float]]], list[float]]:
    """Return the cross-fitted means of the rows, the means by category, and those of all rows.

    Parameters
    ----------
    frame : DataFrame
        Rows that have an answer.
    columns : list of str
        The categories.
    y : ndarray
        Answers: quantities, or numbers of classes.
    classes : int
        How many classes; 0 for a quantity. More than two give one mean for each.

    Raises
    ------
    ValueError
        For fewer than 2 rows, or one class only.
    """
    from sklearn.model_selection import KFold, StratifiedKFold
    from sklearn.preprocessing import TargetEncoder

    kind = "continuous" if not classes else "binary" if classes == 2 else "multiclass"
    fewest = int(np.bincount(y.astype(int)).min()) if classes else 0
    splitter = StratifiedKFold if fewest >= 2 else KFold
    folds = splitter(max(2, min(5, fewest or len(y))), shuffle=True, random_state=0)
    encoder = TargetEncoder(target_type=kind, cv=folds)
    texts = np.column_stack([categories(frame[name]) for name in columns])
    crossed = encoder.fit_transform(texts, y if kind == "continuous" else y.astype(int))
    width = classes if kind == "multiclass" else 1
    means = {}
    for number, name in enumerate(columns):
        block = np.column_stack(encoder.encodings_[number * width : (number + 1) * width])
        means[name] = dict(zip(encoder.categories_[number].tolist(), block.tolist(), strict=True))
    blocks = [crossed[:, i * width : (i + 1) * width] for i in range(len(columns))]
    return blocks, means, [float(value) for value in np.atleast_1d(encoder.target_mean_)]


def encoded(series: pd.Series, means: dict[str, list[float]], overall: list[float]) -> np.ndarray:
    """Return the means of each row's category, one column for each class."""
    found = [means.get(value, overall) for value in categories(series)]
    return np.array(found, dtype=float).reshape(len(series), len(overall))


STEP = Step(
    "encode_target", "Encode by the target", "Categories and text",
    "Writes each category as the target's mean in it; a row never sees its own answer.",
    EncodeTarget, fitted=True, kinds=("category", "boolean", "integer", "text"), icon="adjust",
    params=(Param("target", "column", help="The column to predict.", needed=True,
              label="Column to predict"),),
    words=("target", "mean", "impact", "likelihood", "encode", "supervised"),
)  # fmt: skip

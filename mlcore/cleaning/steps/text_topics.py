"""Turn texts into a few numbers that say what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
from mlcore.cleaning.steps.values import coded, label, labels, need_text, need_values
from mlcore.errors import LoupeError, Where

MOST_TERMS = 5_000


class TextTopics(CellStep):
    """Learn term weights and their main directions (TF-IDF, then singular vectors).

    Latent semantic analysis (Deerwester et al. 1990). A missing text, and one whose terms were
    never seen, is 0 everywhere.
    """

    def fit(self, frame: pd.DataFrame) -> TextTopics:
        """Learn terms, weights and directions of each column."""
        self.topics_: dict[str, dict[str, Any]] = {}
        self.names_: dict[str, list[str]] = {}
        taken = {str(name) for name in frame.columns}
        for name in self.present(frame):
            need_text(frame[name], "text_topics")
            need_values(frame[name], "text_topics", "read")
            topics = self._learnt(frame[name])
            made = [free(f"{name} topic {i}", taken) for i in range(1, len(topics["axes"]) + 1)]
            self.topics_[name], self.names_[name] = topics, made
            taken |= set(made)
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with numbers in place of texts."""
        for name in [name for name in self.present(frame) if name in self.topics_]:
            arrays = list(in_topics(frame[name], self.topics_[name]).T)
            new = columns_frame(self.names_[name], arrays, frame.index)
            frame = replaced(frame, name, new)
        return frame.copy(deep=False)

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns afterwards; before fitting, each stands for those made of it."""
        learnt: dict[str, list[str]] = getattr(self, "names_", {})
        return tuple((new, name) for name in names for new in learnt.get(name, [name]))

    def python(self) -> Python:
        """Return the learning and the writing."""
        size, unit = self.params["size"], self.params["unit"]
        lines = []
        for name, made in self.names_.items():
            learn = f"topics_of(frame[{name!r}], {size!r}, {unit!r}, {MOST_TERMS})"
            new = f"list(in_topics(frame[{name!r}], {learn}).T)"
            lines.append(
                f"frame = replaced(frame, {name!r}, columns_frame({made!r}, {new}, frame.index))"
            )
        imports = ("import numpy as np", "import pandas as pd")
        carried = (label, coded, labels, place, replaced, columns_frame, topics_of, in_topics)
        return Python(tuple(lines), imports, carried)

    def _learnt(self, series: pd.Series) -> dict[str, Any]:
        try:
            return topics_of(series, self.params["size"], self.params["unit"], MOST_TERMS)
        except ValueError as error:
            where = Where(column=str(series.name), step="text_topics", field="unit")
            raise LoupeError(
                IMPOSSIBLE_SETTING, where, step="text_topics", param="unit",
                why=f"“{series.name}” holds no words; take letters instead",
            ) from error  # fmt: skip


def topics_of(series: pd.Series, size: int, unit: str, most: int) -> dict[str, Any]:
    """Return terms, their weights and the main directions of the texts in *series*.

    Raises
    ------
    ValueError
        When there are no terms.
    """
    from scipy.sparse.linalg import svds
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.utils.extmath import svd_flip

    analyzer, grams = ("word", (1, 1)) if unit == "words" else ("char_wb", (3, 4))
    vectorizer = TfidfVectorizer(analyzer=analyzer, ngram_range=grams, max_features=most)
    matrix = vectorizer.fit_transform([text for text in labels(series) if text is not None])
    count = min(size, *matrix.shape)
    if count < min(matrix.shape):
        start = np.full(min(matrix.shape), 1.0)
        left, _, axes = svds(matrix, k=count, v0=start)
        left, axes = left[:, ::-1], axes[::-1]
    else:
        left, _, axes = np.linalg.svd(matrix.toarray(), full_matrices=False)
        left, axes = left[:, :count], axes[:count]
    _, axes = svd_flip(left, axes, u_based_decision=False)
    terms = vectorizer.get_feature_names_out().tolist()
    return {"unit": unit, "terms": terms, "weights": vectorizer.idf_, "axes": np.array(axes)}


def in_topics(series: pd.Series, topics: dict[str, Any]) -> np.ndarray:
    """Return the coordinates of each text along the learnt directions."""
    from sklearn.feature_extraction.text import CountVectorizer

    codes, names = coded(series)
    table = np.zeros((len(names) + 1, len(topics["axes"])))
    if names:
        analyzer, grams = ("word", (1, 1)) if topics["unit"] == "words" else ("char_wb", (3, 4))
        counter = CountVectorizer(analyzer=analyzer, ngram_range=grams, vocabulary=topics["terms"])
        counts = counter.transform(names).multiply(topics["weights"]).tocsr()
        length = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
        table[:-1] = (counts @ topics["axes"].T) / np.where(length > 0, length, 1)[:, None]
    return table[codes]


STEP = Step(
    "text_topics", "Texts as numbers", "Categories and text",
    "Writes texts as a few numbers, so that texts about the same things are near each other.",
    TextTopics, fitted=True, kinds=("text", "category"), icon="subject",
    params=(
        Param("size", "integer", 10, help="How many numbers at most.", most=300,
              label="Numbers at most"),
        Param("unit", "choice", "words", ("words", "letters"),
              "What is counted: words, or groups of three and four letters.",
              label="Count",
              names=("words", "groups of letters")),
    ),
    words=("tf-idf", "tfidf", "svd", "lsa", "embedding", "text", "features", "words"),
    heavy=True,
)  # fmt: skip

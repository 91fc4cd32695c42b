import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from mlcore.training.preparation.text import Terms

ROWS = [
    "The cat sat on the mat", "a dog and the cat", "Dogs chase cats", "", "the the the dog",
    "Ärger über Öl", "über den Ärger", "cat_1 cat_1 dog",
]  # fmt: skip


def _series(rows):
    return pd.Series(rows, dtype="str")


@pytest.mark.parametrize("most", [3, 50])
def test_weights_are_scikit_learn_s(most):
    terms = Terms("t", most=most).fit(_series(ROWS))
    theirs = TfidfVectorizer(vocabulary=terms.words).fit(ROWS)
    np.testing.assert_allclose(
        terms.encode(_series(ROWS)), theirs.transform(ROWS).toarray(), atol=1e-12
    )
    new = ["the new cat of the dog", "nothing known"]
    np.testing.assert_allclose(
        terms.encode(_series(new)), theirs.transform(new).toarray(), atol=1e-12
    )


def test_only_words_of_two_rows_or_more_most_widespread_first():
    terms = Terms("t").fit(_series(ROWS))
    assert terms.words[:2] == ["cat", "dog"] or terms.words[:2] == ["dog", "the"]
    assert "mat" not in terms.words
    assert "über" in terms.words


def test_missing_text_has_no_words():
    terms = Terms("t").fit(_series(["red red", "red", None]))
    assert terms.encode(_series([None, "red"])).tolist() == [[0.0], [1.0]]
    assert terms.names_out == ["t: red"]

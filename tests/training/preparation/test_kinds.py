"""Each preparation as a whole: equal to a ColumnTransformer, blind to other rows, storable."""

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from mlcore.training.preparation.base import MOST_COLUMNS
from mlcore.training.preparation.kinds import CLASSES, PREPARATIONS, alike, make

KINDS = {
    "n": "number", "i": "integer", "b": "boolean", "c": "category", "d": "date", "t": "text"
}  # fmt: skip


def table(rows, seed=0):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"n": random.normal(size=rows)})
    frame.loc[random.random(rows) < 0.2, "n"] = np.nan
    frame["i"] = pd.array(random.integers(0, 9, rows), dtype="Int64")
    frame.loc[random.random(rows) < 0.1, "i"] = pd.NA
    frame["b"] = pd.array(random.random(rows) < 0.5, dtype="boolean")
    frame["c"] = pd.Series(random.choice(["x", "y", "z é"], rows), dtype="str")
    frame.loc[random.random(rows) < 0.1, "c"] = None
    days = random.integers(0, 3000, rows)
    frame["d"] = (pd.Timestamp("2015-01-01") + pd.to_timedelta(days, "D")).astype("datetime64[us]")
    frame["t"] = pd.Series(random.choice(["good red cat", "bad red dog", "a"], rows), dtype="str")
    return frame


@pytest.mark.parametrize("kind", PREPARATIONS)
def test_training_rows_alone_decide_how_others_are_encoded(kind):
    """Encoding one row, or it among others, or after fitting by position, is the same."""
    frame = table(300)
    train = np.arange(0, 300, 2)
    whole = make(kind, KINDS).fit(frame, rows=train)
    cut = make(kind, KINDS).fit(frame.iloc[train])
    np.testing.assert_array_equal(whole.encode(frame), cut.encode(frame))
    rows = [cut.encode(frame.iloc[[row]]) for row in range(20)]
    np.testing.assert_array_equal(np.vstack(rows), cut.encode(frame)[:20])


@pytest.mark.parametrize("kind", PREPARATIONS)
def test_other_rows_change_nothing(kind):
    frame, odd = table(100), table(100, seed=1)
    odd["n"], odd["c"] = 1e9, "never seen"
    train = np.arange(100)
    alone = make(kind, KINDS).fit(frame)
    beside = make(kind, KINDS).fit(pd.concat([frame, odd], ignore_index=True), rows=train)
    np.testing.assert_array_equal(alone.encode(odd), beside.encode(odd))


@pytest.mark.parametrize("kind", PREPARATIONS)
def test_names_sources_and_marks_fit_the_columns(kind):
    prepared = make(kind, KINDS).fit(table(200))
    width = prepared.encode(table(5)).shape[1]
    assert len(prepared.names_out) == len(prepared.sources) == len(prepared.categorical) == width
    assert len(set(prepared.names_out)) == width
    assert set(prepared.sources) == set(KINDS)


@pytest.mark.parametrize("kind", ["linear", "distance"])
def test_models_that_need_finite_numbers_get_them(kind):
    prepared = make(kind, KINDS).fit(table(50))
    nothing = pd.DataFrame({name: [None] for name in KINDS})
    assert np.isfinite(prepared.encode(nothing)).all()
    assert np.isfinite(prepared.encode(pd.DataFrame(index=[0]))).all()


@pytest.mark.parametrize("kind", PREPARATIONS)
def test_a_stored_preparation_encodes_the_same(kind):
    prepared = make(kind, KINDS).fit(table(200))
    data = skops.io.dumps(prepared)
    ours = [f"{cls.__module__}.{cls.__qualname__}" for cls in CLASSES]
    assert set(skops.io.get_untrusted_types(data=data)) <= set(ours)
    loaded = skops.io.loads(data, trusted=ours)
    np.testing.assert_array_equal(loaded.encode(table(50, 7)), prepared.encode(table(50, 7)))
    assert loaded.names_out == prepared.names_out


def test_linear_is_a_column_transformer():
    columns = {name: KINDS[name] for name in ("n", "i", "b", "c")}
    train, test = table(400), table(100, seed=1)
    ours = make("linear", columns).fit(train)
    numbers = ["n", "i", "b"]
    levels = ours.encoders[-1].levels.kept
    theirs = ColumnTransformer([
        ("n", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        ("gap", MissingIndicator(), numbers),
        ("c", OneHotEncoder(categories=[[*levels, "gone"]], handle_unknown="ignore"), ["c"]),
    ])  # fmt: skip

    def plain(frame):
        return pd.DataFrame({
            **{name: frame[name].to_numpy(dtype=float, na_value=np.nan) for name in numbers},
            "c": frame["c"].fillna("gone").astype(object),
        })  # fmt: skip

    theirs.fit(plain(train))
    order = ["n", "n is missing", "i", "i is missing", "b"]
    expected = np.asarray(theirs.transform(plain(test)), dtype=float)
    columns_there = ["n", "i", "b", "n is missing", "i is missing"]
    places = [columns_there.index(name) for name in order]
    expected = np.hstack([expected[:, places], expected[:, 5:]])
    np.testing.assert_allclose(ours.encode(test), expected, atol=1e-12)


@pytest.mark.parametrize("kind", ["tree", "native"])
def test_tree_is_an_ordinal_encoder_beside_plain_numbers(kind):
    columns = {name: KINDS[name] for name in ("n", "i", "b", "c")}
    train, test = table(400), table(100, seed=1)
    test.loc[3, "c"] = "new"
    ours = make(kind, columns).fit(train)
    kept = ours.encoders[-1].levels.kept
    theirs = OrdinalEncoder(
        categories=[kept], handle_unknown="use_encoded_value", unknown_value=len(kept),
        encoded_missing_value=np.nan,
    )  # fmt: skip
    theirs.fit(train[["c"]].dropna().astype(object))
    expected = theirs.transform(test[["c"]].astype(object).fillna("-"))[:, 0]
    expected = np.where(test["c"].isna(), np.nan, expected)
    found = ours.encode(test)
    np.testing.assert_array_equal(found[:, 3], expected)
    np.testing.assert_array_equal(
        found[:, :3],
        test[["n", "i", "b"]].astype("Float64").to_numpy(dtype=float, na_value=np.nan),
    )
    assert ours.categorical.tolist() == [False, False, False, True]


def test_a_table_with_nothing_to_encode_gives_one_empty_column():
    prepared = make("linear", {"t": "text"}).fit(pd.DataFrame({"t": ["one", "two"]}))
    assert prepared.encode(pd.DataFrame({"t": ["one"]})).tolist() == [[0.0]]


def test_many_categories_share_the_room():
    random = np.random.default_rng(0)
    names = [f"c{i}" for i in range(200)]
    frame = pd.DataFrame({n: random.choice([f"v{i}" for i in range(90)], 500) for n in names})
    prepared = make("linear", dict.fromkeys(names, "category")).fit(frame)
    assert len(prepared.names_out) <= MOST_COLUMNS + 2 * len(names)


@pytest.mark.parametrize("kind", PREPARATIONS)
def test_what_is_kept_once_for_two_kinds_are_the_very_numbers_of_both(kind):
    frame = table(200)
    own, kept = (make(name, KINDS).fit(frame) for name in (kind, alike(kind)))
    assert own.encode(frame).tobytes() == kept.encode(frame).tobytes()
    assert own.names_out == kept.names_out
    assert list(own.categorical) == list(kept.categorical)


def test_boosting_and_trees_share_their_numbers_and_no_others_do():
    assert {kind: alike(kind) for kind in PREPARATIONS} == {
        "linear": "linear", "distance": "distance", "tree": "tree", "native": "tree"
    }  # fmt: skip

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.data.options import ReadOptions
from mlcore.data.read import preview, read, read_bytes
from mlcore.data.reading import READERS
from mlcore.data.samples import SAMPLES
from mlcore.errors import LoupeError
from mlcore.settings import Settings
from mlcore.store.objects import Objects


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_samples_read_without_a_loss(sample, objects: Objects) -> None:  # type: ignore[no-untyped-def]
    data = read(f"sample:{sample.name}", objects)
    assert (data.rows, len(data.columns)) == (sample.rows, sample.columns)
    assert data.rejects == ()
    assert sample.target in data.names
    assert data.lineage.source == f"sample:{sample.name}"


def test_a_plain_csv_is_what_pandas_reads(tmp_path: Path, objects: Objects) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"n": rng.normal(size=500), "i": rng.integers(0, 9, 500), "c": rng.choice(["x", "y"], 500)}
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    pd.testing.assert_frame_equal(read(tmp_path / "t.csv", objects).frame(), frame)


def test_without_objects_the_home_of_the_settings_is_used(tmp_path: Path, home: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n")
    data = read(str(tmp_path / "t.csv"))
    assert data.name == "t"
    assert data.objects.root == home / "objects"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("nowhere.csv", "no_file"),
        (".", "not_readable"),
        ("bad\x00name.csv", "not_readable"),
        ("sample:nothing", "unknown_sample"),
    ],
)
def test_sources_that_cannot_be_read(source: str, code: str, objects: Objects) -> None:
    with pytest.raises(LoupeError) as caught:
        read(source, objects)
    assert caught.value.code == code


def test_limits_are_named(objects: Objects) -> None:
    small = Settings(max_rows=2, max_columns=2, max_upload_mb=1)
    for text, code in (
        ("a\n1\n2\n3\n", "table_too_long"),
        ("a,b,c\n1,2,3\n", "table_too_wide"),
        ("x" * 1_000_001, "file_too_big"),
    ):
        with pytest.raises(LoupeError) as caught:
            read_bytes(text.encode(), "t.csv", objects, settings=small)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("../../etc/x.csv", "x"), ("C:\\Users\\me\\x.csv", "x"), ("a\nb\x00.csv", "ab"),
        ("<img src=x>.csv", "<img src=x>"), ("", "upload"), ("😀.csv", "😀"),
    ],
)  # fmt: skip
def test_a_file_name_is_only_a_label(filename: str, name: str, objects: Objects) -> None:
    assert read_bytes(b"a\n1\n", filename, objects).name == name


def test_a_preview_shows_guesses_and_what_would_not_fit() -> None:
    found = preview(b"a;b\n1;2\n3;4;5\n6;7\n", filename="t.csv")
    guesses = {guess.option: guess.value for guess in found.guesses}
    assert guesses == {"format": "csv", "encoding": "utf-8", "separator": ";", "header": True}
    assert found.frame.to_dict("list") == {"a": [1, 6], "b": [2, 7]}
    assert [reject.line for reject in found.rejects] == [3]
    assert found.whole


def test_a_preview_of_much_looks_at_the_beginning() -> None:
    found = preview(b"a,b\n" + b"1,2\n" * 400_000, filename="t.csv")
    assert not found.whole
    assert len(found.frame) == 50


def test_a_chosen_format_and_a_wrong_one(objects: Objects) -> None:
    data = read_bytes(b'[{"a": 1}]', "t.txt", objects, ReadOptions(format="json"))
    assert data.names == ("a",)
    with pytest.raises(LoupeError) as caught:
        read_bytes(b"a\n1\n", "t.csv", objects, ReadOptions(format="sas"))
    assert all(reader.format in caught.value.fix for reader in READERS)


def test_ten_thousand_columns(objects: Objects) -> None:
    width = 10_000
    header = ",".join(f"c{i}" for i in range(width))
    row = ",".join(map(str, range(width)))
    data = read_bytes(f"{header}\n{row}\n{row}\n".encode(), "wide.csv", objects)
    assert len(data.columns) == width
    assert data.frame(["c9999"])["c9999"].tolist() == [9999, 9999]

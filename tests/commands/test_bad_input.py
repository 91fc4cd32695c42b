"""Whatever is wrong with a file, the command line says what, where and what to do."""

import numpy as np
import pandas as pd
import pytest

from mlcore.commands.line import main

ROWS = 40


def _table(**columns):
    base = {"x": np.arange(ROWS), "y": ["a", "b"] * (ROWS // 2)}
    return pd.DataFrame({**base, **columns}).to_csv(index=False)


READS = {
    "empty": (b"", "empty"),
    "web page": (b"<!DOCTYPE html><html><body>log in</body></html>", "web page"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "picture|image|PNG"),
    "corrupt parquet": (b"PAR1" + b"\x07" * 40 + b"PAR1", "Parquet"),
    "corrupt workbook": (b"PK\x03\x04" + b"\x00" * 60, "workbook|Excel|zip|Zip"),
}
TRAINS = {
    "header only": ("x,y\n", "row"),
    "one row": ("x,y\n1,a\n", "row"),
    "one column": ("y\n" + "a\nb\n" * 20, "column|input|learn"),
    "one class": (_table(y=["a"] * ROWS), "one (class|value)|same"),
    "lone member": (_table(y=["a"] * (ROWS - 1) + ["b"]), "1 row|one row|once|only 1|member"),
    "constant number": (_table(y=[1.5] * ROWS), "one (class|value)|same|never|constant"),
    "no target at all": (_table(y=[None] * ROWS), "no value|missing|empty"),
}


@pytest.mark.parametrize("case", READS)
def test_a_file_that_is_no_table_is_refused_in_words(case, tmp_path, capsys):
    content, words = READS[case]
    suffix = {"corrupt parquet": "parquet", "corrupt workbook": "xlsx"}.get(case, "csv")
    file = tmp_path / f"mine.{suffix}"
    file.write_bytes(content)
    assert main(["--home", str(tmp_path / "home"), "read", str(file), "--json"]) == 2
    _says(capsys.readouterr(), words, tmp_path)


@pytest.mark.parametrize("case", TRAINS)
def test_a_target_nothing_can_be_learnt_from_is_refused_in_words(case, tmp_path, capsys):
    content, words = TRAINS[case]
    file = tmp_path / "mine.csv"
    file.write_text(content)
    home = str(tmp_path / "home")
    assert main(["--home", home, "train", str(file), "--target", "y", "--json"]) == 2
    _says(capsys.readouterr(), words, tmp_path)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--tune", "--range", "tree.max_depth=high"), "tree.max_depth cannot be searched there"),
        (("--models", "tree", "--range", "tree.max_depth=9:3"), "9 is not below 3"),
        (("--split", "group:nobody"), "there is no such column"),
        (("--split", "time:y"), "it is the target"),
        (("--split", "sideways"), "not a way to split"),
        (("--weight", "nobody"), "no other column of the table"),
        (("--repeats", "0"), "not possible"),
    ],
)
def test_a_split_that_cannot_be_made_is_refused_in_words(more, words, tmp_path, capsys):
    (tmp_path / "mine.csv").write_text(_table())
    arguments = ["train", str(tmp_path / "mine.csv"), "--target", "y", *more]
    assert main(["--home", str(tmp_path / "home"), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_mistyped_target_names_the_nearest_column(tmp_path, capsys):
    (tmp_path / "mine.csv").write_text(_table())
    arguments = ["train", str(tmp_path / "mine.csv"), "--target", "Y "]
    assert main(["--home", str(tmp_path / "home"), *arguments]) == 2
    assert "nearest: “y”" in capsys.readouterr().err


def test_an_unknown_file_model_or_sample_is_named(tmp_path, capsys):
    home = ["--home", str(tmp_path / "home")]
    for arguments in (["read", "nowhere.csv"], ["read", "sample:nobody"], ["models", "show", "no"]):
        assert main([*home, *arguments]) == 2
        said = capsys.readouterr().err
        assert said.startswith("error: ")
        assert arguments[-1].removeprefix("sample:") in said


def _says(captured, words, tmp_path):
    import re

    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert "Traceback" not in captured.err
    assert str(tmp_path) not in captured.err
    assert re.search(words, captured.err), captured.err


def test_a_report_under_a_table_s_name_is_refused(tmp_path, capsys):
    (tmp_path / "mine.csv").write_text(_table())
    arguments = ["profile", str(tmp_path / "mine.csv"), "-o", str(tmp_path / "out.csv")]
    assert main(["--home", str(tmp_path / "home"), *arguments]) == 2
    assert ".html" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()

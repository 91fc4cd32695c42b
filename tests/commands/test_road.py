"""From a data file to a live prediction without leaving the command line."""

import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from mlcore.commands.line import main


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def table(home):
    rng = np.random.default_rng(0)
    n = 240
    age = rng.integers(18, 90, n)
    ward = rng.choice(["medical", "surgical", "icu"], n)
    stay = age / 20 + (ward == "icu") * 3 + rng.normal(0, 0.5, n)
    frame = pd.DataFrame({"age": age, "ward": ward, "stay": stay.round(2)})
    path = home / "stays.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def run(home, capsys):
    def call(*arguments):
        code = main(["--home", str(home), *map(str, arguments), "--json"])
        captured = capsys.readouterr()
        assert code == 0, captured.err
        return json.loads(captured.out)

    return call


@pytest.fixture(scope="module")
def trained(home, table):
    arguments = ["train", str(table), "--target", "stay", "--models", "dummy,ridge,tree"]
    assert main(["--home", str(home), *arguments, "--folds", "3", "--name", "stay", "--json"]) == 0


def test_read_says_what_is_in_the_table(run, table):
    answer = run("read", table)
    assert answer["rows"] == 240
    assert [c["name"] for c in answer["columns"]] == ["age", "ward", "stay"]
    assert [c["kind"] for c in answer["columns"]] == ["integer", "category", "number"]
    assert set(answer) == {"rows", "columns", "rejected", "warnings", "fingerprint"}
    assert run("read", table)["fingerprint"] == answer["fingerprint"]


def test_reasons_add_up_to_the_answers(run, home, trained, table):
    told = run("explain", "stay", table)
    run("predict", "stay", table, "-o", home / "told.csv")
    answers = pd.read_csv(home / "told.csv")["prediction"]
    assert told["rows"] == 100, "the first rows only"
    for one, answer in zip(told["explanations"], answers, strict=False):
        parts = {part["column"]: part["value"] for part in one["contributions"]}
        assert set(parts) == {"age", "ward"}
        assert one["start"] + sum(parts.values()) == pytest.approx(one["total"], abs=1e-9)
        assert one["total"] == pytest.approx(answer, abs=1e-9)


def test_read_takes_choices_as_flags(run, home):
    with zipfile.ZipFile(home / "two.zip", "w") as archive:
        archive.writestr("one.csv", "a\n1\n")
        archive.writestr("two.csv", "b;c\n1,5;2\n")
    answer = run("read", home / "two.zip", "--entry", "two.csv", "--decimal", ",")
    assert [column["name"] for column in answer["columns"]] == ["b", "c"]
    (home / "n.json").write_text('[{"a": {"b": 1}}]')
    answer = run("read", home / "n.json", "--flatten")
    assert [column["name"] for column in answer["columns"]] == ["a.b"]


def test_profile_speaks_of_the_same_rows(run, table):
    answer = run("profile", table)
    assert answer["rows"] == 240
    assert set(answer) == {"rows", "columns", "findings", "seconds", "sampled"}


def test_train_prints_an_honest_leaderboard(run, table):
    models = "dummy,ridge,tree"
    answer = run("train", table, "--target", "stay", "--models", models, "--folds", 3)
    assert answer["task"] == "regression"
    assert answer["version"] is None
    assert [set(row) for row in answer["leaderboard"]] == 3 * [
        {"model", "score", "sd", "low", "high", "fit_seconds", "failure"}
    ]
    scores = [row["score"] for row in answer["leaderboard"]]
    assert scores == sorted(scores, reverse=True)
    assert answer["leaderboard"][-1]["model"] == "dummy"
    assert answer["best"]["model"] != "dummy"
    assert answer["best"]["holdout"] is not None
    assert answer["simplest"] in ("ridge", "tree")
    assert answer["checks"] == []


def test_the_baseline_is_always_in_the_table(run):
    words = ["--target", "tip", "--models", "ridge", "--folds", "2"]
    answer = run("train", "sample:tips", *words)
    assert [row["model"] for row in answer["leaderboard"]] == ["ridge", "dummy"]
    assert answer["best"]["model"] == "ridge"


def test_more_metrics_are_reported_and_mistakes_priced(run, home):
    words = ["--models", "dummy,logistic", "--folds", "2", "--metric", "cost:0,1;5,0"]
    answer = run(
        "train", "sample:tips", "--target", "smoker", *words, "--report", "accuracy,neg_log_loss"
    )
    assert answer["metric"] == "cost:0,1;5,0"
    assert -5 <= answer["best"]["score"] <= 0
    told = [(one["model"], one["metric"]) for one in answer["reported"]]
    assert len(told) == len(set(told)) == 2 * len(answer["leaderboard"])
    assert all(0 <= one["score"] <= 1 for one in answer["reported"] if one["metric"] == "accuracy")
    for option, value in (("--report", "r2"), ("--metric", "cost:0,1,2;3,0,1;1,1,0")):
        options = ["train", "sample:tips", "--target", "smoker", option, value]
        assert main(["--home", str(home), *options]) == 2


def test_train_says_what_to_know_before_trusting_it(run, home):
    stay = np.random.default_rng(0).normal(size=60)
    frame = pd.DataFrame({"age": np.arange(60) % 7, "bill": stay * 100, "stay": stay})
    frame.to_csv(home / "leak.csv", index=False)
    answer = run("train", home / "leak.csv", "--target", "stay", "--models", "dummy,ridge")
    first = answer["checks"][0]
    assert (first["code"], first["severity"], first["columns"]) == (
        "leak_suspect",
        "error",
        ["bill"],
    )
    assert first["message"].startswith("bill may give the answer away.")
    assert first["fix"].startswith("Check that")


def test_train_searches_and_says_what_came_of_it(run, table):
    asked = ("train", table, "--target", "stay", "--models", "dummy,ridge", "--folds", 3)
    search = ("--tune", "--trials", 5, "--method", "random", "--range", "ridge.alpha=0.5:0.6")
    answer = run(*asked, *search, "--nested")
    assert set(answer["best"]) == {"model", "score", "holdout", "params"}
    found = answer["search"]
    assert (found["method"], found["trials"]) == ("random", 6)
    assert set(found["nested"]) == {"score", "gap"}
    assert all("edge of its range" in words for words in found["at_edge"])
    assert 0 <= found["pruned"] <= 4
    assert run(*asked)["search"] is None


def test_predict_answers_every_row_and_says_which_it_cannot(run, trained, home):
    rows = pd.DataFrame({"age": ["30", "old", "80"], "ward": ["icu", "medical", "tent"]})
    rows.to_csv(home / "new.csv", index=False)
    answer = run("predict", "stay", home / "new.csv", "-o", home / "out.csv")
    assert answer["rows"] == 3
    assert [(e["row"], e["column"]) for e in answer["errors"]] == [(2, "age")]
    assert [(w["row"], w["column"]) for w in answer["warnings"]] == [(3, "ward")]
    out = pd.read_csv(home / "out.csv")
    assert list(out.columns) == ["age", "ward", "prediction", "low", "high"]
    assert out["prediction"].notna().tolist() == [True, False, True]
    assert (out["low"] <= out["prediction"])[[0, 2]].all()


def test_the_input_columns_of_the_answers_are_those_of_the_source(run, trained, home):
    source, out = home / "mixed.csv", home / "mixed-out.csv"
    source.write_text("age,ward,note\n30,icu,1\n41,surgical,2.5\n-7,medical,\n")
    run("predict", "stay", source, "-o", out)
    lines = out.read_text().splitlines()
    assert [line.split(",")[:3] for line in lines] == [
        ["age", "ward", "note"],
        ["30", "icu", "1"],
        ["41", "surgical", "2.5"],
        ["-7", "medical", ""],
    ]


def test_long_names_are_cut_in_printed_tables_only(run, trained, home, capsys):
    from mlcore.registry.registry import Registry
    from mlcore.settings import load
    from mlcore.store.store import Store

    registry = Registry(Store.open(load({}, home=home)))
    long = "x" * 100
    registry.register(registry.load("stay"), long)
    assert long in [row["name"] for row in run("models", "list")]
    assert main(["--home", str(home), "models", "list"]) == 0
    printed = capsys.readouterr().out
    assert f"{'x' * 39}…  1 " in printed
    assert max(map(len, printed.splitlines())) < 80
    (home / "long.csv").write_text(f"age,ward,{long}\n30,icu,{long}\n")
    assert main(["--home", str(home), "predict", "stay", str(home / "long.csv")]) == 0
    assert "x" * 41 not in capsys.readouterr().out


def test_models_are_listed_shown_and_exported(run, trained, home):
    assert "stay" in [row["name"] for row in run("models", "list")]
    shown = run("models", "show", "stay")
    assert shown["versions"][0]["aliases"] == ["champion"]
    run("models", "export", "stay:1", home / "exported")
    assert (home / "exported" / "meta.json").exists()


def test_jobs_are_listed_newest_first(run, trained):
    jobs = run("jobs", "list")
    assert {job["state"] for job in jobs} == {"done"}
    assert all(0 < job["done"] <= job["total"] for job in jobs), "a search may skip fits"


def test_tokens_are_shown_once_and_can_be_revoked(run):
    made = run("tokens", "create", "--expires", 1)
    assert made["scope"] == "predict"
    listed = run("tokens", "list")
    assert [t["id"] for t in listed] == [made["id"]]
    assert made["token"] not in json.dumps(listed)
    assert run("tokens", "revoke", made["id"])["revoked"] is True


def test_read_lists_what_was_set_aside(home, tmp_path, capsys):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3,4,5\n6,NA\n")
    assert main(["--home", str(home), "read", str(tmp_path / "t.csv")]) == 0
    said = capsys.readouterr().out
    assert "line 3: 3,4,5" in said
    assert "Read as missing: “NA” 1 times" in said


def test_profile_writes_a_report_that_stands_alone(run, table, tmp_path):
    out = tmp_path / "report.html"
    rows = run("profile", table, "-o", str(out))["rows"]
    page = out.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert f"{rows:,} rows" in page
    assert "<script" not in page


def test_lines_that_are_no_rows_are_told_with_the_answers(run, home, trained, capsys):
    text = "age,ward\n50,icu\n60,icu,9,9\n40,medical\n"
    (home / "ragged.csv").write_text(text)
    told = run("predict", "stay", home / "ragged.csv")
    assert told["rows"] == 2
    assert [line["line"] for line in told["set_aside"]] == [3]
    assert main(["--home", str(home), "predict", "stay", str(home / "ragged.csv")]) == 0
    assert "line 3: 4 cells instead of 2" in capsys.readouterr().out


def test_a_column_under_another_spelling_is_named(home, trained, capsys):
    (home / "spelled.csv").write_text("Age,ward\n50,icu\n")
    assert main(["--home", str(home), "predict", "stay", str(home / "spelled.csv")]) == 2
    assert "age (is it “Age”?)" in capsys.readouterr().err


def test_reasons_of_no_row_are_refused(home, trained, capsys):
    (home / "none.csv").write_text("age,ward\n")
    assert main(["--home", str(home), "explain", "stay", str(home / "none.csv")]) == 2
    assert "There is no row to answer" in capsys.readouterr().err

import pytest

from mlcore.catalog.advice import RULES, Table, advise
from mlcore.catalog.models import offered

USUAL = Table("binary", 5_000, 12, 8)


def _chosen(table, wish="best"):
    return {one.model.name for one in advise(table, wish) if one.chosen}


@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
@pytest.mark.parametrize("wish", ["best", "readable", "quick"])
def test_every_model_of_the_task_is_in_or_out_with_one_sentence(task, wish):
    found = advise(Table(task, 1_000, 10, 6), wish)
    assert {one.model.name for one in found} == {model.name for model in offered(task)}
    assert all(one.reason.endswith(".") and len(one.reason.split()) <= 20 for one in found)
    assert [one.chosen for one in found] == sorted((o.chosen for o in found), reverse=True)
    assert found[0].model.baseline
    assert sum(one.chosen for one in found) >= 3


def test_a_wish_to_read_leaves_only_readable_models():
    assert {"logistic", "tree"} <= _chosen(USUAL, "readable")
    assert all(o.model.readable for o in advise(USUAL, "readable") if o.chosen)


def test_a_wish_for_speed_leaves_only_quick_ones():
    assert all(o.model.fast for o in advise(USUAL, "quick") if o.chosen)


def test_large_tables_leave_out_what_is_slow():
    chosen = _chosen(Table("binary", 200_000, 12, 8))
    assert not chosen & {"gaussian_process", "forest", "kernel_svm", "network"}
    assert {"lightgbm", "hist_gradient_boosting", "logistic"} <= chosen


def test_d18_more_columns_than_rows_wants_small_weights():
    chosen = _chosen(Table("regression", 80, 500, 500))
    assert "linear" not in chosen
    assert {"ridge", "lasso", "elastic_net"} <= chosen


def test_distance_says_little_between_categories():
    assert not _chosen(Table("binary", 2_000, 10, 2)) & {"knn", "kernel_svm"}
    assert {"knn", "kernel_svm"} <= _chosen(USUAL)


def test_small_tables_may_have_a_gaussian_process_but_no_network():
    chosen = _chosen(Table("regression", 200, 5, 5))
    assert "gaussian_process" in chosen
    assert "network" not in chosen


def test_every_rule_decides_somewhere(monkeypatch):
    monkeypatch.setattr("mlcore.catalog.entry.find_spec", lambda module: None)
    tables = [
        Table(task, rows, columns, numbers)
        for task in ("regression", "binary")
        for rows, columns in ((80, 200), (200, 8), (5_000, 12), (200_000, 12))
        for numbers in (0, columns)
    ]
    said = {
        one.reason for t in tables for w in ("best", "readable", "quick") for one in advise(t, w)
    }
    assert said == {reason for _, _, reason in RULES}

import json

from hypothesis import given
from hypothesis import strategies as st

from mlcore.types import Plan, StepSpec, fingerprint, to_json


def test_a_step_is_identified_by_what_it_does_not_by_its_click():
    assert StepSpec("drop", ("a",), id="1") == StepSpec("drop", ("a",), id="2")
    assert StepSpec("drop", ("a",)) != StepSpec("drop", ("b",))


def test_params_are_read_by_name():
    step = StepSpec("impute", ("age",), (("strategy", "median"),))
    assert step.param("strategy") == "median"
    assert step.param("value", 3) == 3


def test_a_plan_becomes_plain_json_values():
    value = to_json(Plan("y", models=("tree", "forest")))
    assert json.loads(json.dumps(value)) == value
    assert value["models"] == ["tree", "forest"]


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_the_fingerprint_ignores_the_order_of_keys(facts):
    backwards = dict(reversed(facts.items()))
    assert fingerprint(facts) == fingerprint(backwards)


@given(st.text(), st.text())
def test_different_values_have_different_fingerprints(one, other):
    assert (fingerprint(one) == fingerprint(other)) == (one == other)

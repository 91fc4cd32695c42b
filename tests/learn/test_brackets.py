import pytest

from mlcore.learn.brackets import bracketed
from mlcore.learn.lesson import Told


@pytest.mark.parametrize(
    ("formula", "numbers", "shown"),
    [
        (r"# \cdot # + # = #", ("−1", "−2", "−3", "−4"), ("−1", "(−2)", "(−3)", "−4")),
        (r"# - (#\,/\,#)", ("1", "−2", "−3"), ("1", "−2", "(−3)")),
        ("# - #", ("1", "2"), ("1", "2")),
        ("# / #", ("1", "−2"), ("1", "(−2)")),
    ],
)
def test_a_negative_number_behind_a_sign_stands_in_brackets(formula, numbers, shown):
    told = Told("lead", "sentence", numbers, 1)
    assert bracketed([told], ("x", formula))[0].numbers == shown


def test_a_frame_without_numbers_stays():
    told = Told("lead", "sentence")
    assert bracketed([told], ()) == (told,)

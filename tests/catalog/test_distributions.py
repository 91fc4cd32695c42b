from mlcore.catalog.distributions import Choice, Float, Int


def test_both_ends_of_a_range_are_in_it():
    for distribution in (Float(1e-4, 0.5, log=True), Int(2, 9)):
        assert distribution.holds(distribution.low)
        assert distribution.holds(distribution.high)
        assert not distribution.holds(distribution.high + 1)
        assert not distribution.holds(distribution.low - 1)


def test_a_range_holds_numbers_only():
    assert not Float(0.0, 1.0).holds(None)
    assert not Float(0.0, 1.0).holds("sqrt")
    assert not Int(1, 3).holds(1.5)


def test_a_choice_holds_every_option_and_nothing_else():
    choice = Choice(("a", None, 3))
    assert all(choice.holds(option) for option in ("a", None, 3))
    assert not choice.holds("b")

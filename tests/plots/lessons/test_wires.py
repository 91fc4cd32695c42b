import numpy as np

from mlcore.plots.lessons.wires import LAYER, unit_places, wires


def test_units_stand_in_layers_and_layers_are_centred():
    places = unit_places((2, 3, 1))
    assert [len(layer) for layer in places] == [2, 3, 1]
    assert {x for x, _y in places[1]} == {LAYER}
    for layer in places:
        assert abs(sum(y + 0.5 for _x, y in layer)) < 1e-12


def test_wires_are_sorted_by_sign_and_by_thickness():
    weights = (np.array([[1.0, -0.5], [0.2, 0.01]]),)
    found = wires(weights, unit_places((2, 2)))
    ends = [sum(value is not None for value in one["x"]) // 2 for one in found]
    assert ends == [1, 0, 1, 0, 1, 0]  # 0.2 thin, 1 thick; −0.5 in the middle; 0.01 left out
    assert all(len(one["x"]) == len(one["y"]) for one in found)


def test_no_weights_are_no_wires():
    found = wires((np.zeros((2, 2)),), unit_places((2, 2)))
    assert all(one == {"x": [None], "y": [None]} for one in found)

from __future__ import annotations

from mlcore.cleaning.spread import Spread
from mlcore.plots.before_after import spread_plot

VALUES = Spread("<b>kind</b>", ("a", "<i>b</i>"), (3, 1), (2, 2))


def test_both_counts_are_drawn_and_said() -> None:
    plot = spread_plot(VALUES, "dark")
    before, after = plot.figure.data
    assert (list(before.y), list(after.y)) == ([3, 1], [2, 2])
    assert before.marker.color != after.marker.color
    assert list(before.x) == ["a", "&lt;i&gt;b&lt;/i&gt;"]
    assert plot.table.to_numpy().tolist() == [["a", 3, 2], ["<i>b</i>", 1, 2]]
    assert plot.lead == "The values lie otherwise."
    assert "4 rows with a value before, 4 after" in plot.sentence


def test_unchanged_values_are_said_to_be_so() -> None:
    numbers = Spread("n", (0.5, 1.5), (1, 2), (1, 2), 1.0)
    plot = spread_plot(numbers)
    assert plot.lead == "The values lie as before."
    assert plot.figure.layout.xaxis.type == "linear"

"""The words and numbers of the turning axis, and code that ends at the same axis."""

import contextlib
import io

import numpy as np
import pytest

from mlcore.learn.lessons.components import LESSON, degrees
from mlcore.learn.points import own


def run(name="steady"):
    chosen = LESSON.preset(name)
    return LESSON.trajectory(LESSON.toy(chosen), chosen)


def test_the_formula_holds_the_numbers_of_this_axis():
    turning = run()
    for at in (0, 9, -1):
        frame = turning.frames[at]
        numbers = [float(n.replace("−", "-")) for n in LESSON.tell(turning, at).numbers]
        x, y, kept, total, again, lost = numbers
        assert (x, y) == pytest.approx(frame.direction, abs=5e-3)
        assert kept == again == pytest.approx(frame.kept, rel=5e-3)
        assert total - kept == pytest.approx(lost, abs=0.02)


def test_an_upright_axis_has_no_part_across():
    chosen = LESSON.chosen()
    told = LESSON.told(LESSON.trajectory(LESSON.toy(chosen), chosen))
    upright = next(one for one in told if "90°" in one.lead)
    assert upright.numbers[:2] == ("0", "1")


def test_a_step_of_the_iteration_is_the_image_shortened():
    turning = run("power")
    for at in (1, 3):
        x, y, size, u, v, _kept = (
            float(n.replace("−", "-")) for n in LESSON.tell(turning, at).numbers
        )
        assert np.hypot(x, y) == pytest.approx(size, rel=0.01)
        assert (x / size, y / size) == pytest.approx((u, v), abs=0.01)


def test_the_leads_say_where_the_axis_is():
    turning = run()
    told = LESSON.told(turning)
    assert told[0].lead.startswith("The start: at 0° the shadows keep")
    assert told[7].lead.startswith("Turned: at 35°")
    assert "first principal component" in told[-1].sentence
    assert degrees(np.pi) == "0°"


def test_the_code_prints_the_axis_of_a_readers_table(tmp_path, monkeypatch):
    import pandas as pd

    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a b": rng.normal(size=80), "c": rng.normal(size=80)})
    table["c"] += table["a b"]
    table.to_csv(tmp_path / "table.csv", index=False)
    monkeypatch.chdir(tmp_path)
    points, chosen = own(table, LESSON.slots, {"x": "a b", "y": "c"}), LESSON.chosen()
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(LESSON.code(points, chosen), {})
    last = LESSON.trajectory(points, chosen).frames[-1]
    printed = out.getvalue().replace("[", " ").replace("]", " ").split()
    axis, (kept, lost) = np.array(printed[:2], float), map(float, printed[2:4])
    assert abs(axis @ last.direction) == pytest.approx(1, abs=1e-6)
    assert (kept, lost) == pytest.approx((last.kept, last.lost), rel=1e-6)


@pytest.mark.parametrize("name", ["long", "units", "round", "bent", "far"])
def test_the_code_of_every_cloud_runs(name):
    chosen = LESSON.chosen({"cloud": name, "scale": "False"})
    exec(LESSON.code(LESSON.toy(chosen), chosen), {})

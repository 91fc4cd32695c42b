import pytest

from mlcore.learn.lessons.recurrence import LESSON
from mlcore.plots.lessons.recurrence import LEVELS, views


@pytest.fixture(scope="module", params=["simple", "lstm"])
def shown(request):
    chosen = LESSON.chosen({"cell": request.param, "steps": "8"})
    return LESSON.trajectory(LESSON.toy(chosen), chosen)


def test_the_state_fills_step_by_step_and_stays_while_going_back(shown):
    state = views(shown)[1]
    units = 6 if shown.course.design.cell == "simple" else 5 * 6 + 4
    for frame, drawn in zip(shown.frames, state.frames, strict=True):
        z = drawn[0]["z"]
        filled = sum(value is not None for value in z[0])
        assert filled == (frame.step if frame.stage == "read" else 8)
        assert len(z) == units
        assert all(0 <= v <= LEVELS for row in z for v in row if v is not None)


def test_slopes_are_shown_from_the_last_step_back(shown):
    slopes = views(shown)[2]
    for frame, drawn in zip(shown.frames, slopes.frames, strict=True):
        if frame.stage == "back":
            assert list(drawn[1]["x"]) == list(range(frame.step, 9))
            sizes = shown.course.passes[frame.snapshot].sizes
            assert drawn[1]["y"] == pytest.approx(sizes[frame.step - 1 :])


def test_the_answer_comes_after_the_last_step_and_the_loss_follows_training(shown):
    sequence, _state, _slopes, loss = views(shown)
    for frame, drawn, curve in zip(shown.frames, sequence.frames, loss.frames, strict=True):
        known = frame.stage != "read" or frame.step == 8
        assert (drawn[2]["y"] != [None]) == known
        assert len(curve[1]["x"]) == frame.snapshot + 1
    assert sequence.frames[-1][2]["y"] == [float(shown.course.last.answers[0])]

"""Lesson: recurrence, unrolled in time, and what becomes of the slope on the way back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlcore.language import translate as _
from mlcore.learn.cells import Kept
from mlcore.learn.lesson import (
    Chosen,
    Ending,
    Lesson,
    Parameter,
    Preset,
    Question,
    Source,
    Told,
    Trajectory,
)
from mlcore.learn.lessons import recurrence_code
from mlcore.learn.points import Points, Slot
from mlcore.learn.recurrence import Course, Design, Frame, loss_of, run
from mlcore.learn.sequences import Sequences, recall, wave, windows
from mlcore.numbers import significant, whole

VANISHED, EXPLODED, GUESSING = "vanished", "exploded", "guessing"
SEQUENCES = 100
SIMPLE = (
    r"\begin{aligned} h_1 &= \tanh(w\,x_t + \textstyle\sum_j u_j h_j + b)\\"
    r"&= \tanh(#\cdot(#) + (#) + (#))\\ &= # \end{aligned}"
)
GATED = (
    r"\begin{aligned} c_1 &= f\,c_1 + i\,g\\ &= #\cdot(#) + #\cdot(#)\\ &= #\\"
    r"h_1 &= o\,\tanh c_1 = #\cdot\tanh(#) = # \end{aligned}"
)
BACK = (
    r"\begin{gathered} \left\lVert\frac{\partial L}{\partial h_t}\right\rVert = q \cdot"
    r" \left\lVert\frac{\partial L}{\partial h_{t+1}}\right\rVert\\"
    r"= # \cdot # = # \end{gathered}"
)
LOSS = (
    r"\begin{aligned} L &= \tfrac{1}{2n}\textstyle\sum(\hat y - y)^2 = #\\"
    r"L_{\mathrm{held\ back}} &= # \end{aligned}"
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Remembering(Trajectory[Frame]):
    """The course that is shown, the sequence whose passes are shown, and what guessing costs."""

    course: Course
    sequence: int
    guess: float


def toy(chosen: Chosen) -> Points:
    """Return sequences whose first number is wanted back, or a wave to be foretold."""
    if chosen["task"] == "recall":
        data = recall(chosen["steps"], chosen.seed, SEQUENCES)
        return Points(data.x, data.y, tuple(f"x{t + 1}" for t in range(data.steps)), "x1")
    return Points(wave(chosen.seed)[:, None], None, (_("wave"),))


def data_of(points: Points, chosen: Chosen) -> Sequences:
    """Return the sequences of *points*: as they are, or the windows of a series."""
    if points.y is None:
        steps = min(chosen["steps"], max(2, points.rows // 3))
        return windows(points.X[:, 0], steps)
    return Sequences(points.X, points.target, round(0.7 * points.rows), "recall")


def trajectory(points: Points, chosen: Chosen) -> Remembering:
    """Return the passes before and after, and the training between them."""
    data = data_of(points, chosen)
    design = _design(chosen)
    sequence = chosen["sequence"] % len(data.y)
    course = run(data, design, chosen.seed, sequence)
    guess = _guess(data)
    return Remembering(
        points=points, chosen=chosen, frames=course.frames, ending=_ending(course, guess),
        course=course, sequence=sequence, guess=guess,
    )  # fmt: skip


def _design(chosen: Chosen) -> Design:
    clip = 1.0 if chosen["clip"] else 0.0
    return Design(chosen["cell"], 6, chosen["scale"], chosen["rate"], 150, clip)


def _guess(data: Sequences) -> float:
    """Return what answering without memory costs: 0, or the last number once more."""
    last = data.x[data.own :, -1] if data.goal == "next" else np.zeros(len(data.y) - data.own)
    return loss_of(last, data.y[data.own :])


def _ending(course: Course, guess: float) -> str:
    first, last = course.snapshots[0].sizes, course.snapshots[-1].held_loss
    if np.isfinite(last) and last < 0.3 * guess:
        return ""
    ratio = first[0] / first[-1]
    if ratio < 1e-5:
        return VANISHED
    return EXPLODED if ratio > 5 else GUESSING if not last < guess else ""


# ------------------------------------------------------------------ what a frame shows


def tell(shown: Remembering, at: int) -> Told:
    """Return what frame *at* shows."""
    frame = shown.frames[at]
    return {"read": _tell_read, "back": _tell_back, "train": _tell_train}[frame.stage](shown, frame)


def _when(frame: Frame) -> str:
    return _("untrained") if frame.snapshot == 0 else _("trained")


def _tell_read(shown: Remembering, frame: Frame) -> Told:
    done, data = shown.course.seen(frame), shown.course.data
    kept = done.steps[frame.step - 1]
    lead = f"{_('Reading, step')} {frame.step} {_('of')} {data.steps} ({_when(frame)})."
    said = f"{_('It reads')} {significant(float(kept.x[0, 0]))}; "
    if frame.step == data.steps:
        wanted = significant(float(data.y[shown.sequence]))
        said += f"{_('then it answers')} {significant(float(done.answers[0]))}, "
        said += f"{_('wanted is')} {wanted}."
    else:
        said += f"{_('its state is all it keeps of the past')}."
    numbers = _gated(kept) if shown.course.design.cell == "lstm" else _simple(shown, frame, kept)
    return Told(lead, said, numbers, 0)


def _simple(shown: Remembering, frame: Frame, kept: Kept) -> tuple[str, ...]:
    learned = shown.course.snapshots[frame.snapshot].learned
    past = float(kept.before[0][0] @ learned[1][:, 0])
    values = (learned[0][0, 0], kept.x[0, 0], past, learned[2][0], kept.after[0][0, 0])
    return tuple(significant(float(value)) for value in values)


def _gated(kept: Kept) -> tuple[str, ...]:
    take, keep, show, news = (float(gate[0, 0]) for gate in np.split(kept.gates, 4, axis=1))
    before, c, h = (float(s[0, 0]) for s in (kept.before[1], kept.after[1], kept.after[0]))
    return tuple(significant(v) for v in (keep, before, take, news, c, show, c, h))


def _tell_back(shown: Remembering, frame: Frame) -> Told:
    sizes = shown.course.seen(frame).sizes
    now = float(sizes[frame.step - 1])
    lead = f"{_('Going back, step')} {frame.step} ({_when(frame)})."
    share = now / float(sizes[-1]) if sizes[-1] else 0.0
    said = f"{_('The slope is')} {significant(now)}: {significant(share)} {_('times')} "
    return Told(
        lead,
        f"{said}{_('what it was at the last step')}.",
        (*_ratio(sizes, frame.step), significant(now)),
        1,
    )


def _ratio(sizes: np.ndarray, step: int) -> tuple[str, str]:
    """Return how many times the slope a step later it is, and that one; the last has none later."""
    if step == len(sizes):
        return "·", "·"
    now, after = float(sizes[step - 1]), float(sizes[step])
    return significant(now / after if after else 0.0), significant(after)


def _tell_train(shown: Remembering, frame: Frame) -> Told:
    snapshot = shown.course.snapshots[frame.snapshot]
    lead = f"{_('Training, round')} {whole(snapshot.round)}."
    said = f"{_('Loss')} {significant(snapshot.loss)}, {significant(snapshot.held_loss)} "
    said += f"{_('on sequences held back; without memory it would be')} {significant(shown.guess)}."
    return Told(lead, said, (significant(snapshot.loss), significant(snapshot.held_loss)), 2)


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return a step of the cell, a step of the slope, and the loss."""
    return (GATED if chosen["cell"] == "lstm" else SIMPLE), BACK, LOSS


def code(points: Points, chosen: Chosen) -> str:
    """Return Python that trains the very network: scikit-learn has none of this kind."""
    return recurrence_code.code(points, chosen, _design(chosen), data_of(points, chosen))


LESSON = Lesson(
    name="recurrence",
    title=_("Recurrence"),
    icon="cycle",
    lead=_("A network that reads one number after the other, what it remembers, and why the past "
           "fades on the way back."),
    newcomer=_(
        "The network reads a sequence number by number. After each it keeps a few numbers, its "
        "state, and nothing else of the past. At the end it answers, and learns from its mistake: "
        "the blame travels back step by step, and at each step it is multiplied. Multiply twenty "
        "times by a little less than one and nothing is left: the first step never hears that it "
        "mattered. Multiply by a little more and it swells beyond all bounds. Gates are doors: an "
        "open one lets the memory, and the blame, pass unchanged."
    ),
    student=_(
        "Unrolled, $h_t=\\tanh(Wx_t+Uh_{t-1}+b)$ is a network of depth $T$ whose layers share "
        "weights, so $\\partial L/\\partial h_{t-1}=U^\\top\\,\\mathrm{diag}(1-h_t^2)\\,"
        "\\partial L/\\partial h_t$: the norm changes each step by at most the largest singular "
        "value of $U$ (here the *scale*: $U$ starts as scale × orthogonal) times a factor below 1. "
        "Below 1 the slope vanishes exponentially in $T$; above, it may explode. Cutting the norm "
        "of the slope keeps a step bounded but brings nothing back that vanished. The LSTM adds a "
        "memory $c_t=f_t c_{t-1}+i_t g_t$: along it the slope is multiplied only by the forget "
        "gate, which starts open (bias 1). All slopes of weights are sums over time: weights are "
        "shared."
    ),
    question=Question(
        _("Twenty steps, and at each the slope is multiplied by 0.7. What reaches the first step?"),
        (_("About a third"), _("About a hundredth"), _("Less than a thousandth")),
        2,
        _("0.7 to the power of 19 is 0.001, and tanh takes its part too. The first step learns a "
          "thousand times slower than the last one."),
    ),
    parameters=(
        Parameter("task", _("Toy data"), ("recall", "wave"), "recall",
                  _("What is to be answered after the last step."),
                  (_("Recall the first"), _("Foretell a wave")), toy=True),
        Parameter("cell", _("Cell"), ("simple", "lstm"), "simple",
                  _("How the state is carried on."), (_("simple"), _("with gates (LSTM)"))),
        Parameter("steps", _("Steps of time"), (8, 12, 20, 30), 12,
                  _("How long a sequence is.")),
        Parameter("scale", _("Scale of its own weights"), (0.4, 0.7, 1.0, 1.5, 2.5), 1.0,
                  _("How much they lengthen the state in one step, at the start.")),
        Parameter("rate", _("Learning rate"), (0.02, 0.05, 0.2), 0.05,
                  _("How far a step goes for a given slope.")),
        Parameter("clip", _("Cut long slopes"), (False, True), True,
                  _("Slopes longer than 1 are shortened to 1.")),
        Parameter("sequence", _("Sequence shown"), tuple(range(10)), 0,
                  _("Whose passes are drawn.")),
    ),
    presets=(
        Preset("short", _("A short memory")),
        Preset(
            "vanished", _("Vanishing"), (("steps", 20), ("scale", 0.4)), VANISHED,
            Question(
                _("The own weights shorten the state to 0.4 at each of 20 steps. Can it learn?"),
                (_("Yes, only slower"), _("No, it will guess")),
                1,
                _("A hundred-millionth of the slope reaches the first number, the only one that "
                  "matters: the network never learns that it did."),
            ),
        ),
        Preset("gates", _("Gates remember"), (("cell", "lstm"), ("steps", 20))),
        Preset("shut", _("Gates that guess"),
               (("cell", "lstm"), ("steps", 20), ("scale", 0.4)), GUESSING),
        Preset("exploded", _("Exploding"),
               (("steps", 20), ("scale", 2.5), ("rate", 0.2), ("clip", False)), EXPLODED),
        Preset("wave", _("A wave"), (("task", "wave"),)),
    ),
    endings=(
        Ending(VANISHED, _("The slope vanished"),
               _("What reaches the first step is next to nothing, so the network guesses. Take "
                 "gates, a scale near 1, or fewer steps.")),
        Ending(EXPLODED, _("The slope exploded"),
               _("It grows on the way back, and steps throw the weights about. Cut long slopes, or "
                 "take a scale near 1.")),
        Ending(GUESSING, _("No better than guessing"),
               _("It did not learn in 150 rounds. Try another rate, or gates.")),
    ),
    toy=toy,
    trajectory=trajectory,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("Every slope through time equals its finite difference."),
    sources=(
        Source("Hochreiter & Schmidhuber (1997), Long short-term memory",
               "https://doi.org/10.1162/neco.1997.9.8.1735"),
        Source("Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural "
               "networks", "https://proceedings.mlr.press/v28/pascanu13.html"),
        Source("Gers, Schmidhuber & Cummins (2000), Learning to forget",
               "https://doi.org/10.1162/089976600300015015"),
    ),
    slots=(
        Slot("time", _("In order of"), "order"),
        Slot("value", _("Value to foretell")),
    ),
    pace=5,
)  # fmt: skip

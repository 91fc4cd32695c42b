"""Lesson: the multilayer perceptron, its units and its backward pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.learn.code import reading
from mlcore.learn.lesson import (
    Chosen,
    Ending,
    Handle,
    Lesson,
    Parameter,
    Preset,
    Question,
    Source,
    Told,
    Trajectory,
)
from mlcore.learn.mlp import Design, backward, forward
from mlcore.learn.mlp_course import Course, Frame, fault, slopes, train
from mlcore.learn.planes import made, split, task_of
from mlcore.learn.points import Points, Slot
from mlcore.numbers import percent, significant, whole

HIDDEN: dict[str, tuple[int, ...]] = {
    "0": (), "2": (2,), "4": (4,), "8": (8,), "4-3": (4, 3), "6-6": (6, 6),
    "4-4-4-4": (4, 4, 4, 4),
}  # fmt: skip
SUM = r"z &= w_1x_1 + w_2x_2 + b\\ &= # \cdot (#) + (#) \cdot (#)\\ &\quad + (#) = #\\"
MOVE = r"w_1 &\leftarrow w_1 - \eta\,\tfrac{\partial L}{\partial w_1}\\ &= # - # \cdot (#) = #"
DEEP = (
    SUM + r"a &= \varphi(z) = #, \quad p = #, \quad y = #\\"
    r"\delta &= \varphi'(z)\textstyle\sum_k v_k\delta_k\\ &= # \cdot (#) = #\\" + MOVE
)
FLAT = SUM + r"p &= \varphi(z) = #\\ \delta &= p - y = # - # = #\\" + MOVE
"""Lines short enough for a phone."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Learning(Trajectory[Frame]):
    """The course that is shown, and which of its rows the formula follows."""

    course: Course
    row: int


def toy(chosen: Chosen) -> Points:
    """Return the made plane that is chosen."""
    return made(chosen["plane"], chosen.seed, chosen["rows"], chosen["noise"])


def design_of(chosen: Chosen) -> Design:
    """Return how the chosen network is built and taught."""
    return Design(
        HIDDEN[chosen["hidden"]], chosen["activation"], chosen["rate"], chosen["l1"],
        chosen["l2"], chosen["epochs"], chosen["batch"], chosen["start"],
    )  # fmt: skip


def trajectory(points: Points, chosen: Chosen) -> Learning:
    """Return the training of the chosen network on *points*."""
    rows = split(points, chosen.seed)
    course = train(rows, design_of(chosen), chosen.seed)
    probe = np.array((chosen.put("probe") or ((0.6, 0.6),))[0])
    row = int(np.square(rows.X - probe).sum(axis=1).argmin())
    return Learning(
        points=points, chosen=chosen, frames=course.frames, ending=fault(course) or "",
        course=course, row=row,
    )  # fmt: skip


# ------------------------------------------------------------------ what a frame shows


def tell(learning: Learning, at: int) -> Told:
    """Return what the network is like at frame *at*."""
    frame, course = learning.frames[at], learning.course
    missed = _("of the held-back points wrong")
    if course.rows.task == "number":
        missed = _("of the spread is left unexplained")
    lead = f"{_('Epoch')} {whole(frame.epoch)}: {percent(frame.held_wrong)} {missed}."
    said = f"{_('Loss')} {significant(frame.loss)} {_('on')} "
    said += f"{count(len(course.rows.X), _('point'))} {_('learned from')}, "
    said += f"{significant(frame.held_loss)} {_('on')} {whole(len(course.rows.X_held))} "
    said += f"{_('held back')}.{_dead_said(frame)}"
    return Told(lead, said, _numbers(learning, frame), 0)


def _dead_said(frame: Frame) -> str:
    dead, units = sum(map(sum, frame.dead)), sum(map(len, frame.dead))
    if not dead:
        return ""
    return f" {dead} {_('of')} {count(units, _('unit'))} {_('answer every point with 0')}."


def _numbers(learning: Learning, frame: Frame) -> tuple[str, ...]:
    """Return the numbers of the first unit, for the point the formula follows."""
    course, row = learning.course, learning.row
    design, rows, net = course.design, course.rows, frame.network
    x, target = rows.X[row : row + 1], rows.Y[row : row + 1]
    signals = forward(net, x, design, rows.task)
    back = backward(net, signals, target, design)
    w, b, z = net.weights[0][:, 0], net.biases[0][0], signals.sums[0][0, 0]
    first = (w[0], x[0, 0], w[1], x[0, 1], b, z)
    mean = slopes(net, rows, design, np.arange(len(rows.X))).weights[0][0, 0]
    last = (w[0], design.rate, mean, w[0] - design.rate * mean)
    unit = int(target[0].argmax()) if rows.task == "many" else 0
    p, y, error = signals.outs[-1][0, unit], target[0, unit], back.errors[0][0, 0]
    if not design.hidden:
        p, y = signals.outs[-1][0, 0], target[0, 0]
        return _said((*first,), (p, p, y, error), last)
    bend = design.of.slope(signals.outs[1])[0, 0]
    passed = float(back.errors[1][0] @ net.weights[1][0])
    return _said(first, (signals.outs[1][0, 0], p, y, bend, passed, error), last)


def _said(*parts: tuple[float, ...]) -> tuple[str, ...]:
    return tuple(significant(float(number)) for part in parts for number in part)


# ----------------------------------------------------------------- what stays the same


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return one unit's forward sum, its error, and the step of its first weight."""
    if HIDDEN[chosen["hidden"]]:
        return (rf"\begin{{aligned}} {DEEP} \end{{aligned}}",)
    return (rf"\begin{{aligned}} {FLAT} \end{{aligned}}",)


def code(points: Points, chosen: Chosen) -> str:
    """Return Python with which scikit-learn ends in the very same network."""
    design, task = design_of(chosen), task_of(points)
    name = "MLPRegressor" if task == "number" else "MLPClassifier"
    rows = points.rows - max(1, round(0.3 * points.rows))
    taken = min(design.batch or rows, rows)
    penalty = f"alpha={significant(design.l2 * taken, 6)}"
    note = "  # scikit-learn has no L1 for networks\n" if design.l1 else "\n"
    return (
        f"import numpy as np\nfrom sklearn.neural_network import {name}\n"
        f"{_points_code(points, chosen)}\n"
        f"order = np.random.default_rng({chosen.seed}).permutation(len(X))\n"
        "held, own = np.split(order, [max(1, round(0.3 * len(X)))])\n"
        "X = (X - X[own].mean(axis=0)) / X[own].std(axis=0)\n"
        + ("y = (y - y[own].mean()) / y[own].std()\n" if task == "number" else "")
        + f"\nnetwork = {name}(\n"
        f"    hidden_layer_sizes={design.hidden!r}, activation={design.activation!r},\n"
        '    solver="sgd", momentum=0,\n'
        f"    learning_rate_init={design.rate}, batch_size={taken}, {penalty},{note}"
        f"    max_iter={design.epochs}, tol=0, n_iter_no_change={design.epochs}, "
        f"random_state={chosen.seed},\n)\n"
        "network.fit(X[own], y[own])\nprint(network.score(X[held], y[held]))"
    )


def _points_code(points: Points, chosen: Chosen) -> str:
    if points.own:
        return reading(points, chosen.seed)
    head = f"rng = np.random.default_rng({chosen.seed})\n"
    head += f"rows, noise = {points.rows}, {chosen['noise']}\n"
    return head + "\n".join(MADE[chosen["plane"]])


STRAY = "X = X + noise * rng.standard_normal((rows, 2))"
MADE: dict[str, tuple[str, ...]] = {
    "circles": (
        "y = np.arange(rows) % 2",
        "angle, radius = rng.uniform(0, 2 * np.pi, rows), np.where(y == 1, 0.45, 1.0)",
        "X = np.c_[np.cos(angle), np.sin(angle)] * radius[:, None]", STRAY,
    ),
    "moons": (
        "y, t = np.arange(rows) % 2, rng.uniform(0, np.pi, rows)",
        "upper, lower = np.c_[np.cos(t), np.sin(t)], np.c_[1 - np.cos(t), 0.5 - np.sin(t)]",
        "X = np.where(y[:, None] == 0, upper, lower)", STRAY,
    ),
    "corners": (
        "X = rng.uniform(-1, 1, (rows, 2))", "y = (X[:, 0] * X[:, 1] > 0).astype(int)", STRAY,
    ),
    "spirals": (
        "y, t = np.arange(rows) % 2, np.sqrt(rng.uniform(0.02, 1, rows))",
        "angle = 1.6 * np.pi * t + np.pi * y",
        "X = np.c_[t * np.cos(angle), t * np.sin(angle)]", STRAY.replace("noise", "0.4 * noise"),
    ),
    "petals": (
        "y = np.arange(rows) % 3",
        "angle = 2 * np.pi * y / 3 + 0.35 * rng.standard_normal(rows)",
        "radius = rng.uniform(0.25, 1, rows)",
        "X = np.c_[np.cos(angle), np.sin(angle)] * radius[:, None]",
        STRAY.replace("noise", "0.6 * noise"),
    ),
    "hill": (
        "X = rng.uniform(-1, 1, (rows, 2))",
        "y = np.exp(-3 * ((X[:, 0] - 0.3) ** 2 + (X[:, 1] + 0.2) ** 2)) - 0.4 * X[:, 0]",
        "y = y + 0.5 * noise * rng.standard_normal(rows)",
    ),
}  # fmt: skip
"""The made planes as Python to copy; a test holds them to :func:`mlcore.learn.planes.made`."""
LESSON = Lesson(
    name="neural-network",
    title=_("Multilayer perceptron"),
    icon="hub",
    lead=_("Units that each draw a soft edge, put together to any shape; and how the error finds "
           "its way back to every weight."),
    newcomer=_(
        "Each unit adds up its inputs, each times a weight, and bends the sum. Seen from above it "
        "cuts the plane by one soft edge: that is the small picture in it. The next layer adds up "
        "these pictures, so edges become corners and corners become rings. Learning goes backward: "
        "the answer was off by so much, this unit had so much part in it, so this weight moves so "
        "far. Nothing else happens in the largest networks there are."
    ),
    student=_(
        "Forward: $a^{(l)}=\\varphi(a^{(l-1)}W^{(l)}+b^{(l)})$. The loss is cross-entropy (or half "
        "the squared error), whose slope at the output is $\\delta=(p-y)/n$: loss and output "
        "belong together. Backward: $\\delta^{(l)}=(\\delta^{(l+1)}W^{(l+1)\\top})\\odot"
        "\\varphi'(z^{(l)})$ and $\\partial L/\\partial W^{(l)}=a^{(l-1)\\top}\\delta^{(l)}$: one "
        "pass costs about as much as two forward ones. Every layer multiplies the slope by "
        "$\\varphi'$: at most ¼ for the logistic function, so four such layers shrink it a "
        "hundredfold; ReLU's is 1 or 0, and a unit whose sums are all negative gets 0 for ever. "
        "Equal starting weights get equal slopes, so units never part: the start must be random, "
        "with a variance of about $2/(n_{in}+n_{out})$. $L_2$ shrinks weights in proportion, $L_1$ "
        "by a constant, which makes many exactly idle."
    ),
    question=Question(
        _("A ring lies around a core. How many units in one hidden layer can part them?"),
        (_("One"), _("Two"), _("At least three")),
        2,
        _("Each unit draws one edge. One edge halves the plane, two leave a strip that is open at "
          "both ends; three enclose a core."),
    ),
    parameters=(
        Parameter("plane", _("Toy data"),
                  ("circles", "moons", "corners", "spirals", "petals", "hill"), "circles",
                  _("What is to be learned; a table of your own can be chosen below."),
                  (_("Ring and core"), _("Two moons"), _("Four corners"), _("Spirals"),
                   _("Three petals"), _("A hill (numbers)")), toy=True),
        Parameter("hidden", _("Hidden units, layer by layer"), tuple(HIDDEN), "4-3",
                  _("None is logistic or linear regression."),
                  (_("none"), "2", "4", "8", "4, 3", "6, 6", "4, 4, 4, 4")),
        Parameter("activation", _("Activation"), ("tanh", "relu", "logistic", "identity"), "tanh",
                  _("How a unit bends its sum."),
                  ("tanh", "ReLU", _("logistic"), _("none (identity)"))),
        Parameter("rate", _("Learning rate"), (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0), 0.3,
                  _("How far a step goes for a given slope (η).")),
        Parameter("l2", "L2", (0.0, 0.001, 0.01, 0.1), 0.0,
                  _("Pulls every weight to 0 in proportion to it.")),
        Parameter("l1", "L1", (0.0, 0.001, 0.01, 0.1), 0.0,
                  _("Pulls every weight to 0 with the same force.")),
        Parameter("batch", _("Points a step"), (0, 10), 0,
                  _("From how many points the slopes of a step are taken."),
                  (_("all (batch)"), _("10 (mini-batch)"))),
        Parameter("epochs", _("Epochs"), (100, 300, 1000), 300,
                  _("Passes over all points learned from.")),
        Parameter("rows", _("Points"), (30, 200), 200, _("How many points the toy data has."),
                  toy=True),
        Parameter("noise", _("Noise"), (0.05, 0.12, 0.35), 0.12,
                  _("How far toy points stray."), toy=True),
        Parameter("start", _("Start"), ("random", "equal"), "random",
                  _("The weights before the first step."), (_("random"), _("all equal"))),
    ),
    handles=(
        Handle("probe", _("Ring"), _("Drag the ring: the formula follows the nearest point.")),
    ),
    presets=(
        Preset("ring", _("Ring and core")),
        Preset(
            "line", _("No hidden unit"), (("hidden", "0"), ("rate", 1.0)), "linear",
            Question(
                _("All hidden units are taken away. What is left?"),
                (_("A slower network"), _("A straight line"), _("A circle")),
                1,
                _("Without hidden units the answer is a bent sum of the inputs: one straight edge, "
                  "logistic regression. It halves the plane and gets about half the points wrong."),
            ),
        ),
        Preset("dead", _("Dead units"),
               (("plane", "hill"), ("hidden", "6-6"), ("activation", "relu"), ("rate", 1.0)),
               "dead"),
        Preset("burst", _("A rate too high"),
               (("plane", "hill"), ("rate", 1.0)), "burst"),
        Preset("tremble", _("A trembling rate"), (("activation", "relu"), ("rate", 1.0)), "rate"),
        Preset("twins", _("An equal start"), (("hidden", "4"), ("start", "equal")), "twins"),
        Preset("vanished", _("Vanished slopes"),
               (("hidden", "4-4-4-4"), ("activation", "logistic")), "vanishing"),
        Preset("heart", _("Learned by heart"),
               (("plane", "moons"), ("rows", 30), ("noise", 0.35), ("hidden", "8"), ("rate", 1.0),
                ("epochs", 1000)), "overfit"),
    ),
    endings=(
        Ending("burst", _("The rate is too high"),
               _("Each step overshoots by more than it gains, until the numbers leave all bounds. "
                 "Lower the rate.")),
        Ending("rate", _("Trembling"),
               _("The loss keeps jumping up: steps overshoot. Lower the rate.")),
        Ending("twins", _("Twins"),
               _("Units that start equal get equal slopes and stay equal: four do the work of one. "
                 "Start at random.")),
        Ending("dead", _("Dead units"),
               _("Half a layer or more answers every point with 0. Their slope is 0, so they never "
                 "learn again. Lower the rate, or take another activation.")),
        Ending("vanishing", _("Vanished slopes"),
               _("The first layer's slopes are a hundred times smaller than the last one's: it "
                 "hardly learns. Take fewer layers, tanh or ReLU.")),
        Ending("linear", _("A line is not enough"),
               _("Without units that bend, the answer is one straight edge. Add hidden units.")),
        Ending("overfit", _("Learned by heart"),
               _("The loss of the held-back points rises while the other falls. Take fewer units, "
                 "more points or a penalty, or stop earlier.")),
    ),
    toy=toy,
    trajectory=trajectory,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("It ends in the very network of scikit-learn's MLPClassifier or MLPRegressor, weight by "
           "weight; every slope equals its finite difference."),
    sources=(
        Source("Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating "
               "errors", "https://doi.org/10.1038/323533a0"),
        Source("Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward "
               "neural networks", "https://proceedings.mlr.press/v9/glorot10a.html"),
    ),
    slots=(
        Slot("x", _("Across")),
        Slot("y", _("Up")),
        Slot("target", _("Target"), "class", "target"),
    ),
    models=("network",),
    pace=10,
)  # fmt: skip

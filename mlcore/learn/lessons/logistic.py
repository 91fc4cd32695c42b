"""Lesson: logistic and softmax regression."""

from __future__ import annotations

import numpy as np

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
)
from mlcore.learn.logistic import NO_MAXIMUM, RESTLESS, Regression, regress
from mlcore.learn.points import Points, Slot
from mlcore.numbers import percent, significant

ROWS = 120
CENTRES = {
    "two": (((-1.1, -0.5), (1.1, 0.5)), 1.0),
    "apart": (((-1.6, -0.8), (1.6, 0.8)), 0.45),
    "three": (((-1.5, -0.9), (1.5, -0.9), (0.0, 1.6)), 0.8),
}
"""Where the groups of each toy stand, and how wide they are."""
SIGMOID = r"""\begin{gathered}
z = # \cdot (#) + (#) \cdot (#)\\ + (#) = #\\
p = \frac{1}{1 + e^{-z}} = #\\ L_i = -\ln p_{y_i} = -\ln # = #
\end{gathered}"""
SOFTMAX = r"""\begin{gathered}
z = (#,\ #,\ #)\\ p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}\\ p = (#,\ #,\ #)\\
L_i = -\ln p_{y_i} = -\ln # = #
\end{gathered}"""


def toy(chosen: Chosen) -> Points:
    """Return two or three groups of points."""
    centres, spread = CENTRES[chosen["points"]]
    rng = np.random.default_rng([chosen.seed, 8])
    y = np.arange(ROWS) % len(centres)
    X = np.array(centres)[y] + spread * rng.normal(size=(ROWS, 2))
    return Points(X, y, ("x₁", "x₂"), "class", ("A", "B", "C")[: len(centres)])


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return both formulas: the number of classes says which one counts."""
    return (SIGMOID, SOFTMAX)


def tell(regression: Regression, at: int) -> Told:
    """Return what the step did, and the numbers of the point it costs most."""
    frame, before = regression.frames[at], regression.frames[max(at - 1, 0)]
    worst = int(frame.losses.argmax())
    right = float((frame.chances.argmax(axis=1) == regression.y).mean())
    lead = _("The start.")
    if at:
        way = _("falls") if frame.loss <= before.loss else _("rises")
        lead = f"{_('Step')} {at}: {_('the loss')} {way}."
    name = regression.points.classes[regression.y[worst]]
    own = frame.chances[worst, regression.y[worst]]
    sentence = (
        f"{_('Cross-entropy')} {significant(frame.loss)}, {_('least possible')} "
        f"{significant(regression.lowest)}; {percent(right)} {_('on the right side.')} "
        f"{_('The ringed point costs most: its class')} {name} {_('is given')} {percent(own)}."
    )
    numbers, formula = _numbers(regression, at, worst)
    return Told(lead, sentence, tuple(map(significant, numbers)), formula)


def _numbers(regression: Regression, at: int, worst: int) -> tuple[list[float], int]:
    frame = regression.frames[at]
    row, chances = np.r_[regression.X[worst], 1.0], frame.chances[worst]
    own = float(chances[regression.y[worst]])
    loss = float(frame.losses[worst])
    if len(frame.weights) > 1:
        return [*(frame.weights @ row), *chances, own, loss], 1
    (w,) = frame.weights
    z = float(w @ row)
    return [w[0], row[0], w[1], row[1], w[2], z, float(chances[1]), own, loss], 0


def code(points: Points, chosen: Chosen) -> str:
    """Return Python that ends where the steps end when they are let run."""
    centres, spread = CENTRES[chosen["points"]]
    made = (
        f"\nrng = np.random.default_rng([{chosen.seed}, 8])\n"
        f"y = np.arange({ROWS}) % {len(centres)}\n"
        f"centres = np.array({[list(place) for place in centres]!r})\n"
        f"X = centres[y] + {spread} * rng.normal(size=({ROWS}, 2))"
    )
    strength = f"{1 / (chosen['price'] * points.rows):.4g}" if chosen["price"] else "np.inf"
    return (
        "import numpy as np\n"
        "from sklearn.linear_model import LogisticRegression\n"
        "from sklearn.preprocessing import scale\n"
        f"{reading(points, chosen.seed) if points.own else made}\n"
        "X = scale(X)\n\n"
        f"model = LogisticRegression(C={strength}, max_iter=1000).fit(X, y)\n"
        "print(model.coef_, model.intercept_)\n"
        "print(model.predict_proba(X[:3]))"
    )


LESSON = Lesson(
    name="logistic-regression",
    title=_("Logistic and softmax regression"),
    icon="splitscreen_left",
    lead=_("A line gives each side a chance, and pays for every chance that proves wrong."),
    newcomer=_(
        "A line parts the plane. Far on one side a point is almost surely of one class, near the "
        "line it is a toss-up: the S-shaped curve turns distance into a chance. Every point asks "
        "what chance its own class was given, and charges for it: little when it was high, a lot "
        "when it was low. The line turns and steepens until the bill cannot get smaller."
    ),
    student=_(
        "The model is $p(y=1\\mid x)=\\sigma(w^\\top x+b)$ with $\\sigma(z)=1/(1+e^{-z})$; for "
        "several classes $p_k=e^{z_k}/\\sum_j e^{z_j}$ with $z_k=w_k^\\top x+b_k$. Maximising the "
        "likelihood is minimising the cross-entropy $L=-\\frac1n\\sum_i\\ln p_{y_i}(x_i)$. Its "
        "gradient is as simple as that of least squares, $\\frac1n\\sum_i (p_i-y_i)\\,x_i$, and "
        "$L$ is convex, so every descent that settles settles in the same place. When a line "
        "parts the classes without an error there is no maximum: steeper is always better and the "
        "weights grow without end. A price $\\frac\\lambda2\\lVert w\\rVert^2$ on large weights "
        "brings the maximum back. Dividing the logits by a *temperature* $T$ makes the chances "
        "bolder ($T<1$) or more even ($T>1$) and changes no decision; the triangle shows the "
        "three chances of each point, one corner for each class."
    ),
    question=Question(
        _("One point lies deep on the wrong side. How does it pull on the line?"),
        (_("As much as any other point"), _("More than all points on the right side together, "
           "if it is far enough"), _("Not at all: it is lost anyway")),
        1,
        _("Its chance is near 0, so −ln p is large and grows with the distance. Points on the "
          "right side cost almost nothing and hardly pull."),
    ),
    parameters=(
        Parameter(
            "points", _("Points"), ("two", "apart", "three"), "two", _("The toy data."),
            (_("Two classes, overlapping"), _("Two classes, apart"), _("Three classes")),
            toy=True,
        ),
        Parameter(
            "rate", _("Learning rate"), (0.1, 0.3, 1.0, 3.0, 10.0, 30.0), 1.0,
            _("How far a step goes for a given slope."),
        ),
        Parameter("steps", _("Steps"), (10, 20, 40, 80, 160), 40, _("How many steps are taken.")),
        Parameter(
            "price", _("Price of weights (λ)"), (0.0, 0.001, 0.01, 0.1, 1.0), 0.01,
            _("Keeps the weights small; 0 leaves them free."),
        ),
        Parameter(
            "temperature", _("Temperature (T)"), (0.25, 0.5, 1.0, 2.0, 4.0), 1.0,
            _("Divides the logits before they become chances, in the second view only."),
        ),
    ),
    handles=(
        Handle("line", _("the line"), _("Drag an end of the line: it begins there."), 2),
    ),
    presets=(
        Preset("steady", _("Two classes")),
        Preset("three", _("Three classes"), (("points", "three"), ("steps", 80))),
        Preset(
            "apart", _("No maximum"), (("points", "apart"), ("price", 0.0), ("rate", 3.0),
                                       ("steps", 160)), NO_MAXIMUM,
            Question(
                _("A line parts the classes without error. When does the curve stop steepening?"),
                (_("When no point is on the wrong side"), _("Never"), _("After some 100 steps")),
                1,
                _("A steeper curve gives every point a higher chance, so the likelihood always "
                  "gains a little: it has no maximum. A price on large weights brings it back."),
            ),
        ),
        Preset("priced", _("A price brings it back"),
               (("points", "apart"), ("rate", 3.0), ("steps", 160))),
        Preset("too-fast", _("A rate too high"), (("rate", 30.0),), RESTLESS),
    ),
    endings=(
        Ending(NO_MAXIMUM, _("No maximum"),
               _("A line parts the classes without an error: the weights grow for ever. "
                 "Put a price on them.")),
        Ending(RESTLESS, _("Restless"),
               _("The steps jump over the valley and back; the loss keeps rising in between. "
                 "Lower the rate.")),
    ),
    toy=toy,
    trajectory=regress,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("Let run, it ends at scikit-learn's LogisticRegression with C = 1 / (λ · rows)."),
    sources=(
        Source("Cox (1958), The regression analysis of binary sequences",
               "https://doi.org/10.1111/j.2517-6161.1958.tb00292.x"),
        Source("Albert & Anderson (1984), On the existence of maximum likelihood estimates",
               "https://doi.org/10.1093/biomet/71.1.1"),
        Source("Guo et al. (2017), On calibration of modern neural networks (temperature)",
               "https://arxiv.org/abs/1706.04599"),
    ),
    slots=(
        Slot("x", _("Across")), Slot("y", _("Up")),
        Slot("class", _("Class"), "class", "target", 3),
    ),
    models=("logistic", "score_table"),
    pace=10,
)  # fmt: skip

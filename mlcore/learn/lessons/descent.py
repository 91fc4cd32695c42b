"""Lesson: gradient descent of a straight line."""

from __future__ import annotations

import numpy as np

from mlcore.language import translate as _
from mlcore.learn.code import reading
from mlcore.learn.descent import DIVERGED, SLOW, Descent, descend
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
from mlcore.learn.points import Points, Slot
from mlcore.numbers import significant, whole

ROWS = 60
RULE_NAMES = {
    "plain": _("plain"),
    "momentum": _("momentum"),
    "rmsprop": "RMSprop",
    "adam": "Adam",
}
PLAIN = r"""\begin{aligned}
w &\leftarrow w - \eta\,\tfrac{\partial L}{\partial w}\\ &= # - # \cdot (#) = #\\
b &\leftarrow b - \eta\,\tfrac{\partial L}{\partial b}\\ &= # - # \cdot (#) = #
\end{aligned}"""
OTHERS = {
    "momentum": r"v \leftarrow 0.9\,v + g, \quad \Delta = -\eta\,v",
    "rmsprop": r"s \leftarrow 0.9\,s + 0.1\,g^2, \quad \Delta = -\eta\,g / \sqrt{s}",
    "adam": r"\Delta = -\eta\,\hat m / \sqrt{\hat s}",
}


def toy(chosen: Chosen) -> Points:
    """Return points around a line."""
    rng = np.random.default_rng(chosen.seed)
    x = rng.uniform(0, 3, ROWS)
    y = 1.5 * x + rng.normal(0, 0.8, ROWS)
    return Points(x[:, None], y, ("x",), "y")


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return the step of the chosen rule."""
    if chosen["rule"] in ("plain", "all"):
        return (PLAIN,)
    rule = OTHERS[chosen["rule"]]
    numbers = r"g = (#,\ #), \quad \Delta = (#,\ #)\\ (w,\ b) \leftarrow (#,\ #)"
    return (rf"\begin{{gathered}} {rule}\\ {numbers} \end{{gathered}}",)


def tell(descent: Descent, at: int) -> Told:
    """Return what step *at* did."""
    rule, step = next(iter(descent.frames[at].steps.items()))
    return Told(*_said(descent, at), _numbers(descent, at, rule, step))


def _said(descent: Descent, at: int) -> tuple[str, str]:
    steps = descent.frames[at].steps
    if at == 0:
        loss = significant(next(iter(steps.values())).loss)
        return (
            _("The start."),
            f"{_('The line is off by')} {loss} {_('(mean squared error); no step was taken yet.')}",
        )
    if len(steps) > 1:
        losses = ", ".join(f"{RULE_NAMES[r]} {significant(s.loss)}" for r, s in steps.items())
        return f"{_('Step')} {at}.", f"{_('Mean squared error')}: {losses}."
    (step,) = steps.values()
    before = next(iter(descent.frames[at - 1].steps.values())).loss
    moved = _("down") if step.loss < before else _("up")
    took = whole(len(step.batch)) if len(step.batch) else "0"
    lead = f"{_('Step')} {at}: {_('the error goes')} {moved}."
    sentence = f"{significant(before)} → {significant(step.loss)}; {_('the least possible is')} "
    sentence += f"{significant(descent.lowest)}. {_('The slope was taken from')} {took} "
    return lead, sentence + f"{_('of')} {whole(descent.points.rows)} {_('points')}."


def _numbers(descent: Descent, at: int, rule: str, step: object) -> tuple[str, ...]:
    now = descent.frames[at].steps[rule]  # type: ignore[index]
    before = descent.frames[max(at - 1, 0)].steps[rule]  # type: ignore[index]
    rate = significant(descent.chosen["rate"])
    if descent.chosen["rule"] in ("plain", "all"):
        pairs = zip(before.weights, now.gradient, now.weights, strict=True)
        return tuple(
            text
            for old, slope, new in pairs
            for text in (significant(old), rate, significant(slope), significant(new))
        )
    return tuple(map(significant, (*now.gradient, *now.move, *now.weights)))


def code(points: Points, chosen: Chosen) -> str:
    """Return Python that ends where a descent that is let run ends."""
    start = "mean" if chosen["standardise"] else "min"
    made = (
        f"\nrng = np.random.default_rng({chosen.seed})\n"
        f"X = rng.uniform(0, 3, ({ROWS}, 1))\n"
        f"y = 1.5 * X[:, 0] + rng.normal(0, 0.8, {ROWS})"
    )
    return (
        "import numpy as np\n"
        "from sklearn.linear_model import LinearRegression, SGDRegressor\n"
        f"{reading(points, chosen.seed) if points.own else made}\n"
        f"Xs, ys = (X - X.{start}()) / X.std(), (y - y.mean()) / y.std()\n\n"
        "exact = LinearRegression().fit(Xs, ys)          # the bottom of the valley, at once\n"
        "steps = SGDRegressor(penalty=None, max_iter=1000, tol=None,\n"
        f"                     eta0={min(chosen['rate'], 0.01)}, random_state={chosen.seed})\n"
        "steps.fit(Xs, ys)                               # the same place, step by step\n"
        "print(exact.coef_, exact.intercept_)\n"
        "print(steps.coef_, steps.intercept_)"
    )


LESSON = Lesson(
    name="gradient-descent",
    title=_("Gradient descent"),
    icon="south_east",
    lead=_("A line finds its place by stepping downhill; and how a step can go wrong."),
    newcomer=_(
        "Every line through the points has an error. Draw the error of all possible lines and you "
        "get a landscape; the best line is its lowest place. From where you stand you only feel "
        "which way is down. So: one step down, feel again, one step more. Short steps take long. "
        "Steps that are too long land on the other slope, higher than before."
    ),
    student=_(
        "The loss is $L(w,b)=\\frac1n\\sum_i (w x_i+b-y_i)^2$, a quadratic bowl. Its gradient is "
        "$\\nabla L=\\frac2n\\sum_i (w x_i+b-y_i)\\,(x_i,\\,1)$ and a plain step is "
        "$\\theta\\leftarrow\\theta-\\eta\\nabla L$. Along an eigenvector of the Hessian with "
        "eigenvalue $\\lambda$ the distance to the optimum is multiplied by $1-\\eta\\lambda$: "
        "plain descent arrives exactly when $\\eta<2/\\lambda_{\\max}$, and the smallest "
        "eigenvalue says how long it takes. Standardising $x$ makes both eigenvalues equal, so "
        "the valley becomes a round bowl. A batch of few points gives a noisy gradient at little "
        "cost: the path trembles and never quite rests. Momentum adds up slopes, RMSprop divides "
        "each by its usual size, Adam does both."
    ),
    question=Question(
        _("The learning rate is doubled. What happens to the path?"),
        (
            _("It reaches the bottom in half the steps, always"),
            _("It is faster up to a point, then it flies out of the valley"),
            _("Nothing, only the drawing is coarser"),
        ),
        1,
        _(
            "Each step multiplies the distance to the bottom by 1 − ηλ. A larger rate shrinks it "
            "faster until η passes 2/λ of the steepest direction: then the factor is below −1, "
            "every step lands further up on the other side, and the error grows without end."
        ),
    ),
    parameters=(
        Parameter(
            "rate", _("Learning rate"),
            (0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5),
            0.1, _("How far a step goes for a given slope (η)."),
        ),
        Parameter(
            "steps", _("Steps"), (10, 20, 30, 50, 80, 120, 200), 120,
            _("How many steps are taken."),
        ),
        Parameter(
            "batch", _("Points a step"), (0, 16, 1), 0,
            _("From how many points the slope of a step is taken."),
            (_("all (batch)"), _("16 (mini-batch)"), _("1 (stochastic)")),
        ),
        Parameter(
            "rule", _("Rule"), ("plain", "momentum", "rmsprop", "adam", "all"), "plain",
            _("How the slope becomes a step."),
            (_("Plain"), _("Momentum"), "RMSprop", "Adam", _("All four")),
        ),
        Parameter(
            "standardise", _("Standardise x"), (False, True), False,
            _("Centre x first: the long valley becomes a round bowl."),
        ),
    ),
    handles=(
        Handle("start", _("Start"), _("Click on the landscape to start there.")),
    ),
    presets=(
        Preset("steady", _("Steady")),
        Preset(
            "too-fast", _("A rate too high"), (("rate", 0.5), ("steps", 30)), DIVERGED,
            Question(
                _("The rate is 0.5. Where does the path end?"),
                (_("At the bottom"), _("Going round it"), _("Far outside")),
                2,
                _("0.5 is above 2/λ of the steepest direction, so each step overshoots by more "
                  "than it gains: the error grows from step to step. That is divergence."),
            ),
        ),
        Preset("too-slow", _("A rate too low"), (("rate", 0.003),), SLOW),
        Preset("noisy", _("One point a step"), (("batch", 1), ("rate", 0.02), ("steps", 200))),
        Preset("round", _("Round bowl"), (("standardise", True), ("rate", 0.3), ("steps", 30))),
        Preset("race", _("Four rules race"), (("rule", "all"), ("rate", 0.05), ("steps", 120))),
    ),
    endings=(
        Ending(
            DIVERGED, _("Diverged"),
            _("The steps are so long that each lands higher on the other slope. Lower the rate."),
        ),
        Ending(
            SLOW, _("Not there yet"),
            _("The steps are too short or too few: the path ends before the bottom. "
              "Raise the rate, or take more steps."),
        ),
    ),
    toy=toy,
    trajectory=descend,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("Let run, it ends at the coefficients of scikit-learn's LinearRegression."),
    sources=(
        Source("Robbins & Monro (1951), A stochastic approximation method",
               "https://doi.org/10.1214/aoms/1177729586"),
        Source("Sutskever et al. (2013), On the importance of initialization and momentum",
               "https://proceedings.mlr.press/v28/sutskever13.html"),
        Source("Kingma & Ba (2015), Adam", "https://arxiv.org/abs/1412.6980"),
    ),
    slots=(
        Slot("x", _("Across (x)")),
        Slot("y", _("Up (y)"), role="target"),
    ),
    models=("linear", "huber"),
    pace=10,
)  # fmt: skip

"""Lesson: the support vector machine, pair by pair."""

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
)
from mlcore.learn.lessons.mlp import MADE
from mlcore.learn.lessons.svm_tell import tell
from mlcore.learn.machine import HEART, RESTLESS, SOFT, STRAIGHT, learn
from mlcore.learn.planes import made
from mlcore.learn.points import Points, Slot

ROWS = 100
NOISE = 0.12
GROUPS = {"apart": 0.55, "overlap": 1.0}
"""How wide the two groups of a toy are."""
STEP = r"""\begin{gathered}
D = \textstyle\sum_i \alpha_i - \frac{1}{2}\lVert w\rVert^2\\
= # - # = #\\
\textstyle\sum_i y_i\alpha_i = #, \quad 0 \le \alpha_i \le #\\
t = \frac{v_i - v_j}{K_{ii} + K_{jj} - 2K_{ij}}\\
= #\,/\,# = #\\
\alpha_i: # \to #\\
\alpha_j: # \to #\\
\alpha_\circ = #, \quad y_\circ f(x_\circ) = #\\
#
\end{gathered}"""


def toy(chosen: Chosen) -> Points:
    """Return two groups of points, or a made plane."""
    name = chosen["points"]
    if name not in GROUPS:
        return made(name, chosen.seed, ROWS, NOISE)
    rng = np.random.default_rng(chosen.seed)
    y = np.arange(ROWS) % 2
    X = np.array([[-1.3, -0.6], [1.3, 0.6]])[y] + GROUPS[name] * rng.standard_normal((ROWS, 2))
    return Points(X, y, ("x₁", "x₂"), "class", ("A", "B"))


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return the dual, its bounds, the step of a pair, and the conditions of the ringed point."""
    return (STEP,)


def code(points: Points, chosen: Chosen) -> str:
    """Return Python with which scikit-learn ends at the same border."""
    kernel = {
        "linear": 'kernel="linear"',
        "poly": f'kernel="poly", degree={chosen["degree"]}, gamma=1, coef0=1',
        "rbf": f'kernel="rbf", gamma={chosen["gamma"]}',
    }[chosen["kernel"]]
    return (
        "import numpy as np\nfrom sklearn.model_selection import cross_val_score\n"
        "from sklearn.preprocessing import scale\nfrom sklearn.svm import SVC\n"
        f"{_points_code(points, chosen)}\n"
        "X = scale(X)\n\n"
        f"model = SVC({kernel}, C={chosen['C']}, tol=1e-4).fit(X, y)\n"
        "print(model.support_, model.dual_coef_, model.intercept_)\n"
        "print(cross_val_score(model, X, y, cv=4).mean())"
        f"{_left_code(chosen)}"
    )


def _left_code(chosen: Chosen) -> str:
    """Return the lines that take points away and fit again."""
    near = f"((X - {list((chosen.put('probe') or ((0, 0),))[0])}) ** 2).sum(axis=1).argmin()"
    margin = "np.argmin(np.where(np.isin(np.arange(len(X)), model.support_), np.inf,\n"
    margin += "                           np.abs(model.decision_function(X))))"
    which = {
        "none": "",
        "ringed": near if chosen.put("probe") else margin,
        "others": "np.setdiff1d(np.arange(len(X)), model.support_)",
        "support": "np.abs(held).argmax()",
    }[chosen["leave"]]
    if not which:
        return ""
    return (
        "\n\nheld = np.zeros(len(X))\nheld[model.support_] = model.dual_coef_[0]\n"
        f"gone = {which}\n"
        "again = SVC(**model.get_params()).fit(np.delete(X, gone, axis=0), np.delete(y, gone))\n"
        "print(np.abs(again.decision_function(X) - model.decision_function(X)).max())"
    )


def _points_code(points: Points, chosen: Chosen) -> str:
    if points.own:
        return reading(points, chosen.seed)
    name, head = chosen["points"], f"\nrng = np.random.default_rng({chosen.seed})\nrows = {ROWS}\n"
    if name not in GROUPS:
        return f"{head}noise = {NOISE}\n" + "\n".join(MADE[name])
    return (
        f"{head}y = np.arange(rows) % 2\n"
        "middle = np.array([[-1.3, -0.6], [1.3, 0.6]])[y]\n"
        f"X = middle + {GROUPS[name]} * rng.standard_normal((rows, 2))"
    )


def shown(control: Parameter | Handle, chosen: Chosen) -> bool:
    """Return whether *control* matters for the chosen kernel."""
    return {"gamma": "rbf", "degree": "poly"}.get(control.name, chosen["kernel"]) == chosen[
        "kernel"
    ]


LESSON = Lesson(
    name="support-vectors",
    title=_("Support vector machine"),
    icon="width",
    lead=_("The widest street between two classes, and the few points that hold its edges."),
    newcomer=_(
        "Lay a street between two groups of points and make it as wide as it goes. Only the "
        "points that touch its edges hold it: take any other point away and nothing moves. When "
        "the groups overlap, some points may stand in the street or on the wrong side, and each "
        "pays for how far. C is that price: low, and the street is wide and forgiving; high, and "
        "it bends to please every point. A kernel lets the street curve, by measuring how alike "
        "two points are."
    ),
    student=_(
        "The primal minimises $\\tfrac12\\lVert w\\rVert^2+C\\sum_i\\xi_i$ with slack "
        "$\\xi_i=\\max(0,1-y_if(x_i))$; the street is $2/\\lVert w\\rVert$ wide. Its dual "
        "maximises $\\sum_i\\alpha_i-\\tfrac12\\sum_{ij}\\alpha_i\\alpha_jy_iy_jK(x_i,x_j)$ "
        "with $0\\le\\alpha_i\\le C$ and $\\sum_iy_i\\alpha_i=0$: points meet only in $K$, so "
        "any kernel will do, and $f(x)=\\sum_i\\alpha_iy_iK(x_i,x)+b$. At the optimum the "
        "conditions of Karush, Kuhn and Tucker hold at every point: $\\alpha_i=0$ where "
        "$y_if\\ge1$, $0<\\alpha_i<C$ where $y_if=1$, $\\alpha_i=C$ where $y_if\\le1$. In the "
        "second picture that is the bent path. Sequential minimal optimisation moves two "
        "multipliers at a time, the fewest that can keep the sum: with $v_i=y_i-\\sum_j"
        "\\alpha_jy_jK_{ij}$ it takes the point with the largest $v$ that may grow, and the one "
        "that gains most with it by the second-order rule. Both objectives meet at rest; between "
        "them lies the optimum. With $\\alpha_i=0$ a point is not in $f$ at all: that is why "
        "taking it away changes nothing."
    ),
    question=Question(
        _("One point far behind the street is taken away. What does the border do?"),
        (_("It moves a little: every point counts"), _("Nothing at all"),
         _("It moves towards that point")),
        1,
        _("Its multiplier is 0, so it is not in the sum that makes the border. Only support "
          "vectors are. Choose *Take away* and see."),
    ),
    parameters=(
        Parameter(
            "points", _("Points"), ("apart", "overlap", "circles", "moons", "corners"), "overlap",
            _("The toy data."),
            (_("Two groups, apart"), _("Two groups, overlapping"), _("Ring and core"),
             _("Two moons"), _("Like corners")),
            toy=True,
        ),
        Parameter(
            "kernel", _("Kernel"), ("linear", "poly", "rbf"), "linear",
            _("How alike two points are: inner product, a power of it, or a bell of the distance."),
            (_("Linear"), _("Power"), _("Bell")),
        ),
        Parameter(
            "C", _("Price of slack (C)"), (0.01, 0.1, 1.0, 10.0, 100.0), 1.0,
            _("What a point pays for standing in the street; no multiplier can be larger."),
        ),
        Parameter(
            "gamma", _("Narrowness of the bell (γ)"), (0.05, 0.2, 1.0, 5.0, 30.0), 1.0,
            _("The larger, the nearer a point must be to count."),
        ),
        Parameter("degree", _("Power"), (2, 3, 4), 2, _("The degree of the polynomial kernel.")),
        Parameter(
            "leave", _("Take away"), ("none", "ringed", "others", "support"), "none",
            _("Once it is at rest, points are taken away and it goes on."),
            (_("No point"), _("The ringed point"), _("All that hold nothing"),
             _("The one that holds most")),
        ),
    ),
    handles=(
        Handle("probe", _("the ring"),
               _("Click at a point: the formula follows it, and *Take away* can take it.")),
    ),
    presets=(
        Preset("street", _("The widest street"), (("points", "apart"), ("C", 10.0))),
        Preset("overlap", _("Slack")),
        Preset("bystander", _("Take one that holds nothing"), (("leave", "ringed"),)),
        Preset("support", _("Take one that holds"), (("leave", "support"),), "", Question(
            _("The point that holds most is taken away. How many others change their multiplier?"),
            (_("None"), _("Only its neighbours"), _("Any that hold: they share what it held")),
            2,
            _("The multipliers of both sides must balance, so somebody has to take over its share "
              "or the other side lets go of as much. Mostly the border moves."),
        )),
        Preset("straight", _("Ring, straight border"), (("points", "circles"),), STRAIGHT),
        Preset("bell", _("Ring, curved border"), (("points", "circles"), ("kernel", "rbf"))),
        Preset("power", _("Corners by a power"), (("points", "corners"), ("kernel", "poly"))),
        Preset(
            "by-heart", _("γ too high"), (("points", "moons"), ("kernel", "rbf"), ("gamma", 30.0),
                                          ("C", 10.0)), HEART,
            Question(
                _("The bell gets so narrow that each point sees only itself. How many support "
                  "vectors are there?"),
                (_("Fewer: only the border matters"), _("Nearly all points"), _("Two")),
                1,
                _("No point can speak for another, so each must hold its own island. All points "
                  "learned from are right, and new ones are guessed."),
            ),
        ),
        Preset("soft", _("C too low"), (("C", 0.01),), SOFT),
        Preset("hard", _("C too high"),
               (("points", "corners"), ("C", 100.0), ("kernel", "poly"), ("degree", 3)), RESTLESS),
    ),
    endings=(
        Ending(STRAIGHT, _("A border that cannot bend"),
               _("More than a quarter of the points stay on the wrong side: no straight street "
                 "parts them. Choose a kernel that curves.")),
        Ending(HEART, _("Learned by heart"),
               _("Nearly every point is a support vector: each holds an island of its own, and "
                 "the score on new points is far below. Lower γ.")),
        Ending(SOFT, _("Too forgiving"),
               _("Nearly every multiplier is at its bound: slack costs next to nothing, and the "
                 "street swallows all points. Raise C.")),
        Ending(RESTLESS, _("Not at rest"),
               _("Slack costs so much that the pairs trade for very long: it was stopped. "
                 "Lower C, or choose another kernel.")),
    ),
    toy=toy,
    trajectory=learn,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("At rest it is the border of scikit-learn's SVC: the same support vectors and "
           "multipliers."),
    sources=(
        Source("Cortes & Vapnik (1995), Support-vector networks",
               "https://doi.org/10.1007/BF00994018"),
        Source("Platt (1998), Sequential minimal optimization: a fast algorithm for training "
               "support vector machines",
               "https://www.microsoft.com/en-us/research/publication/sequential-minimal-"
               "optimization-a-fast-algorithm-for-training-support-vector-machines/"),
        Source("Fan, Chen & Lin (2005), Working set selection using second order information",
               "https://www.jmlr.org/papers/v6/fan05a.html"),
    ),
    slots=(
        Slot("x", _("Across")), Slot("y", _("Up")),
        Slot("class", _("Class"), "class", "target", 2),
    ),
    models=("linear_svm", "kernel_svm"),
    pace=5,
    shown=shown,
)  # fmt: skip

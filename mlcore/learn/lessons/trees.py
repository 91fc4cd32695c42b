"""Lesson: the decision tree, its pruning, and the forest."""

from __future__ import annotations

import numpy as np

from mlcore.language import translate as _
from mlcore.learn.code import reading
from mlcore.learn.forest import UNJUDGED, Forest, plant
from mlcore.learn.growth import HEART, SHALLOW, SHORT, Growth, by_hand, course
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
from mlcore.learn.lessons.mlp import MADE, STRAY
from mlcore.learn.lessons.trees_tell import tell
from mlcore.learn.planes import made
from mlcore.learn.points import Points, Slot

ROWS = 200
SLOPE = (
    "X = rng.uniform(-1, 1, (rows, 2))", "y = (X.sum(axis=1) > 0).astype(int)", STRAY,
)  # fmt: skip
IMPURITY = {
    "gini": r"H = 1 - \textstyle\sum_k p_k^2",
    "entropy": r"H = -\textstyle\sum_k p_k \log_2 p_k",
}
CUT = r"""\\
\Delta = H - \frac{n_L}{n} H_L - \frac{n_R}{n} H_R\\
(#) \to (#) + (#)\\
\Delta = # - (#\,/\,#) \cdot #\\ - (#\,/\,#) \cdot # = #"""
PRICE = r"""g(t) = \frac{R(t) - R(T_t)}{|T_t| - 1}\\ = (# - #)\,/\,(# - 1) = #\\
R_\alpha(T) = R(T) + \alpha\,|T|\\ = # + # \cdot # = #"""
OUT = r"""\Bigl(1 - \frac{1}{n}\Bigr)^n = (1 - 1\,/\,#)^{#} = #\\ #\,/\,# = #\\
\mathrm{oob} = #\,/\,# = #\\
B_\circ = #, \quad \hat y_\circ = #, \quad y_\circ = #"""


def toy(chosen: Chosen) -> Points:
    """Return the made plane that is chosen."""
    name, noise = chosen["points"], chosen["noise"]
    if name != "slope":
        return made(name, chosen.seed, ROWS, noise)
    rng = np.random.default_rng(chosen.seed)
    X = rng.uniform(-1, 1, (ROWS, 2))
    y = (X.sum(axis=1) > 0).astype(int)
    X = X + noise * rng.standard_normal((ROWS, 2))
    return Points(X, y, ("x₁", "x₂"), classes=("below", "above"))


def trajectory(points: Points, chosen: Chosen) -> Growth | Forest:
    """Return the growth of a tree, its pruning, or that of a forest."""
    return plant(points, chosen) if chosen["part"] == "forest" else course(points, chosen)


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return what a cut takes away, what a branch costs, or who is out of the bag."""
    lines = {"grow": IMPURITY[chosen["criterion"]] + CUT, "prune": PRICE, "forest": OUT}
    return (rf"\begin{{gathered}} {lines[chosen['part']]} \end{{gathered}}",)


# ------------------------------------------------------------------------ code to copy


def code(points: Points, chosen: Chosen) -> str:
    """Return Python with which scikit-learn grows the same trees."""
    limits = f'criterion="{chosen["criterion"]}", max_depth={chosen["depth"] or None}, '
    limits += f"min_samples_leaf={chosen['least']}, random_state={chosen.seed}"
    if chosen["part"] == "forest":
        body = (
            f"forest = RandomForestClassifier({chosen['trees']}, max_features={chosen['look']},\n"
            f"    oob_score=True, {limits})\n"
            "forest.fit(X[own], y[own])\n"
            "print(1 - forest.oob_score_, 1 - forest.score(X[held], y[held]))"
        )
        return f"{_head(points, chosen, 'ensemble', 'RandomForestClassifier')}{body}"
    grown = f"tree = DecisionTreeClassifier({limits})\n"
    return (
        f"{_head(points, chosen, 'tree', 'DecisionTreeClassifier, export_text')}{grown}"
        f"{_tree_code(points, chosen)}"
    )


def _tree_code(points: Points, chosen: Chosen) -> str:
    if chosen["part"] == "prune":
        return (
            "path = tree.cost_complexity_pruning_path(X[own], y[own])\n"
            "for alpha in path.ccp_alphas:\n"
            "    tree.set_params(ccp_alpha=max(alpha, 0)).fit(X[own], y[own])\n"
            "    print(alpha, tree.get_n_leaves(), 1 - tree.score(X[held], y[held]))"
        )
    hand = by_hand(points, chosen)
    if hand is None:
        return (
            "tree.fit(X[own], y[own])\nprint(export_text(tree))\n"
            "print(1 - tree.score(X[held], y[held]))"
        )
    depth = f"tree.set_params(max_depth={chosen['depth'] - 1})\n" if chosen["depth"] > 1 else ""
    return (
        f"{depth}"
        f"goes = X[own, {hand.column}] <= {hand.threshold!r}  # the first cut, by hand\n"
        "for side in (own[goes], own[~goes]):\n"
        "    print(export_text(tree.fit(X[side], y[side])))"
    )


def _head(points: Points, chosen: Chosen, module: str, names: str) -> str:
    return (
        f"import numpy as np\nfrom sklearn.{module} import {names}\n"
        f"{_points_code(points, chosen)}\n\n"
        f"order = np.random.default_rng({chosen.seed}).permutation(len(X))\n"
        "held, own = np.split(order, [max(1, round(0.3 * len(X)))])\n"
    )


def _points_code(points: Points, chosen: Chosen) -> str:
    if points.own:
        return reading(points, chosen.seed)
    name = chosen["points"]
    head = (
        f"\nrng = np.random.default_rng({chosen.seed})\nrows, noise = {ROWS}, {chosen['noise']}\n"
    )
    return head + "\n".join(SLOPE if name == "slope" else MADE[name])


def shown(control: Parameter | Handle, chosen: Chosen) -> bool:
    """Return whether *control* matters for the chosen part."""
    part = chosen["part"]
    if control.name == "cut":
        return part == "grow" and chosen["hand"] != "off"
    parts = {"hand": ("grow",), "trees": ("forest",), "look": ("forest",), "probe": ("forest",)}
    return part in parts.get(control.name, (part,))


LESSON = Lesson(
    name="decision-tree",
    title=_("Decision tree and forest"),
    icon="forest",
    lead=_("Yes-or-no questions that cut the plane in boxes; when to stop asking, and why many "
           "trees know more than one."),
    newcomer=_(
        "A tree asks one question at a time: is this number at most that? Each answer leads to a "
        "smaller box with fewer rows, and the best question is the one after which the boxes are "
        "least mixed. Asked long enough, every row gets a box of its own, and the tree has learned "
        "the rows by heart, chance included. Pruning closes the branches that were hardly worth "
        "their questions. A forest asks many trees, each grown on another draw of the rows, and "
        "lets them vote: their chance mistakes differ and cancel out."
    ),
    student=_(
        "A node with class shares $p_k$ has the Gini impurity $1-\\sum_kp_k^2$ or the entropy "
        "$-\\sum_kp_k\\log_2p_k$. Every threshold halfway between neighbouring values of every "
        "column is tried, and the one with the largest decrease "
        "$\\Delta=H-\\frac{n_L}nH_L-\\frac{n_R}nH_R$ is taken: greedy, never taken back. On a "
        "chessboard no first cut gains anything, though two together would. *Cost-complexity "
        "pruning* gives each leaf a price: $R_\\alpha(T)=R(T)+\\alpha|T|$, with $R$ the impurity "
        "of the leaves by their share of the rows. As $\\alpha$ rises, the branch with the least "
        "$g(t)=(R(t)-R(T_t))/(|T_t|-1)$ goes first, so the best trees of all sizes are nested. "
        "*Bagging* grows each tree on $n$ rows drawn with putting back; a row is left out with "
        "chance $(1-1/n)^n\\approx e^{-1}=0.368$, and the trees that have not seen it can judge "
        "it: the *out-of-bag* error, an honest one without a held-out row. A *random forest* "
        "also lets each cut look at a few columns drawn at random: the mean of $B$ trees with "
        "variance $\\sigma^2$ and correlation $\\rho$ has variance "
        "$\\rho\\sigma^2+\\frac{1-\\rho}B\\sigma^2$, so making trees less alike lowers what more "
        "trees cannot."
    ),
    question=Question(
        _("The tree may ask until every row it learned from is right. What happens to new rows?"),
        (_("They are answered better and better"), _("First better, then worse"),
         _("Nothing: they are not looked at")),
        1,
        _("The first questions find what holds for all; the later ones fence in single rows that "
          "are there by chance, and new rows fall into the wrong boxes."),
    ),
    parameters=(
        Parameter(
            "part", _("What to watch"), ("grow", "prune", "forest"), "grow",
            _("One tree growing, a tree pruned back, or many trees that vote."),
            (_("A tree"), _("Pruning"), _("Forest")),
        ),
        Parameter(
            "points", _("Points"), ("moons", "corners", "circles", "slope", "petals"), "moons",
            _("The toy data."),
            (_("Two moons"), _("Chessboard"), _("Ring and core"), _("Either side of a slope"),
             _("Three petals")),
            toy=True,
        ),
        Parameter("noise", _("Noise"), (0.05, 0.12, 0.25, 0.4, 0.6), 0.25,
                  _("How far points stray from their shape."), toy=True),
        Parameter(
            "criterion", _("Impurity"), ("gini", "entropy"), "gini",
            _("How mixed a box is."), ("Gini", _("Entropy")),
        ),
        Parameter(
            "depth", _("Greatest depth"), (1, 2, 3, 4, 6, 0), 3,
            _("How many questions a row may be asked."),
            ("1", "2", "3", "4", "6", _("no limit")),
        ),
        Parameter("least", _("Fewest rows in a leaf"), (1, 3, 5, 10, 20), 1,
                  _("A cut that leaves fewer on a side is not tried.")),
        Parameter(
            "hand", _("The first cut"), ("off", "x", "y"), "off",
            _("Choose it yourself: across or up, then click into the plane."),
            (_("Best"), _("Mine, across"), _("Mine, up")),
        ),
        Parameter("trees", _("Trees"), (5, 20, 60), 60, _("How many trees vote.")),
        Parameter(
            "look", _("Columns looked at"), (1, 2), 1,
            _("A random forest looks at one column drawn for each cut; bagging at both."),
            (_("One, drawn"), _("Both")),
        ),
    ),
    handles=(
        Handle("cut", _("the first cut"), _("Click into the plane: the first cut goes there.")),
        Handle("probe", _("the ring"), _("Click at a point: the formula follows it.")),
    ),
    presets=(
        Preset("steady", _("Three questions deep")),
        Preset("by-heart", _("Asked too long"), (("depth", 0), ("noise", 0.6)), HEART),
        Preset("shallow", _("One question"), (("depth", 1), ("points", "circles")), SHALLOW),
        Preset(
            "chess", _("Chessboard"), (("points", "corners"), ("depth", 2), ("noise", 0.05)),
            SHORT, Question(
                _("Two cuts would part the four fields. Does the tree find them?"),
                (_("Yes, at once"), _("No: the first cut gains nothing alone"),
                 _("Only with entropy")),
                1,
                _("Each side of either middle line is as mixed as the whole, so that cut looks "
                  "useless and a chance one at the rim is taken. Cut the middle by hand."),
            ),
        ),
        Preset("hand", _("Chessboard, cut by hand"),
               (("points", "corners"), ("depth", 2), ("noise", 0.05), ("hand", "x"))),
        Preset("stairs", _("Stairs"), (("points", "slope"), ("depth", 6), ("noise", 0.05)), "",
               Question(
                   _("The border is one slanted line. How does a tree draw it?"),
                   (_("With one slanted cut"), _("As stairs"), _("It cannot")),
                   1,
                   _("Each question asks about one column, so each cut is upright or level: a "
                     "slope takes many."),
               )),
        Preset("prune", _("Pruned back"), (("part", "prune"), ("depth", 0), ("noise", 0.6))),
        Preset("forest", _("A forest"), (("part", "forest"), ("depth", 0), ("noise", 0.6)), "",
               Question(
                   _("Each tree is grown on a draw of the rows, with putting back. How many rows "
                     "does one tree never see?"),
                   (_("None"), _("About a third"), _("Half")),
                   1,
                   _("A row is missed with chance (1 − 1/n)ⁿ, which is near 0.37. These rows "
                     "judge the tree: out of bag."),
               )),
        Preset("few", _("Too few trees"),
               (("part", "forest"), ("trees", 5), ("depth", 0), ("noise", 0.6)), UNJUDGED),
    ),
    endings=(
        Ending(HEART, _("Learned by heart"),
               _("Rows it learned from are right, rows held back got worse on the way. Ask less, "
                 "prune, or grow a forest.")),
        Ending(SHALLOW, _("Too few questions"),
               _("Many rows are still in the wrong box. Let it ask on.")),
        Ending(SHORT, _("Short-sighted"),
               _("The first cut gained next to nothing, though two cuts together would gain all: "
                 "a greedy tree does not look ahead.")),
        Ending(UNJUDGED, _("Too few trees"),
               _("Some rows are in the bag of every tree, so nobody can judge them, and the "
                 "out-of-bag error is that of few voters. Grow more trees.")),
    ),
    toy=toy,
    trajectory=trajectory,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("Tree, pruning path and forest are those of scikit-learn with the same seed: the same "
           "thresholds, leaves and out-of-bag error."),
    sources=(
        Source("Breiman, Friedman, Olshen & Stone (1984), Classification and regression trees",
               "https://doi.org/10.1201/9781315139470"),
        Source("Breiman (1996), Bagging predictors", "https://doi.org/10.1007/BF00058655"),
        Source("Breiman (2001), Random forests", "https://doi.org/10.1023/A:1010933404324"),
    ),
    slots=(
        Slot("x", _("Across")), Slot("y", _("Up")), Slot("class", _("Class"), "class", "target"),
    ),
    models=("tree", "forest"),
    pace=5,
    shown=shown,
)  # fmt: skip

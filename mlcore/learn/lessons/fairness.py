"""Lesson: thresholds, ROC and fairness."""

from __future__ import annotations

import numpy as np

from mlcore.language import translate as _
from mlcore.learn.fairness import (
    APART,
    MISREAD,
    MISSED,
    NOT_ALL,
    PEOPLE,
    ROWS,
    SHIFT,
    Judged,
    Judging,
    Lines,
    gap,
    judging,
    made,
    parts_of,
    start_of,
)
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
from mlcore.learn.points import Points
from mlcore.numbers import listed, percent, significant

IDENTITY = r"""\begin{gathered}
\mathrm{FPR} = \frac{p}{1-p}\cdot\frac{1-\mathrm{PPV}}{\mathrm{PPV}}\cdot\mathrm{TPR}\\[4pt]
#:\quad # = # \cdot # \cdot #\\
#:\quad # = # \cdot # \cdot #
\end{gathered}"""
LONG = 18
"""Letters of a group's name in the formula, so that it fits a phone."""
RATES = (
    ("found", _("Found")), ("alarms", _("False alarms")), ("yes", _("Answered yes")),
    ("right", _("Right of these")),
)  # fmt: skip
THRESHOLDS = {
    "line": "threshold = %(level)s                                # one line for all",
    "found": "threshold = cuts[np.argmax(found >= %(level)s)]       # found alike",
    "alarms": "threshold = cuts[np.argmax(false >= %(level)s)]       # false alarms alike",
    "yes": "threshold = np.quantile(chance[mine], 1 - %(level)s)  # answered alike",
    "hand": "threshold = lines[name]                          # put by hand",
}


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return what ties the rates of a group together."""
    return (IDENTITY,)


def tell(path: Judging, at: int) -> Told:
    """Return the rates of each group at the lines of frame *at*."""
    frame = path.frames[at]
    names = [part.name for part in path.parts]
    if not frame.counts[:, [0, 2]].any():
        lead = _("Nobody is answered yes.")
    else:
        cuts = [f"{significant(t)} ({n})" for t, n in zip(frame.thresholds, names, strict=True)]
        lead = f"{_('Answered yes from')} {listed(cuts)}."
    said = [f"{word}: {_each(getattr(frame, rate), names)}" for rate, word in RATES]
    return Told(lead, f"{'; '.join(said)}. {_uneven(frame)}", _numbers(path, frame))


def _each(rates: np.ndarray, names: list[str]) -> str:
    return ", ".join(f"{name} {percent(rate)}" for name, rate in zip(names, rates, strict=True))


def _uneven(frame: Lines) -> str:
    apart = [word.lower() for rate, word in RATES if gap(getattr(frame, rate)) > APART]
    if not apart:
        return _("All four are within ten points of each other.")
    return f"{_('More than ten points apart')}: {listed(apart)}."


def _numbers(path: Judging, frame: Lines) -> tuple[str, ...]:
    """Return name, false alarms, odds, wrong to right and found of the first two groups."""
    told: list[str] = []
    for at, part in enumerate(path.parts[:2]):
        right, odds = float(frame.right[at]), part.base / (1 - part.base)
        wrong = (1 - right) / right if right else float("nan")
        numbers = (float(frame.alarms[at]), odds, wrong, float(frame.found[at]))
        name = part.name if len(part.name) <= LONG else f"{part.name[: LONG - 1]}…"
        told += [name, *map(significant, numbers)]
    return tuple(told)


def code(points: Points, chosen: Chosen) -> str:
    """Return Python that draws the same lines."""
    own = (
        "import pandas as pd\n\n"
        "# out-of-fold: the chance each row was given, 1 where the answer is right, its group\n"
        'table = pd.read_csv("table.csv")\n'
        'chance, y, group = (table[name].to_numpy() for name in ("chance", "truth", "group"))'
    )
    put = ""
    if chosen["goal"] == "hand":
        assert isinstance(points, Judged)
        cuts = start_of(parts_of(points), chosen).round(4).tolist()
        put = f"lines = {dict(zip(points.groups, cuts, strict=True))}\n"
    return (
        "import numpy as np\n"
        "from sklearn.metrics import confusion_matrix, roc_auc_score, roc_curve\n"
        f"{own if points.own else _toy_code(chosen)}\n\n{put}"
        "for name in np.unique(group):\n"
        "    mine = group == name\n"
        "    false, found, cuts = roc_curve(y[mine], chance[mine], drop_intermediate=False)\n"
        f"    {THRESHOLDS[chosen['goal']] % {'level': chosen['level']}}\n"
        "    answered = chance[mine] >= threshold\n"
        "    (left, alarms), (missed, hits) = confusion_matrix(y[mine], answered, labels=[0, 1])\n"
        '    print(name, "yes", answered.mean(), "found", hits / (hits + missed),\n'
        '          "false alarms", alarms / (alarms + left), "right", hits / (hits + alarms),\n'
        '          "area", roc_auc_score(y[mine], chance[mine]))'
    )


def _toy_code(chosen: Chosen) -> str:
    """Return Python that draws the same two groups."""
    (a, b), (c, d) = PEOPLE[chosen["people"]]
    half = ROWS // 2
    lines = [
        "\n# chances that are what they say, in two groups",
        f"rng = np.random.default_rng([{chosen.seed}, 31])",
        f"chance = np.r_[rng.beta({a}, {b}, {half}), rng.beta({c}, {d}, {half})]",
        f'y, group = rng.uniform(size={ROWS}) < chance, np.repeat(["A", "B"], {half})',
    ]
    if chosen["people"] == "misread":
        lines += [
            f'odds = np.log(chance / (1 - chance)) + {SHIFT} * (group == "B")',
            "chance = 1 / (1 + np.exp(-odds))  # now the second group's are too low",
        ]
    return "\n".join(lines)


LESSON = Lesson(
    name="fairness",
    title=_("Thresholds, ROC and fairness"),
    icon="balance",
    lead=_("One line for all, or a line for each group: what can be made equal, and what then "
           "cannot."),
    newcomer=_(
        "A model gives each person a chance; a line decides who is answered yes. Lower the line "
        "and more of those who deserve a yes are found, and more of the others get one too. Two "
        "groups rarely look the same to a model: at one line for all, one of them is missed more "
        "often. Give each group a line of its own and one thing can be made equal, as you like. "
        "But then another is not, and no model, however good, escapes that."
    ),
    student=_(
        "Moving the threshold from strict to lenient draws the ROC curve: false alarms (FPR) "
        "across, found (TPR) up. *Equal rates* (demographic parity) asks for the same share of "
        "yes in each group; *equal opportunity* for the same TPR; *equalised odds* for the same "
        "TPR and FPR, which a threshold for each group reaches only where the curves cross, or by "
        "drawing lots between two thresholds on the better curve (Hardt et al. 2016). "
        "*Calibration* asks that of those given 70%, 70% are a yes, in each group. From the "
        "definitions, $\\mathrm{FPR}=\\frac{p}{1-p}\\frac{1-\\mathrm{PPV}}{\\mathrm{PPV}}\\,"
        "\\mathrm{TPR}$ in "
        "each group: when the shares of yes $p$ differ and what is answered is equally right "
        "(PPV), TPR and FPR cannot both be equal. Kleinberg et al. (2016) prove it for "
        "calibrated scores: balance for those who are a yes and for those who are none comes with "
        "calibration only if the shares of yes are equal or the prediction is perfect. Which one "
        "to give up is no question of method. Treating groups apart may also be against the law, "
        "whatever it evens out."
    ),
    question=Question(
        _("The chances are right in both groups: of those given 70%, 70% pay back. One line at 50% "
          "for all. Are those who would pay back found equally often?"),
        (_("Yes: the chances are right in both"), _("No: the group that pays back less is missed "
           "more"), _("No: the group that pays back more is missed more")),
        1,
        _("Where fewer pay back, even those who do look less likely to. Right chances make the "
          "same number mean the same thing; they do not make the groups look alike."),
    ),
    parameters=(
        Parameter(
            "people", _("Two groups"), ("differ", "alike", "duller", "misread"), "differ",
            _("The toy data; your own model has its own groups."),
            (_("One pays back less"), _("Alike"), _("One is known less well"),
             _("One is misread")),
            toy=True,
        ),
        Parameter(
            "goal", _("The lines"), ("line", "found", "yes", "alarms", "hand"), "line",
            _("How the lines of the groups hang together."),
            (_("One line for all"), _("Found alike (equal opportunity)"),
             _("Answered alike (equal rates)"), _("False alarms alike"), _("Put by hand")),
        ),
        Parameter(
            "level", _("Until"), (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8), 0.5,
            _("The chance, or the share, at which the player stops."),
        ),
    ),
    handles=(
        Handle("lines", _("the lines"),
               _("Drag the line of a group; then step: the lines go to where all groups are found "
                 "alike."), 3),
    ),
    presets=(
        Preset("one-line", _("One line"), (), MISSED),
        Preset("found", _("Found alike"), (("goal", "found"), ("level", 0.7)), NOT_ALL, Question(
            _("Each group gets its own line so that 70% of those who pay back are found in both. "
              "Is the rest equal too?"),
            (_("Yes, all rates are"), _("No: yes and false alarms come apart"),
             _("Only the false alarms are equal")),
            1,
            _("To find as many where fewer pay back, the line must be lower there, and more of "
              "the yes is wrong. Equal found, equal false alarms and equal trust in a yes go "
              "together only when as many pay back in both groups."),
        )),
        Preset("rates", _("Answered alike"), (("goal", "yes"), ("level", 0.4)), MISSED),
        Preset("misread", _("A score that misleads"), (("people", "misread"),), MISREAD),
        Preset("duller", _("Known less well"), (("people", "duller"), ("goal", "found"),
                                                ("level", 0.8)), NOT_ALL),
        Preset("hand", _("By hand"), (("goal", "hand"),), NOT_ALL),
        Preset("alike", _("Alike"), (("people", "alike"),)),
    ),
    endings=(
        Ending(MISREAD, _("The same chance means two things"),
               _("One group's chances are too low or too high. No line mends that fairly: "
                 "recalibrate first.")),
        Ending(MISSED, _("One group is missed more"),
               _("Those who deserve a yes are found more often in one group than in another.")),
        Ending(NOT_ALL, _("Not all at once"),
               _("What was asked for is equal, and something else is not. Which may differ is for "
                 "people to decide.")),
    ),
    toy=made,
    trajectory=judging,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("Curves, areas and counts are those of scikit-learn's roc_curve, roc_auc_score and "
           "confusion_matrix."),
    sources=(
        Source("Hardt, Price & Srebro (2016), Equality of opportunity in supervised learning",
               "https://arxiv.org/abs/1610.02413"),
        Source("Kleinberg, Mullainathan & Raghavan (2016), Inherent trade-offs in the fair "
               "determination of risk scores", "https://arxiv.org/abs/1609.05807"),
        Source("Chouldechova (2017), Fair prediction with disparate impact",
               "https://arxiv.org/abs/1703.00056"),
        Source("Fawcett (2006), An introduction to ROC analysis",
               "https://doi.org/10.1016/j.patrec.2005.10.010"),
    ),
    own="model",
    pace=10,
    shown=lambda control, chosen: control.name != (
        "level" if chosen["goal"] == "hand" else "lines"
    ),
)  # fmt: skip

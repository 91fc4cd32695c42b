"""Lesson: principal components, an axis that is turned."""

from __future__ import annotations

import numpy as np

from mlcore.language import translate as _
from mlcore.learn.clouds import cloud, python
from mlcore.learn.code import reading
from mlcore.learn.components import BENT, FAR, ROUND, UNITS, Axis, Components, components
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
from mlcore.numbers import percent, significant

KEPT = r"""\begin{gathered}
u = (\cos\theta,\ \sin\theta) = (#,\ #)\\ \mathrm{kept} = u^\top S\,u = #\\
\mathrm{lost} = \operatorname{tr} S - u^\top S\,u\\ = # - # = #
\end{gathered}"""
POWER = r"""\begin{gathered}
S\,u = (#,\ #)\\ \lVert S\,u \rVert = #\\
u \leftarrow \frac{S\,u}{\lVert S\,u \rVert} = (#,\ #)\\ u^\top S\,u = #
\end{gathered}"""


def toy(chosen: Chosen) -> Points:
    """Return the chosen cloud."""
    return cloud(chosen["cloud"], chosen.seed)


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return what an axis keeps, or the step that turns it."""
    return (POWER,) if chosen["way"] == "power" else (KEPT,)


def degrees(angle: float) -> str:
    """Return *angle* (radians) as the degrees of an axis, from 0° to 179°."""
    return f"{significant(round(float(np.rad2deg(angle)), 1) % 180)}°"


def tell(turning: Components, at: int) -> Told:
    """Return what the axis of frame *at* keeps and loses."""
    frame, total = turning.frames[at], turning.total or 1.0
    share = percent(frame.kept / total)
    lead = f"{_(LEADS[frame.phase])} {degrees(frame.angle)} {_('the shadows keep')} {share}."
    lost = f"{_('Variance kept')} {significant(frame.kept)}, {_('squared distance lost')} "
    lost += f"{significant(frame.lost)}; {_('together always')} {significant(total)}."
    if frame.phase == "snap":
        more = _("No axis keeps more: this is the first principal component.")
    elif turning.chosen["way"] == "power":
        off = abs((frame.angle - turning.best.angle + np.pi / 2) % np.pi - np.pi / 2)
        more = f"{_('To the best axis')}: {significant(float(np.rad2deg(off)))}°."
    else:
        most = max(frame.kept for frame in turning.frames[: at + 1])
        more = f"{_('The most so far')}: {percent(most / total)}."
    return Told(lead, f"{lost} {more}", _numbers(turning, at))


LEADS = {
    "start": _("The start: at"),
    "turn": _("Turned: at"),
    "multiply": _("Multiplied and shortened: at"),
    "snap": _("Snap to the optimum: at"),
}


ZERO = 12
"""Places after which part of a direction is nothing: the cosine of 90° is not quite 0."""


def _numbers(turning: Components, at: int) -> tuple[str, ...]:
    frame = turning.frames[at]
    direction = np.round(frame.direction, ZERO) + 0.0
    if turning.chosen["way"] == "power":
        before: Axis = turning.frames[max(at - 1, 0)]
        size = float(np.linalg.norm(before.image))
        values = (*before.image, size, *direction, frame.kept)
    else:
        values = (*direction, frame.kept, turning.total, frame.kept, frame.lost)
    return tuple(significant(float(value)) for value in values)


def code(points: Points, chosen: Chosen) -> str:
    """Return Python that ends at the same axis."""
    made = python(chosen["cloud"], chosen.seed)
    scaling = "X = scale(X)\n" if chosen["scale"] else ""
    return (
        "import numpy as np\n"
        "from sklearn.decomposition import PCA\n"
        "from sklearn.preprocessing import scale\n"
        f"{reading(points, chosen.seed) if points.own else made}\n"
        f"{scaling}\n"
        "model = PCA(1).fit(X)\n"
        "shadow = model.transform(X)\n"
        "lost = ((X - model.inverse_transform(shadow)) ** 2).sum() / (len(X) - 1)\n"
        "print(model.components_, model.explained_variance_, lost)\n"
        "print(model.explained_variance_ratio_)"
    )


LESSON = Lesson(
    name="principal-components",
    title=_("Principal components"),
    icon="rotate_90_degrees_ccw",
    lead=_("Turn an axis through the cloud: the more its shadows spread, the less is lost."),
    newcomer=_(
        "Two columns are to become one. Put an axis through the middle of the points and let each "
        "point drop onto it: its shadow is all that is kept, the way it fell is lost. Turn the "
        "axis. Where the shadows spread most, the falls are shortest, because the two always add "
        "up to the same. That axis is the first principal component; what is left stands across "
        "it and is the second."
    ),
    student=_(
        "For centred rows $x_i$ and a direction $u$ of length 1, Pythagoras splits every point: "
        "$\\lVert x_i\\rVert^2=(u^\\top x_i)^2+\\lVert x_i-(u^\\top x_i)u\\rVert^2$. Summed and "
        "divided by $n-1$ that is $\\operatorname{tr}S=u^\\top S u+\\mathrm{lost}$ with the "
        "covariance matrix $S$: the most variance and the least squared distance are one problem. "
        "Its stationary points are eigenvectors, $S u=\\lambda u$, and the best is the one with "
        "the largest eigenvalue, which is the variance it keeps. Multiplying by $S$ and shortening "
        "again (*power iteration*) turns any start that is not exactly across towards it; the "
        "error falls by $\\lambda_2/\\lambda_1$ a step, so a round cloud takes for ever. $S$ "
        "depends on the units: a column in millimetres has a million times the variance it has "
        "in metres. Dividing by the standard deviation makes $S$ the correlation matrix and every "
        "column equal. Squares also give one far point the weight of many, and an axis is straight "
        "however the cloud bends."
    ),
    question=Question(
        _("The axis is turned until the shadows spread as far as they can. What happens to the "
          "distances that the points fall?"),
        (_("They are longest there too"), _("They are shortest there"),
         _("They have nothing to do with it")),
        1,
        _("Point, shadow and middle make a right angle. By Pythagoras the squares of shadow and "
          "fall add up to the squared distance from the middle, and turning the axis does not "
          "change that: what one gains the other loses."),
    ),
    parameters=(
        Parameter(
            "cloud", _("Points"), ("long", "units", "round", "bent", "far"), "long",
            _("The toy data."),
            (_("A long cloud"), _("Millimetres and kilograms"), _("A round cloud"),
             _("A bent cloud"), _("One far point")),
            toy=True,
        ),
        Parameter(
            "scale", _("Standardise columns"), (False, True), True,
            _("Gives every column mean 0 and standard deviation 1 first."),
        ),
        Parameter(
            "way", _("Find it by"), ("turn", "power"), "turn",
            _("Turn the axis yourself, or let the covariance matrix turn it."),
            (_("turning"), _("multiplying")),
        ),
    ),
    handles=(
        Handle("axis", _("the axis"), _("Click where the axis is to go through: it begins there.")),
    ),
    presets=(
        Preset("steady", _("A long cloud")),
        Preset("power", _("Let the matrix turn it"), (("way", "power"),), "", Question(
            _("An axis is multiplied by the covariance matrix and shortened again, over and over. "
              "Where does it go?"),
            (_("Round and round"), _("To the best axis, whatever the start"),
             _("To the nearer column")),
            1,
            _("The part along the best axis is stretched most at each step, so it outgrows the "
              "rest. Only a start exactly across has no such part."),
        )),
        Preset("units", _("Units decide"), (("cloud", "units"), ("scale", False)), UNITS, Question(
            _("Height is in millimetres, weight in kilograms. Where does the best axis lie?"),
            (_("Halfway: tall people are heavy"), _("Along height alone"),
             _("Along weight alone")),
            1,
            _("In millimetres height varies by 80, weight by 11 kilograms: in squares, 98% of the "
              "variance is height. In metres it would be next to none. Standardise: both count."),
        )),
        Preset("units-mended", _("Units mended"), (("cloud", "units"),)),
        Preset("round", _("No direction"), (("cloud", "round"),), ROUND),
        Preset("bent", _("A bent cloud"), (("cloud", "bent"),), BENT),
        Preset("far", _("One far point"), (("cloud", "far"),), FAR),
    ),
    endings=(
        Ending(UNITS, _("The units decide"),
               _("One column holds nearly all the variance because of its unit. Standardise the "
                 "columns.")),
        Ending(ROUND, _("No direction"),
               _("All axes keep about as much: the first component is chance, and other rows "
                 "would turn it.")),
        Ending(BENT, _("Bent"),
               _("What is left across the axis is a curve, not noise: a straight axis cannot "
                 "follow it.")),
        Ending(FAR, _("One point decides"),
               _("Without one point the axis would turn by more than 15°. Look at that row "
                 "first.")),
    ),
    toy=toy,
    trajectory=components,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("The last axis and its variance are those of scikit-learn's PCA."),
    sources=(
        Source("Pearson (1901), On lines and planes of closest fit",
               "https://doi.org/10.1080/14786440109462720"),
        Source("Hotelling (1933), Analysis of a complex of statistical variables",
               "https://doi.org/10.1037/h0071325"),
        Source("Jolliffe & Cadima (2016), Principal component analysis: a review",
               "https://doi.org/10.1098/rsta.2015.0202"),
    ),
    slots=(Slot("x", _("Across")), Slot("y", _("Up"))),
    pace=5,
    shown=lambda control, chosen: control.name != "axis" or chosen["way"] == "power",
)  # fmt: skip

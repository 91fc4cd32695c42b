"""Lesson: k-means, assign and move."""

from __future__ import annotations

import numpy as np

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.learn.code import reading
from mlcore.learn.kmeans import SHAPE, STUCK, Clustering, cluster, start_of
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
from mlcore.learn.points import Points, Slot, scaled
from mlcore.learn.shapes import python, shape
from mlcore.numbers import significant, whole

ASSIGN = r"c_i \leftarrow \arg\min_j \lVert x_i - \mu_j \rVert^2"
MOVE = r"\mu_j \leftarrow \frac{1}{|C_j|} \sum_{i \in C_j} x_i"
COST = r"J = \sum_i \lVert x_i - \mu_{c_i} \rVert^2:\ # \to #"


def toy(chosen: Chosen) -> Points:
    """Return points of the chosen shape."""
    return shape(chosen["shape"], chosen.seed)


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return the two half steps."""
    return tuple(rf"\begin{{gathered}} {step}\\ {COST} \end{{gathered}}" for step in (ASSIGN, MOVE))


def tell(clustering: Clustering, at: int) -> Told:
    """Return what step *at* did."""
    frame, before = clustering.frames[at], clustering.frames[max(at - 1, 0)]
    costs = (significant(before.inertia), significant(frame.inertia))
    if frame.phase == "start":
        said = f"{count(len(frame.centres), 'centre')} {_('stand among')} "
        return Told(_("The start."), f"{said}{whole(clustering.points.rows)} {_('points')}.", costs)
    fell = f"{_('Inertia')} {costs[0]} → {costs[1]}."
    if frame.phase == "assign":
        if not frame.changed:
            words = f"{fell} {_('No point changes its centre: it is at rest.')}"
            return Told(_("Assign: nothing changes."), words, costs)
        lead = f"{_('Assign')}: {count(frame.changed, 'point')} {_('go to the nearest centre.')}"
        return Told(lead, fell, costs)
    lead = f"{_('Move')}: {count(frame.changed, 'centre')} {_('go to the mean of their points.')}"
    return Told(lead, fell, costs, 1)


def code(points: Points, chosen: Chosen) -> str:
    """Return Python that begins at the same centres, and ends at the same."""
    X = scaled(points.X) if points.own else points.X
    start = start_of(X, min(chosen["k"], len(X)), chosen)
    centres = ",\n                  ".join(map(repr, start.round(6).tolist()))
    data = f"\n{python(chosen['shape'], chosen.seed)}"
    if points.own:
        data = f"{reading(points, chosen.seed)}\nX = scale(X)"
    return (
        "import numpy as np\n"
        "from sklearn.cluster import KMeans\n"
        "from sklearn.metrics import silhouette_score\n"
        "from sklearn.preprocessing import scale\n"
        f"{data}\n\n"
        '# where this lesson begins; init="k-means++" draws centres of its own\n'
        f"start = np.array([{centres}])\n{_alone(points, chosen)}"
        "model = KMeans(len(start), init=start, n_init=1, tol=0).fit(X)\n"
        "print(model.cluster_centers_, model.inertia_, model.n_iter_)\n"
        "print(silhouette_score(X, model.labels_))"
    )


def _alone(points: Points, chosen: Chosen) -> str:
    """Return what scikit-learn does differently, where a centre once has no points."""
    frames = cluster(points, chosen).frames[1:]
    if all(len(np.unique(frame.labels)) == len(frame.centres) for frame in frames):
        return ""
    return (
        "# a centre here has no points and stays; scikit-learn sends it to the farthest one,\n"
        "# and so ends elsewhere\n"
    )


LESSON = Lesson(
    name="k-means",
    title=_("k-means"),
    icon="bubble_chart",
    lead=_("Centres draw points to them, points pull centres along, until nothing moves."),
    newcomer=_(
        "Put a few centres among the points. Each point joins the nearest centre. Each centre "
        "walks to the middle of its points. Now some points are nearer to another centre, so they "
        "change over, and the centres walk again. The sum of squared distances falls at every "
        "half step, so it must come to rest. Where it rests depends on where it began."
    ),
    student=_(
        "Lloyd's algorithm is coordinate descent on $J=\\sum_i\\lVert x_i-\\mu_{c_i}\\rVert^2$: "
        "assigning minimises $J$ over the labels with the centres fixed, moving minimises it over "
        "the centres with the labels fixed (the mean is the point with the least sum of squares). "
        "$J$ never rises and there are finitely many labelings, so it ends, in a local minimum. "
        "*k-means++* draws each new centre with a chance proportional to its squared distance "
        "from those already there, which keeps the expected cost within $O(\\log k)$ of the best. "
        "The *silhouette* of a point compares its mean distance $a$ to its own cluster with that "
        "to the nearest other one, $b$: $s=(b-a)/\\max(a,b)$. Boundaries between centres are "
        "straight lines halfway, so k-means finds round groups of similar size and cuts rings, "
        "moons and long groups in pieces."
    ),
    question=Question(
        _("All centres begin in one corner. Does it still find the three groups?"),
        (_("Always, it only takes longer"), _("It may come to rest in a worse place"),
         _("It never comes to rest")),
        1,
        _("Inertia can only fall, so it always comes to rest, but in the nearest low place, not "
          "the lowest. That is why one begins several times, or with k-means++."),
    ),
    parameters=(
        Parameter(
            "shape", _("Points"), ("blobs", "overlap", "moons", "rings", "long"), "blobs",
            _("The shape of the toy data."),
            (_("Three groups"), _("Overlapping"), _("Two moons"), _("Two rings"),
             _("Long groups")),
            toy=True,
        ),
        Parameter("k", _("Centres (k)"), (2, 3, 4, 5, 6, 7, 8), 3, _("How many clusters.")),
        Parameter(
            "start", _("Start"), ("plus", "random", "corner"), "random",
            _("Where the centres begin."),
            (_("k-means++, far apart"), _("Points at random"), _("All in one corner")),
        ),
    ),
    handles=(
        Handle("centres", _("centres"), _("Drag a centre: it begins there."), 8),
    ),
    presets=(
        Preset("steady", _("Three groups"), (("start", "plus"),)),
        Preset("corner", _("A bad start"), (("start", "corner"), ("k", 5)), STUCK),
        Preset("rings", _("Two rings"), (("shape", "rings"), ("k", 2)), SHAPE, Question(
            _("One ring lies inside the other. With two centres, what are the two clusters?"),
            (_("The inner and the outer ring"), _("Two halves"), _("Everything in one")),
            1,
            _("The border between two centres is a straight line, so the plane is cut in halves. A "
              "ring around a ring has the same middle: no centre can stand for it."),
        )),
        Preset("moons", _("Two moons"), (("shape", "moons"), ("k", 2)), SHAPE),
        Preset("long", _("Long groups"), (("shape", "long"), ("start", "plus")), SHAPE),
        Preset("many", _("Too many centres"), (("k", 8), ("start", "plus"), ("shape", "overlap"))),
    ),
    endings=(
        Ending(STUCK, _("Stuck in a worse place"),
               _("Another start comes to rest lower. Begin several times, or with k-means++.")),
        Ending(SHAPE, _("The wrong shape"),
               _("It is at rest, but these are not the groups the points were made from: straight "
                 "borders cannot part them.")),
    ),
    toy=toy,
    trajectory=cluster,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("The last centres are those of scikit-learn's KMeans from the same start."),
    sources=(
        Source("Lloyd (1982), Least squares quantization in PCM",
               "https://doi.org/10.1109/TIT.1982.1056489"),
        Source("Arthur & Vassilvitskii (2007), k-means++",
               "https://theory.stanford.edu/~sergei/papers/kMeansPP-soda.pdf"),
        Source("Rousseeuw (1987), Silhouettes", "https://doi.org/10.1016/0377-0427(87)90125-7"),
    ),
    slots=(Slot("x", _("Across")), Slot("y", _("Up"))),
    pace=2,
)  # fmt: skip

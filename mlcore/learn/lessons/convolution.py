"""Lesson: convolution, one kernel by hand and a small network that reads digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.learn import digits
from mlcore.learn.convolution import KERNELS, Convolution, Frame, Slide, convolve
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
from mlcore.learn.lessons import convolution_code
from mlcore.learn.points import Points
from mlcore.numbers import percent, significant

BY_HAND = ("kernel", "stride", "padding", "pool", "relu", "weights")
BY_NETWORK = ("rate", "pictures")
UNSEEN, BLANK, UNREAD, HEART = "unseen", "blank", "unread", "heart"
EPOCHS = {0: 5, 60: 40}
"""How often the pictures are gone through, by how many there are; 0 is all."""
PRODUCTS = " + ".join([r"#\cdot(#)"] * 3)
SUM = (
    rf"\begin{{aligned}} s = {PRODUCTS}\\ +\,{PRODUCTS}\\ +\,{PRODUCTS}\\"
    r"= #, \qquad a = # \end{aligned}"
)
POOLED = {"max": r"\max(#,\ #,\ #,\ #) = #", "mean": r"\tfrac14\,(# + # + # + #) = #"}
SHARE = (
    r"\begin{aligned} p_{\mathrm{true}} &= e^{z_{\mathrm{true}}} / \textstyle\sum_k e^{z_k} = #\\"
    r"L &= -\ln p_{\mathrm{true}} = -\ln # = #\\"
    r"\partial L / \partial z_{\mathrm{true}} &= p_{\mathrm{true}} - 1 = # \end{aligned}"
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Sliding(Trajectory[Frame]):
    """One kernel sliding over one picture."""

    convolution: Convolution
    digit: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Reading(Trajectory[digits.Frame]):
    """A network learning to read, and the picture whose maps are shown."""

    picture: np.ndarray
    digit: int


def toy(chosen: Chosen) -> Points:
    """Return the pixels of the chosen digit: the first of those that are held back."""
    return Points(_picture(chosen["digit"]).copy(), None, tuple(f"x{at}" for at in range(8)))


def _picture(digit: int) -> np.ndarray:
    held = digits.pictures()[1]
    return np.asarray(held.X[int((held.y == digit).argmax()), 0])


def trajectory(points: Points, chosen: Chosen) -> Trajectory[Any]:
    """Return the sliding of a kernel, or the training of a network."""
    if chosen["show"] == "network":
        return _reading(points, chosen)
    slide = Slide(chosen["stride"], chosen["padding"], chosen["pool"], chosen["relu"])
    made = convolve(points.X, kernel_of(chosen), slide)
    return Sliding(
        points=points, chosen=chosen, frames=made.frames, ending=_ending(made),
        convolution=made, digit=chosen["digit"],
    )  # fmt: skip


def kernel_of(chosen: Chosen) -> np.ndarray:
    """Return the chosen kernel, or the one whose nine weights were moved by hand."""
    put = chosen.put("weights")
    if len(put) == 9:
        return np.round([4 * weight for _x, weight in put]).reshape(3, 3) / 4
    return np.array(KERNELS[chosen["kernel"]], float)


def _ending(made: Convolution) -> str:
    if made.unseen:
        return UNSEEN
    return BLANK if not np.any(made.answers) else ""


def _reading(points: Points, chosen: Chosen) -> Reading:
    epochs, pictures = EPOCHS[chosen["pictures"]], chosen["pictures"] or None
    done = digits.read_digits(chosen["rate"], epochs, chosen.seed, pictures)
    last, ending = done.frames[-1], ""
    if last.wrong > 0.5:
        ending = UNREAD
    elif last.held_loss > 5 * last.loss and last.wrong > 0.15:
        ending = HEART
    return Reading(
        points=points, chosen=chosen, frames=done.frames, ending=ending, picture=points.X,
        digit=chosen["digit"],
    )  # fmt: skip


# ------------------------------------------------------------------ what a frame shows


def tell(shown: Trajectory[Any], at: int) -> Told:
    """Return what frame *at* shows."""
    if isinstance(shown, Reading):
        return _tell_reading(shown, shown.frames[at])
    assert isinstance(shown, Sliding)
    made, frame = shown.convolution, shown.frames[at]
    window, value = made.window(frame), made.value(frame)
    place = f"{_('row')} {frame.row + 1}, {_('column')} {frame.column + 1}"
    if frame.stage == "pool":
        lead = f"{_('Pooled')}, {place}: {significant(value)}."
        kept = {"max": _("the largest of four is kept"), "mean": _("the mean of four is kept")}
        numbers = tuple(significant(float(v)) for v in (*window.ravel(), value))
        said = f"{kept[made.slide.pool]}, {_('so a shift by one pixel changes little')}"
        return Told(lead, f"{said[:1].upper()}{said[1:]}.", numbers, 1)
    after = max(value, 0.0) if made.slide.relu else value
    pairs = [v for pair in zip(window.ravel(), made.kernel.ravel(), strict=True) for v in pair]
    numbers = tuple(significant(float(v)) for v in (*pairs, value, after))
    return Told(f"{_('Map')}, {place}: {significant(after)}.", _sum_said(value, after), numbers, 0)


def _sum_said(value: float, after: float) -> str:
    if after != value:
        return f"{_('The nine products sum to')} {significant(value)}; {_('ReLU makes it 0')}."
    return f"{_('The nine products sum to')} {significant(value)}."


def _tell_reading(shown: Reading, frame: digits.Frame) -> Told:
    shares = digits.layers(frame.numbers, shown.picture)[-1]
    chance = float(max(shares[shown.digit], 1e-12))
    lead = f"{_('Epoch')} {significant(frame.epoch, 2)}: {percent(frame.wrong)} {_('of')} "
    lead += f"{count(digits.HELD, _('unseen picture'))} {_('misread')}."
    said = f"{_('This')} {shown.digit} {_('is read as')} {int(shares.argmax())} {_('with')} "
    said += f"{percent(float(shares.max()))}. {_('Loss')} {significant(frame.loss)} "
    said += (
        f"{_('on pictures learned from')}, {significant(frame.held_loss)} {_('on unseen ones')}."
    )
    loss = -float(np.log(chance))
    numbers = tuple(significant(v) for v in (chance, chance, loss, chance - 1))
    return Told(lead, said, numbers, 0)


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return the sum of products and the pooling, or the loss of the shown picture."""
    if chosen["show"] == "network":
        return (SHARE,)
    return (SUM, POOLED[chosen["pool"]]) if chosen["pool"] != "none" else (SUM,)


def shown(control: Parameter | Handle, chosen: Chosen) -> bool:
    """Return whether *control* has a say in what is shown."""
    others = BY_NETWORK if chosen["show"] == "kernel" else BY_HAND
    return control.name not in others


def code(points: Points, chosen: Chosen) -> str:
    """Return Python that slides the same kernel, or trains the same network."""
    if chosen["show"] == "network":
        return convolution_code.network(chosen, EPOCHS[chosen["pictures"]])
    return convolution_code.by_hand(chosen, kernel_of(chosen).tolist())


LESSON = Lesson(
    name="convolution",
    title=_("Convolution"),
    icon="filter_center_focus",
    lead=_("A small window slides over a digit and multiplies: see every product, then a network "
           "that finds its own windows."),
    newcomer=_(
        "Nine weights lie like a stencil on nine pixels; each pixel is multiplied by the weight "
        "above it and all nine are added. Where the picture looks like the stencil, the sum is "
        "large: so a kernel is a question, such as *is there an upright edge here?*, asked at "
        "every place. The answers are a new picture, a map. Pooling keeps the strongest of four: "
        "then a small shift of the digit matters little. A network stacks this twice, and "
        "nobody tells it which questions to ask: it learns the kernels."
    ),
    student=_(
        "What networks call convolution is a cross-correlation: "
        "$s_{ij}=\\sum_{u,v}k_{uv}\\,x_{iS+u,\\,jS+v}$. With $n$ pixels, a kernel of $k$, padding "
        "$P$ and stride $S$ a side has $\\lfloor(n+2P-k)/S\\rfloor+1$ places. The same nine "
        "weights serve every place: 9 instead of $n^2\\cdot n^2$, and a shifted picture gives "
        "a shifted map (equivariance). Backward, the slope of a weight is the correlation of the "
        "map's slopes with the picture; that of a pixel gathers the slopes of all windows that saw "
        "it. Max pooling hands the slope to the one that won. This network learns 1,210 numbers: "
        "6 kernels, 12 kernels of depth 6, and a dense layer of 48 × 10."
    ),
    question=Question(
        _("The kernel is −1 0 1 in each row, stronger in the middle. Where are its answers large?"),
        (_("Wherever there is ink"), _("On edges where ink begins, from left to right"),
         _("On every edge")),
        1,
        _("Left of the middle counts against, right of it for. On even ground both cancel; only "
          "where ink begins to the right is the sum positive. The opposite edge is negative, "
          "and ReLU makes it 0."),
    ),
    parameters=(
        Parameter("show", _("Show"), ("kernel", "network"), "kernel",
                  _("One kernel by hand, or a network that learns its kernels."),
                  (_("One kernel"), _("A network"))),
        Parameter("digit", _("Digit"), tuple(range(10)), 3, _("The picture that is looked at.")),
        Parameter("kernel", _("Kernel"), tuple(KERNELS), "upright",
                  _("Nine weights; each can be moved below."),
                  (_("upright edges"), _("level edges"), _("blur"), _("sharpen"), _("outline"),
                   _("nothing"), _("shift"), _("negative"))),
        Parameter("stride", _("Stride"), (1, 2, 3), 1, _("Pixels from one place to the next.")),
        Parameter("padding", _("Padding"), (0, 1, 2), 0,
                  _("Rings of zeros around the picture.")),
        Parameter("pool", _("Pooling"), ("max", "mean", "none"), "max",
                  _("What is kept of each two by two answers."),
                  (_("largest"), _("mean"), _("none"))),
        Parameter("relu", "ReLU", (False, True), True, _("Negative sums become 0.")),
        Parameter("rate", _("Learning rate"), (0.005, 0.05, 2.0), 0.05,
                  _("How far a step goes for a given slope.")),
        Parameter("pictures", _("Pictures learned from"), (0, 60), 0,
                  _("Fewer are learned by heart."), (_("1,297"), "60")),
    ),
    handles=(
        Handle("weights", _("Kernel"), _("Drag a weight up or down, in steps of ¼."), 9),
    ),
    presets=(
        Preset("edges", _("Upright edges")),
        Preset(
            "network", _("A network reads"), (("show", "network"),), "",
            Question(
                _("Nobody tells the network what to look for. What do its first kernels become?"),
                (_("Small copies of the digits"), _("Edges and strokes in several directions"),
                 _("They stay noise")),
                1,
                _("Nine pixels are too few for a digit. What tells digits apart is where "
                  "ink begins and ends, and in which direction: so the kernels become edges, each "
                  "a little different."),
            ),
        ),
        Preset("wild", _("A rate too high"), (("show", "network"), ("rate", 2.0)), UNREAD),
        Preset("few", _("Sixty pictures"), (("show", "network"), ("pictures", 60)), HEART),
        Preset("long", _("Strides too long"), (("stride", 3),), UNSEEN),
        Preset(
            "stopped", _("A kernel ReLU stops"), (("kernel", "negative"),), BLANK,
            Question(
                _("All nine weights are −1. What does the map show?"),
                (_("The digit, inverted"), _("Nothing at all"), _("Its edges")),
                1,
                _("Pixels are never negative, so no sum is positive and ReLU makes each 0. In a "
                  "network such a kernel gets no slope either: it is dead."),
            ),
        ),
    ),
    endings=(
        Ending(UNSEEN, _("Pixels nobody saw"),
               _("The window steps over the rim: some pixels are in no sum. Take a shorter stride, "
                 "or padding.")),
        Ending(BLANK, _("An empty map"),
               _("No sum is positive, so ReLU stops every one. Give the kernel positive weights, "
                 "or take ReLU away.")),
        Ending(UNREAD, _("It never learned to read"),
               _("The steps are so long that the kernels are thrown about. Lower the rate.")),
        Ending(HEART, _("Learned by heart"),
               _("It knows its pictures and misreads new ones. Show it more.")),
    ),
    toy=toy,
    trajectory=trajectory,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("Every map equals SciPy's correlate2d; every slope of the network equals its finite "
           "difference."),
    sources=(
        Source("LeCun et al. (1998), Gradient-based learning applied to document recognition",
               "https://doi.org/10.1109/5.726791"),
        Source("Digits: Alpaydin & Kaynak (1998), as shipped with scikit-learn",
               "https://doi.org/10.24432/C50P49"),
    ),
    pace=5,
    shown=shown,
)  # fmt: skip

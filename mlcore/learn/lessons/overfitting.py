"""Lesson: over- and underfitting."""

from __future__ import annotations

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.learn.capacity import made
from mlcore.learn.code import reading
from mlcore.learn.lesson import (
    Chosen,
    Ending,
    Lesson,
    Parameter,
    Preset,
    Question,
    Source,
    Told,
)
from mlcore.learn.overfitting import OVER, UNDER, Fitting, fitting
from mlcore.learn.points import Points, Slot
from mlcore.numbers import significant, whole

FIT = r"""\hat\beta = \arg\min_\beta \sum_i \bigl(y_i - f_\beta(x_i)\bigr)^2\\
+ \lambda \lVert\beta\rVert^2\\ n = #, \quad \mathrm{degree} = #, \quad \lambda = #"""
KNOWN = rf"""\begin{{gathered}} {FIT}\\
E = \mathrm{{bias}}^2 + \mathrm{{variance}} + \sigma^2\\ = # + # + # = # \end{{gathered}}"""
UNKNOWN = rf"""\begin{{gathered}} {FIT}\\
E = (\mathrm{{bias}}^2 + \sigma^2) + \mathrm{{variance}}\\ = # + # = # \end{{gathered}}"""
PYTHON_TRUTHS = {
    "wave": "np.sin(1.5 * np.pi * X[:, 0])",
    "line": "0.8 * X[:, 0]",
    "step": "np.tanh(6 * X[:, 0])",
}
GROWN = {
    "degree": (
        'degrees = [{"degree": degree} for degree in range(1, %(degree)d + 1)]\n'
        "grown = validation_curve(model, X, y, param_range=degrees, cv=again, scoring=error,\n"
        '                         param_name="functiontransformer__kw_args")\n'
    ),
    "price": (
        "prices = np.geomspace(1e-5, 1e3, 9)\n"
        "grown = validation_curve(model, X, y, param_range=prices, cv=again, scoring=error,\n"
        '                         param_name="ridge__alpha")\n'
    ),
    "rows": (
        "shares = np.geomspace(0.2, 1, 6)\n"
        "_, *grown = learning_curve(model, X, y, train_sizes=shares, cv=again, scoring=error)\n"
    ),
}


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return the fit and its error, where the truth is known and where it is not."""
    return (KNOWN, UNKNOWN)


def tell(path: Fitting, at: int) -> Told:
    """Return what the fits of frame *at* can do."""
    frame = path.frames[at]
    train, test = (
        significant(float(errors[1])) for errors in (frame.errors.train, frame.errors.test)
    )
    leads = {
        "degree": f"{_('Degree')} {frame.degree}",
        "rows": count(frame.rows, "row"),
        "price": f"{_('Price')} {significant(frame.price)}",
    }
    lead = f"{leads[path.chosen['grows']]}: {_('error')} {test} {_('on new rows')}."
    sentence = f"{train} {_('on the rows learned from.')} {_parts(path, at)}"
    return Told(lead, sentence, *_numbers(path, at))


def _parts(path: Fitting, at: int) -> str:
    parts = path.frames[at].parts
    spread, noise = significant(parts.variance), significant(parts.noise)
    if path.truth is None:
        return f"{_('Variance')} {spread}, {_('bias² and noise together')} {noise}."
    most = _("bias") if parts.bias > parts.variance else _("variance")
    words = (
        f"{_('Bias²')} {significant(parts.bias)}, {_('variance')} {spread}, {_('noise')} {noise}"
    )
    return f"{words}: {most} {_('is the larger fault.')}"


def _numbers(path: Fitting, at: int) -> tuple[tuple[str, ...], int]:
    frame = path.frames[at]
    parts, own = frame.parts, path.truth is None
    sums = (parts.noise, parts.variance) if own else (parts.bias, parts.variance, parts.noise)
    chosen = (whole(frame.rows), str(frame.degree), significant(frame.price))
    return (*chosen, *map(significant, (*sums, parts.total))), int(own)


def code(points: Points, chosen: Chosen) -> str:
    """Return Python that grows the same thing, and fits the rows at hand in the same way."""
    data = (
        f"\nrng = np.random.default_rng([{chosen.seed}, 21])\n"
        f"X = rng.uniform(-1, 1, ({points.rows}, 1))\n"
        f"y = {PYTHON_TRUTHS[chosen['truth']]} + rng.normal(0, {chosen['noise']}, len(X))"
    )
    if points.own:
        data = (
            f"{reading(points, chosen.seed)}\n"
            "X = 2 * (X - X.min()) / np.ptp(X) - 1\ny = (y - y.mean()) / y.std()\n"
            f"order = np.random.default_rng([{chosen.seed}, 22]).permutation(len(X))\n"
            f"X, y = X[order[:{chosen['rows']}]], y[order[:{chosen['rows']}]]"
        )
    last = "model.set_params(ridge__alpha=prices[-1])\n" if chosen["grows"] == "price" else ""
    tool = "learning_curve" if chosen["grows"] == "rows" else "validation_curve"
    return (
        "import numpy as np\n"
        "from sklearn.linear_model import Ridge\n"
        f"from sklearn.model_selection import ShuffleSplit, {tool}\n"
        "from sklearn.pipeline import make_pipeline\n"
        "from sklearn.preprocessing import FunctionTransformer\n"
        f"{data}\n\n"
        "def polynomials(x, degree):\n"
        "    return np.polynomial.legendre.legvander(x[:, 0], degree)[:, 1:]\n\n"
        f'steps = FunctionTransformer(polynomials, kw_args={{"degree": {chosen["degree"]}}})\n'
        f"model = make_pipeline(steps, Ridge({chosen['price']:g}))\n"
        f"again = ShuffleSplit(5, test_size=0.3, random_state={chosen.seed})\n"
        'error = "neg_mean_squared_error"\n'
        f"{GROWN[chosen['grows']] % {'degree': chosen['degree']}}"
        "train, test = (-np.median(errors, axis=1) for errors in grown)\n"
        'print(train, test, sep="\\n")\n'
        f"{last}print(model.fit(X, y)[-1].intercept_, model[-1].coef_)  # the last curve at hand"
    )


LESSON = Lesson(
    name="overfitting",
    title=_("Over- and underfitting"),
    icon="ssid_chart",
    lead=_("Too stiff to follow, too supple to trust: error by complexity and by rows, side by "
           "side."),
    newcomer=_(
        "A stiff curve misses the pattern, however many rows it sees: it underfits. A supple "
        "curve goes through every point, and the points are half chance: it overfits. On the rows "
        "it learned from, more complexity always looks better; on new rows the error falls first "
        "and then rises. Drawing the rows again and again shows why: stiff curves agree with each "
        "other and are wrong together, supple ones are right on average and each is wrong in its "
        "own way. More rows cure the second, never the first."
    ),
    student=_(
        "Let $\\hat f_D$ be the fit to a sample $D$ and $y=f(x)+\\varepsilon$. Then "
        "$\\mathbb E\\,(y-\\hat f_D(x))^2=\\bigl(\\bar f(x)-f(x)\\bigr)^2+\\mathbb E\\,"
        "\\bigl(\\hat f_D(x)-\\bar f(x)\\bigr)^2+\\sigma^2$ with $\\bar f=\\mathbb E\\,\\hat f_D$: "
        "squared bias, variance, noise. Made data allow drawing $D$ anew and comparing with $f$, "
        "so the three are measured one by one. On a table neither is possible: the bootstrap draws "
        "rows with replacement and asks about the rows left out (a third of them), which gives the "
        "variance and, in one number, bias² and noise. A ridge price $\\lambda$ shrinks the "
        "weights, $(X^\\top X+\\lambda I)^{-1}X^\\top y$: bias for variance, without steps. With "
        "as many weights as rows the training error is 0 and the test error at its worst. Bands "
        "hold eight in ten of 60 repetitions."
    ),
    question=Question(
        _("The degree of the curve grows from 0 to 15, on 30 rows. What does the error on new rows "
          "do?"),
        (_("It falls and falls"), _("It falls, then rises"), _("It stays the same")),
        1,
        _("At first the curve learns the pattern, which new rows share. Then it learns the noise "
          "of these 30 rows, which they do not. The error on its own rows goes on falling."),
    ),
    parameters=(
        Parameter(
            "grows", _("What grows"), ("degree", "rows", "price"), "degree",
            _("What the player steps through."),
            (_("Complexity"), _("Rows"), _("Price")),
        ),
        Parameter(
            "degree", _("Degree"), (1, 2, 3, 4, 5, 7, 9, 12, 15), 15,
            _("Of the polynomial: how supple the curve is. The last one when complexity grows."),
        ),
        Parameter(
            "rows", _("Rows learned from"), (15, 30, 60, 120, 240), 30,
            _("At most as many as the table has. The last number when rows grow."),
        ),
        Parameter(
            "price", _("Price of weights (λ)"), (0.0, 0.001, 0.01, 0.1, 1.0, 10.0), 0.0,
            _("Keeps the weights small (ridge); 0 leaves them free."),
        ),
        Parameter(
            "truth", _("Truth"), ("wave", "line", "step"), "wave",
            _("What the toy rows scatter around."), (_("Wave"), _("Line"), _("Step")),
            toy=True,
        ),
        Parameter("noise", _("Noise"), (0.1, 0.3, 0.6), 0.3,
                  _("Standard deviation of the toy rows around the truth."), toy=True),
        Parameter(
            "again", _("Drawn again"), ("new", "bootstrap"), "new",
            _("New toy rows each time, or the same rows with replacement, as on a table."),
            (_("New rows"), _("Bootstrap")),
            toy=True,
        ),
    ),
    presets=(
        Preset("supple", _("Too supple"), (), OVER),
        Preset(
            "stiff", _("Too stiff"), (("grows", "rows"), ("degree", 1), ("rows", 240)), UNDER,
            Question(
                _("A straight line is fitted to a wave. How many rows does it need to follow?"),
                (_("Some 60"), _("All 240"), _("No number is enough")),
                2,
                _("With more rows the lines agree ever better, on the wrong answer. That error is "
                  "bias: only another shape of curve can lower it."),
            ),
        ),
        Preset(
            "rows", _("More rows"), (("grows", "rows"), ("degree", 9), ("rows", 240)), "",
            Question(
                _("Degree 9 is far too supple for ten rows. And for 240?"),
                (_("It overfits as before"), _("It hardly overfits any more"),
                 _("It underfits now")),
                1,
                _("Variance falls about as one over the rows, bias stays. What is too supple "
                  "depends on how many rows there are."),
            ),
        ),
        Preset("priced", _("Too high a price"), (("grows", "price"),), UNDER, Question(
            _("A curve of degree 15 overfits 30 rows. The price on its weights grows from almost "
              "nothing. What does the error on new rows do?"),
            (_("It falls, then rises"), _("It falls and falls"), _("It rises at once")),
            0,
            _("A price takes away suppleness bit by bit: first the wild swings, that is variance; "
              "in the end the pattern too, that is bias."),
        )),
        Preset("bootstrap", _("As on a table"), (("again", "bootstrap"),), OVER),
    ),
    endings=(
        Ending(OVER, _("Overfitting"),
               _("It knows its own rows far better than new ones: take a lower degree, more rows, "
                 "or a price.")),
        Ending(UNDER, _("Underfitting"),
               _("It is wrong on its own rows too, and more rows do not help: take a higher "
                 "degree or a lower price.")),
    ),
    toy=made,
    trajectory=fitting,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("The curve at hand is that of scikit-learn's Ridge on Legendre polynomials."),
    sources=(
        Source("Geman, Bienenstock & Doursat (1992), Neural networks and the bias/variance dilemma",
               "https://doi.org/10.1162/neco.1992.4.1.1"),
        Source("Efron (1979), Bootstrap methods", "https://doi.org/10.1214/aos/1176344552"),
        Source("Hoerl & Kennard (1970), Ridge regression",
               "https://doi.org/10.1080/00401706.1970.10488634"),
        Source("Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, 7",
               "https://hastie.su.domains/ElemStatLearn/"),
    ),
    slots=(Slot("x", _("Input")), Slot("y", _("Target"), "number", "target")),
    models=("ridge", "lasso", "elastic_net"),
    pace=2,
    shown=lambda control, chosen: control.name != "price" or chosen["grows"] != "price",
)  # fmt: skip

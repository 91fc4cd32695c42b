"""The tests there are: facts about each in a table, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mlcore.profiling.hypotheses import effects
from mlcore.profiling.hypotheses.given import Given, Shape, counts_of


@dataclass(frozen=True)
class Answer:
    """What a test found: statistic, degrees of freedom, p-value, estimate with 95% interval."""

    statistic: float
    df: tuple[float, ...]
    p_value: float
    estimate: effects.Interval
    size: float


@dataclass(frozen=True)
class Test:
    """One test.

    Parameters
    ----------
    name : str
        For programs.
    title, symbol : str
        For people: its name and that of its statistic.
    shapes : tuple of Shape
        What it can be given.
    estimate, size : str
        What its estimate and its effect size are.
    marks : (float, float, float)
        From which size on an effect is small, medium, large (Cohen 1988).
    run : callable
        Does it.
    """

    name: str
    title: str
    symbol: str
    shapes: tuple[Shape, ...]
    estimate: str
    size: str
    marks: tuple[float, float, float]
    run: Callable[[Given], Answer]


def _student(equal: bool) -> Callable[[Given], Answer]:
    def run(given: Given) -> Answer:
        from scipy import stats

        first, second = given.samples
        found = stats.ttest_ind(first, second, equal_var=equal)
        ends = found.confidence_interval(effects.LEVEL)
        difference = float(first.mean() - second.mean())
        interval = (difference, float(ends.low), float(ends.high))
        size = effects.hedges_g(first, second)
        return Answer(
            float(found.statistic), (float(found.df),), float(found.pvalue), interval, size
        )

    return run


def _mann_whitney(given: Given) -> Answer:
    from scipy import stats

    first, second = given.samples
    found = stats.mannwhitneyu(first, second, alternative="two-sided")
    share = effects.superiority(first, second)
    return Answer(float(found.statistic), (), float(found.pvalue), share, 2 * share[0] - 1)


def _kolmogorov(given: Given) -> Answer:
    from scipy import stats

    first, second = given.samples
    found = stats.ks_2samp(first, second, method="auto" if given.first.size < 5000 else "asymp")
    d = float(found.statistic)
    return Answer(d, (), float(found.pvalue), effects.largest_gap(first, second, d), d)


def _anova(given: Given) -> Answer:
    from scipy import stats

    samples = given.samples
    found = stats.f_oneway(*samples)
    df = (len(samples) - 1, len(given.first) - len(samples))
    # equal means: rounding may leave a value just below 0, of which scipy knows no chance
    f = max(float(found.statistic), 0.0)
    share = effects.eta_squared(f, *df)
    return Answer(f, df, float(stats.f.sf(f, *df)), share, share[0])


def _kruskal(given: Given) -> Answer:
    from scipy import stats

    found = stats.kruskal(*given.samples)
    h = max(float(found.statistic), 0.0)
    share = effects.rank_share(h, len(given.labels), len(given.first))
    df = (float(len(given.labels) - 1),)
    return Answer(float(found.statistic), df, float(found.pvalue), share, share[0])


def _chi_squared(given: Given) -> Answer:
    from scipy import stats

    table = counts_of(given)
    found = stats.chi2_contingency(table, correction=False)
    v = effects.cramers_v(float(found.statistic), int(table.sum()), min(table.shape), found.dof)
    return Answer(float(found.statistic), (float(found.dof),), float(found.pvalue), v, v[0])


def _correlated(ranked: bool) -> Callable[[Given], Answer]:
    def run(given: Given) -> Answer:
        from scipy import stats

        found = (stats.spearmanr if ranked else stats.pearsonr)(given.first, given.second)
        r = effects.correlation(float(found.statistic), len(given.first), ranked)
        return Answer(r[0], (), float(found.pvalue), r, r[0])

    return run


_OF_MEANS = (0.2, 0.5, 0.8)
_OF_SHARES = (0.01, 0.06, 0.14)
_OF_LINKS = (0.1, 0.3, 0.5)
TESTS: dict[str, Test] = {
    test.name: test
    for test in (
        Test("welch", "Welch's t-test", "t", ("two groups",), "difference of means",
             "Hedges' g", _OF_MEANS, _student(False)),
        Test("student", "Student's t-test", "t", ("two groups",), "difference of means",
             "Hedges' g", _OF_MEANS, _student(True)),
        Test("mann_whitney", "Mann–Whitney test", "U", ("two groups",),
             "chance that the first is larger", "rank-biserial correlation", _OF_LINKS,
             _mann_whitney),
        Test("kolmogorov_smirnov", "Kolmogorov–Smirnov test", "D", ("two groups",),
             "largest gap of the distributions", "D", _OF_LINKS, _kolmogorov),
        Test("anova", "One-way ANOVA", "F", ("two groups", "groups"),
             "share of variance between groups", "η²", _OF_SHARES, _anova),
        Test("kruskal", "Kruskal–Wallis test", "H", ("two groups", "groups"),
             "share of the ranks' variance between groups", "ε²", _OF_SHARES, _kruskal),
        Test("chi_squared", "Chi² test", "χ²", ("table",), "Cramér's V", "Cramér's V",
             _OF_LINKS, _chi_squared),
        Test("spearman", "Rank correlation", "ρ", ("numbers",), "rank correlation", "ρ",
             _OF_LINKS, _correlated(True)),
        Test("pearson", "Linear correlation", "r", ("numbers",), "correlation", "r",
             _OF_LINKS, _correlated(False)),
    )
}  # fmt: skip

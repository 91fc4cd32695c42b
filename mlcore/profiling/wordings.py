"""The English of each finding, by its code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """English of one code; ``{name}`` is the one column, ``{names}`` and ``{n}`` several."""

    one: str
    many: str
    why: str
    where: str
    fix: str = ""
    each: bool = False


_OF_ROWS = "All {rows} rows"
WORDINGS: dict[str, Wording] = {
    "all_missing": Wording(
        "{name} is empty",
        "{n} columns are empty: {names}",
        "A column without values tells a model nothing.",
        _OF_ROWS,
        "Drop",
    ),
    "infinite": Wording(
        "{name} holds infinite values",
        "{n} columns hold infinite values: {names}",
        "Most models refuse infinite numbers, and no mean or range includes them.",
        "{infinite} of {rows} rows",
        "Make them missing",
    ),
    "target_missing": Wording(
        "The target {name} is missing in {share} of the rows",
        "The targets {names} have gaps",
        "A row without an answer cannot be learnt from or scored.",
        "{missing} of {rows} rows, training only",
        "Drop these rows",
    ),
    "leak_suspect": Wording(
        "{name} gives the answer away",
        "{n} columns give the answer away: {names}",
        "Alone, {worst} predicts the target almost perfectly ({measure} {strength}). Check that "
        "it is known before the answer is.",
        "{rows} rows compared",
        "Drop",
    ),
    "id_like": Wording(
        "{name} only names the rows",
        "{n} columns only name the rows: {names}",
        "Nearly every row has a value of its own: a model can memorise it but not learn from it.",
        _OF_ROWS,
        "Drop",
    ),
    "marks": Wording(
        "{name} holds “{mark}” or nothing",
        "{n} columns hold a mark or nothing: {names}",
        "It reads like a cross on a form: empty probably means no, and is no gap then.",
        "“{mark}” in {marked} of {rows} rows",
        "Fill with “{no}”",
        each=True,
    ),
    "mostly_missing": Wording(
        "{share} of {name} is missing",
        "{n} columns are mostly missing: {names}",
        "Too few values are left to fill the gaps from.",
        "{missing} of {rows} rows",
        "Drop",
        each=True,
    ),
    "missing": Wording(
        "{share} of {name} is missing",
        "{n} columns have gaps: {names}",
        "Many models need every value; a flag keeps what the gap itself may tell.",
        "{missing} of {rows} rows",
        "Fill and add a flag",
        each=True,
    ),
    "gaps_in_order": Wording(
        "{share} of {name} is missing, and its neighbours in time are known",
        "{n} columns have gaps whose neighbours in time are known: {names}",
        "There is one row for each {by}; a value between both neighbours is closer than a median.",
        "{missing} of {rows} rows",
        "Fill between neighbours",
        each=True,
    ),
    "sign_variants": Wording(
        "{name} has values that look the same and are not",
        "{n} columns have values that look the same and are not: {names}",
        "Accents, ligatures or wide letters are written in two ways, so one value counts as two.",
        "Among the different values",
        "Write signs one way",
    ),
    "many_values": Wording(
        "{name} has {levels} different values",
        "{n} categories have more values than a list can hold: {names}",
        "No model learns so many names; how often each occurs is a number it can use.",
        "{levels} values in {rows} rows",
        "Write how often each occurs",
        each=True,
    ),
    "tailed": Wording(
        "{name} has a long tail",
        "{n} columns have a long tail: {names}",
        "It lies to the left or crosses zero, where there is no logarithm (skewness {skew}).",
        "{rows} rows",
        "Even out by a power",
    ),
    "numbers_as_text": Wording(
        "{name} holds numbers written as text",
        "{n} columns hold numbers written as text: {names}",
        "As text, “{example}” in {worst} has no size: it cannot be averaged or ordered.",
        "At least {share} of the different values",
        "Convert to numbers",
    ),
    "case_variants": Wording(
        "{name} spells {levels} values in several ways",
        "{n} columns spell values in several ways: {names}",
        "In {worst}, “{first}” and “{second}” count as different values.",
        "{affected} rows",
        "Merge spellings",
    ),
    "ambiguous_dates": Wording(
        "{name} holds dates that can be read two ways",
        "{n} columns hold dates that can be read two ways: {names}",
        "Nothing says whether the day or the month comes first in “{example}”.",
        "The whole column",
        "Read the day first",
    ),
    "stand_ins": Wording(
        "“{value}” in {name} may mean missing",
        "“{value}” in {names} may mean missing",
        "All other values lie between {low} and {high}; as a number it pulls every mean.",
        "{share} of its values",
        "Make it missing",
    ),
    "lookalike_names": Wording(
        "{name} looks like another name: {other}",
        "{n} columns have names that look alike: {names}",
        "They are easily taken for each other.",
        "The column names",
        "Rename one",
    ),
    "more_columns_than_rows": Wording(
        "There are more columns than rows",
        "There are more columns than rows",
        "With so many columns some fit the target by chance; prefer simple models.",
        "{columns} columns, {rows} rows",
    ),
    "few_rows": Wording(
        "There is only {rows} row",
        "There are only {rows} rows",
        "With fewer than {fewest} rows a score depends mostly on luck.",
        "The whole table",
    ),
    "duplicate_rows": Wording(
        "{copies} row is an exact copy",
        "{copies} rows are exact copies",
        "Copies in both training and test rows make the score look better than it is.",
        "{copies} of {rows} rows, training only",
        "Keep the first",
    ),
    "rare_class": Wording(
        "Classes of {name} have very few rows: {classes}",
        "Classes of {names} have very few rows: {classes}",
        "With fewer than {fewest} rows a class cannot appear in every fold.",
        "{affected} of {rows} rows",
    ),
    "imbalance": Wording(
        "Only {share} of the rows are “{rarest}” in {name}",
        "Only {share} of the rows are “{rarest}” in {names}",
        "Always answering “{commonest}” would be right {baseline} of the time, so accuracy "
        "flatters.",
        "{count} of {rows} rows",
    ),
    "correlated_pair": Wording(
        "{name} says almost the same as {kept}",
        "{n} columns say almost the same as others: {names}",
        "A copy adds nothing, and importance is split between the two.",
        "Rank correlation {strength}, {rows} rows compared",
        "Drop",
    ),
    "constant": Wording(
        "{name} has the same value everywhere",
        "{n} columns have the same value everywhere: {names}",
        "What never changes cannot explain anything.",
        _OF_ROWS,
        "Drop",
    ),
    "near_constant": Wording(
        "{name} is nearly constant",
        "{n} columns are nearly constant: {names}",
        "Almost all rows have the same value; too few others are left to learn from.",
        "{others} of {rows} rows differ",
        "Drop",
    ),
    "high_cardinality": Wording(
        "{name} has {levels} different values",
        "{n} categories have very many values: {names}",
        "{worst} has {per_level} rows per value: a model may memorise instead of learn.",
        "{levels} values in {rows} rows",
        "Group rare values",
        each=True,
    ),
    "outliers": Wording(
        "{name} has values far from the rest",
        "{n} columns have values far from the rest: {names}",
        "In {worst} the usual range ends at {low} and {high}; values beyond pull means and lines.",
        "{outliers} of {rows} rows",
        "Clip to the usual range",
        each=True,
    ),
    "skewed": Wording(
        "{name} has a long tail",
        "{n} columns have a long tail: {names}",
        "The mean of {worst} says little, and linear models follow the tail (skewness {skew}).",
        "{rows} rows",
        "Take the logarithm",
    ),
    "zero_inflated": Wording(
        "{share} of {name} is zero",
        "{n} columns are mostly zero: {names}",
        "Zero may mean “none” or “not recorded”; the two need different treatment.",
        "{zeros} of {rows} rows",
        each=True,
    ),
}
WORDINGS |= {
    "duplicate_columns": Wording(
        "{name} holds the same values as {kept}",
        "{n} columns repeat others: {names}",
        "A copy adds nothing, and importance is split between the two.",
        "All {rows} rows compared",
        "Drop",
    ),
    "mixed_types": Wording(
        "{name} mixes numbers and words",
        "{n} columns mix numbers and words: {names}",
        "“{example}” in {worst} keeps the whole column from being numbers.",
        "Words in {affected} of {rows} rows",
        "Convert, words become missing",
        each=True,
    ),
    "dates_as_text": Wording(
        "{name} holds dates written as text",
        "{n} columns hold dates written as text: {names}",
        "As text, “{example}” in {worst} has no place in time: no trend, no weekday.",
        "At least {share} of the different values",
        "Convert to dates",
    ),
    "percent_text": Wording(
        "{name} holds percentages written as text",
        "{n} columns hold percentages written as text: {names}",
        "“{example}” in {worst} becomes its hundredth part, a number.",
        "At least {share} of the different values",
        "Convert to numbers",
    ),
    "currency_text": Wording(
        "{name} holds amounts of money written as text",
        "{n} columns hold amounts of money written as text: {names}",
        "“{example}” in {worst} has a size only as a number; its currency is not kept.",
        "At least {share} of the different values",
        "Convert to numbers",
    ),
    "time_gaps": Wording(
        "{name} has {gaps} holes in a steady series",
        "{names} have {gaps} holes in a steady series",
        "A trend or a moving average runs across a hole as if nothing were absent.",
        "Widest: {widest} steps absent after {start}",
    ),
    "similar_values": Wording(
        "{variants} in {name} may be misspelt",
        "{variants} in {names} may be misspelt",
        "One letter away from the frequent “{likely}”, it counts as a value of its own.",
        "{affected} rows",
        "Merge",
    ),
    "broken_text": Wording(
        "Letters in {name} are broken",
        "Letters in {names} are broken",
        "“{example}” was read in the wrong encoding and probably means “{meant}”.",
        "{levels} different values, {affected} rows",
        "Mend",
    ),
    "impossible_places": Wording(
        "{name} holds places that are not on Earth",
        "{names} hold places that are not on Earth",
        "“{value}” lies beyond ±{reach} degrees; a map and every distance go wrong.",
        "{affected} of {rows} rows",
        "Make them missing",
    ),
    "missing_together": Wording(
        "{name} is missing together with others",
        "{n} columns are missing in the same rows: {names}",
        "The gaps have one cause: filling each by itself hides that.",
        "{affected} of {rows} rows compared",
    ),
    "constant_within_group": Wording(
        "{name} never changes within {kept}",
        "{names} never change within {kept}",
        "Who knows the one knows the other: both together say no more than {kept} alone.",
        "{groups} groups, {levels} values, {rows} rows compared",
        "Drop",
    ),
    "missing_words": Wording(
        "{name} says “missing” in words",
        "{names} say “missing” in words",
        "{words} count as values of their own instead of as gaps.",
        "{affected} of {rows} rows",
        "Make them missing",
    ),
}

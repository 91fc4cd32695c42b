"""What a check says: the claim, its evidence, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mlcore.language import translate
from mlcore.numbers import listed, measured, percent, whole
from mlcore.types import Finding


@dataclass(frozen=True)
class Said:
    """A finding in words.

    Parameters
    ----------
    claim : str
        What is so, without a full stop.
    evidence : str
        The numbers behind it.
    advice : str
        What to do; begins with a verb.
    """

    claim: str
    evidence: str
    advice: str


WORDS: dict[str, Said] = {
    "leak_suspect": Said(
        "{names} may give the answer away",
        "Alone, {first} predicts the target almost perfectly ({measure} {strength}), measured on "
        "{rows} rows.",
        "Check that it is known before the answer is; if not, drop it and train again.",
    ),
    "too_good": Said(
        "The score is too good to be true",
        "{title} reaches {metric} {score} on rows it has not seen{leaning}.",
        "Look for a column that is only known after the answer, and for rows that are copies.",
    ),
    "no_better_than_guessing": Said(
        "{title} is no better than guessing",
        "{metric} {score} against {guess} of the baseline; from fold to fold the difference is "
        "uncertain by ±{margin}.",
        "Find columns that say more about the target, or more rows; do not use this model.",
    ),
    "unsuited_metric": Said(
        "{metric} flatters here: “{value}” is rare",
        "Only {rare_share} of the rows are “{value}”, and always answering the largest class is "
        "right in {guess_share}. By {other} the model scores {other_score}.",
        "Compare models by {other}.",
    ),
    "never_answered": Said(
        "{title} never answers “{value}”",
        "None of its {rows} rows is found: the highest chance given to any row is {highest_share}, "
        "and from 50% on a row is answered so.",
        "Choose a lower threshold for it under Understand, by what a mistake costs.",
    ),
    "never_answered_of_several": Said(
        "{title} never answers “{value}”",
        "None of its {rows} rows is found: another class is always likelier; the highest chance "
        "given to any row is {highest_share}.",
        "Weigh the classes when you train, or add rows of this one.",
    ),
    "too_few_for_a_score": Said(
        "Too few rows to be sure",
        "{rows} rows for {columns}; {metric} is uncertain by ±{margin}.",
        "Add rows, repeat the folds, or prefer simple models.",
    ),
    "too_few_and_alike": Said(
        "Too few rows to be sure",
        "{rows} rows for {columns}; {metric} is {score} in every fold, which happens by chance "
        "where folds are so small.",
        "Add rows, repeat the folds, or prefer simple models.",
    ),
    "too_few_of_a_class": Said(
        "Too few rows of “{value}” to be sure",
        "Only {rarest} of {rows} rows; {metric} is uncertain by ±{margin}.",
        "Add rows of this class, or merge it with another.",
    ),
    "overfit": Said(
        "{title} has learnt some noise by heart",
        "{metric} is {seen} on rows it has seen and {score} on others: {lost_share} of the lead "
        "over the baseline is lost.",
        "Search for better settings, add rows, or prefer a simpler model.",
    ),
    "overfit_beside_a_steadier": Said(
        "{title} has learnt some noise by heart",
        "{metric} is {seen} on rows it has seen and {score} on others: {lost_share} of the lead "
        "over the baseline is lost. {other} is as good by the folds and loses at most half of "
        "that.",
        "Prefer {other}.",
    ),
    "underfit": Said(
        "{title} may be too simple",
        "Even on rows it has seen, {metric} is {seen} ({score} on others): {reached_share} of what "
        "is possible beyond guessing. Only models of straight lines were trained.",
        "Train a model that follows curves too, such as gradient boosting.",
    ),
    "unstable_folds": Said(
        "The folds disagree",
        "{metric} is {worst} in fold {worst_fold} and {best} in fold {best_fold}, of {folds}.",
        "Repeat the folds, or look whether these rows differ: another time, place or group.",
    ),
    "not_settled": Said(
        "{title} stopped before it settled",
        "All {steps} steps were used in the first fold: its weights are not final.",
        "Scale or clip columns with very large values, or choose another model.",
    ),
}
Mark = Callable[[str], str]


def _as_is(text: str) -> str:
    return text


def said(finding: Finding, name: Mark = _as_is, value: Mark = _as_is) -> Said:
    """Return *finding* in words.

    Parameters
    ----------
    finding : Finding
        Of :func:`mlcore.training.checks.catalogue.checks`.
    name, value : callable
        How a column's name and a value of the data are written.
    """
    words = WORDS[finding.code]
    facts = {key: _shown(key, fact, value) for key, fact in finding.facts}
    names = [name(column) for column in finding.columns]
    facts |= {"names": listed(names) if names else "", "first": names[0] if names else ""}
    facts["leaning"] = translate(", mostly by {name}").format(name=names[0]) if names else ""
    parts = (words.claim, words.evidence, words.advice)
    return Said(*(translate(part).format(**facts) for part in parts))


def _shown(key: str, fact: Any, value: Mark) -> str:
    if isinstance(fact, str):
        return value(fact)
    if key == "columns":
        return f"{whole(fact)} {translate('column' if fact == 1 else 'columns')}"
    if isinstance(fact, int):
        return whole(fact)
    return percent(fact) if key.endswith("share") else measured(fact)

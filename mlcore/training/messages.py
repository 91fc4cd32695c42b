"""The sentences of this package: refusals, reasons why a model failed, and notes."""

from __future__ import annotations

from mlcore.errors import Message
from mlcore.events import Note
from mlcore.language import translate

TARGET_LEFT_OUT = Message(
    "target_left_out",
    what="The recipe leaves out or renames the target “{name}”.",
    fix="Keep it by switching that step off, or choose another column of the cleaned table.",
)
NO_TARGET = Message(
    "no_target",
    what="There is no column called “{name}” to predict{hint}.",
    fix="Choose one of the columns of the cleaned table.",
)
TARGET_FITTED = Message(
    "target_fitted",
    what="The recipe fills or changes the target “{name}” with something learnt from the data.",
    fix="Take the target out of the step “{step}”; rows without a target are left out anyway.",
)
TARGET_USED = Message(
    "target_used",
    what="The recipe makes “{column}” from the target “{name}”, which no new row will have.",
    fix="Take the target out of the step that makes this column.",
)
TARGET_MISSING = Message(
    "target_missing",
    what="The target “{name}” has no value in any row.",
    fix="Choose another target, or load data with known answers.",
)
TARGET_CONSTANT = Message(
    "target_constant",
    what="The target “{name}” has the same value in every row: {value}.",
    fix="Choose a target with at least two different values.",
)
TARGET_TEXT = Message(
    "target_not_numbers",
    what="Regression needs numbers, but the target “{name}” contains “{value}”.",
    fix="Choose classification, or convert the column to numbers in the recipe.",
)
TARGET_DATE = Message(
    "target_date",
    what="The target “{name}” is a date, which cannot be predicted directly.",
    fix="Choose a number or a category as target.",
)
NOT_BINARY = Message(
    "not_binary",
    what="The target “{name}” has {classes} different values; a binary task needs two.",
    fix="Choose multiclass, or merge values in the recipe.",
)
TOO_MANY_CLASSES = Message(
    "too_many_classes",
    what="The target “{name}” has {classes} different values in {rows} rows: too many classes.",
    fix="Choose regression, or merge rare values.",
)
CLASS_TOO_SMALL = Message(
    "class_too_small",
    what="Class “{value}” of the target “{name}” occurs in one row only.",
    fix="Remove that row, merge the class with another, or add more rows of it.",
)
TOO_FEW_ROWS = Message(
    "too_few_rows",
    what="Rows with a target: {rows}. Training needs at least {least}.",
    fix="Add more rows: with fewer, a score would be chance.",
)
NO_FEATURES = Message(
    "nothing_to_learn_from",
    what="There is nothing to learn from: no column besides the target varies.",
    fix="Keep at least one column with different values.",
)
BAD_FOLDS = Message(
    "bad_folds",
    what="{folds} folds cannot be made of {rows} rows; cross-validation needs 2 folds or more.",
    fix="Choose between 2 and {most} folds.",
)
BAD_HOLDOUT = Message(
    "bad_holdout",
    what="A hold-out share of {share} is not possible.",
    fix="Choose 0, or a share between 0.05 and 0.5.",
)
BAD_SPLIT = Message(
    "bad_split",
    what="“{split}” is not a way to split these rows.",
    fix="Choose among: {choices}.",
)
BAD_SPLIT_COLUMN = Message(
    "bad_split_column",
    what="The rows cannot be split by “{column}”: {reason}.",
    fix="Choose another column, or a split at random.",
)
TOO_FEW_PARTS = Message(
    "too_few_parts",
    what="{folds} folds cannot be made of the {parts} {noun} of “{column}” that are trained on.",
    fix="Choose fewer folds, a smaller gap or hold-out, or a split at random.",
)
BAD_WEIGHT = Message(
    "bad_weight",
    what="“{column}” cannot weigh the rows: {reason}.",
    fix="Choose a column of numbers from 0 on, or none.",
)
NO_WEIGHTS = Message(
    "model_without_weights",
    what="{title} cannot weigh rows.",
    fix="Choose another model, or balance the classes by repeating rows.",
)
BAD_RANGE = Message(
    "bad_search_range",
    what="{field} cannot be searched there: {reason}.",
    fix="Choose a lower and an upper end, as in lightgbm.learning_rate=0.01:0.3.",
)
LITTLE_MEMORY = Message(
    "too_little_memory",
    what="This training would need about {needed} of memory; {free} are free here.",
    fix="Choose fewer rows in Clean, tree models instead of linear ones, or rank on a sample.",
)
WARM_UNFIT = Message(
    "warm_unfit",
    what="The search cannot go on from run {run}: {reason}.",
    fix="Choose a run on the same rows, recipe and folds, or start anew.",
)
BAD_PLAN = Message(
    "bad_plan",
    what="The setting {field} is {value}, which is not possible.",
    fix="Choose {wanted}.",
)
ALL_FAILED = Message(
    "all_models_failed",
    what="No model could be trained. The commonest reason: {reason}",
    fix="Look at the columns this concerns, or choose other models.",
    kept="Your data and recipe are unchanged.",
    placeless=True,
)
NOTHING_FINISHED = Message(
    "no_model_finished",
    what="No model has finished all its folds yet.",
    fix="Resume the training, or wait until a model is done.",
    kept="Finished folds are kept.",
    placeless=True,
)
NO_TIME = Message(
    "no_time",
    what="No model finished all its folds within {seconds} seconds.",
    fix="Choose a longer time limit, quicker models or fewer folds.",
    kept="Finished folds are kept.",
    placeless=True,
)
UNKNOWN_TRIAL = Message(
    "unknown_trial",
    what="This run has no finished trial called “{trial}”.",
    fix="Choose one from its leaderboard.",
)
UNKNOWN_SETTING = Message(
    "unknown_setting",
    what="{title} has no setting called “{name}” that can be varied.",
    fix="Choose among: {names}.",
)
BAD_QUANTILE = Message(
    "bad_quantile",
    what="The quantile {quantile} cannot be predicted here.",
    fix="Choose a number between 0 and 1, such as 0.9, and a target that is a number.",
)
NO_DASK = Message(
    "no_dask",
    what="A scheduler is set (LOUPE_SCHEDULER), but Dask is not installed.",
    fix="Install “distributed”, or leave LOUPE_SCHEDULER out.",
)
NO_SCHEDULER = Message(
    "no_scheduler",
    what="No Dask scheduler with a worker answers at {address} within {seconds} seconds.",
    fix="Start it with a worker (dask scheduler, dask worker), or leave LOUPE_SCHEDULER out.",
)
SCHEDULER_LOST = Message(
    "scheduler_lost",
    what="The Dask scheduler does not answer any more.",
    fix="Start it again and resume the run.",
    kept="Finished folds are kept.",
)
UNKNOWN_RUN = Message(
    "unknown_run",
    what="There is no such training run in this workspace.",
    fix="Choose one from the list of runs.",
    placeless=True,
)

MESSAGES = (
    BAD_QUANTILE, NO_DASK, NO_SCHEDULER, SCHEDULER_LOST,
    NO_TARGET, TARGET_LEFT_OUT, TARGET_FITTED, TARGET_USED, TARGET_MISSING, TARGET_CONSTANT,
    TARGET_TEXT,
    TARGET_DATE, NOT_BINARY, TOO_MANY_CLASSES, CLASS_TOO_SMALL, TOO_FEW_ROWS, NO_FEATURES,
    BAD_FOLDS, BAD_HOLDOUT, BAD_SPLIT, BAD_SPLIT_COLUMN, TOO_FEW_PARTS,
    BAD_WEIGHT, NO_WEIGHTS, BAD_PLAN, BAD_RANGE, WARM_UNFIT, LITTLE_MEMORY,
    ALL_FAILED, NOTHING_FINISHED, NO_TIME,
    UNKNOWN_TRIAL, UNKNOWN_SETTING, UNKNOWN_RUN,
)  # fmt: skip

REASONS: dict[str, str] = {
    "memory": "The model needs more memory than there is.",
    "budget": "The time budget ended after {folds}, so there is no score.",
    "not_begun": "The time budget ended before one fold was finished, so there is no score.",
    "pruned": "Given up after {done} of {folds} folds: less than 2 chances in 5 to win.",
    "looked": "Given up after a first look at {share} of the rows: clearly behind the best.",
    "dropped": (
        "Dropped after {done} of {folds} folds: clearly behind {leader} (corrected t test, 1%)."
    ),
    "ranked": (
        "Number {place} on a sample of {rows} rows (score {score} there); only the first "
        "{finalists} were trained on all rows."
    ),
    "crashed": "A library crashed while it fitted the rows of fold {fold}.",
    "no_score": "The metric has no value in fold {fold}: its rows do not contain every class.",
    "not_finite": "The model's answers in fold {fold} are not finite numbers.",
    "too_few": "The model needs more rows than fold {fold} has.",
    "too_large": "A column's numbers are too large for this model.",
    "fit": "The model could not be fitted to the rows of fold {fold}.",
    "predict": "The model was fitted but could not answer the rows of fold {fold}.",
    "prepare": "The columns could not be prepared for this model in fold {fold}.",
    "score": "The metric could not be computed in fold {fold}.",
    "refused": "{what}",
    "alone": "There are fewer than two finished models to combine.",
}
"""Why a unit failed; folds are counted from 1."""

NOTES: dict[str, str] = {
    "ranked": "The models were ranked on {rows} rows; the best {count} go on with all of them.",
    "trials_clamped": "{most} trials per model instead of {asked}: more would not be finished.",
    "target_rows_dropped": "Rows without a value in “{target}”, left out: {rows}.",
    "folds_reduced": (
        "{folds} folds instead of {asked}: class “{value}” has few rows to train on: {members}."
    ),
    "fewer_groups": "{folds} folds instead of {asked}: “{column}” has only {groups} groups.",
    "copies_together": "Copies of other rows: {rows}. They stay on one side of each split.",
    "copies_apart": (
        "Copies of other rows: {rows}. They are too many to keep together, so scores may be too "
        "good."
    ),
    "times_missing": "Rows without a value in “{column}”, not used for scores: {rows}.",
    "two_numbers": "“{target}” has two different numbers only; classification may be meant.",
    "classes_alike": (
        "“{first}” and “{second}” of “{target}” differ in case or blanks only; merge them in Clean."
    ),
    "rare_class": (
        "Only {rows} rows are “{value}”: never answering it is right in {share} of all rows, so "
        "do not judge by accuracy."
    ),
    "structure": "{reason} A split at random may give scores that are too good.",
    "leak": (
        "{names} may give the answer away ({strength} alone). Leave out what is not known before "
        "the answer is."
    ),
    "names_rows": (
        "{names}: nearly every row has a value of its own, from which nothing can be learnt. "
        "Leave it out in Clean."
    ),
    "many_categories": (
        "{names}: of {unique} categories the {most} most frequent are told apart, the others are "
        "one. Encode it in Clean to keep more."
    ),
    "dates_expanded": "{names}: used as elapsed days, year, month, day and weekday.",
    "more_columns_than_rows": (
        "There are more columns than rows; prefer ridge or lasso, and trust scores less."
    ),
}

IN_ORDER = "The rows stand in the order of “{column}”."
ID_REPEATS = "Each value of “{column}” is in {times} rows on average."
FEW_ROWS = "with fewer than {least} rows, all are needed for cross-validation."
CHOSEN = "the plan asks for none."


def reason(code: str, **facts: object) -> str:
    """Return the sentence that says why a unit failed."""
    return translate(REASONS[code]).format(**facts)


def note(code: str, **facts: object) -> Note:
    """Return the note called *code* with its sentence."""
    return Note(code, translate(NOTES[code]).format(**facts))

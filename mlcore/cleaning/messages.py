"""What a person is told when a recipe or one of its steps cannot be carried out."""

from __future__ import annotations

from mlcore.errors import Message

KEPT = "The table and the other steps are unchanged."


def _message(code: str, what: str, fix: str) -> Message:
    return Message(code, what, fix, KEPT)


UNKNOWN_STEP = _message(
    "unknown_step", "There is no cleaning step called “{step}”.", "Choose one of: {names}."
)
UNKNOWN_PARAM = _message(
    "unknown_parameter",
    "The step “{step}” has no setting called “{param}”.",
    "Remove it, or choose one of: {names}.",
)
BAD_PARAM = _message(
    "bad_parameter",
    "The setting “{param}” of the step “{step}” is “{value}”, which is not {wanted}.",
    "Set it to {wanted}.",
)
MISSING_PARAM = _message(
    "missing_parameter",
    "The step “{step}” needs its setting “{param}”.",
    "Set it to {wanted}.",
)
WRONG_COLUMN_COUNT = _message(
    "wrong_column_count",
    "The step “{step}” needs {wanted}, but got {found}.",
    "Choose {wanted} for it.",
)
COLUMN_MISSING = _message(
    "column_missing",
    "The step “{step}” (number {number}) needs the column “{column}”, which is not there then.",
    "Choose another column, or move the step before the one that removes it.",
)
NAME_TAKEN = _message(
    "name_taken",
    "There is a column called “{name}” already.",
    "Choose a name that no other column has.",
)
BLANK_NAME = _message(
    "blank_name", "A column cannot have a blank name.", "Choose a name with visible characters."
)
LOOKALIKE_NAME = _message(
    "lookalike_name",
    "The name “{name}” looks the same as the column “{other}”.",
    "Choose a name that can be told apart.",
)
NO_VALUES = _message(
    "no_values",
    "There are no values to {action} in “{column}”.",
    "Drop the column, or choose a constant value.",
)
NOT_NUMERIC = _message(
    "not_numeric",
    "“{column}” does not hold numbers, which the step “{step}” needs.",
    "Convert it to numbers first, or choose another column.",
)
NOT_DATES = _message(
    "not_dates",
    "“{column}” does not hold dates, which the step “{step}” needs.",
    "Convert it to dates first, or choose another column.",
)
NOT_TEXT = _message(
    "not_text",
    "“{column}” does not hold text, which the step “{step}” needs.",
    "Convert it to text first, or choose another column.",
)
WRONG_VALUE = _message(
    "wrong_value",
    "“{value}” does not fit into “{column}”, which holds {kind}.",
    "Enter {kind}, or convert the column first.",
)
CANNOT_CONVERT = _message(
    "cannot_convert",
    "{failures:,} of {rows:,} values in “{column}” cannot be read as {wanted}, "
    "for example “{example}”.",
    "Make them missing in this step's settings, or keep the column as it is.",
)
TOO_MANY_VALUES = _message(
    "too_many_values",
    "“{column}” has {found:,} different values; one column for each would be too many "
    "(at most {most:,}).",
    "Keep only the most frequent ones, encode by hashing or by the target, or number the values.",
)
NOT_POSITIVE = _message(
    "not_positive",
    "{count:,} values in “{column}” are below what a logarithm can take, for example {example}.",
    "Choose the signed logarithm, let them become missing, or remove these values first.",
)
BAD_BOUNDS = _message(
    "bad_bounds",
    "The lower bound {low} is not below the upper bound {high}.",
    "Set the lower bound below the upper one.",
)
NO_BOUNDS = _message(
    "no_bounds", "The step “clip” got no bound to clip at.", "Set a lower or an upper bound."
)
BAD_RECIPE = _message(
    "bad_recipe",
    "This is not a recipe: {why}.",
    "Choose a recipe file that Loupe wrote, or correct that place.",
)
NEEDS_TABLE = _message(
    "needs_table",
    "The step “{step}” (number {number}) learns from a table, and none was given.",
    "Give the table that it should learn from.",
)
IMPOSSIBLE_SETTING = _message(
    "impossible_setting",
    "The setting “{param}” of the step “{step}” is not possible: {why}.",
    "Change that setting.",
)
BAD_PATTERN = _message(
    "bad_pattern",
    "The pattern “{pattern}” is not possible at character {position}: {why}.",
    "Correct the pattern there; look-around and back references do not exist.",
)
BAD_FORMULA = _message(
    "bad_formula",
    "The formula cannot be read at character {position}, “{near}”: {why}.",
    "Correct it there; a formula knows columns, numbers, texts, + - * / ^, comparisons and "
    "the listed functions.",
)
UNDEFINED_VALUES = _message(
    "undefined_values",
    "{count:,} rows have no result: {reasons}.",
    "Choose in this step's settings what they get, or remove these values first.",
)
NUMBER_INTO_TEXT = _message(
    "number_into_text",
    "“{column}” holds text, and “{value}” is a number.",
    "Convert the column to numbers first, or switch on “as text” to fill in the digits.",
)
CLEAN_MEMORY = _message(
    "clean_memory",
    "The steps would take more than {megabytes:,} MB of memory on all rows.",
    "Leave out a step that makes many columns, or rows, or raise the setting parse_mb.",
)
CLEAN_TIME = _message(
    "clean_time",
    "The steps took longer than {seconds:g} seconds on all rows and were ended.",
    "Leave out a slow step, or raise the setting parse_seconds.",
)
CLEAN_CRASHED = _message(
    "clean_crashed",
    "Carrying out the steps ended in a crash.",
    "Switch off the last step you added, then try again.",
)
ENDS = {"memory": CLEAN_MEMORY, "time": CLEAN_TIME, "crash": CLEAN_CRASHED}
TRY_MEMORY = _message(
    "try_memory",
    "Trying this step on the sample would take more than {megabytes:,} MB of memory.",
    "Choose fewer columns for it, or raise the setting parse_mb.",
)
TRY_TIME = _message(
    "try_time",
    "Trying this step on the sample took longer than {seconds:g} seconds and was ended.",
    "Choose fewer columns for it, put a step before it that takes a sample of the rows, or raise "
    "the setting try_seconds.",
)
TRY_CRASHED = _message(
    "try_crashed",
    "Trying this step ended in a crash.",
    "Choose other columns or settings for it, or switch it off.",
)
TRYING_ENDS = {"memory": TRY_MEMORY, "time": TRY_TIME, "crash": TRY_CRASHED}
STEP_FAILED = _message(
    "step_failed",
    "The step “{step}” could not be carried out on these columns.",
    "Check the kinds of its columns, or switch the step off.",
)

MESSAGES: tuple[Message, ...] = (
    UNKNOWN_STEP, UNKNOWN_PARAM, BAD_PARAM, MISSING_PARAM, WRONG_COLUMN_COUNT, COLUMN_MISSING,
    NAME_TAKEN, BLANK_NAME, LOOKALIKE_NAME, NO_VALUES, NOT_NUMERIC, NOT_DATES, NOT_TEXT,
    WRONG_VALUE, CANNOT_CONVERT, TOO_MANY_VALUES, NOT_POSITIVE, BAD_BOUNDS, NO_BOUNDS, BAD_RECIPE,
    IMPOSSIBLE_SETTING, BAD_PATTERN, BAD_FORMULA, UNDEFINED_VALUES, NUMBER_INTO_TEXT, STEP_FAILED,
    NEEDS_TABLE, CLEAN_MEMORY, CLEAN_TIME, CLEAN_CRASHED, TRY_MEMORY, TRY_TIME, TRY_CRASHED,
)  # fmt: skip

"""The sentences of this package."""

from __future__ import annotations

from mlcore.errors import Message
from mlcore.language import _

REMARKS = {
    "missing_field": "“{column}” is missing; it needs {wanted}.",
    "needs_value": "“{column}” needs a value: {wanted}.",
    "not_a_number": "“{column}” needs a number without quotes, such as {example}.",
    "unreadable_number": "“{column}” needs a number, such as {example}.",
    "not_whole": "“{column}” needs a whole number, such as {example}.",
    "too_large": "“{column}” has a number beyond 64 bits.",
    "not_finite": "“{column}” needs a finite number, such as {example}.",
    "not_a_boolean": "“{column}” needs true or false.",
    "not_text": "“{column}” needs text, such as {example}.",
    "bad_text": "“{column}” has characters that cannot be stored as text.",
    "too_long": "“{column}” has more than {most} characters.",
    "not_a_choice": "“{column}” needs one of the values known from training, such as {example}.",
    "not_a_date": "“{column}” needs a date as YYYY-MM-DD or YYYY-MM-DDThh:mm:ss.",
    "date_zone": "“{column}” needs a date without a time zone.",
    "not_a_row": "A row is an object of column names and values.",
    "above_range": "“{column}” {value} is above every training value ({limit}).",
    "below_range": "“{column}” {value} is below every training value ({limit}).",
    "unknown_category": "“{column}” {value} was not seen in training and counts as other.{nearest}",
    "rare_category": "“{column}” {value} is not among the {count} commonest training values."
    "{nearest}",
    "row_failed": "The model could not answer this row; check it for extreme values.",
    "not_given": "“{column}” was not given and counts as missing.",
    "similar_name": "“{column}” is not an input and was ignored; did you mean “{nearest}”?",
    "baseline": "The model cannot be asked at the moment; this is the mean of its stored answers, "
    "whatever the row.",
    "by_position": "The values were read by position: {names}.",
}
"""What is said of one value, by code; formatted where it is shown."""


def meant(levels: tuple[str, ...]) -> str:
    """Return the question whether one of the similar *levels* was meant; nothing without any."""
    names = _(" or ").join(f"“{level}”" for level in levels)
    return _(" Did you mean {names}?").format(names=names) if levels else ""


def spelled(name: str, there: str | None) -> str:
    """Return the name of a column that is lacking, with one of the table spelled like it."""
    return name if there is None else _("{name} (is it “{there}”?)").format(name=name, there=there)


def remark(code: str, facts: dict[str, object]) -> str:
    """Return the sentence of *code* with its *facts*."""
    return _(REMARKS[code]).format(**facts)


ROWS_DO_NOT_FIT = Message(
    "rows_do_not_fit",
    what="The model cannot take {values} in {rows}. {first}",
    fix="Correct the values named here and send the rows again.",
    kept="No answer was given for any row.",
)
NO_ROWS = Message(
    "no_rows",
    what="There is no row to answer.",
    fix="Send at least one row.",
    placeless=True,
)
MISSING_COLUMNS = Message(
    "missing_columns",
    what="The table lacks {columns} that the model needs: {names}.",
    fix="Add the columns, spelled as in the training data.",
)
DUPLICATE_COLUMNS = Message(
    "duplicate_columns",
    what="The table has more than one column called “{name}”.",
    fix="Rename or remove one of them.",
)
ROW_FAILED = Message(
    "row_failed",
    what="The model could not answer this row.",
    fix="Check the row for extreme or unusual values.",
    kept="The other rows are answered.",
)
NOT_CLASSES = Message(
    "not_classes",
    what="The model predicts a number, so it has no class probabilities.",
    fix="Use the predicted value and its interval instead.",
    placeless=True,
)
UNKNOWN_CLASS = Message(
    "unknown_class",
    what="The model has no class “{name}”.",
    fix="Ask for one of its classes: {classes}.",
    placeless=True,
)
UNKNOWN_FIELD = Message(
    "unknown_field",
    what="The model has no input called “{name}”.",
    fix="Compare one of its inputs ({known}), or type a word that a value contains.",
)
BAD_COVERAGE = Message(
    "bad_coverage",
    what="The level {coverage} is not a number from 0.5 to 0.99.",
    fix="Choose a level such as 0.8, 0.9 or 0.95.",
)
NO_INTERVAL = Message(
    "no_interval",
    what="This model has no prediction intervals or sets at this level.",
    fix="Choose a lower level, or use a model trained with more rows, at least {least}.",
    placeless=True,
)
UNFINISHED_TRIAL = Message(
    "unfinished_trial",
    what="{model} did not finish all its folds, so it cannot be kept.",
    fix="Choose a model with a score from the leaderboard.",
    placeless=True,
)
FIT_FAILED = Message(
    "final_fit_failed",
    what="The final fit of {model} failed: {reason}.",
    fix="Choose another model from the leaderboard.",
    kept="The cross-validation results are kept.",
    placeless=True,
)
NOT_A_MODEL = Message(
    "not_a_model",
    what="This is not a model folder of Loupe: {reason}.",
    fix="Choose a folder written by export. Files that carry code (pickle, joblib) are never "
    "opened; train the model here instead.",
)
DAMAGED = Message(
    "damaged_model",
    what="The model cannot be used: {reason}.",
    fix="Restore the file from a backup, or train and register the model again.",
    kept="Other versions are unchanged.",
)
UNKNOWN_TYPE = Message(
    "unknown_type",
    what="The model holds a type that is not on the list of safe types: {name}.",
    fix="Register a model trained by Loupe; other types are never loaded.",
    kept="Nothing from the file was run.",
)
NEWER_FORMAT = Message(
    "newer_format",
    what="The model was made by a newer version of Loupe (format {found}, known up to {known}).",
    fix="Update Loupe, then load it again.",
)
CANNOT_KEEP = Message(
    "cannot_keep",
    what="The model {model} cannot be stored in a form that is safe to load ({name}).",
    fix="Choose another model from the leaderboard.",
    placeless=True,
)
GOLDEN_DIFFER = Message(
    "golden_rows_differ",
    what="The model no longer gives the answers stored with it: {worst}.",
    fix="Train the model again with the libraries installed now. It was saved with {saved}; "
    "installed is {installed}.",
    kept="The model was not activated.",
)
FOLDER_TAKEN = Message(
    "folder_taken",
    what="The folder is there already and has something in it.",
    fix="Choose a new or an empty folder.",
)
FOLDER_UNUSABLE = Message(
    "folder_unusable",
    what="The folder cannot be written or read: {reason}.",
    fix="Check that it exists and that you may write to it, or choose another.",
)

MESSAGES = (
    ROWS_DO_NOT_FIT,
    NO_ROWS,
    MISSING_COLUMNS,
    DUPLICATE_COLUMNS,
    ROW_FAILED,
    NOT_CLASSES,
    UNKNOWN_CLASS,
    UNKNOWN_FIELD,
    BAD_COVERAGE,
    NO_INTERVAL,
    UNFINISHED_TRIAL,
    FIT_FAILED,
    NOT_A_MODEL,
    DAMAGED,
    UNKNOWN_TYPE,
    NEWER_FORMAT,
    CANNOT_KEEP,
    GOLDEN_DIFFER,
    FOLDER_TAKEN,
    FOLDER_UNUSABLE,
)

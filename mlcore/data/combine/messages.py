"""What a person is told when two tables cannot become one, or one not several."""

from __future__ import annotations

from mlcore.errors import Message

KEPT = "Both tables are unchanged."


def _message(code: str, what: str, fix: str, placeless: bool = False) -> Message:
    return Message(code, what, fix, KEPT, placeless)


NO_KEYS = _message(
    "no_keys",
    "No column says which rows of the two tables belong together.",
    "Choose at least one column of each table.",
)
KEYS_DIFFER = _message(
    "keys_differ",
    "“{left}” holds {left_kind} and “{right}” holds {right_kind}; no two of them are equal.",
    "Change the kind of one of them on Clean, or choose other columns.",
)
KINDS_DIFFER = _message(
    "kinds_differ",
    "The column “{name}” holds {left_kind} in the first table and {right_kind} in the second.",
    "Change the kind or the name in one of them on Clean, then try again.",
)
COLUMNS_DIFFER = _message(
    "columns_differ",
    "The columns do not agree: “{name}” {how}, unlike “{first}”.",
    "Load that file by itself, or make its columns the same and choose the files again.",
)
TYPES_DIFFER = _message(
    "types_differ",
    "The column “{name}” holds {left_kind} in “{first}” and {right_kind} in “{other}”.",
    "Choose how the column is read in each file, or load that file by itself.",
)
UNKNOWN_JOIN = _message("unknown_join", "“{how}” is not a way to join.", "Choose one of: {names}.")
JOIN_TOO_LONG = _message(
    "join_too_long",
    "The joined table would have {rows:,} rows, because {multiplied:,} rows of the first table "
    "meet more than one partner; at most {most:,} can be opened.",
    "Add a column to the key, remove duplicate keys on Clean, or raise the setting max_rows.",
)
INEXACT_NUMBERS = _message(
    "inexact_numbers",
    "The column “{name}” holds whole numbers that no decimal number can hold exactly.",
    "Change the kind of the column to text in both tables, then try again.",
)
COMBINE_MEMORY = _message(
    "combine_memory",
    "Putting the tables together would take more than {megabytes:,} MB of memory.",
    "Remove columns or rows on Clean first, or raise the setting parse_mb.",
)
COMBINE_TIME = _message(
    "combine_time",
    "Putting the tables together took longer than {seconds:g} seconds and was ended.",
    "Remove columns or rows on Clean first, or raise the setting parse_seconds.",
)
COMBINE_CRASHED = _message(
    "combine_crashed",
    "Putting the tables together ended in a crash.",
    "Read both files again, then try once more.",
)
TABLE_KEPT = "The table is unchanged, and no part of it was kept."
TOO_MANY_PARTS = Message(
    "too_many_parts",
    "“{name}” has {count:,} different values; a table is split into at most {most:,}.",
    "Choose another column, or join rare values on Clean first.",
    TABLE_KEPT,
)
ONE_PART = Message(
    "one_part",
    "Every row has the same value in “{name}”.",
    "Choose a column with several values.",
    TABLE_KEPT,
)
SPLIT_MEMORY = Message(
    "split_memory",
    "Splitting the table would take more than {megabytes:,} MB of memory.",
    "Remove columns or rows on Clean first, or raise the setting parse_mb.",
    TABLE_KEPT,
)
SPLIT_TIME = Message(
    "split_time",
    "Splitting the table took longer than {seconds:g} seconds and was ended.",
    "Remove columns or rows on Clean first, or raise the setting parse_seconds.",
    TABLE_KEPT,
)
SPLIT_CRASHED = Message(
    "split_crashed",
    "Splitting the table ended in a crash.",
    "Read the file again, then try once more.",
    TABLE_KEPT,
)
MESSAGES = (
    NO_KEYS, KEYS_DIFFER, KINDS_DIFFER, COLUMNS_DIFFER, TYPES_DIFFER, UNKNOWN_JOIN,
    JOIN_TOO_LONG, INEXACT_NUMBERS, COMBINE_MEMORY, COMBINE_TIME, COMBINE_CRASHED,
    TOO_MANY_PARTS, ONE_PART, SPLIT_MEMORY, SPLIT_TIME, SPLIT_CRASHED,
)  # fmt: skip
ENDS = {"memory": COMBINE_MEMORY, "time": COMBINE_TIME, "crash": COMBINE_CRASHED}
SPLIT_ENDS = {"memory": SPLIT_MEMORY, "time": SPLIT_TIME, "crash": SPLIT_CRASHED}

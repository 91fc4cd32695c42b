"""What can be wrong with columns that a lesson is to run on."""

from __future__ import annotations

from mlcore.errors import Message

FEW_ROWS = Message(
    "lesson_few_rows",
    what="Only {rows} rows have a value in {columns}; the lesson wants {least}.",
    fix="Choose other columns, or the toy data.",
)
ONE_VALUE = Message(
    "lesson_one_value",
    what="“{column}” has the same value in every row, so there is nothing to learn from it.",
    fix="Choose another column.",
)
MANY_CLASSES = Message(
    "lesson_many_classes",
    what="“{column}” has {classes} different values; the lesson shows {least} to {most} classes.",
    fix="Choose a column with fewer values.",
)
FEW_OF_EACH = Message(
    "lesson_few_of_each",
    what="“{column}” has no two groups with {least} rows of “{answer}” and {least} of another.",
    fix="Choose another column for the groups, or another answer.",
)
RARE_CLASS = Message(
    "lesson_rare_class",
    what="Too few rows are “{value}” in “{column}” ({rows}); it takes {least} of each class.",
    fix="Choose another column, or the toy data.",
)
EXTREME = Message(
    "lesson_extreme_numbers",
    what="“{column}” goes from {low} to {high}: too far, or too close together, to be drawn.",
    fix="Choose another column, or give it another unit on Clean.",
)
MESSAGES = (FEW_ROWS, ONE_VALUE, MANY_CLASSES, FEW_OF_EACH, RARE_CLASS, EXTREME)

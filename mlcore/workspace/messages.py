"""The sentences of this package."""

from __future__ import annotations

from mlcore.errors import Message

CHANGED_ELSEWHERE = Message(
    "changed_elsewhere",
    what="This was changed in another tab {ago}.",
    fix="Look at the newer state shown now, then make your change again if it still fits.",
    kept="The other tab's change is kept; yours was not applied.",
)
NO_DATASET = Message(
    "no_dataset",
    what="No data set is open in this workspace.",
    fix="Open a sample or load a file on the Data page first.",
    placeless=True,
)
NO_WORKSPACE = Message(
    "no_workspace",
    what="There is nothing at this address.",
    fix="Check the link, or start a new workspace.",
    placeless=True,
)
NOTHING_TO_UNDO = Message(
    "nothing_to_undo",
    what="There is no step to {action} in this recipe.",
    fix="Go on from the recipe as it stands.",
    placeless=True,
)
NO_RECIPE_NAME = Message(
    "no_recipe_name",
    what="A saved recipe needs a name.",
    fix="Type a name for it, then save it again.",
    kept="The recipe is as it was.",
)
NOTHING_TO_DELETE = Message(
    "nothing_to_delete",
    what="What was to be deleted is not there any more.",
    fix="Look at what is listed now.",
    kept="Everything else is as it was.",
)
IN_USE = Message(
    "in_use",
    what="“{name}” is in use: {jobs_text} with it.",
    fix="Stop that work, or wait for its end, then delete it.",
)
NOTHING_FRESH = Message(
    "nothing_fresh",
    what="There is nothing newer to train “{name}” on: {reason}.",
    fix="Load a newer version of “{data}”, or send at least {needed} labels as feedback.",
    kept="The champion answers on.",
)
TABLE_GONE = Message(
    "table_gone",
    what="The table that version {version} of “{name}” learnt from is not there any more.",
    fix="Load “{data}” again and train on it; the recipe and the plan stand on the version's card.",
    kept="The version and what is said of it are unchanged.",
)
TOO_MANY_SCENARIOS = Message(
    "too_many_scenarios",
    what="{most} scenarios are kept for this model already.",
    fix="Forget one of them, then keep this one.",
    kept="The scenarios are as they were.",
)
MESSAGES = (
    TOO_MANY_SCENARIOS,
    NOTHING_TO_DELETE,
    NOTHING_FRESH,
    TABLE_GONE,
    IN_USE,
    CHANGED_ELSEWHERE,
    NO_DATASET,
    NO_WORKSPACE,
    NOTHING_TO_UNDO,
    NO_RECIPE_NAME,
)

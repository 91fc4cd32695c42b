"""The sentences of this package."""

from __future__ import annotations

from mlcore.errors import Message

BAD_NAME = Message(
    "bad_model_name",
    what="A model cannot be called that: {reason}.",
    fix="Choose a name of 1 to 100 characters without / @ : or line breaks.",
)
BAD_REFERENCE = Message(
    "bad_model_reference",
    what="“{ref}” does not name a model.",
    fix="Write NAME, NAME@ALIAS or NAME:VERSION.",
)
UNKNOWN_MODEL = Message(
    "unknown_model",
    what="There is no model “{name}” here. {known}",
    fix="Check the spelling, or register a model under this name.",
)
UNKNOWN_VERSION = Message(
    "unknown_version",
    what="The model “{name}” has no version {version}; its versions: {known}.",
    fix="Choose one of its versions.",
)
UNKNOWN_ALIAS = Message(
    "unknown_alias",
    what="The model “{name}” has no version called {alias}.",
    fix="Promote a version: python -m mlcore models promote NAME VERSION.",
)
MOVED_MEANWHILE = Message(
    "moved_meanwhile",
    what="Somebody moved {alias} of “{name}” meanwhile: it is version {now}.",
    fix="Look at that version, then promote again if you still want to.",
    kept="The alias stays where it is.",
)
NO_EARLIER = Message(
    "no_earlier_version",
    what="{alias} of “{name}” was never another version, so there is none to go back to.",
    fix="Promote the version you want by its number.",
    kept="The alias stays where it is.",
)
BAD_THRESHOLD = Message(
    "bad_threshold",
    what="This model cannot answer “{positive}” from {threshold} on.",
    fix="Choose one of its two classes and a probability from 0 to 1.",
    kept="Its versions stay as they are.",
)
CANNOT_RECALIBRATE = Message(
    "cannot_recalibrate",
    what="The probabilities of “{name}” cannot be corrected so: {reason}.",
    fix="Correct the version it was made from, then choose the threshold again.",
    kept="Its versions stay as they are.",
)

RESTORED = Message(
    "registry_restored",
    what="The database is older than its own audit log, which went up to record {known}: it was "
    "restored from a backup, or the log was cut.",
    fix="Look at “models audit”; then accept it with “models audit --accept”.",
    kept="Models answer as before; nothing is registered or moved until then.",
)
BAD_ALIAS = Message(
    "bad_alias",
    what="An alias cannot be called that: {reason}.",
    fix="Choose a word of letters, digits, - and _, beginning with a letter.",
)
CHAMPION_STAYS = Message(
    "champion_stays",
    what="“{name}” would have no champion, and nothing would answer for it.",
    fix="Promote another version instead.",
)
VERSION_IN_USE = Message(
    "version_in_use",
    what="Version {version} of “{name}” cannot be deleted: {pointing}.",
    fix="Move or remove what points at it first.",
)
BAD_TAG = Message(
    "bad_tag",
    what="A version cannot be marked like that: {reason}.",
    fix="Use at most 20 tags of up to 40 characters, and a note of up to 2,000.",
)
CANNOT_STORE = Message(
    "models_unwritable",
    what="The folder of models cannot be written: {reason}.",
    fix="Check the rights and the disk of the home folder, then register it again.",
    kept="What was registered before is unchanged, and the training is kept.",
)
NO_ROOM = Message(
    "no_room_for_model",
    what="The model needs {needs} on the disk of the home folder, and {free} are free.",
    fix="Free some space, then register it again.",
    kept="What was registered before is unchanged, and the training is kept.",
    placeless=True,
)
GATE_CLOSED = Message(
    "gate_closed",
    what="Version {version} is not promoted. {reasons}",
    fix="Look at the changed answers; promote with --force if you take them.",
    kept="The alias stays where it is.",
)
LOOKS_TAKEN = Message(
    "name_looks_taken",
    what="There is a model “{known}” already, whose name looks the same as “{name}”.",
    fix="Choose that very name for a new version of it, or one that differs in a letter.",
)
NOT_A_MODEL_FILE = Message(
    "not_a_model_file",
    what="This is not a model file of Loupe: {reason}.",
    fix="Choose a file written by “Export as a zip file” or “models export”.",
)
CODE_INSIDE = Message(
    "code_inside",
    what="This is {kind}. Such a file can run any program when it is opened, so it never is.",
    fix="Train the model here from its table; the recipe and settings can be the same.",
)
ODD_ENTRY = Message(
    "odd_entry",
    what="The file holds an entry that is not taken, {entry}: {reason}.",
    fix="Export the model again; do not repack the file.",
    kept="Nothing of the file was unpacked.",
)
MODEL_BOMB = Message(
    "model_bomb",
    what="The file unpacks to {size}, more than a model may have.",
    fix="Export the model again; do not repack the file.",
    kept="Nothing of the file was kept.",
)
CHANGED_FILE = Message(
    "changed_model_file",
    what="The file was changed since it was exported: {entry} is not what its manifest says.",
    fix="Export the model again and bring that file.",
)
BAD_DESCRIPTION = Message(
    "bad_description",
    what="The model's description cannot be used: “{fact}” is missing or not of its kind.",
    fix="Export the model again with the same release of Loupe.",
)

MESSAGES = (
    LOOKS_TAKEN,
    NOT_A_MODEL_FILE,
    CODE_INSIDE,
    ODD_ENTRY,
    MODEL_BOMB,
    CHANGED_FILE,
    BAD_DESCRIPTION,
    GATE_CLOSED,
    RESTORED,
    BAD_ALIAS,
    CHAMPION_STAYS,
    VERSION_IN_USE,
    BAD_TAG,
    CANNOT_STORE,
    NO_ROOM,
    BAD_NAME,
    BAD_REFERENCE,
    UNKNOWN_MODEL,
    UNKNOWN_VERSION,
    UNKNOWN_ALIAS,
    MOVED_MEANWHILE,
    NO_EARLIER,
    BAD_THRESHOLD,
    CANNOT_RECALIBRATE,
)

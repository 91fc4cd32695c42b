"""What the store says when something cannot be kept or found."""

from __future__ import annotations

from mlcore.errors import Message

OBJECT_MISSING = Message(
    "object_missing",
    what="The stored content of {thing} is not there any more.",
    fix="Load the original again, or restore the home folder from a backup.",
    kept="Everything else in the store is unchanged.",
)
OBJECT_DAMAGED = Message(
    "object_damaged",
    what="The stored content of {thing} is damaged: it no longer matches its checksum.",
    fix="Load the original again, or restore the home folder from a backup.",
    kept="Everything else in the store is unchanged.",
)
STORE_FULL = Message(
    "store_full",
    what="There is no room left on the disk that holds Loupe's home folder.",
    fix="Free some space, then try again.",
    kept="What was stored before is unchanged.",
    placeless=True,
)
HOME_UNUSABLE = Message(
    "home_unusable",
    what="Loupe's home folder cannot be created or written: {reason}.",
    fix="Choose a folder you may write to with --home or LOUPE_HOME.",
)
STORAGE_PACKAGE = Message(
    "storage_package",
    what="LOUPE_OBJECTS names a storage of the kind “{kind}”, whose library is not installed.",
    fix="Install it (for s3: pip install s3fs), or leave LOUPE_OBJECTS empty.",
)
BAD_STORAGE = Message(
    "bad_storage",
    what="LOUPE_OBJECTS is not the address of a storage.",
    fix="Write it as s3://bucket/prefix, or leave it empty to keep everything in the home folder.",
)
STORAGE_UNAVAILABLE = Message(
    "storage_unavailable",
    what="The storage that LOUPE_OBJECTS names does not answer or refuses ({reason}).",
    fix="Check that it can be reached, that the bucket exists, and the keys; then try again.",
    kept="What was stored before is unchanged.",
)
DATABASE_UNAVAILABLE = Message(
    "database_unavailable",
    what="The database does not answer, or is busy with other work.",
    fix="Check that the database runs and can be reached, then try again.",
    kept="What was stored before is unchanged.",
)
DATABASE_DAMAGED = Message(
    "database_damaged",
    what="The database file is damaged or is not a database.",
    fix="Restore it from a backup, or make the registry anew with: python -m mlcore repair.",
    kept="Nothing was written over it; the folders of models and tables are as they were.",
)
NOT_A_FILE = Message(
    "database_not_a_file",
    what="The database is a server, which is not repaired from here.",
    fix="Restore it by the server's own backups.",
)
DATABASE_NEWER = Message(
    "database_newer",
    what="The database was made by a newer version of Loupe.",
    fix="Update Loupe, or choose another home folder.",
)
BAD_DATABASE = Message(
    "bad_database",
    what="The database address cannot be used: it must begin with sqlite or postgresql.",
    fix="Correct LOUPE_DATABASE, or leave it out to use a file in the home folder.",
)

MESSAGES: tuple[Message, ...] = (
    OBJECT_MISSING,
    OBJECT_DAMAGED,
    STORE_FULL,
    HOME_UNUSABLE,
    STORAGE_PACKAGE,
    BAD_STORAGE,
    STORAGE_UNAVAILABLE,
    DATABASE_UNAVAILABLE,
    DATABASE_DAMAGED,
    NOT_A_FILE,
    DATABASE_NEWER,
    BAD_DATABASE,
)

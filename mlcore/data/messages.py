"""What a person is told when a table cannot be read."""

from __future__ import annotations

from mlcore.data.samples import UNKNOWN_SAMPLE
from mlcore.errors import Message

TABLE_KEPT = "The table you had open is unchanged."


def _message(code: str, what: str, fix: str, placeless: bool = False) -> Message:
    return Message(code, what, fix, TABLE_KEPT, placeless)


NO_COLUMN = _message(
    "no_column",
    "There is no column called “{name}”.",
    "Choose one of the columns of this table.",
)
NO_FILE = _message(
    "no_file", "There is no file at this place.", "Check the name and the folder, then try again."
)
NOT_READABLE = _message(
    "not_readable",
    "The file cannot be opened: {reason}.",
    "Check that it is a file and that you may read it.",
)
NOT_YET = _message(
    "source_not_yet",
    "Reading {kind} is not possible yet.",
    "Save the table as a file and read that.",
)
TOO_BIG = _message(
    "file_too_big",
    "The file has {megabytes:.0f} MB; at most {most} MB can be uploaded.",
    "Upload a part of it, or give its path instead.",
)
UPLOADS_FULL = _message(
    "uploads_full",
    "There is no room for this upload: too many files wait to be loaded.",
    "Try again later, or ask for files that wait to be loaded or put away.",
)
NOT_NEXT_PART = _message(
    "not_next_part",
    "This part of the file does not follow the bytes that are here.",
    "Send the bytes that come after the first {offset:,}.",
)
FILE_CHANGED = _message(
    "file_changed",
    "The file changed while it was read; nothing of it was kept.",
    "Wait until it is written completely, then try again.",
)
EMPTY_FILE = _message(
    "empty_file", "The file is empty ({size}).", "Choose another file, or export it again."
)
WEB_PAGE = _message(
    "web_page",
    "This is a web page, not a table; the link it came from probably needs a login.",
    "Open the link in a browser, download the table itself, and choose that file.",
)
NOT_A_TABLE = _message(
    "not_a_table",
    "This is {kind}, not a table, whatever its name says.",
    "Choose a CSV, TSV, Excel, Parquet, Arrow or JSON file, or a database file.",
)
PACKED = _message(
    "packed_file",
    "This is {kind}; a table has to be taken out of it first.",
    "Unpack it and choose the table inside.",
)
NO_ENTRY = _message(
    "no_entry", "There is no table called “{name}” in the archive.", "Choose one of: {names}."
)
BAD_ENTRY = _message(
    "bad_entry",
    "The archive is not safe to open: its entry “{name}” {why}.",
    "Unpack it yourself and choose the table inside.",
)
LOCKED_ENTRY = _message(
    "locked_entry",
    "The entry “{name}” of the archive is protected by a password.",
    "Unpack it yourself and choose the table inside.",
)
TOO_MANY_ENTRIES = _message(
    "too_many_entries",
    "The archive holds {entries:,} files; at most {most:,} are looked through.",
    "Unpack it yourself and choose the table inside.",
)
UNPACKED_TOO_BIG = _message(
    "unpacked_too_big",
    "The entry “{name}” becomes larger than {megabytes:,.0f} MB when unpacked, "
    "which is too much for its size.",
    "Unpack it yourself and choose a part of the table inside.",
)
LINE_TOO_LONG = _message(
    "line_too_long",
    "Line {line} is longer than {megabytes:,.0f} MB; no table has such lines.",
    "Check the line ends, or choose another file.",
)
NO_TABLE = _message(
    "no_table", "There is no table called “{name}” in the file.", "Choose one of: {names}."
)
NO_TABLES = _message("no_tables", "There is no table in this {kind} file.", "Choose another file.")
TABLE_FAILED = _message(
    "table_failed",
    "The table “{name}” cannot be read from this {kind} file: {reason}.",
    "Choose another table, or export this one as CSV or Parquet.",
)
UNSAFE_FILE = _message(
    "unsafe_file",
    "This {kind} file holds {found}, which no office program writes; it was not opened.",
    "Save it again with a spreadsheet program, or export the sheet as CSV.",
)
UNKNOWN_FORMAT = _message(
    "unknown_format", "“{name}” is not a format Loupe reads.", "Choose one of: {names}."
)
UNKNOWN_ENCODING = _message(
    "unknown_encoding",
    "“{name}” is not a text encoding Loupe knows.",
    "Choose another encoding, for example utf-8 or cp1252, or let Loupe guess.",
)
WRONG_ENCODING = _message(
    "wrong_encoding",
    "The file is not written in the encoding {name}: line {line} does not fit.",
    "Choose another encoding, or let Loupe guess.",
)
NUL_BYTES = _message(
    "nul_bytes",
    "The text holds {found} (NUL), the first in line {line}; the file may be damaged.",
    "Export it again, or read it once more with the NUL characters removed.",
)
CELL_TOO_LONG = _message(
    "cell_too_long",
    "A cell near line {line} is longer than {most:,} characters.",
    "Check the quotes and line ends there, then try again.",
)
BAD_SEPARATOR = _message(
    "bad_separator",
    "“{separator}” cannot separate columns; it has to be one character.",
    "Choose a comma, semicolon, tab, bar or another single character.",
)
TOO_MANY_ROWS = _message(
    "table_too_long",
    "The table has {rows:,} rows; at most {most:,} can be opened.",
    "Choose a part of it, or raise the setting max_rows.",
)
TOO_MANY_COLUMNS = _message(
    "table_too_wide",
    "The table has {columns:,} columns; at most {most:,} can be opened.",
    "Choose fewer columns, or raise the setting max_columns.",
)
DAMAGED = _message(
    "damaged_file",
    "This {kind} file is damaged or incomplete and cannot be read.",
    "Export or download it again.",
)
LOCKED = _message(
    "locked_file",
    "This {kind} file is protected by a password.",
    "Save it without a password and choose it again.",
)
NO_SHEET = _message(
    "no_sheet", "The workbook has no sheet called “{name}”.", "Choose one of: {names}."
)
NO_CELLS = _message(
    "no_cells", "There are no cells with content in it.", "Choose another sheet or file."
)
NOT_JSON = _message(
    "not_json",
    "The file is not proper JSON: something is wrong at line {line}, character {character}.",
    "Correct that place, or export the file again.",
)
JSON_SHAPE = _message(
    "json_shape",
    "The JSON does not hold a table, but {found}.",
    "Choose a file with a list of records, or with one record per line.",
)
JSON_TOO_DEEP = _message(
    "json_too_deep",
    "The JSON is nested too deeply to be a table.",
    "Choose a file with a list of plain records.",
)
NOT_CONVERTIBLE = _message(
    "not_convertible",
    "{failures:,} of {rows:,} values in “{column}” cannot be read as {wanted}, "
    "for example “{example}”.",
    "Choose another kind for this column, or read it as text.",
)
NO_VERSION = _message(
    "unknown_table", "There is no such table in this workspace.", "Choose or read a table first."
)
QUOTA_DATASETS = _message(
    "too_many_datasets",
    "The workspace has {most:,} data sets, as many as it may.",
    "Delete one you do not need on Data, or raise the setting workspace_datasets.",
)
QUOTA_BYTES = _message(
    "workspace_full",
    "With this table the workspace would hold more than {most:,} MB.",
    "Delete versions on Data first; “{name}” is largest with {megabytes:,.1f} MB.",
)
CANNOT_WRITE = _message(
    "cannot_write", "The file cannot be written there: {reason}.", "Choose another place."
)
BAD_TARGET_FORMAT = _message(
    "bad_output_format",
    "“{suffix}” is not a format tables are written in.",
    "Choose a name that ends in .csv, .parquet or .xlsx.",
)
TOO_BIG_FOR_EXCEL = _message(
    "too_big_for_excel",
    "The table has {rows:,} rows and {columns:,} columns; a sheet of Excel holds at most "
    "{most_rows:,} rows and {most_columns:,} columns.",
    "Choose .parquet or .csv for a table of this size.",
)
BAD_REPORT_FORMAT = _message(
    "bad_report_format",
    "“{suffix}” is not a format reports are written in.",
    "Choose a name that ends in .html.",
)
PARSE_MEMORY = _message(
    "parse_memory",
    "Reading it would take more than {megabytes:,} MB of memory.",
    "Choose a part of the table, or raise the setting parse_mb.",
)
PARSE_TIME = _message(
    "parse_time",
    "Reading it took longer than {seconds:g} seconds and was ended.",
    "Choose a part of the table, or raise the setting parse_seconds.",
)
PARSE_CRASHED = _message(
    "parse_crashed",
    "Reading it ended in a crash; the file is probably damaged.",
    "Export or download it again, or save it in another format.",
)
QUERY_MEMORY = _message(
    "query_memory",
    "The query needs more than {megabytes:,} MB of memory and was ended.",
    "Ask for fewer rows or shorter values, for example with WHERE or LIMIT.",
)
QUERY_TIME = _message(
    "query_time",
    "The query took longer than {seconds:g} seconds and was ended.",
    "Check that joined tables have a join condition, or add WHERE or LIMIT.",
)
QUERY_CRASHED = _message(
    "query_crashed",
    "The query ended in a crash.",
    "Write it more simply, or ask for fewer columns.",
)
WRITE_MEMORY = _message(
    "write_memory",
    "Writing the table would take more than {megabytes:,} MB of memory.",
    "Write fewer columns or rows, or raise the setting parse_mb.",
)
WRITE_TIME = _message(
    "write_time",
    "Writing the table took longer than {seconds:g} seconds and was ended; nothing was written.",
    "Try again when the database is less busy, or raise the setting write_seconds.",
)
WRITE_CRASHED = _message(
    "write_crashed",
    "Writing the table ended in a crash; nothing was written.",
    "Try again, or write it to another database.",
)
STOPPED = _message("stopped", "It was stopped.", "Start it again when you like.")

MESSAGES: tuple[Message, ...] = (
    NO_COLUMN,
    NO_FILE,
    NOT_READABLE,
    NOT_YET,
    TOO_BIG,
    UPLOADS_FULL,
    NOT_NEXT_PART,
    FILE_CHANGED,
    EMPTY_FILE,
    WEB_PAGE,
    NOT_A_TABLE,
    PACKED,
    NO_ENTRY,
    BAD_ENTRY,
    LOCKED_ENTRY,
    TOO_MANY_ENTRIES,
    UNPACKED_TOO_BIG,
    LINE_TOO_LONG,
    NO_TABLE,
    NO_TABLES,
    TABLE_FAILED,
    UNSAFE_FILE,
    UNKNOWN_FORMAT,
    UNKNOWN_ENCODING,
    WRONG_ENCODING,
    NUL_BYTES,
    CELL_TOO_LONG,
    BAD_SEPARATOR,
    TOO_MANY_ROWS,
    TOO_MANY_COLUMNS,
    DAMAGED,
    LOCKED,
    NO_SHEET,
    NO_CELLS,
    NOT_JSON,
    JSON_SHAPE,
    JSON_TOO_DEEP,
    NOT_CONVERTIBLE,
    NO_VERSION,
    QUOTA_DATASETS,
    QUOTA_BYTES,
    CANNOT_WRITE,
    BAD_TARGET_FORMAT,
    TOO_BIG_FOR_EXCEL,
    BAD_REPORT_FORMAT,
    UNKNOWN_SAMPLE,
    PARSE_MEMORY,
    PARSE_TIME,
    PARSE_CRASHED,
    QUERY_MEMORY,
    QUERY_TIME,
    QUERY_CRASHED,
    WRITE_MEMORY,
    WRITE_TIME,
    WRITE_CRASHED,
    STOPPED,
)

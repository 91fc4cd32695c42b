"""What a person is told when a database or a web address cannot be read."""

from __future__ import annotations

from mlcore.data.messages import TABLE_KEPT
from mlcore.errors import Message


def _message(code: str, what: str, fix: str) -> Message:
    return Message(code, what, fix, TABLE_KEPT)


BAD_CONNECTIONS = _message(
    "bad_connections",
    "The file of connections cannot be used.",
    "Write names in small letters and values in quotes, under the heading of their kind.",
)
OPEN_CONNECTIONS = _message(
    "open_connections",
    "The file of connections may be read by other users of this machine.",
    "Give it the mode 600, so that only its owner may read it.",
)
NO_CONNECTION = _message(
    "no_connection", "There is no connection called “{name}”.", "Choose one of: {names}."
)
BAD_DATABASE_URL = _message(
    "bad_database_url",
    "This is not the address of a database Loupe reads.",
    "Write an address of one of: {names}.",
)
CANNOT_CONNECT = _message(
    "cannot_connect",
    "The {title} database cannot be reached or opened.",
    "Check that it runs and that the connection names the right place, then try again.",
)
WRONG_PASSWORD = _message(
    "wrong_password",
    "The {title} database does not accept the user or password.",
    "Ask whoever set up the connection to correct it, then try again.",
)
SQL_SYNTAX = _message(
    "sql_syntax",
    "The query cannot be understood at line {line}, character {character}, near “{near}”.",
    "Correct that place and run it again.",
)
ONE_SELECT = _message(
    "one_select",
    "Only one SELECT can be run here, nothing that writes or changes anything.",
    "Write one SELECT statement, without FOR UPDATE or INTO.",
)
SQL_HINT = _message(
    "sql_hint",
    "The query has a comment that the database would execute.",
    "Remove comments and hints from the query.",
)
SQL_TOO_LONG = _message(
    "sql_too_long",
    "The query is longer or more deeply nested than {most:,} characters allow.",
    "Write it shorter, or make it a view in the database.",
)
SQL_FUNCTION = _message(
    "sql_function",
    "“{name}” may not be used here: it could reach files, other servers or settings.",
    "Use tables, columns and functions that only calculate.",
)
SQL_VALUES = _message(
    "sql_values",
    "The values do not fit the query: “{name}” is given on one side only. It asks for {names}.",
    "Give one value for each name behind a colon, and no other.",
)
NO_QUERY = _message(
    "no_query",
    "A value is given for “{name}”, but what is read is no query.",
    "Leave it out, or ask a database: its address, two colons and a SELECT with :{name} in it.",
)
SQL_VALUE_PLACE = _message(
    "sql_value_place",
    "The query asks for values in a way that is not understood here.",
    "Write each as a name behind a colon, such as :town, with a blank behind any other colon.",
)
SQL_FORBIDDEN = _message(
    "sql_forbidden",
    "The database refused: this query may only read tables.",
    "Use tables that this connection may read, and nothing that writes.",
)
NO_SQL_NAME = _message(
    "no_sql_name",
    "The database has no table, column or function called “{name}”.",
    "Write one of: {names}.",
)
NO_RESULT = _message(
    "no_result", "The query gives no columns.", "Name at least one column after SELECT."
)
QUERY_FAILED = _message(
    "query_failed",
    "The {title} database could not answer: {reason}.",
    "Correct the query, or try again.",
)
BAD_ADDRESS = _message(
    "bad_address",
    "This is not a web address Loupe may open: {reason}.",
    "Write an address that begins with http or https.",
)
ADDRESS_PASSWORD = _message(
    "address_password",
    "The address holds a user or password.",
    "Remove it, and set it up as a named header instead.",
)
INSIDE = _message(
    "inside_network",
    "{host} is an address inside this network.",
    "Choose a public address, or ask whoever runs Loupe to allow this host.",
)
UNREACHABLE = _message(
    "unreachable",
    "{host} cannot be reached: {reason}.",
    "Check the address, or ask whether this server may go out.",
)
BAD_CERTIFICATE = _message(
    "bad_certificate",
    "{host} cannot prove who it is: its certificate is not valid.",
    "Tell whoever runs that server; until then, save the table as a file and read that.",
)
REDIRECTS = _message(
    "redirects",
    "The address leads on to {host}, which is not followed: {reason}.",
    "Open the address in a browser and choose the one it ends at.",
)
WEB_STATUS = _message(
    "web_status",
    "{host} answered with {status}: {reason}.",
    "Check the address and the named header, or try again later.",
)
DOWNLOAD_TOO_BIG = _message(
    "download_too_big",
    "The answer of {host} is larger than {most:,} MB; it was cut off after {seconds:.1f} seconds.",
    "Ask for a part of it, or raise the setting download_mb.",
)
DOWNLOAD_SLOW = _message(
    "download_slow",
    "{host} sent next to nothing for {seconds:g} seconds.",
    "Try again later, or ask for a smaller part.",
)
NO_RECORDS = _message(
    "no_records",
    "There is no list of records at “{path}” in the answer.",
    "Choose another path; at that place there is {found}.",
)
SOURCE_CHANGED = _message(
    "source_changed",
    "The table has changed since it was previewed.",
    "Look at the preview again, then load it.",
)
TABLE_EXISTS = _message(
    "table_exists",
    "There is a table called “{name}” in that database already.",
    "Choose another name, or choose to replace it or to add the rows to it.",
)
TABLE_UNKNOWN = _message(
    "table_unknown",
    "There is no table called “{name}” in that database to add the rows to.",
    "Check the name, or choose to create it.",
)
TABLE_LACKS = _message(
    "table_lacks",
    "The table “{name}” has no column {names}.",
    "Rename or drop columns on Clean so that the names fit, or choose another table.",
)
TABLE_TYPES = _message(
    "table_types",
    "The column “{name}” of that table is {type}; here it holds {holds}.",
    "Change the type of the column on Clean, or write a new table.",
)
TABLE_VALUES = _message(
    "table_values",
    "{count:,} values of “{name}” would change or not fit: the column of that table is {type}.",
    "Change these values on Clean, or write a new table.",
)
BAD_TABLE_NAME = _message(
    "bad_table_name",
    "A table needs a name of 1 to {most} visible characters.",
    "Type such a name.",
)
NOT_WRITTEN = _message(
    "not_written",
    "The {title} database did not take the table “{name}”: {reason}.",
    "Change what it names, then write the table again.",
)

MESSAGES: tuple[Message, ...] = tuple(
    value for value in dict(globals()).values() if isinstance(value, Message)
)

"""Where tables are read: in a limited child, whose end is told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from mlcore.data.combine.messages import MESSAGES as COMBINE_MESSAGES
from mlcore.data.made import Made
from mlcore.data.messages import (
    MESSAGES,
    PARSE_CRASHED,
    PARSE_MEMORY,
    PARSE_TIME,
    QUERY_CRASHED,
    QUERY_MEMORY,
    QUERY_TIME,
    STOPPED,
    WRITE_CRASHED,
    WRITE_MEMORY,
    WRITE_TIME,
)
from mlcore.data.runner import RUNNER
from mlcore.data.sources.messages import MESSAGES as SOURCE_MESSAGES
from mlcore.errors import LoupeError, Message, Where
from mlcore.process.limited import Limits, Runner, Stopped, folder
from mlcore.process.watch import UNWATCHED, Watch
from mlcore.settings import Settings

_KNOWN = (*MESSAGES, *SOURCE_MESSAGES, *COMBINE_MESSAGES)
_BY_CODE = {message.code: message for message in _KNOWN}
_SECRET = ("database",)

Ends = Mapping[str, Message]
PARSING: Ends = {"memory": PARSE_MEMORY, "time": PARSE_TIME, "crash": PARSE_CRASHED}
QUERYING: Ends = {"memory": QUERY_MEMORY, "time": QUERY_TIME, "crash": QUERY_CRASHED}
WRITING: Ends = {"memory": WRITE_MEMORY, "time": WRITE_TIME, "crash": WRITE_CRASHED}


@dataclass(frozen=True)
class Task:
    """Something for a child to do.

    Parameters
    ----------
    call : str
        ``"module:function"`` of a function that returns a :class:`Made` as JSON.
    request : dict
        JSON values for it.
    name : str
        What a person calls the source.
    ends : mapping
        What they are told when the child is ended.
    seconds : float or None
        Wall time; None: the setting's.
    content : bytes, Path or None
        A file to be read: the child is told where it is as ``path``.
    left : callable or None
        Given the child's folder when it was ended early: ends what it began elsewhere.
    messages : tuple of Message
        What it may refuse beside what reading may.
    writes : bool
        Whether it writes files that were there before, whose size is not its own.
    needs : tuple of str
        Modules that it imports and reading does not; the server imports them once for all.
    runner : Runner or None
        From whose server it is forked; None: the one that knows what reading needs.
    """

    call: str
    request: dict[str, Any]
    name: str
    ends: Ends
    seconds: float | None = None
    content: bytes | Path | None = None
    left: Callable[[Path], None] | None = None
    writes: bool = False
    messages: tuple[Message, ...] = ()
    needs: tuple[str, ...] = ()
    runner: Runner | None = None


@contextmanager
def done(task: Task, settings: Settings, watch: Watch = UNWATCHED) -> Iterator[tuple[Made, Path]]:
    """Have a child do *task*; yield its description and the folder with the table.

    Raises
    ------
    LoupeError
        What the child refused, or that it was ended and why.
    """
    limits = Limits(settings.parse_mb, task.seconds or settings.parse_seconds, task.writes)
    with folder(settings.home / "scratch") as place:
        path = _path(task.content, place)
        request = {**task.request, "settings": plain(settings), "path": path}
        try:
            known = _BY_CODE | {message.code: message for message in task.messages}
            runner = task.runner or RUNNER
            if task.needs:
                runner.learn(task.needs)
            said = runner.run(task.call, request, limits, place, known, watch)
        except Stopped as end:
            if task.left is not None:
                task.left(place)
            message = task.ends.get(end.reason, STOPPED)
            raise LoupeError(
                message, Where(file=task.name), megabytes=limits.megabytes, seconds=limits.seconds
            ) from end
        yield Made.from_json(said), place


def _path(content: bytes | Path | None, place: Path) -> str | None:
    if isinstance(content, bytes):
        (place / "content").write_bytes(content)
        return str(place / "content")
    return None if content is None else str(content.absolute())


def plain(settings: Settings) -> dict[str, Any]:
    """Return *settings* as JSON values, without those that may hold a password."""
    values = {**asdict(settings), "home": str(settings.home)}
    return {name: value for name, value in values.items() if name not in _SECRET}


def settings_of(request: Mapping[str, Any]) -> Settings:
    """Return the settings that came with *request*."""
    said = request["settings"]
    return replace(Settings(), **{**said, "home": Path(said["home"])})

"""What a person chose about a stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Start = Literal["beginning", "now"]
Keep = Literal["newest", "oldest"]


@dataclass(frozen=True)
class StreamSpec:
    """Which stream, and how its events are taken.

    Parameters
    ----------
    connection : str
        Name of a server that is set up; its address stays in the secrets.
    key : str
        Name of the stream on that server, or of the topic.
    payload : str
        Field of an event that holds a JSON object; empty: the fields are the columns, as text.
    start : Start
        With the oldest event the server still has, or with the next one.
    id_field : str
        Column by which an event sent twice is recognised; empty: none.
    time_field : str
        Column with the time of an event; empty: when the server took it.
    keep : Keep
        Which rows stay when the buffer is full.
    most_rows : int
        Size of the buffer.
    watched_only : bool
        True: taking events ends when no page shows the stream any more.
    offsets : bool
        True: the server keeps events by offset, so that each is taken exactly once. False: it
        sends them until they are acknowledged, which may be twice.
    model : str
        Whose champion is asked about each row, so that it is watched; empty: none.
    """

    connection: str
    key: str
    payload: str = ""
    start: Start = "beginning"
    id_field: str = ""
    time_field: str = ""
    keep: Keep = "newest"
    most_rows: int = 100_000
    watched_only: bool = False
    offsets: bool = True
    model: str = ""

    @property
    def exact(self) -> bool:
        """Whether no event can be in the rows twice."""
        return self.offsets or bool(self.id_field)

    @staticmethod
    def from_json(said: dict[str, Any]) -> StreamSpec:
        """Return what :func:`mlcore.types.to_json` gave."""
        return StreamSpec(**said)

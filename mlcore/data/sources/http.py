"""A table from a web address: a file to download, or the records of an API page by page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from mlcore.data.children import PARSING, Task, done
from mlcore.data.source import Source
from mlcore.data.sources import connections
from mlcore.data.sources.messages import SOURCE_CHANGED
from mlcore.errors import LoupeError, Where
from mlcore.process.watch import UNWATCHED, Watch
from mlcore.settings import Settings

Paging = Literal["none", "page", "offset", "next"]
PATIENCE = 10.0
"""Seconds without progress after which a server is given up."""


@dataclass(frozen=True)
class Request:
    """What is asked of a web address.

    Parameters
    ----------
    url : str
        http or https, without user and password.
    method : str
        ``"GET"`` or ``"POST"``.
    params : tuple of (str, str)
        Query parameters.
    header : str
        Name of a header that is set up; its value is never shown or kept.
    body : str
        JSON to post.
    records : str
        Path of the list of records in a JSON answer, such as ``data.items``.
    paging : Paging
        How there is more: a page number, an offset, or a link to the next page.
    parameter : str
        Query parameter of the page number or offset.
    start : int
        First page number or offset.
    size : int
        Rows of a full page; a shorter one is the last. 0: until a page is empty.
    next : str
        Path of the link to the next page; empty: the answer's Link header.
    """

    url: str
    method: str = "GET"
    params: tuple[tuple[str, str], ...] = ()
    header: str = ""
    body: str = ""
    records: str = ""
    paging: Paging = "none"
    parameter: str = "page"
    start: int = 1
    size: int = 0
    next: str = ""

    @property
    def label(self) -> str:
        """The address without query and fragment, which may hold keys."""
        return self.url.partition("?")[0].partition("#")[0].rpartition("@")[2][:200]


@contextmanager
def fetched(
    request: Request,
    settings: Settings,
    *,
    most: int = 0,
    expected: str = "",
    watch: Watch = UNWATCHED,
) -> Iterator[tuple[Source, str]]:
    """Yield what the address gives, as a file that is gone afterwards, and its SHA-256.

    Parameters
    ----------
    request : Request
        What is asked.
    settings : Settings
        Limits, and hosts inside this network that are allowed.
    most : int
        Stop after the page with so many records; 0 takes all.
    expected : str
        SHA-256 that was previewed; "" takes whatever comes.
    watch : Watch
        Hears how many bytes or records have come, and may end it.

    Raises
    ------
    LoupeError
        What :func:`mlcore.data.sources.download.fetch` raises; ``no_records``;
        ``source_changed``.
    """
    line = connections.secret(settings, request.header, "headers") if request.header else ""
    name, _, value = line.partition(":")
    call = {
        "method": request.method, "url": request.url, "params": request.params,
        "headers": [[name.strip(), value.strip()]] if line else [], "body": request.body,
    }  # fmt: skip
    asked = {
        "call": call, "records": request.records, "paging": request.paging, "most": most,
        "parameter": request.parameter, "start": request.start, "size": request.size,
        "next": request.next, "patience": PATIENCE,
    }  # fmt: skip
    task = Task(
        "mlcore.data.sources.pages:get", asked, request.label, PARSING, settings.download_seconds
    )
    with done(task, settings, watch) as (made, place):
        facts = dict(made.facts)
        if expected and facts["sha"] != expected:
            raise LoupeError(SOURCE_CHANGED, Where(file=request.label))
        yield Source(place / "download", str(facts["filename"]), request.label), str(facts["sha"])

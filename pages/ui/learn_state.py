"""Which lesson is open and what was chosen in it: kept in the address, so that a link is enough."""

from __future__ import annotations

from collections.abc import Mapping

from mlcore.learn.catalog import lesson as find
from mlcore.learn.lesson import Chosen, Lesson, Preset, written
from pages.ui import session
from pages.ui.cache_learn import Columns

LESSON, FRAME, DATA, PRESENTER, SEED = "lesson", "frame", "data", "presenter", "seed"
COLUMN = "col."
"""Before the name of a slot, in the address."""
OWN, TOY = "own", "toy"


def key(lesson: Lesson, name: str) -> str:
    """Return the key of control *name* of *lesson*."""
    return f"learn.{lesson.name}.{name}"


def opened() -> Lesson | None:
    """Return the lesson that the address names; None when it names none."""
    return find(session.address().get(LESSON))


def open_lesson(name: str) -> None:
    """Make the next run show a lesson."""
    session.set_address(address_of(name))


def put_columns(lesson: Lesson, columns: Mapping[str, str]) -> None:
    """Have *lesson* run on the reader's *columns* (by slot); on toy data when there are none."""
    session.put(key(lesson, DATA), OWN if columns else TOY)
    for slot, column in columns.items():
        session.put(key(lesson, f"{COLUMN}{slot}"), column)


def address_of(name: str, columns: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the address of a lesson, on the reader's *columns* where given."""
    own = {f"{COLUMN}{slot}": column for slot, column in (columns or {}).items()}
    return {LESSON: name, **({DATA: OWN, **own} if own else {})}


def close_lesson() -> None:
    """Make the next run show the list of lessons."""
    session.set_address({})


def begin(lesson: Lesson) -> None:
    """Give each control that has no value yet the one that the address names."""
    query = session.address()
    asked = lesson.chosen(query)
    starts = {**dict(asked.values), SEED: asked.seed, **dict(asked.places)}
    starts[DATA] = OWN if query.get(DATA) == OWN and lesson.takes_own else TOY
    starts |= {name: text for name, text in query.items() if name.startswith(COLUMN)}
    for name, value in starts.items():
        if not session.present(key(lesson, name)):
            session.put(key(lesson, name), value)
    if not session.present(key(lesson, PRESENTER)):
        session.put(key(lesson, PRESENTER), query.get(PRESENTER) == "1")


def chosen(lesson: Lesson) -> Chosen:
    """Return what the controls of *lesson* say."""
    values = tuple((p.name, session.value(key(lesson, p.name))) for p in lesson.parameters)
    places = tuple((h.name, session.value(key(lesson, h.name), ())) for h in lesson.handles)
    put = tuple((name, found) for name, found in places if found)
    return Chosen(values, int(session.value(key(lesson, SEED)) or 0), put)


def take(lesson: Lesson, preset: Preset) -> None:
    """Set the controls to *preset*; what was moved by hand goes back."""
    for name, value in lesson.preset(preset.name).values:
        session.put(key(lesson, name), value)
    for handle in lesson.handles:
        session.put(key(lesson, handle.name), ())


def keep(lesson: Lesson, choice: Chosen, columns: Columns) -> None:
    """Write what is shown into the address; the player adds the frame.

    A frame that the address names stays while nothing else changes.
    """
    values = {LESSON: lesson.name, **{name: str(value) for name, value in choice.values}}
    values[SEED] = str(choice.seed)
    values |= {name: written(places) for name, places in choice.places}
    if columns:
        values |= {DATA: OWN, **{f"{COLUMN}{slot}": column for slot, column in columns}}
    if session.value(key(lesson, PRESENTER)):
        values[PRESENTER] = "1"
    before, last = session.address(), session.value("learn.address")
    if FRAME in before and last in (None, values):
        values = {**values, FRAME: before[FRAME]}
    session.put("learn.address", {n: t for n, t in values.items() if n != FRAME})
    session.set_address(values)

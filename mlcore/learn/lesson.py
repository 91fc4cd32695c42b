"""What a lesson is: one frozen entry, from its controls to the sentence of each frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, TypeVar

from mlcore.learn.points import Points, Slot

Value = bool | int | float | str
Places = tuple[tuple[float, float], ...]
"""Points put by hand, in the units of their view."""
Frame = TypeVar("Frame")


@dataclass(frozen=True)
class Parameter:
    """Something to choose, from a short ordered list, so that an address can name it.

    Parameters
    ----------
    name, label, help : str
        Its id, what the control is called, what it does.
    values : tuple
        All it can be: numbers become a slider, words a choice, ``(False, True)`` a switch.
    default : value
        One of *values*.
    labels : tuple of str
        What the values are called; empty: as they are.
    toy : bool
        Whether it shapes the toy data only and changes nothing on a reader's own.
    """

    name: str
    label: str
    values: tuple[Value, ...]
    default: Value
    help: str = ""
    labels: tuple[str, ...] = ()
    toy: bool = False

    def words(self, value: Value) -> str:
        """Return what *value* is called."""
        return self.labels[self.values.index(value)] if self.labels else f"{value:g}"

    def read(self, text: str | None) -> Value:
        """Return the value that *text* names in an address; the default for anything else."""
        return next((value for value in self.values if str(value) == text), self.default)


@dataclass(frozen=True)
class Handle:
    """Points of a picture that can be moved by hand, and how they are called."""

    name: str
    label: str
    help: str
    most: int = 1

    def read(self, text: str | None) -> Places:
        """Return the places that *text* names in an address; none for anything else."""
        try:
            pairs = [part.split(",") for part in (text or "").split(";") if part]
            places = tuple((float(x), float(y)) for x, y in pairs)
        except ValueError:
            return ()
        near = all(abs(number) < 1e6 for place in places for number in place)
        return places[: self.most] if near else ()


def written(places: Places) -> str:
    """Return *places* as an address holds them; :meth:`Handle.read` reads them back."""
    return ";".join(f"{x:.4g},{y:.4g}" for x, y in places)


@dataclass(frozen=True)
class Chosen:
    """Everything a reader chose: the same again is the same trajectory, bit by bit.

    Parameters
    ----------
    values : tuple of (name, value)
        One for each parameter.
    seed : int
        Draws the toy data and every random choice of the algorithm.
    places : tuple of (name, places)
        Where handles were put; a handle that was not moved is missing.
    """

    values: tuple[tuple[str, Value], ...]
    seed: int = 0
    places: tuple[tuple[str, Places], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return dict(self.values)[name]

    def put(self, name: str) -> Places:
        """Return where handle *name* was put; empty when it was not."""
        return dict(self.places).get(name, ())


@dataclass(frozen=True)
class Question:
    """Asked before the reveal: options, which one is right (from 0), and why."""

    text: str
    options: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True)
class Preset:
    """A named choice; *failure* is the code of the ending it leads to on purpose."""

    name: str
    label: str
    values: tuple[tuple[str, Value], ...] = ()
    failure: str = ""
    question: Question | None = None


@dataclass(frozen=True)
class Ending:
    """A way to go wrong: its name, and what it means and what to do."""

    code: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Source:
    """Where a method comes from."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Told:
    """What one frame shows, in words and in numbers.

    Parameters
    ----------
    lead, sentence : str
        The finding in a few words, and the rest, in plain text.
    numbers : tuple of str
        One for each ``#`` of the formula, in order.
    formula : int
        Which of the lesson's formulas this step computes.
    """

    lead: str
    sentence: str
    numbers: tuple[str, ...] = ()
    formula: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Trajectory(Generic[Frame]):
    """All states an algorithm went through; a lesson adds what stays the same on the way.

    Parameters
    ----------
    points : Points
        What it ran on.
    chosen : Chosen
        How.
    frames : tuple
        The states, first to last, each a frozen value.
    ending : str
        The code of the ending when it went wrong.
    """

    points: Points
    chosen: Chosen
    frames: tuple[Frame, ...]
    ending: str = ""


@dataclass(frozen=True, eq=False)
class Lesson:
    """One lesson.

    Parameters
    ----------
    name, title, icon, lead : str
        Its id (in the address), heading, Material symbol and the sentence of its tile.
    newcomer, student : str
        A short text and a longer one, Markdown with ``$…$`` formulas.
    question : Question
        Asked before the reveal; a preset may ask its own.
    parameters, handles, presets, endings
        What can be chosen, moved, tried and met.
    toy : (chosen) -> Points
        Data made for the lesson.
    trajectory : (points, chosen) -> Trajectory
        The algorithm.
    tell : (trajectory, frame number) -> Told
        What a frame shows.
    formulas : (chosen) -> tuple of str
        KaTeX, with ``#`` where the numbers of a step go; ``\\text`` is kept for these.
    code : (points, chosen) -> str
        Python that does the same with scikit-learn.
    same : str
        What the last state equals.
    sources : tuple of Source
        Where the method comes from.
    slots : tuple of Slot
        The columns it wants of a reader's own table; empty: it runs on toy data only.
    own : {"columns", "model"}
        What a reader can bring: columns for its slots, or the out-of-fold answers of a model.
    models : tuple of str
        Catalogue names of the models it explains.
    pace : int
        Frames a second when played.
    """

    name: str
    title: str
    icon: str
    lead: str
    newcomer: str
    student: str
    question: Question
    parameters: tuple[Parameter, ...]
    toy: Callable[[Chosen], Points]
    trajectory: Callable[[Points, Chosen], Trajectory[Any]]
    tell: Callable[[Any, int], Told]
    formulas: Callable[[Chosen], tuple[str, ...]]
    code: Callable[[Points, Chosen], str]
    same: str
    sources: tuple[Source, ...]
    presets: tuple[Preset, ...] = ()
    endings: tuple[Ending, ...] = ()
    handles: tuple[Handle, ...] = ()
    slots: tuple[Slot, ...] = ()
    own: Literal["columns", "model"] = "columns"
    models: tuple[str, ...] = ()
    pace: Literal[1, 2, 5, 10, 30] = 5
    shown: Callable[[Parameter | Handle, Chosen], bool] = field(
        default=lambda control, chosen: True
    )

    @property
    def takes_own(self) -> bool:
        """Whether it can run on something of the reader's."""
        return bool(self.slots) or self.own == "model"

    def parameter(self, name: str) -> Parameter:
        """Return the parameter called *name*."""
        return {parameter.name: parameter for parameter in self.parameters}[name]

    def ending(self, code: str) -> Ending | None:
        """Return the ending called *code*; None when all went well."""
        return next((ending for ending in self.endings if ending.code == code), None)

    def told(self, trajectory: Trajectory[Any]) -> tuple[Told, ...]:
        """Return what each frame shows; the last one names the way it went wrong."""
        said = [self.tell(trajectory, at) for at in range(len(trajectory.frames))]
        ending = self.ending(trajectory.ending)
        if ending is not None:
            last = said[-1]
            lead, sentence = f"{ending.name}. {last.lead}", f"{last.sentence} {ending.sentence}"
            said[-1] = replace(last, lead=lead, sentence=sentence)
        return tuple(said)

    def chosen(self, query: Mapping[str, str] | None = None) -> Chosen:
        """Return the choice that an address names; what it leaves out or spoils is the default."""
        query = query or {}
        values = tuple((p.name, p.read(query.get(p.name))) for p in self.parameters)
        seed = query.get("seed", "0")
        places = tuple((h.name, h.read(query.get(h.name))) for h in self.handles)
        put = tuple((name, found) for name, found in places if found)
        return Chosen(values, int(seed) if seed.isdecimal() and len(seed) < 5 else 0, put)

    def preset(self, name: str) -> Chosen:
        """Return the choice of the preset called *name*: its values, defaults for the rest."""
        preset = next(preset for preset in self.presets if preset.name == name)
        base = self.chosen()
        return replace(base, values=tuple({**dict(base.values), **dict(preset.values)}.items()))

    def matching(self, chosen: Chosen) -> Preset | None:
        """Return the preset that *chosen* is, or None."""
        found = (p for p in self.presets if self.preset(p.name).values == chosen.values)
        return next(found, None)

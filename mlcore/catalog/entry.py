"""One line of the model catalogue: facts only, no code that fits."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from mlcore.catalog.distributions import Params, Space
from mlcore.types import Aim, Task

PreparationKind = Literal["tree", "linear", "distance", "native"]
CLASSIFICATION: tuple[Task, ...] = ("binary", "multiclass")


@dataclass(frozen=True)
class Estimator:
    """Where an estimator is defined, and what it is given.

    Parameters
    ----------
    path : str
        ``"module:Class"``; imported when one is built.
    defaults : tuple of (name, value)
        Our defaults where they differ from the library's.
    space : tuple of (name, distribution)
        What a search may change.
    seeded : bool
        True when the estimator takes ``random_state``.
    sparse : bool
        True when it may be given sparse rows, and fits the same on them.
    """

    path: str
    defaults: Params = ()
    space: Space = ()
    seeded: bool = False
    sparse: bool = False


@dataclass(frozen=True)
class ModelEntry:
    """A family of models.

    Parameters
    ----------
    name, title, sentence : str
        Its id, its name for people, and what it does in one sentence.
    preparation : str
        The kind of numbers it wants.
    regressor, classifier : Estimator or None
        What is built for each task; None: not made for it.
    quantile : Estimator or None
        What is built to answer a quantile of a number, given as its parameter ``quantile``.
    cost : int
        0 to 5; cheap models run first.
    readable : bool
        A person can follow how it answers.
    baseline : bool
        Ignores the features; shows what guessing scores.
    fast : bool
        Among the quick families that run by default.
    most_rows : int or None
        With more rows it would take too long or too much memory.
    ensemble : bool
        Combines the answers of the other models of a run; nothing is built for it.
    library, package : str
        What it is grown with when that is not installed with Loupe: the module's name, and the
        name it is installed by.
    """

    name: str
    title: str
    sentence: str
    preparation: PreparationKind
    regressor: Estimator | None = None
    classifier: Estimator | None = None
    quantile: Estimator | None = None
    cost: int = 1
    readable: bool = False
    baseline: bool = False
    fast: bool = False
    most_rows: int | None = None
    ensemble: bool = False
    library: str = ""
    package: str = ""

    @property
    def installed(self) -> bool:
        """Whether it can be fitted here."""
        return not self.library or find_spec(self.library) is not None

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks this family is made for."""
        values, classes = (self.ensemble or made for made in (self.regressor, self.classifier))
        regression: tuple[Task, ...] = ("regression",) if values else ()
        return regression + (CLASSIFICATION if classes else ())

    def suits(self, aim: Aim) -> bool:
        """Return True when the family is made for *aim*."""
        return self.quantile is not None if aim == "quantile" else aim in self.tasks

    def made_for(self, aim: Aim) -> Estimator | None:
        """Return what is built for *aim*, or None."""
        made = {"regression": self.regressor, "quantile": self.quantile}
        return made.get(aim, self.classifier)

    def takes_sparse(self, aim: Aim) -> bool:
        """Return True when what is built for *aim* may be given sparse rows."""
        made = self.made_for(aim)
        return bool(made and made.sparse)

    def defaults(self, aim: Aim) -> Params:
        """Return our default parameters for *aim*."""
        made = self.made_for(aim)
        return made.defaults if made else ()

    def space(self, aim: Aim) -> Space:
        """Return what may be tuned for *aim*."""
        made = self.made_for(aim)
        return made.space if made else ()

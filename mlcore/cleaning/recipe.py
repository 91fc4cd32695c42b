"""A recipe: ordered cleaning steps, as a value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcore.cleaning.checks import check
from mlcore.cleaning.messages import BAD_RECIPE
from mlcore.errors import LoupeError, Where
from mlcore.types import StepSpec, fingerprint

if TYPE_CHECKING:
    from mlcore.data.dataset import Dataset

FORMAT = 1


@dataclass(frozen=True)
class Recipe:
    """Ordered steps; every method returns a new recipe.

    Parameters
    ----------
    steps : tuple of StepSpec
        In the order they are carried out.

    Raises
    ------
    LoupeError
        When a step is unknown or its columns or settings are not possible.
    """

    steps: tuple[StepSpec, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", tuple(map(_canonical, self.steps)))
        for spec in self.steps:
            check(spec)

    def __add__(self, spec: StepSpec) -> Recipe:
        return Recipe((*self.steps, spec))

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def fingerprint(self) -> str:
        """Hash of what the recipe does; ids of steps and switched-off steps play no part."""
        return fingerprint([(s.name, s.columns, sorted(s.params)) for s in self.steps if s.enabled])

    def step(self, name: str, columns: Iterable[str] = (), /, **params: Any) -> Recipe:
        """Return the recipe with one more step; settings that are None are left out."""
        given = {key: value for key, value in params.items() if value is not None}
        return self + StepSpec(name, tuple(columns), tuple(given.items()))

    def drop(self, *columns: str) -> Recipe:
        """Leave columns out."""
        return self.step("drop", columns)

    def keep(self, *columns: str) -> Recipe:
        """Leave all other columns out."""
        return self.step("keep", columns)

    def rename(self, names: Mapping[str, str]) -> Recipe:
        """Rename columns, one step for each."""
        recipe = self
        for old, new in names.items():
            recipe = recipe.step("rename", (old,), to=new)
        return recipe

    def convert(self, column: str | Iterable[str], to: str, **params: Any) -> Recipe:
        """Read columns as another type; see the step's settings."""
        return self.step("convert", _listed(column), to=to, **params)

    def impute(
        self,
        column: str | Iterable[str],
        strategy: str = "median",
        value: Any = None,
        indicator: bool | None = None,
    ) -> Recipe:
        """Fill gaps in columns."""
        return self.step(
            "impute", _listed(column), strategy=strategy, value=value, indicator=indicator
        )

    def clip(self, column: str | Iterable[str], method: str = "iqr", **params: Any) -> Recipe:
        """Pull outliers of columns back to a bound."""
        return self.step("clip", _listed(column), method=method, **params)

    def encode(self, column: str | Iterable[str], method: str = "onehot", **params: Any) -> Recipe:
        """Write categories of columns as numbers."""
        return self.step("encode", _listed(column), method=method, **params)

    def scale(self, column: str | Iterable[str], method: str = "standard") -> Recipe:
        """Bring columns to a common scale."""
        return self.step("scale", _listed(column), method=method)

    def drop_duplicates(self, *columns: str) -> Recipe:
        """Keep the first of rows that are the same in *columns* (none: in all)."""
        return self.step("drop_duplicates", columns)

    def drop_missing_rows(self, *columns: str) -> Recipe:
        """Leave rows out that have a gap in *columns* (none: anywhere)."""
        return self.step("drop_missing_rows", columns)

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as JSON values."""
        return {"format": FORMAT, "steps": [_to_json(spec) for spec in self.steps]}

    def to_python(self, data: Dataset | None = None) -> str:
        """Return the recipe as a Python script that imports only public libraries.

        Parameters
        ----------
        data : Dataset or None
            The table that steps learn from; None when none of them learns.

        Raises
        ------
        LoupeError
            ``needs_table``; what a step refuses.
        """
        # by name: the exporter carries recipes out and so imports this module
        export = import_module("mlcore.cleaning.export")
        return str(export.script(self, data))

    @classmethod
    def known(cls, steps: tuple[StepSpec, ...]) -> Recipe:
        """Return the recipe of *steps* that stood in a recipe before: nothing is checked again."""
        recipe = object.__new__(cls)
        object.__setattr__(recipe, "steps", steps)
        return recipe

    @classmethod
    def from_json(cls, body: Any) -> Recipe:
        """Return the recipe that :meth:`to_json` wrote, or a bare list of its steps.

        Raises
        ------
        LoupeError
            ``bad_recipe``, or as the constructor.
        """
        if isinstance(body, dict):
            if body.get("format", FORMAT) != FORMAT:
                raise _bad("it was written by a newer version")
            body = body.get("steps")
        if not isinstance(body, list):
            raise _bad("it has no list of steps")
        return cls(tuple(_from_json(item, number) for number, item in enumerate(body, 1)))

    @classmethod
    def load(cls, path: str | Path) -> Recipe:
        """Return the recipe in the JSON file *path*.

        Raises
        ------
        LoupeError
            ``bad_recipe``, or as the constructor.
        """
        name = Path(path).name
        try:
            return cls.from_json(json.loads(Path(path).read_text("utf-8")))
        except json.JSONDecodeError as error:
            why = f"line {error.lineno} is not proper JSON"
            raise LoupeError(BAD_RECIPE, Where(file=name, line=error.lineno), why=why) from error
        except (OSError, UnicodeError, RecursionError) as error:
            raise LoupeError(BAD_RECIPE, Where(file=name), why="it cannot be read") from error

    def save(self, path: str | Path) -> None:
        """Write the recipe to the file *path* as JSON."""
        text = json.dumps(self.to_json(), indent=2, ensure_ascii=False)
        Path(path).write_text(text + "\n", "utf-8")


def _listed(column: str | Iterable[str]) -> tuple[str, ...]:
    return (column,) if isinstance(column, str) else tuple(column)


def _canonical(spec: StepSpec) -> StepSpec:
    """Return *spec* with tuples for lists, so that equal steps are equal and hashable."""
    params = tuple((str(key), _frozen(value)) for key, value in spec.params)
    made = replace(spec, columns=tuple(dict.fromkeys(spec.columns)), params=params)
    return spec if made == spec else made


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, (list, tuple)) else value


def _to_json(spec: StepSpec) -> dict[str, Any]:
    params = {key: list(v) if isinstance(v, tuple) else v for key, v in spec.params}
    body: dict[str, Any] = {"name": spec.name, "columns": list(spec.columns), "params": params}
    if not spec.enabled:
        body["enabled"] = False
    if spec.id:
        body["id"] = spec.id
    return body


def _from_json(item: Any, number: int) -> StepSpec:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        raise _bad(f"step {number} has no name")
    columns, params = item.get("columns", []), item.get("params", {})
    if not isinstance(columns, list) or not all(isinstance(c, str) for c in columns):
        raise _bad(f"the columns of step {number} are no list of names")
    if not isinstance(params, dict):
        raise _bad(f"the settings of step {number} are no object")
    enabled = item.get("enabled", True) is not False
    return StepSpec(
        item["name"], tuple(columns), tuple(params.items()), enabled, str(item.get("id", ""))
    )


def _bad(why: str) -> LoupeError:
    return LoupeError(BAD_RECIPE, Where(field="recipe"), why=why)

"""Two versions side by side: what they were made of, what they take, how good they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.evaluation.metrics import metric
from mlcore.prediction.model import ModelMeta
from mlcore.registry.registry import Registry
from mlcore.training.comparison import plan_changes, recipe_changes
from mlcore.training.runs import plan_of
from mlcore.types import Field, Signature

Part = Literal["model", "scores", "data", "inputs", "recipe", "plan", "libraries"]
SCORED = ("score", "holdout")


@dataclass(frozen=True)
class Difference:
    """One thing in which two versions differ; an empty text where one of them lacks it."""

    part: Part
    what: str
    before: str
    after: str


def differences(registry: Registry, name: str, first: int, second: int) -> tuple[Difference, ...]:
    """Return in what version *second* of a model differs from version *first*.

    Parameters
    ----------
    registry, name, first, second
        Two versions of one model.

    Raises
    ------
    LoupeError
        ``unknown_model``, ``unknown_version``.
    """
    old, new = registry.version(name, first).meta, registry.version(name, second).meta
    signatures = [_signature(registry, f"{name}:{number}") for number in (first, second)]
    return (
        *_model(old, new),
        *_scores(old, new),
        *_data(old, new),
        *(_inputs(*signatures) if all(signatures) else ()),  # type: ignore[arg-type]
        *_recipe(old, new),
        *_plan(old, new),
        *_named("libraries", {**dict(old.libraries), **dict(old.code)},
                {**dict(new.libraries), **dict(new.code)}),
    )  # fmt: skip


def _signature(registry: Registry, ref: str) -> Signature | None:
    try:
        return registry.load(ref).signature
    except LoupeError:  # its files are gone: the rest is compared
        return None


def _model(old: ModelMeta, new: ModelMeta) -> Iterator[Difference]:
    yield from _named("model", {"model": old.model}, {"model": new.model})
    yield from _named("model", dict(old.params), dict(new.params))
    curves = [meta.recalibration.get("method", "") for meta in (old, new)]
    yield from _named("model", {"recalibration": curves[0]}, {"recalibration": curves[1]})
    one, two = old.threshold, new.threshold
    if one != two:
        yield Difference("model", "threshold", _threshold(one), _threshold(two))


def _threshold(value: tuple[str, float] | None) -> str:
    return "" if value is None else f"{value[0]} ≥ {value[1]:.3g}"


def _scores(old: ModelMeta, new: ModelMeta) -> Iterator[Difference]:
    for which in SCORED:
        values = [(meta, getattr(meta, which)) for meta in (old, new)]
        before, after = (
            "" if v is None else f"{metric(m.metric).display(v):.4g} {metric(m.metric).title}"
            for m, v in values
        )
        if before != after:
            yield Difference("scores", which, before, after)


def _data(old: ModelMeta, new: ModelMeta) -> Iterator[Difference]:
    yield from _named(
        "data", {"name": old.dataset, "rows": old.rows}, {"name": new.dataset, "rows": new.rows}
    )
    one, two = (dict(meta.fingerprints).get("dataset", "")[:8] for meta in (old, new))
    yield from _named("data", {"fingerprint": one}, {"fingerprint": two})


def _inputs(old: Signature, new: Signature) -> Iterator[Difference]:
    yield from _named(
        "inputs",
        {field.name: _field(field) for field in old.fields},
        {field.name: _field(field) for field in new.fields},
    )


def _field(field: Field) -> str:
    return f"{field.kind}, required" if field.required else field.kind


def _recipe(old: ModelMeta, new: ModelMeta) -> Iterator[Difference]:
    steps = [Recipe.from_json(meta.recipe).steps if meta.recipe else () for meta in (old, new)]
    for change in recipe_changes(*steps):
        yield Difference("recipe", change.what, change.before, change.after)


def _plan(old: ModelMeta, new: ModelMeta) -> Iterator[Difference]:
    if old.plan and new.plan:
        for change in plan_changes(plan_of(old.plan), plan_of(new.plan)):
            yield Difference("plan", change.what, change.before, change.after)


def _named(part: Part, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        before, after = (str(values.get(name, "")) for values in (old, new))
        if before != after:
            yield Difference(part, name, before, after)

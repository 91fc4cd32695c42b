"""The card of a version: what it predicts, from what, how good on which rows, what to beware of.

After Mitchell et al., "Model Cards for Model Reporting" (2019). A value of plain texts; Markdown
is made here, HTML by ``plots``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mlcore.catalog.models import entry as catalogued
from mlcore.cleaning.catalogue import step
from mlcore.cleaning.recipe import Recipe
from mlcore.evaluation.metrics import metric
from mlcore.language import _, count
from mlcore.numbers import between, measured, percent, significant, spread, whole
from mlcore.prediction.model import Model, ModelMeta
from mlcore.registry.entries import VersionEntry
from mlcore.training.checks.messages import Said
from mlcore.types import Field, Signature

MOST_CATEGORIES = 8
TASKS = {
    "regression": _("a number"),
    "binary": _("one of two classes"),
    "multiclass": _("one of several classes"),
}


@dataclass(frozen=True)
class Section:
    """A part of a card.

    Parameters
    ----------
    title : str
        Its heading.
    facts : tuple of (name, text)
        One line each.
    lines : tuple of str
        Sentences.
    heads, rows : tuple
        A table; empty where there is none.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Card:
    """A model card: a title, one sentence and its sections."""

    title: str
    lead: str
    sections: tuple[Section, ...]


def card(version: VersionEntry, model: Model, remarks: Sequence[Said] = ()) -> Card:
    """Return the card of a version.

    Parameters
    ----------
    version : VersionEntry
        Which.
    model : Model
        The version itself, for what it takes.
    remarks : sequence of Said
        What the checks of its training found, in words, gravest first.
    """
    meta, signature = version.meta, model.signature
    title = catalogued(meta.model).title
    lead = f"{title} {_('predicts')} {meta.target}, {TASKS[meta.task]}, {_('from')} {meta.dataset}."
    sections = (
        _scores(meta),
        _data(meta),
        _answers(meta, signature),
        _inputs(signature),
        Section(_("Before you trust it"), lines=tuple(_remarks(remarks, meta))),
        _rivals(meta),
        _origin(version),
    )
    return Card(f"{version.name}, {_('version')} {version.version}", lead, sections)


def markdown(value: Card) -> str:
    """Return *value* as Markdown; whatever a person brought stands as it is."""
    parts = [f"# {_plain(value.title)}", _plain(value.lead)]
    for section in value.sections:
        parts.append(f"## {_plain(section.title)}")
        parts.append("\n".join(f"- **{_plain(n)}:** {_plain(text)}" for n, text in section.facts))
        parts.append("\n".join(f"- {_plain(line)}" for line in section.lines))
        parts.append(_grid(section))
    return "\n\n".join(part for part in parts if part) + "\n"


_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$<>&])")


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def _grid(section: Section) -> str:
    if not section.rows:
        return ""
    lines = [section.heads, ("---",) * len(section.heads), *section.rows]
    cells = ((c if c == "---" else _plain(c) for c in line) for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _scores(meta: ModelMeta) -> Section:
    measure = metric(meta.metric)
    shown = measure.display
    facts = []
    if meta.score is not None:
        score = spread(shown(meta.score), meta.sd)
        rows = f"{_('out-of-fold')}, {count(meta.cv_rows, 'row')}, {count(meta.folds, 'fold')}"
        facts.append((measure.title, f"{score} ({rows})"))
    held = meta.holdout_reason or _("none")
    if meta.holdout is not None:
        held = f"{measured(shown(meta.holdout))} ({count(meta.holdout_rows, 'row')})"
        if meta.holdout_bounds is not None:
            low, high = sorted(map(shown, meta.holdout_bounds))
            held += f", {_('95% interval')} {measured(low)} – {measured(high)}"
    facts.append((_("On rows set aside first"), held))
    if meta.covered:
        aim, share, rows_covered = meta.covered
        told = f"{percent(share)} ({count(rows_covered, 'row')})"
        facts.append((f"{percent(aim)} {_('range held')}", told))
    lines = (measure.sentence, *(sentence for _name, sentence in meta.fits))
    return Section(_("How good it is"), tuple(facts), lines)


def _data(meta: ModelMeta) -> Section:
    known = dict(meta.fingerprints)
    steps = Recipe.from_json(meta.recipe).steps if meta.recipe else ()
    lines = tuple(
        f"{step(spec.name).title}: {', '.join(spec.columns) or _('all columns')}"
        for spec in steps
        if spec.enabled
    )
    facts = (
        (_("Data"), f"{meta.dataset}, {_('fingerprint')} {known.get('dataset', '')[:12]}"),
        (_("Fitted on"), count(meta.rows, "row")),
        (_("Recipe"), count(len(lines), "step")),
    )
    return Section(_("What it learnt from"), facts, lines)


def _answers(meta: ModelMeta, signature: Signature) -> Section:
    facts = [(_("Answers"), f"{meta.target}: {TASKS[meta.task]}")]
    if signature.classes:
        facts.append((_("Classes"), ", ".join(signature.classes[:20])))
    if meta.threshold:
        name, least = meta.threshold
        told = f"{name} {_('is answered from a probability of')} {significant(least)}"
        facts.append((_("Threshold"), told))
    if meta.recalibration:
        told = _("corrected after training ({method})")
        facts.append((_("Probabilities"), told.format(method=meta.recalibration["method"])))
    widths = [f"{percent(level)}: ± {significant(half)}" for level, half in meta.widths[:3]]
    if widths:
        facts.append((_("Ranges"), ", ".join(widths)))
    return Section(_("What it answers"), tuple(facts))


def _inputs(signature: Signature) -> Section:
    ranked = sorted(signature.fields, key=lambda field: -field.importance)
    rows = tuple(
        (field.name, _(field.kind), _values(field), _needed(field), percent(field.importance))
        for field in ranked
    )
    heads = (_("Column"), _("Kind"), _("Seen in training"), _("Missing"), _("Importance"))
    return Section(_("What it takes"), heads=heads, rows=rows)


def _needed(field: Field) -> str:
    return _("not allowed") if field.required else _("allowed")


def _values(field: Field) -> str:
    if field.low is not None and field.high is not None:
        return between(field.low, field.high)
    if field.low_date:
        return f"{field.low_date} – {field.high_date}"
    shown = field.categories[:MOST_CATEGORIES]
    more = len(field.categories) - len(shown)
    return ", ".join(map(str, shown)) + (f" {_('and')} {more} {_('more')}" if more else "")


def _remarks(remarks: Sequence[Said], meta: ModelMeta) -> Iterable[str]:
    for one in remarks:
        yield f"{one.claim}. {one.evidence} {one.advice}"
    yield _("It answers for rows like those it learnt from; rows far from them are flagged.")
    yield _("Importance and reasons say what the model leans on, not what causes the answer.")
    if meta.task != "regression" and not meta.recalibration:
        yield _("Its probabilities are as trained; look at their calibration before using them.")


def _rivals(meta: ModelMeta) -> Section:
    heads = (_("Model"), metric(meta.metric).title, "± sd")
    shown = metric(meta.metric).display
    rows = tuple(
        (str(line.get("title") or line.get("model")), measured(shown(line["score"])), _sd(line))
        for line in meta.leaderboard
        if isinstance(line.get("score"), (int, float))
    )
    return Section(_("Against other models of its run"), heads=heads, rows=rows)


def _sd(line: dict[str, object]) -> str:
    sd = line.get("sd")
    return measured(float(sd)) if isinstance(sd, (int, float)) else "–"


def _origin(version: VersionEntry) -> Section:
    meta = version.meta
    settings = ", ".join(f"{name} {value}" for name, value in meta.params) or _("the defaults")
    made = datetime.fromtimestamp(version.created, UTC)
    facts = [
        (_("Model"), catalogued(meta.model).title),
        (_("Settings"), settings),
        (_("Created"), f"{made:%Y-%m-%d %H:%M} UTC"),
        (_("Called"), ", ".join(version.aliases) or _("nothing yet")),
        (_("Libraries"), ", ".join(f"{name} {number}" for name, number in meta.libraries)),
    ]
    if version.parent is not None:
        facts.append((_("Shares its fit with"), f"{_('version')} {whole(version.parent)}"))
    return Section(_("Where it comes from"), tuple(facts))

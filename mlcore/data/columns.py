"""Raw columns → typed columns: missing values, then numbers, dates and booleans in writing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import polars as pl

from mlcore.data import amounts, writing
from mlcore.data.dataset import Notice
from mlcore.data.messages import NOT_CONVERTIBLE
from mlcore.data.offers import offers
from mlcore.data.options import WEAK_TOKENS, ReadOptions
from mlcore.data.plain import plain_numbers
from mlcore.data.raw import Raw
from mlcore.data.writing import Typed
from mlcore.errors import LoupeError, Where
from mlcore.types import Kind

_PROBE = 100
_CODES = r"^[A-Z]{2}$"
_WANTED: dict[Kind, str] = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date",
}


@dataclass(frozen=True)
class Column:
    """One typed column, how often each missing token stood in it, and notices."""

    values: pl.Series
    tokens: tuple[tuple[str, int], ...] = ()
    notices: tuple[Notice, ...] = ()


def typed(
    raw: Raw, names: tuple[str, ...], options: ReadOptions
) -> tuple[list[pl.Series], tuple[Notice, ...]]:
    """Return the columns of *raw* under *names*, typed, and what was noticed.

    Raises
    ------
    LoupeError
        ``not_convertible`` when a column is not of the kind a person asked for.
    """
    kinds = dict(options.kinds)
    decimal = options.decimal or raw.decimal
    plain = [i for i, s in enumerate(raw.columns) if s.dtype == pl.String and names[i] not in kinds]
    texts = [raw.columns[i] for i in plain]
    numbers = plain_numbers(texts, options) if raw.written else {}
    known = {plain[place]: _together(raw.columns[plain[place]], v) for place, v in numbers.items()}
    found = [
        known[i]
        if i in known
        else _column(series, names[i], raw, options, decimal, kinds.get(names[i]))
        for i, series in enumerate(raw.columns)
    ]
    found = [replace(c, values=c.values.alias(n)) for c, n in zip(found, names, strict=True)]
    return [column.values for column in found], (*_merged(found), *_token_notice(found))


def _together(cells: pl.Series, values: pl.Series) -> Column:
    if not values.null_count():
        return Column(values)
    bare = cells.str.strip_chars()
    return Column(values, _counted(bare, values.is_null()))


def _column(
    series: pl.Series,
    name: str,
    raw: Raw,
    options: ReadOptions,
    decimal: str,
    kind: Kind | None,
) -> Column:
    series = series.alias(name)
    if series.dtype == pl.Null:
        series = series.cast(pl.String)
    if series.dtype != pl.String:
        return Column(_as_text(series) if kind in ("text", "category") else series)
    if not raw.written:
        return _dated(series, kind, options)
    bare = series.str.strip_chars()
    missing = _missing(bare, options)
    tokens = _counted(bare, missing)
    column = _typed(series, bare, missing, decimal, kind, options)
    return Column(column.values, (*tokens, *column.tokens), column.notices)


def _typed(
    series: pl.Series,
    bare: pl.Series,
    missing: pl.Series,
    decimal: str,
    kind: Kind | None,
    options: ReadOptions,
) -> Column:
    text = pl.select(pl.when(missing).then(None).otherwise(series)).to_series()
    if kind in ("text", "category") or bool(missing.all()):
        return Column(text)
    values = bare.filter(~missing)
    found = _first(values, decimal, kind, options.thousands or "")
    if found is None and options.missing is None:
        weak = bare.is_in(WEAK_TOKENS) & ~missing
        rest = bare.filter(~missing & ~weak)
        found = (
            _first(rest, decimal, kind, options.thousands or "")
            if weak.any() and len(rest)
            else None
        )
        if found is not None:
            tokens = _counted(bare, weak)
            return Column(_spread(found.values, ~(missing | weak)), tokens, _noticed(found, series))
    if found is None:
        found = _asked(values, kind, decimal, options)
    if found is None:
        if kind is not None:
            raise _refusal(series.name, values, kind, decimal)
        return Column(text, (), offers(series.name, values))
    return Column(_spread(found.values, ~missing), (), _noticed(found, series))


def _first(values: pl.Series, decimal: str, kind: Kind | None, thousands: str = "") -> Typed | None:
    """Return the first reading that takes every value, of the asked kind if one is asked."""
    probe = values.head(_PROBE)
    for reader in writing.readers(decimal, thousands):
        if reader(probe) is not None or writing.may_be_infinite(reader, probe):
            found = reader(values)
            if found is not None and _is_kind(found.values, kind):
                return found
    return None


def _asked(
    values: pl.Series, kind: Kind | None, decimal: str, options: ReadOptions
) -> Typed | None:
    """Return the reading that only a person's choice allows: a kind, groups, an order of dates."""
    found = None
    if kind in ("number", "integer"):
        found = amounts.numbers(values, decimal, options.thousands)
    elif kind == "boolean":
        found = amounts.booleans(values)
    elif kind is None and options.thousands:
        found = amounts.grouped(values, options.thousands, decimal)
    if found is None and options.dates and kind in (None, "date"):
        ambiguous = writing.ambiguous_dates(values)
        found = writing.day_order(values, options.dates == "day") if ambiguous else None
    return found


def _is_kind(values: pl.Series, kind: Kind | None) -> bool:
    if kind is None:
        return True
    fits = {
        "integer": values.dtype.is_integer(),
        "number": values.dtype.is_numeric(),
        "boolean": values.dtype == pl.Boolean,
        "date": values.dtype.is_temporal(),
    }
    return bool(fits[kind])


def _missing(bare: pl.Series, options: ReadOptions) -> pl.Series:
    missing = bare.is_in([token.strip() for token in options.tokens]) | bare.is_null()
    if options.missing is None and "NA" in options.tokens and _country_codes(bare, missing):
        missing &= bare != "NA"
    return missing


def _country_codes(bare: pl.Series, missing: pl.Series) -> bool:
    """Tell whether NA stands among two-letter codes, where it is Namibia or a key of its own."""
    rest = bare.filter(~missing)
    return (
        len(rest) > 0
        and bool(rest.head(_PROBE).str.contains(_CODES).all())
        and bool((bare == "NA").any())
        and bool(rest.str.contains(_CODES).all())
        and rest.n_unique() >= 10
    )


def _counted(bare: pl.Series, hit: pl.Series) -> tuple[tuple[str, int], ...]:
    counts = bare.filter(hit & (bare != "")).value_counts() if hit.any() else None
    return () if counts is None else tuple((token, int(n)) for token, n in counts.iter_rows())


def _spread(values: pl.Series, present: pl.Series) -> pl.Series:
    """Put *values* at the places of *present*, missing elsewhere."""
    if len(values) == len(present):
        return values
    places = present.arg_true()
    column = pl.Series([None], dtype=values.dtype).new_from_index(0, len(present))
    return column.scatter(places, values)


def _dated(series: pl.Series, kind: Kind | None, options: ReadOptions) -> Column:
    """Texts of a typed source stay texts, except dates, for which JSON has no type."""
    missing = series.is_null() | series.is_in(list(options.missing or ()))
    values = series.filter(~missing)
    if kind in ("text", "category") or not len(values):
        return Column(pl.select(pl.when(missing).then(None).otherwise(series)).to_series())
    found = writing.dates(values) if writing.dates(values.head(_PROBE)) else None
    if kind is not None and kind != "date":
        found = _first(values.str.strip_chars(), "", kind)
        if found is None:
            raise _refusal(series.name, values, kind, "")
    return Column(_spread(found.values, ~missing).alias(series.name)) if found else Column(series)


def _as_text(series: pl.Series) -> pl.Series:
    return series.cast(pl.String)


def _refusal(name: str, values: pl.Series, kind: Kind, decimal: str) -> LoupeError:
    bad = [value for value in values.unique().to_list() if not _reads(value, kind, decimal)]
    counts = Counter(values.to_list())
    return LoupeError(
        NOT_CONVERTIBLE,
        Where(column=name),
        failures=sum(counts[value] for value in bad) or len(values),
        rows=len(values),
        column=name,
        wanted=_WANTED[kind],
        example=(bad or values.head(1).to_list())[0][:40],
    )


def _reads(value: str, kind: Kind, decimal: str) -> bool:
    return _first(pl.Series([value]), decimal, kind) is not None


def _noticed(found: Typed, series: pl.Series) -> tuple[Notice, ...]:
    if found.notice is None:
        return ()
    return (Notice(found.notice.code, found.notice.facts, (series.name,)),)


def _merged(found: list[Column]) -> list[Notice]:
    """Put columns with the same notice into one."""
    groups: dict[tuple[str, tuple[tuple[str, object], ...]], list[str]] = {}
    for column in found:
        for notice in column.notices:
            groups.setdefault((notice.code, notice.facts), []).extend(notice.columns)
    return [Notice(code, facts, tuple(names)) for (code, facts), names in groups.items()]


def _token_notice(found: list[Column]) -> list[Notice]:
    counts: Counter[str] = Counter()
    names = []
    for column in found:
        if column.tokens:
            names.append(column.values.name)
            counts.update(dict(column.tokens))
    tokens = tuple(sorted(counts.items(), key=lambda item: -item[1]))
    return [Notice("missing_tokens", (("tokens", tokens),), tuple(names))] if tokens else []

"""One column of texts → numbers, dates, booleans, if all its values are such in writing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from mlcore.data import amounts, writing
from mlcore.data.dataset import Notice
from mlcore.data.messages import NOT_CONVERTIBLE
from mlcore.data.offers import offers
from mlcore.data.options import WEAK_TOKENS, ReadOptions
from mlcore.data.writing import Typed
from mlcore.errors import LoupeError, Where
from mlcore.types import Kind

PROBE = 100
CODES = r"^[A-Z]{2}$"
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


def written(series: pl.Series, decimal: str, kind: Kind | None, options: ReadOptions) -> Column:
    """Return the cells *series* of a text file as what they write, missing tokens as missing.

    Parameters
    ----------
    series : Series
        Texts, under the name of their column.
    decimal : str
        What stands before decimals; ``""``: seen from the values.
    kind : Kind or None
        What a person asked for.

    Raises
    ------
    LoupeError
        ``not_convertible`` when the column is not of the kind a person asked for.
    """
    bare = series.str.strip_chars()
    missing = missing_cells(bare, options)
    tokens = counted(bare, missing)
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
    found = first_reading(values, decimal, kind, options.thousands or "")
    if found is None and options.missing is None:
        weak = bare.is_in(WEAK_TOKENS) & ~missing
        rest = bare.filter(~missing & ~weak)
        found = (
            first_reading(rest, decimal, kind, options.thousands or "")
            if weak.any() and len(rest)
            else None
        )
        if found is not None:
            tokens = counted(bare, weak)
            return Column(spread(found.values, ~(missing | weak)), tokens, _noticed(found, series))
    if found is None:
        found = _asked(values, kind, decimal, options)
    if found is None:
        if kind is not None:
            raise refusal(series.name, values, kind, decimal)
        return Column(text, (), offers(series.name, values))
    return Column(spread(found.values, ~missing), (), _noticed(found, series))


def first_reading(
    values: pl.Series, decimal: str, kind: Kind | None, thousands: str = ""
) -> Typed | None:
    """Return the first reading that takes every value, of the asked kind if one is asked."""
    probe = values.head(PROBE)
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


def missing_cells(bare: pl.Series, options: ReadOptions) -> pl.Series:
    """Tell which cells, without blanks around them, mean "no value"."""
    missing = bare.is_in([token.strip() for token in options.tokens]) | bare.is_null()
    if options.missing is None and "NA" in options.tokens and _country_codes(bare, missing):
        missing &= bare != "NA"
    return missing


def _country_codes(bare: pl.Series, missing: pl.Series) -> bool:
    """Tell whether NA stands among two-letter codes, where it is Namibia or a key of its own."""
    rest = bare.filter(~missing)
    return (
        len(rest) > 0
        and bool(rest.head(PROBE).str.contains(CODES).all())
        and bool((bare == "NA").any())
        and bool(rest.str.contains(CODES).all())
        and rest.n_unique() >= 10
    )


def counted(bare: pl.Series, hit: pl.Series) -> tuple[tuple[str, int], ...]:
    """Return how often each cell stands in *bare* where it is *hit*; blank ones do not count."""
    counts = bare.filter(hit & (bare != "")).value_counts() if hit.any() else None
    return () if counts is None else tuple((token, int(n)) for token, n in counts.iter_rows())


def spread(values: pl.Series, present: pl.Series) -> pl.Series:
    """Put *values* at the places of *present*, missing elsewhere."""
    if len(values) == len(present):
        return values
    places = present.arg_true()
    column = pl.Series([None], dtype=values.dtype).new_from_index(0, len(present))
    return column.scatter(places, values)


def refusal(name: str, values: pl.Series, kind: Kind, decimal: str) -> LoupeError:
    """Return the error that not all *values* are of the *kind* a person asked for."""
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
    return first_reading(pl.Series([value]), decimal, kind) is not None


def _noticed(found: Typed, series: pl.Series) -> tuple[Notice, ...]:
    if found.notice is None:
        return ()
    return (Notice(found.notice.code, found.notice.facts, (series.name,)),)

"""One column of texts → numbers, dates, booleans, if all its values are such in writing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

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


@dataclass(frozen=True)
class Wish:
    """How one column of texts is to be read.

    Parameters
    ----------
    name : str
        Of the column.
    options : ReadOptions
        What a person chose.
    decimal : str
        What stands before decimals; ``""``: seen from the values.
    kind : Kind or None
        What a person asked for.
    """

    name: str
    options: ReadOptions
    decimal: str = ""
    kind: Kind | None = None

    def first(self, values: pl.Series) -> Typed | None:
        """Return the first reading that takes all of *values*."""
        return first_reading(values, self.decimal, self.kind, self.options.thousands or "")

    def column(
        self, found: Typed, present: pl.Series, tokens: tuple[tuple[str, int], ...] = ()
    ) -> Column:
        """Return what was *found*, at the places that are *present*."""
        notices = (notice for notice in (found.notice, found.also) if notice is not None)
        told = tuple(replace(notice, columns=(self.name,)) for notice in notices)
        return Column(spread(found.values, present), tokens, told)


def written(cells: pl.Series, wish: Wish) -> Column:
    """Return the *cells* of a text file as what they write, missing tokens as missing.

    Raises
    ------
    LoupeError
        ``not_convertible`` when the column is not of the kind a person asked for.
    """
    cells = cells.alias("cells")  # a name such as "^…$" would be taken for a pattern
    bare = cells.str.strip_chars()
    missing = missing_cells(bare, wish.options)
    tokens = counted(bare, missing)
    column = _typed(cells, bare, missing, wish)
    return Column(column.values, (*tokens, *column.tokens), column.notices)


def _typed(cells: pl.Series, bare: pl.Series, missing: pl.Series, wish: Wish) -> Column:
    text = pl.select(pl.when(missing).then(None).otherwise(cells)).to_series()
    if wish.kind in ("text", "category") or bool(missing.all()):
        return Column(text)
    values = bare.filter(~missing)
    found = wish.first(values)
    if found is not None:
        return wish.column(found, ~missing)
    weak = bare.is_in(WEAK_TOKENS) & ~missing
    if wish.options.missing is None and weak.any():
        present = ~(missing | weak)
        found = wish.first(bare.filter(present)) if present.any() else None
        if found is not None:
            return wish.column(found, present, counted(bare, weak))
    found = _asked(values, wish)
    if found is not None:
        return wish.column(found, ~missing)
    if wish.kind is not None:
        raise refusal(wish.name, values, wish.kind, wish.decimal)
    return Column(text, (), offers(wish.name, values))


def first_reading(
    values: pl.Series, decimal: str, kind: Kind | None, thousands: str = ""
) -> Typed | None:
    """Return the first reading that takes every value, of the asked kind if one is asked."""
    probe = values.head(PROBE)
    for reader in writing.readers(decimal, thousands):
        if reader(probe) is not None or writing.undecided(reader, probe):
            found = reader(values)
            if found is not None and _is_kind(found.values, kind):
                return found
    return None


def _asked(values: pl.Series, wish: Wish) -> Typed | None:
    """Return the reading that only a person's choice allows: a kind, groups, an order of dates."""
    found, kind, options = None, wish.kind, wish.options
    if kind in ("number", "integer"):
        found = amounts.numbers(values, wish.decimal, options.thousands)
    elif kind == "boolean":
        found = amounts.booleans(values)
    elif kind is None and options.thousands:
        found = amounts.grouped(values, options.thousands, wish.decimal)
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

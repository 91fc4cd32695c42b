"""Reading by blocks gives what reading the whole gives: the table, and what is told about it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest

from mlcore.data import transcoding
from mlcore.data.blocks import engine, storing
from mlcore.data.options import ReadOptions
from mlcore.data.read import read_bytes
from mlcore.errors import LoupeError
from mlcore.store.objects import Objects
from tests.data.polluter import polluted

ROWS = 900
HEADER = "id,n,x,day,when,ok,code,note"


@pytest.fixture
def by_blocks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Read everything by small blocks; the list says for each file whether that was possible."""
    done: list[bool] = []
    read = engine.read

    def counted(*given: Any) -> engine.Large:
        done.append(False)
        made = read(*given)
        done[-1] = True
        return made

    monkeypatch.setattr(engine, "LARGE", 0)
    monkeypatch.setattr(engine, "SIZE", 12_000)
    monkeypatch.setattr(engine, "read", counted)
    return done


def same(data: bytes | str, objects: Objects, **options: Any) -> set[str]:
    """Compare both ways of reading; return the codes of what was told."""
    content = data.encode() if isinstance(data, str) else data
    chosen = ReadOptions(**options)
    made = read_bytes(content, "t.csv", objects, chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "LARGE", len(content) + 1)
        whole = read_bytes(content, "t.csv", objects, chosen)
    assert made.columns == whole.columns
    assert made.rejects == whole.rejects
    assert made.warnings == whole.warnings
    assert (made.rows, made.fingerprint) == (whole.rows, whole.fingerprint)
    assert made.lineage == whole.lineage
    assert made.frame().equals(whole.frame())
    return {notice.code for notice in made.warnings}


def lines(rows: int = ROWS, seed: int = 0) -> list[str]:
    rng = random.Random(seed)

    def some(text: str) -> str:
        return text if rng.random() > 0.1 else ""

    def row(i: int) -> Iterator[str]:
        day = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        yield str(i)
        yield some(str(rng.randint(-(10**9), 10**9)))
        yield some(repr(rng.gauss(0, 1000)))
        yield some(day)
        yield some(f"{day} 10:{rng.randint(0, 59):02}:00")
        yield some(rng.choice(["true", "false"]))
        yield f"K-{rng.randint(0, 99)}"
        yield some(f"some words and {rng.randint(0, 10**6)}")

    return [",".join(row(i)) for i in range(rows)]


def text(rows: list[str], header: str = HEADER, end: str = "\n") -> str:
    return end.join([header, *rows]) + end


def test_a_regular_file(objects: Objects, by_blocks: list[bool]) -> None:
    assert same(text(lines()), objects) == set()
    assert same("\ufeff" + text(lines(), end="\r\n"), objects) == set()
    assert same(text(lines()).removesuffix("\n"), objects) == set()
    assert by_blocks == [True] * 3


CELLS = [
    (0, "007"), (0, "1.5"), (0, "x"), (0, "99999999999999999999"), (0, "+5"), (0, "-0"),
    (0, "1e5"), (0, " 12 "), (0, "NA"), (0, "-"), (1, "1.0"), (1, "0x1F"),
    (2, "00.5"), (2, "inf"), (2, "9007199254740993"), (2, "0.12345678901234567890"), (2, "?"),
    (2, "n/a"), (2, "1e-7"), (2, "7"), (3, "2026-02-30"), (3, "2026/02/03"), (3, "03.02.2026"),
    (3, "2026-02-03 10:00"), (4, "2026-02-03"), (4, "2026-02-03T10:00:00Z"), (4, "NULL"),
    (5, "TRUE"), (5, "yes"), (5, "1"), (6, "NA"), (6, "5"), (7, " null "), (7, "käse"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "cell"), CELLS)
def test_an_odd_cell_in_the_last_block(
    place: int, cell: str, objects: Objects, by_blocks: list[bool]
) -> None:
    rows = lines()
    cells = rows[-3].split(",")
    cells[place] = cell
    rows[-3] = ",".join(cells)
    same(text(rows), objects)
    assert by_blocks == [True]


ODD = [
    "1,2", "1,2,3,4,5,6,7,8,9,10", "", "   ", HEADER, '1,2,3,2026-01-01,,true,"K-1","a, b"',
    '1,2,3,2026-01-01,,true,"K-1","over\ntwo lines"', '1,2,3,2026-01-01,,true,K-1,"never closed',
    '1,2,3,2026-01-01,,true,K-1,5" wide', '1,2,3,2026-01-01,,true,"a \\" b",x', "\n\n\n", ",,,,,,,",
    'a,"b\nc,d\ne,f"',
]  # fmt: skip


PLACES = [(100,), (400, 401), (890,), (5, 450, 895, 899)]


def some_now(every: int, cases: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Return all *cases*, of which one in *every* is tried now and the others by the slow tests."""
    return [
        case if number % every == 0 else pytest.param(*case, marks=pytest.mark.slow)
        for number, case in enumerate(cases)
    ]


@pytest.mark.parametrize(("places", "odd"), some_now(3, product(PLACES, ODD)))
def test_an_odd_line(
    odd: str, places: tuple[int, ...], objects: Objects, by_blocks: list[bool]
) -> None:
    rows = lines()
    for place in places:
        rows.insert(place, odd)
    same(text(rows), objects)
    assert by_blocks == [True]


AROUND = [
    (["A title"], []),
    (["A title", "made 2026-01-01", ""], ["Total,17", "Source: somewhere"]),
    ([], ["", "", "Total,1,2,3,4,5,6,7"]),
    ([], ["Sum,,,,,,,", "note: provisional"]),
]


@pytest.mark.parametrize(("above", "below"), AROUND)
def test_what_stands_around_the_table(
    above: list[str], below: list[str], objects: Objects, by_blocks: list[bool]
) -> None:
    for tidy in (True, False):
        same("\n".join([*above, text([*lines(), *below])]), objects, tidy=tidy)
    assert by_blocks == [True, True]


def test_options_are_those_of_the_whole(objects: Objects, by_blocks: list[bool]) -> None:
    rows = lines()
    same(text(rows), objects, kinds=(("id", "text"), ("n", "number"), ("code", "category")))
    same(text(rows), objects, missing=("K-1", "true"))
    same(text(rows), objects, header=False)
    same(text(rows), objects, skip=3)
    same(text(rows).replace(",", ";").replace(".", ","), objects)
    same(text(rows), objects, dates="day", thousands=".")
    same(text(rows), objects, quote="", encoding="utf-8")
    same(text(rows).replace(",", "\t"), objects, separator="\t", decimal=".")
    assert by_blocks == [True] * 8


def test_columns_that_show_late_what_they_are(objects: Objects, by_blocks: list[bool]) -> None:
    words = [*[""] * 500, *["word"] * 400]
    numbers = [*["-"] * 500, *["1.5"] * 400]
    codes = [*["DE"] * 450, *["NA", "FR"] * 225]
    days = [*["01/02/2026"] * 500, *["31/12/2026"] * 400]
    yes = [*["yes", "no"] * 200, *["maybe"] * 500]
    rows = [
        ",".join((str(i), *cells))
        for i, cells in enumerate(zip(words, numbers, codes, days, yes, strict=True))
    ]
    found = same(text(rows, "id,words,numbers,codes,days,yes"), objects)
    assert found == {"missing_tokens", "date_order"}
    assert by_blocks == [True]


WRITTEN = [
    (lambda i: f"{i},{i % 10}", ["7", "-3,25", "", "-", "0,5"]),
    (lambda i: f"{i % 28 + 1:02}/{i % 12 + 1:02}/2026", ["01/02/2026", "", "?"]),
    (lambda i: f"{i % 12 + 1}/{i % 28 + 1}/2026", ["1/2/2026", "NA"]),
    (lambda i: f"{i % 28 + 1}.{i % 12 + 1}.2026 10:{i % 60:02}", ["1.1.2026 09:00", "-"]),
    (lambda i: f"2026-{i % 12 + 1:02}-01T10:{i % 60:02}:00+02:00", ["2026-01-01 10:00+02:00"]),
    (lambda i: f"2026/{i % 12 + 1}/{i % 28 + 1}", ["2026/1/1", ""]),
]
ODD_AT_THE_END = ["1.5", "x", "13/13/2026", "31/01/2026", "1/31/2026", "2026-01-01T10:00Z", "1,5,",
                  "12345678901234567890", "0,12345678901234567890", "1/2/2026 10:00", "007,5",
                  "2026-01-01", "1-2-2026"]  # fmt: skip


def wide(cells: list[str]) -> str:
    return "\n".join(["id;cell;more", *(f"{i};{cell};w{i % 7}" for i, cell in enumerate(cells))])


@pytest.mark.parametrize(("write", "more"), WRITTEN)
def test_other_writings_are_typed_as_the_blocks_arrive(
    write: Any, more: list[str], objects: Objects, by_blocks: list[bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    cells = [write(i) for i in range(2000)]
    with monkeypatch.context() as patch:
        patch.setattr(storing, "replace", None)  # nothing is typed at the end
        same(wide([*cells, *more]), objects)
    assert by_blocks == [True]


@pytest.mark.parametrize(
    ("write", "odd"), some_now(4, product([write for write, _more in WRITTEN], ODD_AT_THE_END))
)
def test_another_writing_in_the_last_block(
    write: Any, odd: str, objects: Objects, by_blocks: list[bool]
) -> None:
    same(wide([*(write(i) for i in range(1200)), odd]), objects)
    assert by_blocks == [True]


def test_dates_whose_first_hundred_may_be_either_are_decided_by_all(objects: Objects) -> None:
    open_, told = ["01/02/2026"] * 150, ["31/01/2026"]
    assert same(wide([*open_, *told]), objects) == {"date_order"}
    assert same(wide(open_), objects) == {"ambiguous_dates"}


def test_what_only_the_whole_file_settles(objects: Objects, by_blocks: list[bool]) -> None:
    rows = lines()
    same(text([*rows[:500], "", "name,value", "a,1", *rows[500:]]), objects)
    same(text(["one", "two"] * 400, "word"), objects)
    same(text(rows).replace(",", "||"), objects)
    same(text([row + ",1" for row in rows]), objects)
    same(text([*rows[:800], "1,2,\r3,4"]), objects)
    assert by_blocks == [False] * 5


@pytest.mark.parametrize("encoding", ["latin-1", "cp1251", "utf-16", "utf-8-sig", "shift_jis"])
def test_other_encodings_are_read_by_blocks_too(
    encoding: str, objects: Objects, by_blocks: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcoding, "PART", 5001)
    word = {"cp1251": "слово", "shift_jis": "ことば"}.get(encoding, "größe")
    content = text(lines()).replace("words", word)
    same(content.encode(encoding), objects)
    if not encoding.startswith("utf-8"):
        same(content.encode(encoding), objects, encoding=encoding)
    foreign = content.encode("utf-8").replace(word.encode(), b"w\xf6rds", 40)
    same(foreign, objects)
    same(content.encode() + b"a\0b,1\n", objects, drop_nul=True)
    assert all(by_blocks)


def test_names_are_never_patterns(objects: Objects, by_blocks: list[bool]) -> None:
    assert same(text(lines(), "^i.*$,*,^$,a.b,'c',\\d,{},-"), objects) == set()
    assert same(text(["x,NA,-", "y,1,2"] * 300, "^a$,^b.*$,^c$"), objects) == {"missing_tokens"}
    assert by_blocks == [True] * 2


def test_refusals_are_the_same(objects: Objects, by_blocks: list[bool]) -> None:
    for content, options, code in (
        (text(lines()), {"kinds": (("note", "number"),)}, "not_convertible"),
        (text([*lines(), "a\0b"]), {}, "nul_bytes"),
        (text(lines()), {"separator": '"'}, "bad_separator"),
    ):
        with pytest.raises(LoupeError) as caught:
            read_bytes(content.encode(), "t.csv", objects, ReadOptions(**options))
        assert caught.value.code == code
    assert by_blocks == [False] * 3


@pytest.mark.parametrize(
    "start", [0, *(pytest.param(at, marks=pytest.mark.slow) for at in range(20, 120, 20))]
)
def test_dirty_files_come_out_the_same(
    start: int, objects: Objects, by_blocks: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SIZE", 1500)
    for seed in range(start, start + 20):
        dirty = polluted(seed)
        same(dirty.content, objects, **dirty.draft.options)
    assert sum(by_blocks) > 7

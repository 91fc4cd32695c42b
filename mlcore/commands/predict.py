"""``predict`` and ``explain``: ask a registered model."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from mlcore.commands.command import WIDEST, Answer, Command, Session, shortened
from mlcore.commands.data import load, source
from mlcore.errors import LoupeError
from mlcore.language import count

if TYPE_CHECKING:
    import pandas as pd

    from mlcore.data.dataset import Dataset
    from mlcore.prediction.why import Reasons

SHOWN = 20
EXPLAINED = 100


def _predict_arguments(part: ArgumentParser) -> None:
    part.add_argument("model", metavar="NAME[@ALIAS|:VERSION]")
    source(part, "the rows to answer")
    part.add_argument("-o", "--out", metavar="OUT", help="write the answers as .csv or .parquet")
    part.add_argument(
        "--coverage", metavar="SHARE", type=float,
        help="of intervals and sets of classes: 0.8, 0.9 (the default), 0.95 …",
    )  # fmt: skip


def _predict(args: Namespace, session: Session) -> Answer:
    from mlcore.data.export import write
    from mlcore.data.notices import sentence
    from mlcore.prediction.batch import batch
    from mlcore.registry.registry import Registry

    model = Registry(session.store, session.workspace).load(args.model)
    data = load(args, session)
    done = batch(model, data, args.coverage)
    errors = [{"row": e.row, "column": e.column, "message": e.message} for e in done.errors]
    remarks = [{"row": w.row, "column": w.column, "message": w.message} for w in done.warnings]
    notes = [sentence(notice) for notice in data.warnings]
    lines = [f"{done.answered:,} of {count(len(done.frame), 'row')} answered", *notes]
    lines += [f"line {r.line}: {r.reason}" for r in data.rejects[:SHOWN]]
    if args.out:
        write(_as_it_came(done.frame, data, args), Path(args.out))
        lines.append(f"written to {args.out}")
    lines += [f"row {e['row']}, {e['column']}: {e['message']}" for e in (errors + remarks)[:SHOWN]]
    if len(errors) + len(remarks) > SHOWN:
        lines.append(f"and {count(len(errors) + len(remarks) - SHOWN, 'more remark')}")
    if not args.out:
        shown = done.frame.head(20).rename(columns=shortened)
        lines += shown.to_string(max_colwidth=WIDEST).splitlines()
    aside = [{"line": r.line, "reason": r.reason} for r in data.rejects]
    answer = {"rows": len(done.frame), "errors": errors, "warnings": remarks}
    answer |= {"set_aside": aside, "notes": notes}
    return Answer(answer, tuple(lines))


def _as_it_came(frame: pd.DataFrame, data: Dataset, args: Namespace) -> pd.DataFrame:
    """Return the answers beside the cells of a file as they stand there, where OUT is text."""
    from mlcore.data.source import fetch, is_address, is_query
    from mlcore.data.written import as_written

    file = not (is_query(args.source) or is_address(args.source))
    wanted = file and args.out.lower().endswith(".csv")
    texts = as_written(fetch(args.source), data) if wanted else None
    return (
        frame
        if texts is None
        else frame.assign(**{str(name): cells for name, cells in texts.items()})
    )


def _explain_arguments(part: ArgumentParser) -> None:
    part.add_argument("model", metavar="NAME[@ALIAS|:VERSION]")
    source(part, "the rows to explain, the first 100 of them")
    part.add_argument("--class", dest="of", metavar="CLASS", help="explain the chance of CLASS")


def _explain(args: Namespace, session: Session) -> Answer:
    from mlcore.prediction.messages import NO_ROWS
    from mlcore.prediction.refusal import refuse
    from mlcore.prediction.rows import check_frame
    from mlcore.prediction.why import reasons
    from mlcore.registry.registry import Registry

    model = Registry(session.store, session.workspace).load(args.model)
    checked = check_frame(model.signature, load(args, session).frame(rows=slice(0, EXPLAINED)))
    if not checked.rows:
        raise LoupeError(NO_ROWS)
    refuse(checked)
    found = reasons(model, checked, args.of)
    shown = [
        {
            "start": one.start,
            "total": one.total,
            "scale": one.scale,
            "class": one.of or None,
            "method": one.method,
            "contributions": [{"column": name, "value": part} for name, part in one.parts],
        }
        for one in found
    ]
    lines = [
        f"row {number}: {_scale(one)}{one.total:.6g} from {one.start:.6g}: "
        + ", ".join(f"{name} {part:+.3g}" for name, part in one.parts[:5] if part)
        for number, one in enumerate(found[:SHOWN], 1)
    ]
    return Answer({"rows": len(shown), "explanations": shown}, tuple(lines))


SCALES = {"value": "", "probability": "probability", "score": "log odds"}


def _scale(one: Reasons) -> str:
    """Return what the numbers of a row's reasons are, before them; nothing for a number."""
    return f"{SCALES[one.scale]} of {one.of}, " if one.of else ""


COMMANDS = (
    Command("predict", "Answer the rows of a table.", _predict_arguments, _predict),
    Command("explain", "Say what made the answers.", _explain_arguments, _explain),
)

"""What an exported ``predict.py`` does: rows in, answers out, as file or over HTTP.

Every function here is carried into the script as it stands.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from skops.io import loads as read_stored

from mlcore.evaluation.recalibration import Recalibration
from mlcore.prediction.artifact import signature_of
from mlcore.prediction.model import labels
from mlcore.prediction.rows import Checked, check, parse

MOST_BYTES = 8_000_000


@dataclass(eq=False)
class Predictor:
    """The model: what it takes, what answers, its threshold, interval and corrected chances."""

    signature: Any
    fitted: Any
    threshold: Any
    width: float | None
    curves: Any = None

    def answers(self, checked: Checked) -> list[dict[str, Any]]:
        """Return one answer per row, in order; a row that does not fit says why."""
        found: dict[int, dict[str, Any]] = {}
        for problem in checked.problems:
            place = (problem.row or 1) - 1
            found.setdefault(place, {"value": None, "error": []})["error"].append(problem.message)
        raw = self._raw(checked)
        for at, numbers in zip(checked.kept.tolist(), raw, strict=True):
            warnings = [remark.message for remark in checked.warnings(at + 1)]
            found[at] = {**self._answer(numbers), "warnings": warnings}
        return [found[at] for at in range(checked.rows)]

    def _raw(self, checked: Checked) -> np.ndarray:
        if not len(checked.kept):
            return np.empty(0)
        raw = np.asarray(self.fitted.predict_raw(checked.frame), dtype=float)
        return raw if self.curves is None else self.curves.apply(raw)

    def _answer(self, numbers: Any) -> dict[str, Any]:
        if not np.all(np.isfinite(numbers)):
            return {"value": None, "error": ["The model could not answer this row."]}
        if np.ndim(numbers) == 0:
            value, width = float(numbers), self.width
            return {"value": value} | (
                {} if width is None else {"interval": [value - width, value + width]}
            )
        classes = self.signature.classes
        shares = dict(zip(classes, numbers.tolist(), strict=True))
        return {"value": labels(self.signature)[self._code(numbers)], "probabilities": shares}

    def _code(self, numbers: Any) -> int:
        if self.threshold is None:
            return int(np.argmax(numbers))
        name, least = self.threshold
        positive = self.signature.classes.index(name)
        return positive if numbers[positive] >= least else 1 - positive


def read_model(
    folder: Path, sums: Mapping[str, str], types: Sequence[str], rest: Mapping[str, Any]
) -> Predictor:
    """Return the model in *folder*, whose files must be those this script was written with."""
    files = {name: (folder / name).read_bytes() for name in sums}
    for name, data in files.items():
        if hashlib.sha256(data).hexdigest() != sums[name]:
            raise SystemExit(f"error: {name} was changed since it was exported")
    signature = signature_of(json.loads(files["signature.json"]))
    fitted = read_stored(files["model.skops"], trusted=list(types))
    curves = Recalibration.from_json(rest["curves"]) if rest["curves"] else None
    return Predictor(signature, fitted, rest["threshold"], rest["width"], curves)


def answer_text(model: Predictor, text: str) -> list[dict[str, Any]]:
    """Return the answers to rows of JSON: a list of objects, or an object with ``rows``."""
    given = json.loads(text)
    rows = given["rows"] if isinstance(given, dict) and "rows" in given else given
    if not isinstance(rows, list):
        raise ValueError("rows are a list of objects")
    return model.answers(check(model.signature, rows))


def read_table(path: str) -> tuple[list[str], list[list[str]]]:
    """Return the names and the rows of a ``.csv`` file, all rows of one width."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        lines = [(reader.line_num, cells) for cells in reader if cells]
    if not lines:
        raise ValueError(f"{path} is empty")
    (_, names), *rest = lines
    for number, cells in rest:
        if len(cells) != len(names):
            raise ValueError(f"line {number} has {len(cells)} cells instead of {len(names)}")
    return names, [cells for _, cells in rest]


def answer_file(model: Predictor, path: str) -> list[dict[str, Any]]:
    """Return the answers to the rows of a ``.csv`` or ``.json`` file; ``-`` reads JSON."""
    if not path.lower().endswith(".csv"):
        return answer_text(model, read_text(path))
    return answer_table(model, *read_table(path))


def answer_table(
    model: Predictor, names: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[dict[str, Any]]:
    """Return the answers to rows of text cells."""
    columns = {name: [cells[at] for cells in rows] for at, name in enumerate(names)}
    return model.answers(parse(model.signature, columns))


def read_text(path: str) -> str:
    """Return the text of a file; ``-`` is standard input."""
    return sys.stdin.read() if path == "-" else Path(path).read_text("utf-8-sig")


def answers_of(model: Predictor, path: str, csv_out: bool) -> str:
    """Return the answers to a file as JSON, or as the file's rows with the answers beside them."""
    if not csv_out:
        return json.dumps(answer_file(model, path), ensure_ascii=False, allow_nan=False)
    if not path.lower().endswith(".csv"):
        raise ValueError("answers are written as .csv beside the rows of a .csv; choose .json")
    names, rows = read_table(path)
    answers = [answer_cells(answer) for answer in answer_table(model, names, rows)]
    ours = list(dict.fromkeys(name for answer in answers for name in answer))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*names, *(free_name(name, names) for name in ours)])
    for cells, answer in zip(rows, answers, strict=True):
        writer.writerow([*cells, *(answer.get(name, "") for name in ours)])
    return text.getvalue()


def answer_cells(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return one answer as cells by the names of their columns."""
    value = answer["value"]
    cells = {"prediction": "" if value is None else value}
    cells |= {f"probability_{c}": p for c, p in answer.get("probabilities", {}).items()}
    cells |= dict(zip(("low", "high"), answer.get("interval", ()), strict=False))
    return cells | ({"error": "; ".join(answer["error"])} if "error" in answer else {})


def free_name(name: str, taken: Sequence[str]) -> str:
    """Return *name*, with a trailing ``_`` for as long as it is taken."""
    return free_name(f"{name}_", taken) if name in taken else name


def serve(model: Predictor, host: str, port: int) -> None:
    """Answer ``POST /predict`` until the process is stopped; ``GET /livez`` says it lives."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(200 if self.path == "/livez" else 404, {"live": True})

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            if not 0 < size <= MOST_BYTES:
                return self._say(413, {"error": f"send 1 to {MOST_BYTES} bytes"})
            try:
                found = answer_text(model, self.rfile.read(size).decode("utf-8"))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                return self._say(400, {"error": str(error)[:200]})
            return self._say(200, {"predictions": found})

        def log_message(self, format: str, *args: Any) -> None:
            """Print nothing: rows may be private."""

        def _say(self, status: int, body: Any) -> None:
            data = json.dumps(body, allow_nan=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    with ThreadingHTTPServer((host, port), Handler) as server:
        print(f"listening on port {server.server_address[1]}", file=sys.stderr, flush=True)
        server.serve_forever()


def main(model: Predictor) -> None:
    """Read the command line, answer, and write the answers; what is wrong ends it in words."""
    line = argparse.ArgumentParser(description="Answer rows with one model, without Loupe.")
    line.add_argument("rows", nargs="?", default="-", help=".csv or .json file; - reads JSON")
    line.add_argument("-o", "--out", help="write the answers here, as .json or as .csv")
    line.add_argument("--serve", type=int, metavar="PORT", help="answer over HTTP instead")
    line.add_argument("--host", default="127.0.0.1", help="address to answer at; 0.0.0.0: all")
    asked = line.parse_args()
    if asked.serve is not None:
        return serve(model, asked.host, asked.serve)
    out = asked.out or ""
    try:
        text = answers_of(model, asked.rows, out.lower().endswith(".csv"))
        if out:
            Path(out).write_text(text, "utf-8", newline="")
        else:
            print(text)
    except OSError as error:
        raise SystemExit(f"error: {error.strerror}: {error.filename}") from None
    except (ValueError, KeyError, TypeError, RecursionError, csv.Error) as error:
        raise SystemExit(f"error: {error}") from None
    return None

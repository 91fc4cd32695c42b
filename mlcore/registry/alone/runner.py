"""What an exported ``predict.py`` does: rows in, answers out, as file or over HTTP.

Every function here is carried into the script as it stands.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
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


def answer_file(model: Predictor, path: str) -> list[dict[str, Any]]:
    """Return the answers to the rows of a ``.csv`` or ``.json`` file; ``-`` reads JSON."""
    if path == "-":
        return answer_text(model, sys.stdin.read())
    text = Path(path).read_text("utf-8-sig")
    if not path.lower().endswith(".csv"):
        return answer_text(model, text)
    lines = list(csv.reader(text.splitlines(keepends=True)))
    columns = {name: [row[at] for row in lines[1:]] for at, name in enumerate(lines[0])}
    return model.answers(parse(model.signature, columns))


def serve(model: Predictor, port: int) -> None:
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

    with ThreadingHTTPServer(("0.0.0.0", port), Handler) as server:
        print(f"listening on port {server.server_address[1]}", file=sys.stderr, flush=True)
        server.serve_forever()


def main(model: Predictor) -> None:
    """Read the command line, answer, and write the answers as JSON."""
    line = argparse.ArgumentParser(description="Answer rows with one model, without Loupe.")
    line.add_argument("rows", nargs="?", default="-", help=".csv or .json file; - reads JSON")
    line.add_argument("-o", "--out", help="write the answers here instead of printing them")
    line.add_argument("--serve", type=int, metavar="PORT", help="answer over HTTP instead")
    asked = line.parse_args()
    if asked.serve is not None:
        return serve(model, asked.serve)
    text = json.dumps(answer_file(model, asked.rows), ensure_ascii=False, allow_nan=False)
    if asked.out:
        Path(asked.out).write_text(text, "utf-8")
    else:
        print(text)
    return None

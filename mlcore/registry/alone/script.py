"""A version → ``predict.py``: public libraries, the few functions of ours as source."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

from mlcore.cleaning.export import plain_name, sorted_imports
from mlcore.errors import LoupeError, Where
from mlcore.prediction import archive, artifact
from mlcore.prediction.answer import COVERAGE
from mlcore.prediction.messages import FOLDER_TAKEN, FOLDER_UNUSABLE
from mlcore.prediction.model import Model
from mlcore.registry.alone import runner
from mlcore.registry.registry import Registry
from mlcore.store.files import write_atomic
from mlcore.training.export.link import Linker
from mlcore.training.export.lock import locked
from mlcore.types import to_json

SIGNATURE = "signature.json"
PARTS = "predict_parts"
"""The module the stored model names its classes in: the script itself."""
STANDS_FOR = {
    "mlcore.errors": "mlcore.training.export.refusals",
    "mlcore.language": "mlcore.registry.alone.language",
    "mlcore.catalog.models": "mlcore.training.export.plain",
    "mlcore.training.failures": "mlcore.training.export.plain",
    "mlcore.training.messages": "mlcore.training.export.plain",
}
NEEDLESS = {
    "mlcore.cleaning.steps": ("python", "fit", "fit_transform"),
    "mlcore.cleaning.fit": ("recipe",),
    "mlcore.catalog": ("trees", "fit"),
    "mlcore.training.preparation": ("sources", "fit"),
}
"""Methods that answering does without, by where their classes stand."""
USED = ("Predictor", "read_model", "answer_text", "answer_file", "main")
_HEAD = '''"""{title}

Answers rows without Loupe: ``python predict.py ROWS.csv`` (or .json, or JSON on standard input;
``-o OUT.csv`` writes the rows with their answers),
``python predict.py --serve 8080`` over HTTP, ``predict(rows)`` from Python. It needs the folder
``model`` beside it and the packages in requirements.txt, and imports public libraries only.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

{imports}

sys.modules.setdefault("{parts_name}", sys.modules[__name__])

{parts}


SUMS = {sums}
TYPES = {types}
REST = {rest}
MODEL = read_model(Path(__file__).parent / "model", SUMS, TYPES, REST)


def predict(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one answer per row of plain values."""
    return MODEL.answers(check(MODEL.signature, rows))


if __name__ == "__main__":
    main(MODEL)
'''
_DOCKER = """FROM python:{python}-slim
WORKDIR /srv
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY predict.py .
COPY model model
RUN useradd --system answers
USER answers
EXPOSE 8080
CMD ["python", "predict.py", "--serve", "8080", "--host", "0.0.0.0"]
"""


def files(registry: Registry, ref: str) -> dict[str, bytes]:
    """Return what answers as the version *ref* without Loupe, by the name of the file.

    ``predict.py``, ``requirements.txt``, ``Dockerfile``, ``model/model.skops``,
    ``model/signature.json``.

    Raises
    ------
    LoupeError
        As :meth:`Registry.load`.
    """
    model, name = registry.load(ref), ref
    packed = artifact.packed(model)
    linker = Linker(STANDS_FOR, NEEDLESS)
    for used in USED:
        linker.take(runner.__name__, used)
    linker.take("mlcore.prediction.rows", "check")
    stored, types = _renamed(packed[artifact.MODEL], linker)
    parts = {artifact.MODEL: stored, SIGNATURE: packed[SIGNATURE]}
    imports = linker.imports | {
        "import sys", "from pathlib import Path", "from typing import Any",
    }  # fmt: skip
    roots = {line.split()[1].split(".")[0] for line in imports} - sys.stdlib_module_names
    roots |= {module.split(".")[0] for module in types if not module.startswith(PARTS)}
    text = _HEAD.format(
        title=f"Answers as “{plain_name(name)}”, written by Loupe.",
        imports=sorted_imports(imports),
        parts_name=PARTS,
        parts="\n\n\n".join(linker.parts),
        sums=json.dumps({n: hashlib.sha256(data).hexdigest() for n, data in parts.items()}),
        types=json.dumps(types),
        rest=repr(_rest(model)),
    )
    lock = locked(roots - sys.stdlib_module_names, also=("skops",))
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {
        "predict.py": text.encode(),
        "requirements.txt": ("\n".join(lock) + "\n").encode(),
        "Dockerfile": _DOCKER.format(python=python).encode(),
        **{f"model/{part}": data for part, data in parts.items()},
    }


def zipped(registry: Registry, ref: str) -> bytes:
    """Return these files as one zip; errors as :func:`files`."""
    return _zip(files(registry, ref))


def _zip(made: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive_file:
        for name, data in made.items():
            archive_file.writestr(name, data)
    return out.getvalue()


def write_out(registry: Registry, ref: str, path: Path) -> None:
    """Write these files into the folder *path*, or as one file when it ends with ``.zip``.

    Raises
    ------
    LoupeError
        As :func:`files`; ``folder_unusable``, ``folder_taken``.
    """
    made = files(registry, ref)
    try:
        if path.suffix.lower() == ".zip":
            write_atomic(path, _zip(made))
            return
        if path.is_dir() and any(path.iterdir()):
            raise LoupeError(FOLDER_TAKEN, Where(file=path.name))
        for name, data in made.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise LoupeError(FOLDER_UNUSABLE, Where(file=path.name), reason=reason) from error


def _rest(model: Model) -> dict[str, Any]:
    """Return what a version says beyond its fit."""
    wide = model.width(COVERAGE) if model.signature.task == "regression" else None
    said = {"threshold": model.meta.threshold, "curves": to_json(model.meta.recalibration)}
    return {**said, "width": wide}


def _renamed(data: bytes, linker: Linker) -> tuple[bytes, list[str]]:
    """Return the stored model with our classes named as the script has them, and its types."""
    archive.inspect(data, artifact.MODEL)
    out = io.BytesIO()
    types: set[str] = set()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == archive.SCHEMA:
                schema = json.loads(content)
                _rename(schema, linker, types)
                content = json.dumps(schema).encode()
            new.writestr(entry.filename, content)
    return out.getvalue(), sorted(types)


def _rename(node: Any, linker: Linker, types: set[str]) -> None:
    """Give every class of ours in a description its name in the script; collect all types."""
    if isinstance(node, dict):
        if isinstance(node.get("__loader__"), str):
            module, name = str(node["__module__"]), str(node["__class__"])
            if module.startswith("mlcore."):
                node["__class__"], node["__module__"] = linker.take(module, name), PARTS
            types.add(f"{node['__module__']}.{node['__class__']}")
        for child in node.values():
            _rename(child, linker, types)
    elif isinstance(node, list):
        for child in node:
            _rename(child, linker, types)

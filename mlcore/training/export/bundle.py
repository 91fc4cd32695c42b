"""What leaves with a run: the script, the versions it needs, and the table."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from mlcore.data.messages import CANNOT_WRITE
from mlcore.errors import LoupeError, Where
from mlcore.store.files import write_atomic
from mlcore.training.export.script import TABLE, script
from mlcore.training.run import Run

_STAMP = (2000, 1, 1, 0, 0, 0)
_PIN = re.compile(r'^#   "(.+)",$', re.MULTILINE)


def files(run: Run) -> dict[str, bytes]:
    """Return the files that reproduce *run*: ``train.py``, ``requirements.txt``, the table.

    Raises
    ------
    LoupeError
        When no model of the run has finished, or its table is lost.
    """
    text = script(run)
    pins = "\n".join(_PIN.findall(text)) + "\n"
    table = run.data.objects.get(run.data.object)
    return {"train.py": text.encode("utf-8"), "requirements.txt": pins.encode(), TABLE: table}


def zipped(run: Run) -> bytes:
    """Return these files as one zip; the same run gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files(run).items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write(run: Run, path: Path) -> tuple[str, ...]:
    """Write the script to *path* (``.py``), or all files as a zip; return what was written.

    Raises
    ------
    LoupeError
        ``cannot_write`` where the place takes no file, and as :func:`files`.
    """
    alone = path.suffix.lower() == ".py"
    data = files(run)["train.py"] if alone else zipped(run)
    try:
        write_atomic(path, data)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise LoupeError(CANNOT_WRITE, Where(file=path.name), reason=reason) from error
    return ("train.py",) if alone else ("train.py", "requirements.txt", TABLE)

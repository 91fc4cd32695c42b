"""``python -m mlcore``: the command line."""

from __future__ import annotations

import os
import sys

for _pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")  # before numpy: more threads collapse under load

from mlcore.commands.line import main

if __name__ == "__main__":
    sys.exit(main())

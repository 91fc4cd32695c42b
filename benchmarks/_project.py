"""The project's folder, put where Python looks for packages: benchmarks run as files."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

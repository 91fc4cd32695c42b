"""The beginning of each lesson's Python: where its points come from."""

from __future__ import annotations

from mlcore.learn.points import MOST, Points


def drawn(points: Points, seed: int, table: str) -> list[str]:
    """Return Python that draws the rows the lesson shows; none when it shows them all."""
    if points.rows < MOST or not points.left_out:
        return []
    return [
        f"shown = np.random.default_rng({seed}).choice(len({table}), {MOST}, replace=False)",
        f"{table} = {table}.iloc[np.sort(shown)]",
    ]


def reading(points: Points, seed: int = 0) -> str:
    """Return Python that reads a reader's own columns into ``X`` and ``y``: the very same rows.

    Parameters
    ----------
    points : Points
        The rows that the lesson shows.
    seed : int
        What drew them when the table has more.
    """
    used = [*points.names, *([points.y_name] if points.y_name else [])]
    lines = [
        "import pandas as pd",
        "",
        f'table = pd.read_csv("table.csv").dropna(subset={used!r})',
    ]
    lines += drawn(points, seed, "table")
    lines.append(f"X = table[{list(points.names)!r}].to_numpy(float)")
    if points.y_name:
        kind = ".astype(str)" if points.classes else ""
        lines.append(f"y = table[{points.y_name!r}]{kind}.to_numpy()")
    return "\n".join(lines)

"""Python that trains the very network of the lesson on recurrence, in plain NumPy."""

from __future__ import annotations

from mlcore.learn.lesson import Chosen
from mlcore.learn.points import MOST, Points
from mlcore.learn.recurrence import MOMENTUM, Design
from mlcore.learn.sequences import HELD, Sequences

HEAD = """\
# scikit-learn has no recurrent networks: this is all of this one, in NumPy
import numpy as np
"""
RECALL = """
rng = np.random.default_rng(%(seed)d)
X = 0.3 * rng.standard_normal((%(rows)d, %(steps)d))
X[:, 0] = rng.choice((-1.0, 1.0), %(rows)d)  # wanted back after the last step
y, own = X[:, 0].copy(), %(own)d  # the first ones are learned from
"""
WAVE = """
t = np.arange(%(rows)d)
noise = np.random.default_rng(%(seed)d).standard_normal(len(t))
series = np.sin(2 * np.pi * t / 25) + 0.5 * np.sin(2 * np.pi * t / 9) + 0.1 * noise
"""
READ = """\
import pandas as pd

table = pd.read_csv("table.csv"%(dates)s)
table = table.dropna(subset=%(used)r).sort_values(%(time)r, kind="stable")
series = table[%(name)r].to_numpy(float)[-%(most)d:]
"""
WINDOWS = """\
steps = %(steps)d
own = max(1, len(series) - steps - round(%(held)s * (len(series) - steps)))
seen = series[:own + steps]  # what is learned from
series = (series - seen.mean()) / seen.std()
windows = np.lib.stride_tricks.sliding_window_view(series, steps + 1)
X, y = windows[:, :-1], windows[:, -1]
"""
SIMPLE = """

def read(X):
    \"\"\"All states on the way, one more than steps, and the answers after the last.\"\"\"
    W, U, b, V, c = weights
    h = [np.zeros((len(X), units))]
    for t in range(X.shape[1]):
        h.append(np.tanh(X[:, t:t + 1] @ W + h[-1] @ U + b))
    return h, (h[-1] @ V + c)[:, 0]


def slopes_of(X, y):
    \"\"\"The slope of the loss by each weight: back through time.\"\"\"
    W, U, b, V, c = weights
    h, answers = read(X)
    error = ((answers - y) / len(y))[:, None]
    slope, found = error @ V.T, [np.zeros_like(each) for each in (W, U, b)]
    for t in range(X.shape[1] - 1, -1, -1):
        sums = slope * (1 - h[t + 1] ** 2)
        for each, more in zip(found, (X[:, t:t + 1].T @ sums, h[t].T @ sums, sums.sum(axis=0))):
            each += more
        slope = sums @ U.T
    return [*found, h[-1].T @ error, error.sum(axis=0)]
"""
LSTM = """

def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def read(X):
    \"\"\"States, memories and gates on the way, and the answers after the last step.\"\"\"
    W, U, b, V, c = weights
    h, memory, gates = [np.zeros((len(X), units))], [np.zeros((len(X), units))], []
    for t in range(X.shape[1]):
        sums = X[:, t:t + 1] @ W + h[-1] @ U + b
        i, f, o = np.split(sigmoid(sums[:, :3 * units]), 3, axis=1)
        gates.append((i, f, o, np.tanh(sums[:, 3 * units:])))
        memory.append(f * memory[-1] + i * gates[-1][3])
        h.append(o * np.tanh(memory[-1]))
    return (h, memory, gates), (h[-1] @ V + c)[:, 0]


def slopes_of(X, y):
    \"\"\"The slope of the loss by each weight: back through time.\"\"\"
    W, U, b, V, c = weights
    (h, memory, gates), answers = read(X)
    error = ((answers - y) / len(y))[:, None]
    slope, kept = error @ V.T, np.zeros((len(X), units))
    found = [np.zeros_like(each) for each in (W, U, b)]
    for t in range(X.shape[1] - 1, -1, -1):
        (i, f, o, g), shown = gates[t], np.tanh(memory[t + 1])
        m = kept + slope * o * (1 - shown**2)
        sums = np.hstack([m * g * (i * (1 - i)), m * memory[t] * (f * (1 - f)),
                          slope * shown * (o * (1 - o)), m * i * (1 - g**2)])
        for each, more in zip(found, (X[:, t:t + 1].T @ sums, h[t].T @ sums, sums.sum(axis=0))):
            each += more
        slope, kept = sums @ U.T, m * f
    return [*found, h[-1].T @ error, error.sum(axis=0)]
"""
TRAIN = """

def turned():
    \"\"\"Weights that turn the state and make it %(scale)s times as long.\"\"\"
    q, r = np.linalg.qr(rng.standard_normal((units, units)))
    return %(scale)s * (q * np.sign(np.diag(r)))


units, rng = %(units)d, np.random.default_rng(%(seed)d)
U = np.hstack([turned() for _ in range(%(gates)d)])
b = np.zeros(%(gates)d * units)
%(open)sW = rng.standard_normal((1, len(b))) * 0.5
V = rng.standard_normal((units, 1)) / np.sqrt(units)
weights = [W, U, b, V, np.zeros(1)]
speed = [np.zeros_like(each) for each in weights]
for _ in range(%(rounds)d):
    slopes = slopes_of(X[:own], y[:own])
%(clip)s    speed = [%(momentum)s * v - %(rate)s * s for v, s in zip(speed, slopes)]
    weights = [w + v for w, v in zip(weights, speed)]

loss = 0.5 * np.mean((read(X)[1] - y)[:own] ** 2)
held_loss = 0.5 * np.mean((read(X)[1] - y)[own:] ** 2)
print("loss", loss, "on sequences held back", held_loss)
"""
OPEN = "b[units:2 * units] = 1  # the forget gate is open at first\n"
CLIP = """\
    length = np.sqrt(sum((s**2).sum() for s in slopes))
    slopes = [s * (1 / max(1, length)) for s in slopes]  # no longer than 1
"""


def code(points: Points, chosen: Chosen, design: Design, data: Sequences) -> str:
    """Return Python whose ``loss`` and ``held_loss`` are those of the last frame.

    Parameters
    ----------
    points : Points
        The rows that the lesson shows.
    chosen : Chosen
        What was chosen.
    design : Design
        How the network is built and taught.
    data : Sequences
        What it learns from.
    """
    gated = design.cell == "lstm"
    train = TRAIN % {
        "units": design.units, "rounds": design.rounds, "rate": design.rate, "seed": chosen.seed,
        "scale": design.scale, "gates": len(design.of.gates), "momentum": MOMENTUM,
        "open": OPEN if gated else "", "clip": CLIP if design.clip else "",
    }  # fmt: skip
    return f"{HEAD}{_rows(points, chosen, data)}{LSTM if gated else SIMPLE}{train}"


def _rows(points: Points, chosen: Chosen, data: Sequences) -> str:
    """Return Python that makes ``X``, ``y`` and how many of them are learned from."""
    steps = {"rows": points.rows, "steps": data.steps, "seed": chosen.seed, "own": data.own}
    if data.goal == "recall":
        return RECALL % steps
    windows = WINDOWS % {**steps, "held": HELD}
    if not points.own:
        return f"{WAVE % steps}{windows}"
    used, time = [points.order, points.names[0]], points.order
    dates = f", parse_dates=[{time!r}]" if points.dated else ""
    read = READ % {
        "used": used, "time": time, "dates": dates, "name": points.names[0], "most": MOST,
    }  # fmt: skip
    return f"{read}{windows}"

"""Python that slides the kernel of the picture, or trains the very network, in plain NumPy."""

from __future__ import annotations

from mlcore.learn.digits import BATCH, HELD, MOMENTUM
from mlcore.learn.lesson import Chosen

DIGITS = """\
# scikit-learn ships the digits but has no convolution; SciPy slides the same kernel
import numpy as np
from scipy.signal import correlate2d
from sklearn.datasets import load_digits

X, y = load_digits(return_X_y=True)
X, y = X[-%(held)d:], y[-%(held)d:]
picture = X[np.argmax(y == %(digit)d)].reshape(8, 8) / 16
kernel = np.array(%(kernel)r)
padded = np.pad(picture, %(padding)d)
answers = correlate2d(padded, kernel, mode="valid")[::%(stride)d, ::%(stride)d]
"""
POOLED = """\
h, w = (n // 2 for n in answers.shape)
pooled = answers[:2 * h, :2 * w].reshape(h, 2, w, 2).%s(axis=(1, 3))
print(pooled.round(2))
"""
NETWORK = """\
# scikit-learn ships the digits but has no convolutional network: this is all of it, in NumPy.
# In PyTorch the layers are
#   nn.Sequential(nn.Conv2d(1, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
#                 nn.Conv2d(6, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
#                 nn.Flatten(), nn.Linear(48, 10))
import numpy as np
from sklearn.datasets import load_digits

pixels, digits = load_digits(return_X_y=True)
pixels = pixels.reshape(-1, 1, 8, 8) / 16
held, wanted = pixels[-%(held)d:], digits[-%(held)d:]  # never learned from
X, y = pixels[:-%(held)d]%(part)s, digits[:-%(held)d]%(part)s
rng = np.random.default_rng(%(seed)d)


def softmax(z):
    raised = np.exp(z - z.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def layer(x, kernels, bias):
    \"\"\"3 x 3 kernels, zeros around, ReLU, the largest of four; and what `back` needs.\"\"\"
    (n, channels, high, wide), maps = x.shape, len(kernels)
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    seen = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    rows = seen.transpose(0, 2, 3, 1, 4, 5).reshape(n * high * wide, -1)
    sums = (rows @ kernels.reshape(maps, -1).T + bias).reshape(n, high, wide, maps)
    sums = sums.transpose(0, 3, 1, 2)
    four = np.maximum(sums, 0).reshape(n, maps, high // 2, 2, wide // 2, 2)
    four = four.transpose(0, 1, 2, 4, 3, 5).reshape(n, maps, high // 2, wide // 2, 4)
    won = four.argmax(axis=-1)[..., None]
    return np.take_along_axis(four, won, axis=-1)[..., 0], (x.shape, rows, sums > 0, won)


def back(slope, kernels, kept):
    \"\"\"The slope by the inputs, by the kernels and by the biases.\"\"\"
    (n, channels, high, wide), rows, positive, won = kept
    maps = len(kernels)
    four = np.zeros((*slope.shape, 4))
    np.put_along_axis(four, won, slope[..., None], axis=-1)
    four = four.reshape(n, maps, high // 2, wide // 2, 2, 2).transpose(0, 1, 2, 4, 3, 5)
    flat = (four.reshape(n, maps, high, wide) * positive).transpose(0, 2, 3, 1).reshape(-1, maps)
    each = (flat @ kernels.reshape(maps, -1)).reshape(n, high, wide, channels, 3, 3)
    padded = np.zeros((n, channels, high + 2, wide + 2))
    for i, j in np.ndindex(3, 3):  # each pixel gathers from all windows that saw it
        padded[:, :, i:i + high, j:j + wide] += each[..., i, j].transpose(0, 3, 1, 2)
    return padded[:, :, 1:-1, 1:-1], (flat.T @ rows).reshape(kernels.shape), flat.sum(axis=0)


def read(x):
    first, kept = layer(x, *weights[:2])
    second, kept_too = layer(first, *weights[2:4])
    flat = second.reshape(len(x), -1)
    return softmax(flat @ weights[4] + weights[5]), flat, second.shape, kept, kept_too


weights = [
    np.sqrt(2 / 9) * rng.standard_normal((6, 1, 3, 3)), np.zeros(6),
    np.sqrt(2 / 54) * rng.standard_normal((12, 6, 3, 3)), np.zeros(12),
    rng.standard_normal((48, 10)) / np.sqrt(48), np.zeros(10),
]
speed = [np.zeros_like(each) for each in weights]
for epoch in range(%(epochs)d):
    order = rng.permutation(len(X))
    for begin in range(0, len(X), %(batch)d):
        taken = order[begin:begin + %(batch)d]
        error, flat, shape, kept, kept_too = read(X[taken])
        error[np.arange(len(taken)), y[taken]] -= 1
        error /= len(taken)
        slope, *second = back((error @ weights[4].T).reshape(shape), weights[2], kept_too)
        slope, *first = back(slope, weights[0], kept)
        slopes = [*first, *second, flat.T @ error, error.sum(axis=0)]
        speed = [%(momentum)s * v - %(rate)s * s for v, s in zip(speed, slopes)]
        weights = [w + v for w, v in zip(weights, speed)]

shares = read(held)[0]
print("misread:", np.mean(shares.argmax(axis=1) != wanted))
print("this %(digit)d:", shares[np.argmax(wanted == %(digit)d)].round(3))
"""


def by_hand(chosen: Chosen, kernel: list[list[float]]) -> str:
    """Return Python whose ``answers`` and ``pooled`` are the maps of the last frame."""
    values = {name: chosen[name] for name in ("digit", "padding", "stride")}
    lines = DIGITS % {**values, "held": HELD, "kernel": kernel}
    lines += "answers = np.maximum(answers, 0)\n" if chosen["relu"] else ""
    lines += "print(answers.round(2))\n"
    return lines + (POOLED % chosen["pool"] if chosen["pool"] != "none" else "")


def network(chosen: Chosen, epochs: int) -> str:
    """Return Python that trains the network from the same start in the same steps."""
    pictures = chosen["pictures"]
    return NETWORK % {
        "held": HELD, "part": f"[:{pictures}]" if pictures else "", "seed": chosen.seed,
        "epochs": epochs, "batch": BATCH, "momentum": MOMENTUM, "rate": chosen["rate"],
        "digit": chosen["digit"],
    }  # fmt: skip

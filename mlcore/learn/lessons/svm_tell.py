"""What each frame of the lesson on support vector machines says, in words and numbers."""

from __future__ import annotations

import numpy as np

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.learn.lesson import Told
from mlcore.learn.machine import Machine, State, condition
from mlcore.numbers import percent, significant, whole


def tell(machine: Machine, at: int) -> Told:
    """Return what frame *at* did, with the numbers of its pair and of the ringed point."""
    frame = machine.frames[at]
    lead, said = _SAID[frame.stage](machine, frame)
    return Told(lead, said, _numbers(machine, frame), 0)


def _start_said(machine: Machine, frame: State) -> tuple[str, str]:
    said = f"{count(machine.points.rows, 'point')}. {_('All multipliers are 0: no point holds.')}"
    return _("The start."), said


def _step_said(machine: Machine, frame: State) -> tuple[str, str]:
    move = frame.move
    pair = "" if move is None else f" {move.first + 1} {_('and')} {move.second + 1}"
    lead = f"{_('Step')} {whole(frame.step)}: {_('points')}{pair}."
    said = _("Of all pairs this one gains most; what one multiplier gains the other pays.")
    return lead, f"{said} {_held_said(machine, frame)}"


def _rest_said(machine: Machine, frame: State) -> tuple[str, str]:
    lead = f"{_('At rest after')} {count(frame.step, 'step')}."
    said = _("No pair can gain more: all conditions hold.")
    return lead, f"{said} {_moved_said(machine, frame)}{_held_said(machine, frame)}"


def _taken_said(machine: Machine, frame: State) -> tuple[str, str]:
    gone = np.flatnonzero(frame.gone)
    forces = np.abs(machine.before.signed[gone])
    if len(gone) > 1:
        lead = f"{count(len(gone), 'point')} {_('taken away: all that hold nothing.')}"
    else:
        lead = f"{_('Point')} {gone[0] + 1} {_('is taken away. It held')} α = "
        lead += f"{significant(float(forces[0]))}."
    if forces.max() <= 1e-9:
        return lead, _("A multiplier of 0 adds nothing to f: the border is where it was.")
    return lead, _("Its share is missing, so the other side lets go of as much; now it goes on.")


def _moved_said(machine: Machine, frame: State) -> str:
    """Return how far f moved since points were taken away."""
    if not frame.gone.any():
        return ""
    most = float(np.abs(frame.values - machine.before.values).max())
    if most < 1e-3:
        return _("The border has not moved.") + " "
    return f"{_('Without the point, f has moved by up to')} {significant(most)}. "


def _held_said(machine: Machine, frame: State) -> str:
    held, there = int(frame.held.sum()), ~frame.gone
    bound = int((np.abs(frame.signed) >= machine.C - 1e-9).sum())
    wrong = float((frame.values * machine.y <= 0)[there].mean())
    street = significant(2 / np.sqrt(max(frame.slope, 1e-12)))
    said = f"{count(held, 'support vector')}, {whole(bound)} {_('at the bound C')}; "
    said += f"{_('the street is')} {street} {_('wide')}; "
    return f"{said}{percent(wrong)} {_('of the points on the wrong side')}."


_SAID = {"start": _start_said, "step": _step_said, "rest": _rest_said, "taken": _taken_said}
_ASKED = (_("α = 0 asks y f ≥ 1"), _("0 < α < C asks y f = 1"), _("α = C asks y f ≤ 1"))


def _numbers(machine: Machine, frame: State) -> tuple[str, ...]:
    total = float(np.abs(frame.signed).sum())
    ring = condition(frame, machine.ring, machine.y, machine.C)
    met = _("kept") if ring.met else _("broken")
    balance = float(frame.signed.sum())
    return (
        significant(total), significant(frame.slope / 2), significant(frame.dual),
        _number(balance), significant(machine.C),
        *_pair_numbers(machine, frame),
        _number(ring.force), _number(ring.margin), f"{_ASKED[ring.kind]}: {met}",
    )  # fmt: skip


def _pair_numbers(machine: Machine, frame: State) -> tuple[str, ...]:
    """Return pull, bend and step of the pair, and both multipliers before and after."""
    if frame.move is None:
        return ("·",) * 7
    first, second, size = frame.move.first, frame.move.second, frame.move.size
    K, signed = machine.K, frame.signed
    bend = float(K[first, first] + K[second, second] - 2 * K[first, second])
    apart = float(machine.y[first] - machine.y[second] - (K[first] - K[second]) @ signed)
    pull = apart + size * bend
    after = signed[[first, second]]
    old = after - [size, -size]
    forces = [abs(float(force)) for pair in zip(old, after, strict=True) for force in pair]
    cut = size < pull / max(bend, 1e-12) * (1 - 1e-9)
    step = f"{significant(pull / max(bend, 1e-12))}" + (
        f", {_('cut to')} {significant(size)}" if cut else ""
    )
    return (significant(pull), significant(bend), step, *map(_number, forces))


def _number(value: float) -> str:
    """Return *value*, what is left of rounding as 0."""
    return significant(0.0 if abs(value) < 1e-9 else value)

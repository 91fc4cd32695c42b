"""What the jobs say when one cannot be found, stopped or brought to its end."""

from __future__ import annotations

from mlcore.errors import Message

_KEPT = "What the job finished before is kept."

JOB_UNKNOWN = Message(
    "job_unknown",
    what="There is no job {job} here.",
    fix="Look at the list of jobs for the right one.",
)
JOB_OVER = Message(
    "job_over",
    what="The job {job} has ended already ({state}); there is nothing to stop.",
    fix="Look at its results, or start another.",
)
JOB_NOT_RESUMABLE = Message(
    "job_not_resumable",
    what="The job {job} cannot be resumed because it is {state}.",
    fix="Wait for it to end, or start another.",
)
JOB_KILLED = Message(
    "job_killed",
    what="The job was ended by the system, most likely for lack of memory.",
    fix="Close other programs or choose fewer rows or models, then resume the job.",
    kept=_KEPT,
    placeless=True,
)
JOB_CRASHED = Message(
    "job_crashed",
    what="The job broke off: a library it uses crashed (signal {signal}).",
    fix="Resume the job; if it breaks off again, leave out the model it was working on.",
    kept=_KEPT,
    placeless=True,
)
JOB_BROKE_OFF = Message(
    "job_broke_off",
    what="The job ended without saying how.",
    fix="Resume the job; if it happens again, report it with the reference shown here.",
    kept=_KEPT,
    placeless=True,
)
REHEARSED_FAILURE = Message(
    "rehearsed_failure",
    what="The rehearsal was asked to fail at step {step}.",
    fix="Start a rehearsal that does not fail.",
    kept=_KEPT,
)

MESSAGES: tuple[Message, ...] = (
    JOB_UNKNOWN,
    JOB_OVER,
    JOB_NOT_RESUMABLE,
    JOB_KILLED,
    JOB_CRASHED,
    JOB_BROKE_OFF,
    REHEARSED_FAILURE,
)

"""Workspaces take turns; within one, first come, first served."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mlcore.jobs.turns import Waiting, in_turn

queues = st.lists(
    st.builds(Waiting, st.uuids().map(str), st.sampled_from("abc"), st.integers(1, 5).map(float)),
    max_size=12,
    unique_by=lambda job: job.id,
)
lasts = st.dictionaries(st.sampled_from("abc"), st.integers(1, 9).map(float))


def by_hand(waiting: list[Waiting], last: dict[str, float]) -> list[str]:
    """Serve one job at a time: rounds of workspaces, each giving its oldest."""
    left, order = sorted(waiting, key=lambda job: (job.queued, job.id)), []
    while left:
        heads = {job.workspace: job for job in reversed(left)}
        turn = sorted(heads.values(), key=lambda j: (last.get(j.workspace, 0.0), j.queued, j.id))
        order += [job.id for job in turn]
        left = [job for job in left if job not in turn]
    return order


@given(queues, lasts)
def test_like_serving_by_hand(waiting: list[Waiting], last: dict[str, float]) -> None:
    assert list(in_turn(waiting, last)) == by_hand(waiting, last)


def test_a_late_workspace_overtakes_a_long_queue() -> None:
    waiting = [Waiting(f"a{n}", "a", float(n)) for n in range(1, 5)] + [Waiting("b1", "b", 9.0)]
    assert in_turn(waiting, {"a": 5.0}) == ("b1", "a1", "a2", "a3", "a4")
    assert in_turn(waiting, {}) == ("a1", "b1", "a2", "a3", "a4")

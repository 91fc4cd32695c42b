"""What can be read is found, whatever number its descriptor has."""

from __future__ import annotations

import fcntl
import os
import resource
from collections.abc import Iterator

import pytest

from mlcore.process.readable import readable

BEYOND_SELECT = 1_500


@pytest.fixture
def pipes() -> Iterator[list[int]]:
    ends = [end for _ in range(2) for end in os.pipe()]
    yield ends
    for end in ends:
        os.close(end)


@pytest.fixture
def high(pipes: list[int]) -> Iterator[int]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * BEYOND_SELECT), hard))
    descriptor = fcntl.fcntl(pipes[0], fcntl.F_DUPFD_CLOEXEC, BEYOND_SELECT)
    yield descriptor
    os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_only_what_has_something_is_found(pipes: list[int]) -> None:
    first, _, second, into_second = pipes
    os.write(into_second, b"x")
    assert readable((first, second), 5.0) == {second}


def test_nothing_is_found_once_the_time_is_over(pipes: list[int]) -> None:
    assert readable((pipes[0], pipes[2]), 0.01) == set()


def test_an_ended_pipe_is_found(pipes: list[int]) -> None:
    os.close(pipes.pop(1))
    assert readable((pipes[0],)) == {pipes[0]}


def test_a_number_beyond_1023_is_found(pipes: list[int], high: int) -> None:
    os.write(pipes[1], b"x")
    assert readable((high,), 5.0) == {high}

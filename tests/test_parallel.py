"""Chunks in workers, whatever becomes of them: order, look-ahead, lost workers, broken ways."""

import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import joblib
import pytest

import propdetect
from propdetect.parallel import Lost, Source, Workers, WorkersError, count

BACKENDS = ["loky", "threading", "multiprocessing"]


def doubled(chunk: list[int]) -> list[int]:
    return [2 * item for item in chunk]


def deadly(chunk: list[int]) -> list[int]:
    """Double, but end the process on multiples of 10."""
    if any(item % 10 == 0 for item in chunk):
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(chunk)


def task(chunk: list[int], work: Callable[[list[int]], list[int]] = doubled) -> Callable[[], list[int]]:
    return partial(work, chunk)


def answers(work: Callable[[list[int]], list[int]], chunks: list[list[int]]) -> list[tuple[list[int], object]]:
    source = iter(chunks)
    with Workers[int, list[int]](partial(task, work=work), 2, str) as workers:
        workers.start(source)
        return list(workers.results(source))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 8, 9, 30])
def test_results_come_in_order_with_their_chunks(backend: str, size: int) -> None:
    chunks = [[i, i + 100] for i in range(size)]
    with joblib.parallel_config(backend=backend):
        assert answers(doubled, chunks) == [(chunk, doubled(chunk)) for chunk in chunks]


@pytest.mark.parametrize("backend", BACKENDS)
def test_chunks_are_read_a_bounded_number_ahead_however_slow_the_reader_of_results(backend: str) -> None:
    read = 0

    def source() -> Iterator[list[int]]:
        nonlocal read
        for read in range(1, 60):
            yield [read]

    chunks = source()
    with joblib.parallel_config(backend=backend), Workers[int, list[int]](task, 2, str) as workers:
        workers.start(chunks)
        for done, _ in enumerate(workers.results(chunks)):
            time.sleep(0.01)
            assert read - done <= 4
    assert done == 58


def test_an_item_that_ends_its_worker_is_lost_alone_and_all_others_are_answered() -> None:
    chunks = [[3 * i + 1, 3 * i + 2, 3 * i + 3] for i in range(5)]
    found = answers(deadly, chunks)
    assert [item for chunk, _ in found for item in chunk] == list(range(1, 16))
    lost = {chunk[0]: result for chunk, result in found if isinstance(result, Lost)}
    assert list(lost) == [10]
    assert "TerminatedWorkerError" in lost[10].error
    assert "\n" not in lost[10].error
    assert all(result == doubled(chunk) for chunk, result in found if not isinstance(result, Lost))


def test_workers_that_always_end_are_one_error_that_names_what_they_were_given() -> None:
    with pytest.raises(WorkersError, match=r"the last of it 10, 20, 30 \(.*\); look for the cause with 1 job"):
        answers(deadly, [[10, 20, 30, 40]])


def test_a_task_that_cannot_be_sent_is_an_error_and_no_hang() -> None:
    def unsendable(chunk: list[int]) -> list[int]:
        return [next(iterator)]

    iterator = (i for i in range(3))  # a generator does not pickle
    with pytest.raises(WorkersError, match="pickle"):
        answers(unsendable, [[1], [2], [3]])


def test_leaving_the_block_stops_the_workers_without_a_warning() -> None:
    source = iter([[i] for i in range(100)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Workers[int, list[int]](task, 2, str) as workers:
            workers.start(source)
            assert next(iter(workers.results(source))) == ([0], [0])
    assert answers(doubled, [[1]]) == [([1], [2])]


def test_a_source_that_fails_ends_and_says_so_when_asked() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise OSError("the pipe broke")

    source = Source(failing())
    assert list(source) == [1]
    assert list(source) == []
    with pytest.raises(OSError, match="the pipe broke"):
        source.check()
    Source([1]).check()


def test_jobs_are_counted_as_joblib_counts_them() -> None:
    assert count(1) == 1
    assert count(3) == 3
    assert count(-1) == joblib.effective_n_jobs(-1)
    assert count(None) == 1
    with joblib.parallel_config(n_jobs=4):
        assert count(None) == 4
        assert count(2) == 2


@pytest.mark.parametrize(("wrong", "error"), [(0, ValueError), (1.5, TypeError), ("2", TypeError)])
def test_a_number_of_jobs_that_is_none_is_refused(wrong: object, error: type[Exception]) -> None:
    with pytest.raises(error, match="n_jobs must "):
        count(wrong)  # type: ignore[arg-type]


def test_one_job_loads_no_joblib() -> None:
    program = (
        "import sys, propdetect as p; list(p.load().score_many([('a', 'b')])); assert 'joblib' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(propdetect.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)

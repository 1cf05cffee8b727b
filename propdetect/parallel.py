"""Chunks of work in other processes or threads, through joblib: in order, with bounded look-ahead, to the end."""

from __future__ import annotations

import sys
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass
from operator import index
from time import monotonic, sleep
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
# What a worker runs: sent to it whole, so it holds what it needs and nothing else.
Task = Callable[[], R]

# Calls of joblib that alternate, each with a chunk for every worker: while the results of one are taken, workers
# have the chunks of the other. Were there more than twice as many chunks as workers, loky could not be stopped
# without an error of its own.
_CALLS = 2
# Seconds that tasks may be on their way to the workers, during which loky would end in that error as well.
_UNDER_WAY = 0.1
# Items in a row that end their worker even alone, after which the workers themselves must be broken.
_MOST_LOST = 3


class WorkersError(RuntimeError):
    """Workers end whatever they are given; str() is one line that names the last inputs and the remedy."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Stands for the result of an item whose worker ended each time, with what joblib says of it."""

    error: str


def count(n_jobs: int | None) -> int:
    """Return how many workers joblib would start, under its `parallel_config`.

    n_jobs : as joblib counts: -1 is one a core, -2 all cores but one; None is what `parallel_config` says, else 1
    Raises TypeError for what is no whole number, ValueError for 0.
    """
    if n_jobs is None and "joblib" not in sys.modules:
        return 1  # nobody can have configured it
    if n_jobs is not None:
        try:
            n_jobs = index(n_jobs)
        except TypeError:
            what = type(n_jobs).__name__
            raise TypeError(f"n_jobs must be a whole number, not {what}; give -1 for one a core") from None
        if n_jobs == 0:
            raise ValueError("n_jobs must not be 0; give 1 to stay in this process, or -1 for one a core")
        if n_jobs == 1:
            return 1
    from joblib import effective_n_jobs

    return int(effective_n_jobs(n_jobs))


class Source(Generic[T]):
    """Iterates once; where what it reads fails, it ends, and `check` raises the failure when its time has come."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)
        self._failure: Exception | None = None
        self._ended = False

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        if self._ended:
            raise StopIteration
        try:
            return next(self._items)
        except StopIteration:
            self._ended = True
            raise
        except Exception as error:
            self._failure, self._ended = error, True
            raise StopIteration from None

    def check(self) -> None:
        """Raise what made it end before its time."""
        if self._failure is not None:
            raise self._failure


class Workers(Generic[T, R]):
    """Gives chunks to workers, and their results back in order.

    task : makes of a chunk what a worker runs
    n_jobs : number of workers, at least 2
    name : says what an item is called, where one has to be named
    A context manager, which stops the workers' work when the block ends.
    """

    def __init__(self, task: Callable[[list[T]], Task[R]], n_jobs: int, name: Callable[[T], str]) -> None:
        self._task, self._n_jobs, self._name = task, n_jobs, name
        self._calls = deque(_Call[R](n_jobs) for _ in range(_CALLS))
        self._given: deque[deque[list[T]]] = deque(deque() for _ in range(_CALLS))
        self._lost: list[str] = []

    def __enter__(self) -> Workers[T, R]:
        return self

    def __exit__(self, *_: object) -> None:
        for call in self._calls:
            call.close()

    def start(self, chunks: Iterator[list[T]]) -> None:
        """Give the workers as many chunks as they may be ahead, without waiting for them."""
        for number in range(_CALLS):
            self._give(number, chunks)

    def results(self, chunks: Iterator[list[T]]) -> Iterator[tuple[list[T], R | Lost]]:
        """Yield each chunk and its result, those that were given at the start first.

        Chunks are read in the caller's thread, some ahead. A worker that ends takes with it what was given to all.
        That is given out again, a chunk at a time, and item by item where a worker ends once more, so that an item
        may come back as a chunk of its own. Raises WorkersError where item after item is lost.
        """
        while self._given[0]:
            given = self._given[0]
            try:
                result = self._calls[0].next()
            except Exception:  # not of the task, which keeps its own: a worker or the way to it broke
                yield from self._again()
                self.start(chunks)
                continue
            yield given.popleft(), result
            if not given:
                self._give(0, chunks)
                self._calls.rotate(-1)
                self._given.rotate(-1)

    def _give(self, number: int, chunks: Iterator[list[T]]) -> None:
        given = self._given[number]
        for chunk in chunks:
            given.append(chunk)
            if len(given) == self._n_jobs:
                break
        self._calls[number].start([self._task(chunk) for chunk in given])

    def _again(self) -> Iterator[tuple[list[T], R | Lost]]:
        for call in self._calls:
            call.close()
        for given in self._given:
            while given:
                chunk = given.popleft()
                result = self._alone(chunk)
                if len(chunk) == 1 or not isinstance(result, Lost):
                    yield chunk, self._noted(chunk, result)
                    continue
                for item in chunk:
                    yield [item], self._noted([item], self._alone([item]))

    def _alone(self, chunk: list[T]) -> R | Lost:
        # two workers, as joblib would run a single one in this process, which must not end
        call = _Call[R](2)
        try:
            call.start([self._task(chunk)])
            return call.next()
        except Exception as error:
            # the first sentence of what joblib says; the others are about its own log
            what = " ".join(str(error).split()).split(". ")[0]
            return Lost(f"{type(error).__name__}: {what}")
        finally:
            call.close()

    def _noted(self, chunk: list[T], result: R | Lost) -> R | Lost:
        """Count the items that were lost without one between them that was not."""
        self._lost = [*self._lost, *map(self._name, chunk)] if isinstance(result, Lost) else []
        if isinstance(result, Lost) and len(self._lost) >= _MOST_LOST:
            raise WorkersError(
                f"workers end whatever they are given, the last of it {', '.join(self._lost)} ({result.error}); "
                "look for the cause with 1 job"
            )
        return result


class _Call(Generic[R]):
    """One call of joblib at a time, with the backend that `parallel_config` names, and its results one by one."""

    def __init__(self, n_jobs: int) -> None:
        from joblib import Parallel
        from joblib.parallel import get_active_backend

        self._kept = ExitStack()
        self._results: Generator[R, None, None] | None = None
        self._failure: Exception | None = None
        self._began = 0.0
        # a backend that was configured is one object for all calls, but keeps the state of one
        backend = _telling(copy(get_active_backend()[0]))
        settings = {"n_jobs": n_jobs, "backend": backend, "batch_size": 1}
        try:
            self._parallel = Parallel(return_as="generator", pre_dispatch="all", **settings)
            self._streams = True
        except (
            ValueError
        ):  # as of multiprocessing, whose results come all at once; its processes are kept for the next
            self._parallel = self._kept.enter_context(Parallel(pre_dispatch="all", **settings))
            self._streams = False

    def start(self, tasks: Sequence[Task[R]]) -> None:
        """Give out tasks; what goes wrong with that is raised by `next`."""
        self._results, self._failure = None, None
        if not tasks:
            return
        self._began = monotonic()
        try:
            self._results = self._run(tasks) if self._streams else self._all(tasks)
        except Exception as error:
            self._failure = error

    def _run(self, tasks: Sequence[Task[R]]) -> Any:
        from joblib import delayed

        return self._parallel(delayed(_run)(task) for task in tasks)

    def _all(self, tasks: Sequence[Task[R]]) -> Generator[R, None, None]:
        yield from self._run(tasks)

    def next(self) -> R:
        """Return the next result; raises what joblib does where a worker ended or cannot be reached."""
        if self._failure is not None:
            raise self._failure
        assert self._results is not None  # noqa: S101 (it is called once for each task)
        return next(self._results)

    def close(self) -> None:
        """Stop what was given out."""
        if self._results is not None and self._streams:
            sleep(max(self._began + _UNDER_WAY - monotonic(), 0))
        with warnings.catch_warnings():
            # that results are not looked at is meant here
            warnings.simplefilter("ignore")
            if self._results is not None:
                self._results.close()
        self._results = None
        self._kept.close()


def _telling(backend: Any) -> Any:
    """Make a backend of joblib tell of every task that ends in an error; that of dask leaves out lost workers.

    joblib waits for what it is not told of without an end.
    """
    submit, retrieve = backend.submit, backend.retrieve_result_callback

    def told(task: Any, callback: Any = None) -> Any:
        future = submit(task, callback)
        if isinstance(future, Future) and callback is not None:
            future.add_done_callback(lambda done: callback(done) if done.exception() is not None else None)
        return future

    def result(done: Any) -> Any:
        error = done.exception() if isinstance(done, Future) else None
        if error is not None:
            raise error
        return retrieve(done)

    backend.submit, backend.retrieve_result_callback = told, result
    return backend


def _run(task: Task[R]) -> R:
    return task()

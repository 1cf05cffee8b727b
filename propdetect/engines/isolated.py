"""Scoring in a child process, so that a text that takes all memory ends the child and not the worker.

Workers of Dask are daemons, whose children neither multiprocessing nor what is built on it may start; hence pipes.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

from propdetect.engines.outcome import CHARACTERS, Outcome, failed, merged, outcome, slices

if TYPE_CHECKING:
    from propdetect.engines.batch_scorer import BatchScorer

_SERVE = "from propdetect.engines.isolated import serve; serve()"

# By process too, as a fork has the dict of its parent, but must not talk to its child.
_children: dict[tuple[int, BatchScorer], _Child] = {}
_asking = Lock()


class _EndedError(Exception):
    """The child has ended; the message says how."""


class _Child:
    """A process that scores texts, one list of them after another."""

    def __init__(self, scorer: BatchScorer) -> None:
        """Start it, and have it load the model; raises what this raises there."""
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        path = os.pathsep.join(filter(None, sys.path))
        self._process = subprocess.Popen(  # noqa: S603 (this Python, and the code above)
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**threads, **os.environ, "PYTHONPATH": path},
        )
        try:
            self.ask(scorer)
        except _EndedError as error:
            raise MemoryError(f"{error} while it loaded the model; give the worker more memory") from None

    def ask(self, message: Any) -> Any:
        """Send something and return the answer; raises _EndedError, or the exception that is the answer."""
        source, target = self._process.stdout, self._process.stdin
        assert source is not None and target is not None  # noqa: S101 (for the type checker)
        try:
            pickle.dump(message, target)
            target.flush()
            answer = pickle.load(source)  # noqa: S301 (from our own child)
        except (OSError, EOFError, pickle.UnpicklingError):
            raise _EndedError(f"the process that scored {self._end()}") from None
        if isinstance(answer, Exception):
            self._end()
            raise answer
        return answer

    def _end(self) -> str:
        """Wait for the end of the child, and say what it was."""
        self.close()
        code = self._process.returncode
        return f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"

    def close(self) -> None:
        """Let the child end, which it does when it cannot read on."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None  # noqa: S101 (for the type checker)
            with suppress(OSError):  # what was not sent yet cannot be any more
                pipe.close()
        self._process.wait()


def score(scorer: BatchScorer, texts: list[str]) -> Outcome:
    """Score texts in the child of this process; one that ends it gives an error.

    Raises what loading the model raises, and MemoryError where there is not memory enough for that.
    """
    with _asking:
        parts = [
            part
            for these in slices(texts, CHARACTERS)
            for part in _surely(scorer, texts, range(these.start, these.stop))
        ]
    return merged(parts, scorer.detail)


def _surely(
    scorer: BatchScorer, texts: list[str], these: range, again: bool = False
) -> Iterator[tuple[range, Outcome]]:
    """Score some of the texts; where the child ends, half of them at a time, down to the one that ended it.

    again : whether a child has ended at the only one of them already; once may be for another reason
    """
    key = os.getpid(), scorer
    if key not in _children:
        _children[key] = _Child(scorer)
    try:
        yield these, _children[key].ask(texts[these.start : these.stop])
    except _EndedError as error:
        del _children[key]
        if len(these) > 1:
            middle = these.start + len(these) // 2
            yield from _surely(scorer, texts, range(these.start, middle))
            yield from _surely(scorer, texts, range(middle, these.stop))
        elif again:
            yield these, failed(scorer.detail, f"{error}; it may need more memory than there is")
        else:
            yield from _surely(scorer, texts, these, again=True)


def serve() -> None:
    """Be the child: read a scorer, then lists of texts, until there are no more; answer each on standard output."""
    try:
        _serve()
    except MemoryError:  # where it is caught nowhere else; the parent sees the end, and nobody needs a traceback
        os._exit(1)


def _serve() -> None:
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not be taken for an answer
    scorer: BatchScorer = pickle.load(source)  # noqa: S301 (from our own parent)
    try:
        detector = scorer.detector
        if scorer.memory_mb is not None:
            _limit(scorer.memory_mb)
        answer: Any = None
    except Exception as error:  # the parent's to raise
        answer = error
    while True:
        target.write(pickle.dumps(answer))
        target.flush()
        try:
            texts = pickle.load(source)  # noqa: S301 (from our own parent)
        except EOFError:
            return
        answer = outcome(detector, texts, scorer.detail)


def _limit(megabytes: int) -> None:
    """Have this process get a MemoryError instead of more memory, where the system can."""
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


@atexit.register
def _close() -> None:
    for (process, _), child in _children.items():
        if process == os.getpid():
            child.close()

"""Say on standard error what is being done, and how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step, and log its time when it ends."""
    start = time.perf_counter()
    yield
    print(f"{time.perf_counter() - start:7.1f} s  {name}", file=sys.stderr, flush=True)

"""How time grows with the size of what is worked on, measured so that other work on the machine does not count."""

import gc
import time
from collections.abc import Callable

# Fewer processor seconds than this for the larger size are too few to tell growth from the clock's own steps.
FLOOR = 0.002
ROUNDS = 8
Work = Callable[[], object]


def processor_seconds(work: Work) -> float:
    """The processor time that work takes once, without the garbage collector, whose turns fall anywhere."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        if enabled:
            gc.enable()


def assert_grows_at_most(
    prepare: Callable[[int], Work], small: int, large: int, *, at_most: float, rounds: int = ROUNDS
) -> None:
    """Assert that the larger size takes at most so many times as long as the smaller one.

    prepare : makes of a size what is to be measured; what it does itself is not
    The two take turns, and the best times of each are compared: noise only ever adds to them. One good round is
    enough, and work fails only when none of `rounds` was. The smaller size is measured before and after the larger
    one, so that what the very first run loads or what disturbs one of the two does not hide growth.
    """
    gc.collect()  # once: in a long run of tests it takes longer than most of what is measured
    less, more = prepare(small), prepare(large)
    short = long = float("inf")
    for _ in range(rounds):
        before, now, after = map(processor_seconds, (less, more, less))
        short, long = min(short, before, after), min(long, now)
        if long <= max(at_most * short, FLOOR):
            return
    times = long / short if short else float("inf")
    raise AssertionError(
        f"size {large} takes {times:.1f} times as long as {small} ({long:.4f} s and {short:.4f} s);"
        f" at most {at_most:g} times is allowed"
    )


def assert_linear(
    prepare: Callable[[int], Work], small: int, large: int, *, at_most: float | None = None, rounds: int = ROUNDS
) -> None:
    """Assert that time grows with the size and no faster; parameters as in `assert_grows_at_most`.

    at_most : 1.6 times as much as the size grows where not given; quadratic work is that factor's square
    """
    growth = large / small
    assert_grows_at_most(prepare, small, large, at_most=at_most or 1.6 * growth, rounds=rounds)


def assert_takes_at_most(seconds: float, work: Work, *, rounds: int = 3) -> None:
    """Assert that work takes at most so much processor time in the best of some rounds."""
    taken = []
    for _ in range(rounds):
        taken.append(processor_seconds(work))
        if taken[-1] <= seconds:
            return
    raise AssertionError(f"takes {min(taken):.2f} s; at most {seconds:g} s is allowed")

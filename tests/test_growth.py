"""Whether growth is judged right, by a clock that only the measured work and made-up noise move on."""

import gc
import random
from collections.abc import Callable, Iterator
from itertools import chain

import pytest

import growth
from growth import Work, assert_grows_at_most, assert_linear, assert_takes_at_most, processor_seconds

Cost = Callable[[int], float]


class Clock:
    """A clock of processor time, and works that take what they are said to, plus noise."""

    def __init__(self) -> None:
        self.now, self.runs = 0.0, 0

    def process_time(self) -> float:
        return self.now

    def takes(self, cost: Cost, noise: Iterator[float]) -> Callable[[int], Work]:
        def prepare(size: int) -> Work:
            self.now += 1000  # what is prepared is not measured

            def work() -> None:
                self.runs += 1
                self.now += cost(size) + next(noise)

            return work

        return prepare


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(growth, "time", made)
    monkeypatch.setattr(growth.gc, "collect", lambda: 0)  # which would take all the time of these tests
    return made


def linear(size: int) -> float:
    return size / 10_000


def quadratic(size: int) -> float:
    return size**2 / 100_000_000


def quiet() -> Iterator[float]:
    while True:
        yield 0.0


def noisy(seed: int, most: float) -> Iterator[float]:
    """Now and then nothing, else anything up to so much."""
    chance = random.Random(seed)  # noqa: S311 (noise, no secret)
    while True:
        yield 0.0 if chance.random() < 0.5 else chance.uniform(0, most)


@pytest.mark.parametrize("seed", range(20))
def test_linear_work_passes_whatever_the_noise(clock: Clock, seed: int) -> None:
    assert_linear(clock.takes(linear, noisy(seed, 5.0)), 1000, 5000)


@pytest.mark.parametrize("seed", range(20))
def test_quadratic_work_fails_whatever_the_noise_of_a_tenth(clock: Clock, seed: int) -> None:
    with pytest.raises(AssertionError, match=r"size 5000 takes \d+\.\d times as long as 1000 .* at most 8 times"):
        assert_linear(clock.takes(quadratic, noisy(seed, quadratic(1000) / 10)), 1000, 5000)


def test_work_that_is_quadratic_in_part_fails_where_that_part_shows(clock: Clock) -> None:
    with pytest.raises(AssertionError):
        assert_linear(clock.takes(lambda n: linear(n) + 5 * quadratic(n), quiet()), 1000, 5000)


def test_the_first_good_round_is_the_last(clock: Clock) -> None:
    assert_linear(clock.takes(linear, quiet()), 1000, 5000)
    assert clock.runs == 3


def test_a_noisy_first_round_is_made_good_by_the_next(clock: Clock) -> None:
    assert_linear(clock.takes(linear, iter([0.0, 9.0, 0.0, 0.0, 0.0, 0.0])), 1000, 5000)
    assert clock.runs == 6


@pytest.mark.parametrize("noise", [[9.0, 0.0, 0.0], [0.0, 0.0, 9.0]])
def test_what_one_run_of_the_smaller_size_takes_too_long_does_not_hide_growth(
    clock: Clock, noise: list[float]
) -> None:
    with pytest.raises(AssertionError):
        assert_linear(clock.takes(quadratic, chain(noise, quiet())), 1000, 5000)


def test_a_time_too_short_to_measure_passes(clock: Clock) -> None:
    assert_linear(clock.takes(lambda n: 0.0 if n == 1 else growth.FLOOR, quiet()), 1, 2)
    with pytest.raises(AssertionError, match="takes inf times"):
        assert_linear(clock.takes(lambda n: 0.0 if n == 1 else 2 * growth.FLOOR, quiet()), 1, 2)


def test_time_that_should_not_grow_at_all_is_held_to_its_own_limit(clock: Clock) -> None:
    assert_grows_at_most(clock.takes(lambda _: 0.5, quiet()), 1, 1000, at_most=2)
    with pytest.raises(AssertionError, match="at most 2 times is allowed"):
        assert_grows_at_most(clock.takes(linear, quiet()), 100, 1000, at_most=2)


def test_the_best_of_some_rounds_is_held_to_a_number_of_seconds(clock: Clock) -> None:
    assert_takes_at_most(1.0, clock.takes(lambda _: 0.9, iter([3.0, 0.0]))(1))
    with pytest.raises(AssertionError, match=r"takes 1\.10 s; at most 1 s is allowed"):
        assert_takes_at_most(1.0, clock.takes(lambda _: 1.1, quiet())(1))


@pytest.mark.parametrize("before", [True, False])
def test_the_garbage_collector_is_off_while_work_is_measured_and_then_as_it_was(before: bool) -> None:
    during = []

    def fails() -> None:
        during.append(gc.isenabled())
        raise ValueError

    enabled = gc.isenabled()
    try:
        (gc.enable if before else gc.disable)()
        assert processor_seconds(lambda: during.append(gc.isenabled())) >= 0
        assert gc.isenabled() is before
        with pytest.raises(ValueError, match=r"^$"):
            processor_seconds(fails)
        assert gc.isenabled() is before
    finally:
        (gc.enable if enabled else gc.disable)()
    assert during == [False, False]

"""Shares of counts side by side: how far apart two are, and how sure that is."""

from __future__ import annotations

from math import sqrt

from propdetect.evaluation.rate import Rate

__all__ = ["Rate", "difference"]


def difference(first: Rate, second: Rate) -> tuple[float, float, float]:
    """Return the first share minus the second, and the low and high end of its 95 % interval.

    Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10.
    """
    d = first.share - second.share
    (low1, high1), (low2, high2) = first.interval, second.interval
    below = sqrt((first.share - low1) ** 2 + (high2 - second.share) ** 2)
    above = sqrt((high1 - first.share) ** 2 + (second.share - low2) ** 2)
    return d, d - below, d + above

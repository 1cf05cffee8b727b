"""A share of counts with its interval: how often, of how many, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

# The .975 quantile of the normal distribution: intervals are of 95 %.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `of`; hits at least 0 and at most `of`."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        """The share of hits, 0..1; 0 of nothing."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % score interval of the share, within 0..1; (0, 1) of nothing.

        Wilson (1927), "Probable inference, the law of succession, and statistical inference". It takes the `of`
        cases for independent, and is too narrow where they are not (pairs that share a sentence, for one).
        """
        if not self.of:
            return 0.0, 1.0
        n, p, z = self.of, self.share, _Z
        middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
        return max(min(low, p), 0.0), min(max(high, p), 1.0)  # rounding may pass the share by a hair

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.hits + other.hits, self.of + other.of)

    def to_dict(self) -> dict[str, Any]:
        """Return counts, share and interval as JSON-ready values, rounded to 4 decimals."""
        low, high = self.interval
        return {
            "hits": self.hits,
            "of": self.of,
            "share": round(self.share, 4),
            "interval": [round(low, 4), round(high, 4)],
        }

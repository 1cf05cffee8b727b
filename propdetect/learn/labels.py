"""What annotators said, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.taxonomy import IDS

Values = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]
N = len(IDS)


@dataclass(frozen=True, slots=True)
class Known:
    """What annotators said of sentences, and which of them they were asked about which technique.

    labels : (n, 24), techniques and "any technique"
    asked : (n, 24), False where the sentence's corpus does not annotate the technique at all
    """

    labels: Labels
    asked: Labels

    def rows(self, output: int) -> Labels:
        """Return which sentences an output is fitted on."""
        return self.asked[:, output]

    def take(self, rows: Labels) -> Known:
        """Return the part of some sentences."""
        return Known(self.labels[rows], self.asked[rows])

"""Find what is rare in a long array of truth values: eight of them are one number, most of which are 0."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# Shorter arrays are not worth the steps.
_SHORT = 1 << 12


def where_rare(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return the positions of what is true, in order, as `nonzero` does, some times faster where it is rare.

    mask : (n,) bool, contiguous
    """
    if len(mask) < _SHORT:
        return mask.nonzero()[0]
    whole = len(mask) & ~7
    eights = mask[:whole].view(np.uint64)
    some = (eights != 0).nonzero()[0]
    inside = eights.take(some).view(np.bool_).nonzero()[0]
    at = some.take(inside >> 3)
    at <<= 3
    at += inside & 7
    rest = mask[whole:].nonzero()[0]
    return np.concatenate((at, rest + whole)) if len(rest) else at

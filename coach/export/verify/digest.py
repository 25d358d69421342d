"""One short value for all samples of a sound, by which two are known to be the same."""

from hashlib import sha256

import numpy as np
import numpy.typing as npt

from coach.units import FULL_SCALE

_STRIDE = 2**15
"""Samples that are converted at a time, few enough to stay in the cache of a core: half the time."""


def steps(block: npt.NDArray[np.float32]) -> npt.NDArray[np.int32]:
    """Return samples, shape (frames,), as whole steps of the 24-bit grid, from -2^23 to 2^23 - 1.

    Those between two steps are rounded, those over full scale clipped; both zeros are 0.
    """
    integers = np.empty(len(block), np.int32)
    for start in range(0, len(block), _STRIDE):
        scaled = block[start : start + _STRIDE] * np.float32(FULL_SCALE)
        np.rint(scaled, out=scaled)
        np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1, out=scaled)
        integers[start : start + _STRIDE] = scaled
    return integers


class Digest:
    """SHA-256 of all samples that pass in blocks, as steps of the 24-bit grid, each a little-endian int32."""

    def __init__(self) -> None:
        self._hash = sha256()

    def update(self, block: npt.NDArray[np.float32]) -> None:
        """Take the next samples, shape (frames,), full scale at 1."""
        self.update_steps(steps(block))

    def update_steps(self, integers: npt.NDArray[np.int32]) -> None:
        """Take the next samples as `steps` gives them."""
        self._hash.update(integers.astype("<i4", copy=False).data)

    def hexdigest(self) -> str:
        """Return the digest of what has passed until now, in hexadecimal."""
        return self._hash.hexdigest()

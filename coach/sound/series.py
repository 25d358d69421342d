"""Sums of many sines, steady or decaying, without a sine for every sample.

The samples of a sine whose amplitude decays exponentially are the imaginary parts of a geometric series of complex
numbers. Such a series over n = a·B + b is the product of one over a·B and one over b: two short lists for each sine,
and one product of matrices for all of them.
"""

import numpy as np
import numpy.typing as npt

Complexes = npt.NDArray[np.complex128] | npt.NDArray[np.float64]

_ROW = 512


def series(starts: Complexes, steps: Complexes, length: int) -> npt.NDArray[np.float32]:
    """Return the sum of the imaginary parts of `starts * exp(steps * n)`, n < `length`; both are of (sines,)."""
    fine = np.exp(np.outer(steps, np.arange(_ROW)))
    coarse = np.exp(np.outer(np.arange(0, length, _ROW), steps)) * starts
    left = np.hstack([coarse.real, coarse.imag]).astype(np.float32)
    right = np.vstack([fine.imag, fine.real]).astype(np.float32)
    # Not a product by BLAS: its threads wait for each other, long ones on a busy machine that is about to sound.
    product: npt.NDArray[np.float32] = np.einsum("rp,pf->rf", left, right)
    return product.reshape(-1)[:length]

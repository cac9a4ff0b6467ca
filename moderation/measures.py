"""The middle of some numbers, and the bounds of a share.

Python's own statistics cost the first frame of the desk 10 ms of imports, for fractions and decimals nobody needs here.
"""

from collections.abc import Sequence
from math import sqrt


def median(numbers: Sequence[float]) -> float | None:
    """Return the middle number, or halfway between the middle two; None of none."""
    ranked = sorted(numbers)
    half = len(ranked) // 2
    return (ranked[half] + ranked[~half]) / 2 if ranked else None


def likely_share(part: float, whole: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the bounds between which a share lies, by a sample, in 19 of 20 such samples; everything for none.

    Another `z`, in standard deviations, is another number of samples: 1.64 is 9 of 10.
    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927.
    """
    if not whole:
        return 0.0, 1.0
    # Wilson and not the normal bounds: of 9 in 10 those say up to 109 %.
    share = part / whole
    centre = share + z * z / (2 * whole)
    spread = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return max((centre - spread) / scale, 0.0), min((centre + spread) / scale, 1.0)

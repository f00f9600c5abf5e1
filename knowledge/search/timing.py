"""How time counts in a ranking: as far as the question wants it, and by when the news happened. Pure."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.search.timewish import TimeWish
from knowledge.search.windows import EARLIEST
from knowledge.store.catalogue import Days

# Measured with `python -m benchmarks.recency`, see docs/measured.md.
WINDOW_WEIGHT = 0.6
"""Added to the joint score (0 to 1) of what was published in the days asked for."""
LATEST_WEIGHT = 0.5
"""Added to what is brand new where the latest is wanted; older news gets less."""
HALF_LIFE = 21.0
"""Days after which news is half as new."""
ALWAYS_WEIGHT = 0.0
"""The same where the question says nothing of time."""


# The share of the weight of a window without a beginning.
_OPEN = 1 / 3


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of time; the defaults are those that were measured."""

    window: float = WINDOW_WEIGHT
    latest: float = LATEST_WEIGHT
    half_life: float = HALF_LIFE
    always: float = ALWAYS_WEIGHT


def time_merits(wish: TimeWish, published: Days, told: Days, today: date, weights: Weights) -> NDArray[np.float64]:
    """What each passage gets for its time, from 0 on.

    ``published`` and ``told`` (the day of the news, which in a retelling is an older one) are ordinals of days, 0 where
    there is none. What has no date is of no time.
    """
    merits: NDArray[np.float64] = np.zeros(len(told))
    for window in wish.windows:
        first, last = (day.toordinal() for day in window)
        inside = (published >= first) & (published <= last)
        # "Before May" leaves decades open: it says less than a week does.
        whole = weights.window * (_OPEN if window[0] == EARLIEST else 1.0)
        # Of an old event told anew within these days half counts: it was published then, and did not happen then.
        weight = np.where(told < first, whole / 2, whole)
        merits = np.maximum(merits, np.where(inside, weight, 0.0))
    if wish.windows:
        return merits
    newest = weights.latest if wish.latest else weights.always
    if newest == 0:
        return merits
    age = np.maximum(today.toordinal() - told.astype(np.float64), 0.0)
    return np.where(told > 0, newest * np.exp2(-age / weights.half_life), 0.0)

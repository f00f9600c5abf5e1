"""Claims on price history in articles, and whether the rows bear them out.

"Highest since 2021", "up 26% this year", 连涨五日: :func:`claims` finds them in a sentence, :func:`check` tests one
against the history of the listing that it is about.
"""

from bot.market.claims.checking import check
from bot.market.claims.claim import Claim, Grain, Kind, Measure, Span, Verdict
from bot.market.claims.reading import claims

__all__ = ["Claim", "Grain", "Kind", "Measure", "Span", "Verdict", "check", "claims"]

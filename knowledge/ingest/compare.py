"""What an article is beside what is stored. Pure."""

from knowledge.model import Article, Outcome
from knowledge.store.records import Known


def compare(article: Article, known: Known | None, twin: int | None) -> Outcome:
    """Say how an article differs from what is stored under its address and from its word-for-word twin.

    ``twin`` is the id of an article under another address with the very same words.
    """
    if known is not None and known.digest == article.digest:
        return Outcome.SAME
    if known is not None and article.partial and not known.partial:
        # A page that was read once is worth more than what its feed says of it.
        return Outcome.SAME
    if twin is not None:
        return Outcome.COPY
    return Outcome.EDITED if known is not None and known.own else Outcome.NEW

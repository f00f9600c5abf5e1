"""What an article is beside what is stored. Pure."""

from knowledge.model import Article, Outcome
from knowledge.store.records import Known


def compare(article: Article, known: Known | None, twin: int | None) -> Outcome:
    """Say how an article differs from what is stored under its address and from its word-for-word twin.

    ``twin`` is the id of an article with the very same words, under whatever address.
    """
    if known is not None and known.digest == article.digest:
        return Outcome.SAME
    if known is not None and known.own:
        return Outcome.EDITED
    return Outcome.NEW if twin is None else Outcome.COPY

import pytest

from knowledge.ingest.compare import compare
from knowledge.model import Outcome
from knowledge.store.records import Known
from tests.knowledge.articles import make_article

ARTICLE = make_article()
SAME, OTHER = ARTICLE.digest, "0" * 64


@pytest.mark.parametrize(
    ("known", "twin", "outcome"),
    [
        (None, None, Outcome.NEW),
        (None, 7, Outcome.COPY),
        (Known(1, SAME, own=True), 1, Outcome.SAME),
        (Known(1, OTHER, own=True), None, Outcome.EDITED),
        # The address of a copy, read again.
        (Known(1, SAME, own=False), 1, Outcome.SAME),
        (Known(1, OTHER, own=False), None, Outcome.NEW),
        (Known(1, OTHER, own=False), 7, Outcome.COPY),
    ],
)
def test_what_an_article_is_beside_what_is_stored(known: Known | None, twin: int | None, outcome: Outcome) -> None:
    assert compare(ARTICLE, known, twin) is outcome


@pytest.mark.parametrize(
    ("known", "twin", "outcome"),
    [
        # A page that was read once is worth more than what its feed says of it.
        (Known(1, OTHER, own=True), None, Outcome.SAME),
        (Known(1, OTHER, own=False), 7, Outcome.SAME),
        (Known(1, OTHER, own=True, partial=True), None, Outcome.EDITED),
        (Known(1, OTHER, own=True, partial=True), 7, Outcome.COPY),
        (Known(1, SAME, own=True, partial=True), None, Outcome.SAME),
        (None, None, Outcome.NEW),
        (None, 7, Outcome.COPY),
    ],
)
def test_what_a_feeds_summary_is_beside_what_is_stored(known: Known | None, twin: int | None, outcome: Outcome) -> None:
    assert compare(make_article(partial=True), known, twin) is outcome


def test_white_space_alone_makes_no_new_wording() -> None:
    assert make_article(body="Cloud  sales\nrose.").digest == make_article(body="Cloud sales rose. ").digest


def test_a_new_title_is_a_new_wording_and_a_new_date_is_none() -> None:
    assert make_article(title="Cloud sales soar").digest != ARTICLE.digest
    assert make_article(source="Other Ledger").digest == ARTICLE.digest

"""What the tools have returned within one turn, numbered as the model sees it: the only ground that an answer has."""

from collections.abc import Iterable

from bot.assistant.agent.values import values_of
from bot.assistant.checking import Evidence, Passage, Result
from bot.model import Answer, Citation, Question
from knowledge.model import Hit, Published


class Notebook:
    """Evidence as it grows. A passage that is found again keeps its number."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._hits: dict[int, tuple[Passage, Hit]] = {}
        self._results: list[tuple[Result, Answer]] = []
        self._seen: dict[int, Hit] = {}

    @property
    def seen(self) -> tuple[Hit, ...]:
        """All that searches have found, given to the model or not."""
        return tuple(self._seen.values())

    def see(self, hits: Iterable[Hit]) -> None:
        """Take down what a search has found, without numbers."""
        self._seen |= {hit.passage_id: hit for hit in hits}

    def note(self, hits: Iterable[Hit]) -> list[Passage]:
        """Take passages down, and give them with their numbers."""
        noted = []
        for hit in hits:
            if hit.passage_id not in self._hits:
                number = len(self._hits) + 1
                day = hit.published.day if hit.published else None
                passage = Passage(number, hit.text, hit.title, hit.url, hit.source, day)
                self._hits[hit.passage_id] = (passage, hit)
            noted.append(self._hits[hit.passage_id][0])
        return noted

    def recall(self, citations: Iterable[Citation]) -> list[Passage]:
        """Take down what earlier answers quoted: it was found to stand in its article then."""
        return self.note(_hit_of(citation, -at) for at, citation in enumerate(citations, 1))

    def reckon(self, answer: Answer) -> Result:
        """Take down what was reckoned from prices, and give it with its number."""
        result = Result(len(self._results) + 1, answer.text, tuple(answer.prices), values_of(answer))
        self._results.append((result, answer))
        return result

    def hit(self, number: int) -> Hit | None:
        """The passage with a number."""
        return next((hit for passage, hit in self._hits.values() if passage.n == number), None)

    def result(self, number: int) -> Answer | None:
        """What was reckoned, by its number."""
        return next((answer for result, answer in self._results if result.n == number), None)

    @property
    def evidence(self) -> Evidence:
        """All of it."""
        return Evidence(
            tuple(passage for passage, _ in self._hits.values()),
            tuple(result for result, _ in self._results),
            self.question.text,
            self.question.asked_at,
        )


def _hit_of(citation: Citation, number: int) -> Hit:
    """A quotation as a passage of its own; ``number`` is below 0, which no stored passage is."""
    published = Published(citation.published) if citation.published else None
    return Hit(
        rank=1, score=1.0, similarity=None, passage_id=number, position=0, text=citation.quotation,
        title=citation.title, url=citation.url, source=citation.source, published=published, article_id=number,
        story=number, event=citation.event,
    )  # fmt: skip

"""The sources below an answer: one line an article, whatever the number of its quotations. Pure."""

from dataclasses import dataclass

from bot.assistant.period_words import day
from bot.model import Answer, Citation


@dataclass(frozen=True, slots=True)
class Source:
    """A line of the list: ``numbers`` as they stand in the text (``[1] [2]``), ``place`` is publisher and day."""

    numbers: str
    title: str
    url: str
    place: str


def source_list(answer: Answer) -> list[Source]:
    """The answer's sources in the order of their first numbers, in the language of the answer."""
    cited: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        cited.setdefault(citation.url, []).append(citation)
    return [
        Source(" ".join(f"[{one.n}]" for one in same), same[0].title, url, _place(same[0], answer.language))
        for url, same in cited.items()
    ]


def _place(citation: Citation, language: str) -> str:
    undated, joint = ("未注明日期", "，") if language == "zh" else ("undated", ", ")
    published = day(citation.published, language) if citation.published else undated
    return joint.join(part for part in (citation.source, published) if part)

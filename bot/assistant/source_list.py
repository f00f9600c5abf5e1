"""The sources below an answer: one line an article, whatever the number of its quotations. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Answer, Citation
from bot.period_words import day, month

# How many of the others that tell the same news are named.
_NAMED = 2


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
    """Publisher and day; then when it happened, if long before; what it corrects; and who else tells it."""
    chinese = language == "zh"
    undated, joint = ("未注明日期", "，") if chinese else ("undated", ", ")
    parts = [citation.source, day(citation.published, language) if citation.published else undated]
    if citation.event is not None:
        happened = (
            month(citation.event.day, language) if citation.event.whole_month else day(citation.event.day, language)
        )
        parts.append(f"讲述{happened}的事" if chinese else f"telling of {happened}")
    if citation.corrects is not None:
        name, on = citation.corrects
        corrected = joint.join(part for part in (name, day(on, language) if on else "") if part)
        parts.append(f"更正{corrected}的报道" if chinese else f"correcting {corrected}")
    if citation.also:
        parts.append(_also(citation.also, chinese))
    return joint.join(part for part in parts if part)


def _also(names: Sequence[str], chinese: bool) -> str:
    named, more = ("、" if chinese else ", ").join(names[:_NAMED]), len(names) - _NAMED
    if chinese:
        return f"{named}{f'等{len(names)}家' if more > 0 else ''}也有报道"
    return f"also {named}{f' and {more} more' if more > 0 else ''}"

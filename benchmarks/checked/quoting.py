"""The assistant without a model: what it says passes the check, and what is made of it by a lie does not."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.checked.rates import Rate
from benchmarks.checked.world import NOW, World, answer
from bot.assistant.checking import Evidence, Passage, check
from bot.assistant.lexicon import lexicon
from bot.model import Answer, Status
from knowledge.figures import Found, Kind, figures

_QUOTED = re.compile(r"[“「](.+?)[”」]", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]{6,}|[\u4e00-\u9fff]{2}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# One of them takes the place of a company that is named.
_COMPANIES = (("Tencent", "Xiaomi", "Lenovo", "NetEase"), ("腾讯", "小米", "联想", "网易"))
# What is left out at an end of a quotation makes it shorter and not false.
_INNER = 8


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer with what it stands on, and the figures of other answers."""

    answer: Answer
    evidence: Evidence
    foreign: Sequence[Found]

    @property
    def known(self) -> str:
        """All words that it stands on."""
        return "\n".join(f"{passage.title}\n{passage.text}" for passage in self.evidence.passages)

    @property
    def quotation(self) -> re.Match[str] | None:
        """The longest of its quotations; a misspelt word that was put right is quoted as well."""
        return max(_QUOTED.finditer(self.answer.text), key=lambda match: len(match[1]), default=None)

    @property
    def line(self) -> str:
        """What is said before that, if anything is."""
        return self.answer.text[: self.quotation.start()] if self.quotation else self.answer.text


def changes_a_digit(told: _Told, chance: Random) -> str | None:
    """One digit of a figure is another, and the figure stands in none of the quotations."""
    found = [one for one in figures(told.answer.text) if one.value is not None]
    if not found:
        return None
    one = chance.choice(found)
    places = [at for at, letter in enumerate(one.text) if letter.isdigit()]
    at = chance.choice(places)
    digit = chance.choice([other for other in "123456789" if other != one.text[at]])
    new = one.text[:at] + digit + one.text[at + 1 :]
    if new in told.known:
        return None
    return told.answer.text[: one.start] + new + told.answer.text[one.end :]


def swaps_companies(told: _Told, chance: Random) -> str | None:
    """Another company in the place of the last that is named before the quotation."""
    mentions = lexicon().items(told.line).names
    named = told.line[mentions[-1].start : mentions[-1].end] if mentions else ""
    at = told.line.rfind(named)
    if not named or at < 0:
        return None
    there = {mention.name.subject for mention in lexicon().items(told.known).names}
    others = [name for name in _COMPANIES[not named.isascii()] if not there & set(lexicon().items(name).subjects)]
    return told.answer.text[:at] + chance.choice(others) + told.answer.text[at + len(named) :] if others else None


def takes_another_articles_number(told: _Told, chance: Random) -> str | None:
    """A figure of the same kind and in the same language, out of an article on something else."""
    return _another_number(told, chance, alike=True)


def takes_a_number_of_the_other_language(told: _Told, chance: Random) -> str | None:
    """The same, written as it is in the other language."""
    return _another_number(told, chance, alike=False)


def _another_number(told: _Told, chance: Random, *, alike: bool) -> str | None:
    found = [one for one in figures(told.answer.text) if one.value is not None and one.kind is not Kind.NUMBER]
    if not found:
        return None
    one = chance.choice(found)
    own = {other.value for other in figures(told.known)}
    others = [
        other.text
        for other in told.foreign
        if other.kind is one.kind
        and other.value not in own
        and (bool(_CHINESE.search(other.text)) == bool(_CHINESE.search(one.text))) == alike
    ]
    if not others:
        return None
    return told.answer.text[: one.start] + chance.choice(others) + told.answer.text[one.end :]


def alters_a_quotation(told: _Told, chance: Random) -> str | None:
    """A word in the midst of a quotation is left out, or said twice."""
    quoted = told.quotation
    words = list(_WORD.finditer(quoted[1], _INNER, len(quoted[1]) - _INNER)) if quoted else []
    if not quoted or not words:
        return None
    word = chance.choice(words)
    put = chance.choice(("", word[0] + (" " if word[0].isascii() else "") + word[0]))
    inner = quoted[1][: word.start()] + put + quoted[1][word.end() :]
    return told.answer.text[: quoted.start(1)] + inner + told.answer.text[quoted.end(1) :]


LIES: Mapping[str, Callable[[_Told, Random], str | None]] = {
    "a digit changed": changes_a_digit,
    "companies swapped": swaps_companies,
    "another article's number": takes_another_articles_number,
    "a number of the other language": takes_a_number_of_the_other_language,
    "a quotation altered": alters_a_quotation,
}


async def rates(world: World, questions: Sequence[str]) -> list[Rate]:
    """Its own sentences, and one a kind of lie that is planted in them."""
    assistant = world.without_model()
    answers = [(question, await answer(assistant, question)) for question in questions]
    told = [(question, one) for question, one in answers if one.status is Status.ANSWERED]
    found = list(_with_evidence(told))
    checked = [(one, check(one.answer.text, one.evidence)) for one in found]
    sentences = sum(len(report.sentences) for _, report in checked)
    reasons = tuple(reason for _, report in checked for reason in report.reasons)
    note = f"sentences of {len(told)} answers to {len(questions)} questions"
    return [*(_planted(what, found) for what in LIES), Rate("truths", sentences, reasons, lies=False, note=note)]


def _with_evidence(told: Sequence[tuple[str, Answer]]) -> Iterator[_Told]:
    for at, (question, one) in enumerate(told):
        passages = [Passage(c.n, c.quotation, c.title, c.url, c.source, c.published) for c in one.citations]
        others = [other for there, (_, other) in enumerate(told) if there != at]
        foreign = tuple(figure for other in others for c in other.citations for figure in figures(c.quotation))
        yield _Told(one, Evidence(passages, (), question, NOW), foreign)


def _planted(what: str, found: Sequence[_Told]) -> Rate:
    chance = Random(what)
    lies = [(one, text) for one in found if (text := LIES[what](one, chance)) is not None]
    through = [text for one, text in lies if check(text, one.evidence).ok]
    return Rate(what, len(lies), tuple(through))

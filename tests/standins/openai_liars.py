"""Writers that lie, each in one way. Where the evidence gives nothing to lie about, they tell the truth.

``Saying.lie`` is what is untrue, word for word, and empty where nothing is.
"""

import re
from collections.abc import Callable, Mapping
from random import Random

from tests.standins.openai_evidence import Fact, company_in, facts, numbers_in, passages
from tests.standins.openai_minds import Mind, Saying
from tests.standins.openai_researcher import Researcher, Write, best, is_chinese, marked, truthful

_Lie = Callable[[Fact, str, str, Random], Saying | None]


def _liar(lie: _Lie) -> Write:
    """A writer that lies about the answer, and tells the truth where it finds no lie."""

    def write(evidence: str, question: str, chance: Random) -> Saying:
        fact = best(evidence, question)
        told = lie(fact, evidence, question, chance) if fact else None
        return told or truthful(evidence, question, chance)

    return write


def _untrue(sentence: str, label: str) -> Saying:
    return Saying(marked(sentence, label), lie=sentence)


@_liar
def changes_a_digit(fact: Fact, evidence: str, question: str, chance: Random) -> Saying | None:
    """One digit of the figure is another, so that the number stands nowhere in the evidence."""
    known, number = numbers_in(evidence), fact.figure.number
    places = [at for at, letter in enumerate(number) if letter.isdigit()]
    changed = [
        number[:at] + digit + number[at + 1 :]
        for at in places
        for digit in "0123456789"
        if digit != number[at] and not (digit == "0" and at == 0)
    ]
    changed = [one for one in changed if one.replace(",", "") not in known]
    if not changed:
        return None
    return _untrue(fact.with_figure(fact.figure.text.replace(number, chance.choice(changed), 1)), fact.passage.label)


@_liar
def swaps_two_companies(fact: Fact, evidence: str, question: str, chance: Random) -> Saying | None:
    """The figure is another company's, and so is not what is said of this one anywhere."""
    own = {one.figure.text for one in facts(passages(evidence), question) if one.company == fact.company}
    others = [one for one in _alike(fact, evidence, question) if one.company not in ("", fact.company)]
    others = [one for one in others if one.figure.text not in own]
    if not fact.company or not others:
        return None
    return _untrue(fact.with_figure(chance.choice(others).figure.text), fact.passage.label)


@_liar
def cites_the_wrong_article(fact: Fact, evidence: str, question: str, chance: Random) -> Saying | None:
    """The sentence is true; the passage it points to does not hold the figure, or is not there."""
    number = fact.figure.number
    wrong = [one.label for one in passages(evidence) if number not in one.title + one.text] or ["97"]
    sentence = marked(fact.sentence, chance.choice(wrong))
    return Saying(sentence, lie=sentence)


@_liar
def invents_a_link(fact: Fact, evidence: str, question: str, chance: Random) -> Saying | None:
    """A link to a page that nobody has seen, in one of the ways in which links are written."""
    link = f"https://harbour-mirror.example/{chance.choice(('tech', 'markets'))}/{chance.randrange(10**6)}"
    shape = chance.choice((" [Read more]({})", " {}", " <{}>", ' <a href="{}">source</a>', "\n\n[1]: {}"))
    return Saying(marked(fact.sentence, fact.passage.label) + shape.format(link), lie=link)


_QUOTED_EN = ("a quarter without precedent", "nothing short of a turning point", "we have never seen such demand")
_QUOTED_ZH = ("史无前例的一个季度", "堪称转折点", "从未见过这样的需求")


@_liar
def quotes_words_that_are_not_there(fact: Fact, evidence: str, question: str, chance: Random) -> Saying | None:
    """Words in quotation marks that no passage holds."""
    chinese = is_chinese(fact.sentence)
    words = chance.choice(_QUOTED_ZH if chinese else _QUOTED_EN)
    if words in evidence:
        return None
    quoting = f"公司称这是“{words}”。" if chinese else f"The company called it “{words}”."
    told = f"{marked(fact.sentence, fact.passage.label)} {marked(quoting, fact.passage.label)}"
    return Saying(told, lie=words)


_EARLIER = re.compile(r"previous|prior|preceding|last (?:quarter|year)|earlier|上季|上一季|去年|上年", re.IGNORECASE)


@_liar
def uses_last_quarters_number(fact: Fact, evidence: str, question: str, chance: Random) -> Saying | None:
    """The newest article's sentence with an older figure of the same company in it."""
    own = [fact, *(one for one in _alike(fact, evidence, question) if one.company == fact.company)]
    newest = max(own, key=lambda one: one.passage.day)
    about = fact if fact.passage.day == newest.passage.day else newest
    older = [one for one in own if one.passage.day < about.passage.day or _EARLIER.search(one.sentence)]
    older = [one for one in older if one.figure.number not in about.passage.text]
    if not older:
        return None
    return _untrue(about.with_figure(chance.choice(older).figure.text), about.passage.label)


@_liar
def adds_a_figure(fact: Fact, evidence: str, question: str, chance: Random) -> Saying | None:
    """A second sentence with a figure that stands nowhere, cited like the first."""
    number = _unknown(evidence, chance)
    chinese = is_chinese(fact.sentence)
    added = (
        f"分析师预计全年将达到{number}亿元。"
        if chinese
        else f"Analysts expect {number} billion yuan for the full year."
    )
    told = f"{marked(fact.sentence, fact.passage.label)} {marked(added, fact.passage.label)}"
    return Saying(told, lie=added)


def answers_without_looking(evidence: str, question: str, chance: Random) -> Saying:
    """A figure out of nothing, cited as if there were evidence; for a researcher that does not look."""
    number, company = _unknown(evidence, chance), company_in(question) or "The company"
    told = (
        f"{company}在最近一个季度增长了{number}%。"
        if is_chinese(question)
        else f"{company} grew {number}% in the latest quarter."
    )
    return _untrue(told, "1")


_TURNS = (
    ("rose", "fell"), ("fell", "rose"), ("grew", "shrank"), ("gained", "lost"), ("increased", "decreased"),
    ("climbed", "dropped"), ("dropped", "climbed"), ("up", "down"), ("down", "up"),
    ("增长", "下降"), ("上涨", "下跌"), ("下跌", "上涨"), ("下降", "增长"),
)  # fmt: skip
_PERIODS = (
    "first quarter",
    "second quarter",
    "third quarter",
    "fourth quarter",
    "第一季度",
    "第二季度",
    "第三季度",
    "第四季度",
)


@_liar
def turns_it_round(fact: Fact, evidence: str, question: str, chance: Random) -> Saying | None:
    """What rose, fell: every figure is true, and the sentence is not."""
    for word, other in _TURNS:
        turned = re.sub(rf"\b{word}\b" if word.isascii() else word, other, fact.sentence, count=1)
        if turned != fact.sentence:
            return _untrue(turned, fact.passage.label)
    return None


@_liar
def names_another_period(fact: Fact, evidence: str, question: str, chance: Random) -> Saying | None:
    """The figure is true of another quarter than the one that is named; that one stands nowhere in the evidence."""
    for period in _PERIODS:
        if period in fact.sentence:
            alike = [one for one in _PERIODS if one.isascii() == period.isascii() and one not in evidence]
            if alike:
                return _untrue(fact.sentence.replace(period, chance.choice(alike)), fact.passage.label)
    return None


LIARS: Mapping[str, Write] = {
    "changes_a_digit": changes_a_digit,
    "swaps_two_companies": swaps_two_companies,
    "cites_the_wrong_article": cites_the_wrong_article,
    "invents_a_link": invents_a_link,
    "quotes_words_that_are_not_there": quotes_words_that_are_not_there,
    "uses_last_quarters_number": uses_last_quarters_number,
    "adds_a_figure": adds_a_figure,
    "answers_without_looking": answers_without_looking,
    "turns_it_round": turns_it_round,
    "names_another_period": names_another_period,
}


def liar(name: str, *, seed: int = 0, gives_in: bool = False) -> Mind:
    """A model that lies in one of the ways of ``LIARS``."""
    return Researcher(LIARS[name], seed=seed, looks=name != "answers_without_looking", gives_in=gives_in)


def _alike(fact: Fact, evidence: str, question: str) -> list[Fact]:
    """Other figures of the same kind that are not the same number."""
    unit, number = fact.figure.unit.strip(), fact.figure.number
    return [
        one
        for one in facts(passages(evidence), question)
        if one.figure.unit.strip() == unit and one.figure.number != number
    ]


def _unknown(evidence: str, chance: Random) -> str:
    known = numbers_in(evidence)
    while (number := f"{chance.randrange(100, 999) / 10:.1f}") in known:
        pass
    return number

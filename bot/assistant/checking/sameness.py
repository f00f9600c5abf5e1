"""Whether an amount is said of whom and of what a source gives it. Pure."""

import re
from functools import lru_cache

from bot.assistant.checking.amounts import Unit
from bot.assistant.checking.facts import Fact
from bot.assistant.checking.ground import Ground
from bot.assistant.checking.matters import PARTS
from bot.assistant.checking.rivals import is_ratio, same_topic, spoken_of
from bot.assistant.checking.told import Said, Told
from bot.assistant.lexicon import lexicon
from bot.assistant.reading import items_of
from bot.names import name_table

_OF_COMPANIES = frozenset({"revenue", "profit"})
# A buyback is spending, and of shares.
_ALIKE = frozenset({"spending", "share", "buyback", "dividend"})
_HOME = re.compile(r"\b(?:domestic|at home|home)\b|国内|本土|本地", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][a-z]+\b")


def same_subject(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether a fact is of one of the companies that an amount is said of, as far as both tell."""
    mine, its = said.told.owners, fact.about
    if not mine:
        return True
    single = len(mine) == 1 and said.told.pointing
    if single and its and not mine & (its | ground.sources[fact.source].subjects):
        return False
    if its:
        return bool(mine & its) or _loosely_of(said, fact, ground)
    subjects = ground.sources[fact.source].subjects | set(ground.asked.subjects if fact.of_stranger else ())
    return not subjects or bool(mine & subjects) or not said.told.named


def _loosely_of(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether a fact of another company may be meant all the same: nobody is named outright, or by less than a name."""
    if not said.told.named and (fact.about & set(ground.asked.subjects) or _speaks_of(said, fact, ground)):
        return True
    if not said.told.direct and fact.amount.unit is Unit.NUMBER and _shares_words(said, fact):
        return True
    by_a_word = not fact.told.named and _proper(fact.said) & items_of(said.sentence).words
    return bool(by_a_word) or _in_short(fact.about, _clause_before(said))


_NEARBY = 20  # characters before an amount


def _clause_before(said: Said) -> str:
    """The words of its clause before an amount, and some more where there are few."""
    before = said.sentence[: said.told.amount.start]
    start = min(max(before.rfind(mark) for mark in ",，;；"), len(before) - _NEARBY)
    return before[max(start, 0) :]


_FIRST_WORD = re.compile(r"\S+ (?=\S+ \S)")
_SUFFIX = re.compile(r"(?:汽车|集团|控股|科技|股份|电子商务|网络)$")


def _in_short(owners: frozenset[str], clause: str) -> bool:
    """Whether a clause calls one of these companies by less than its name: 理想 for 理想汽车, 云音乐 for 网易云音乐."""
    rows = [name_table().rows[owner] for owner in owners if owner in name_table().rows]
    short = {_SUFFIX.sub("", alias) for row in rows for alias in row.zh} | {
        alias[2:] for row in rows for alias in row.zh if len(alias) > 4
    }
    if any(len(alias) > 1 and not alias.isascii() and alias in clause for alias in short):
        return True
    lowered = clause.lower()
    return any(
        match and alias[match.end() :].lower() in lowered
        for row in rows
        for alias in row.en
        for match in [_FIRST_WORD.match(alias)]
    )


@lru_cache(maxsize=5_000)
def _proper(text: str) -> frozenset[str]:
    """Stems of words written as names, of things that the table of names does not know."""
    return items_of(" ".join(_NAME.findall(text))).words


def _shares_words(said: Said, fact: Fact) -> bool:
    """Whether both say in a word of their own what a number counts: "a survey of 41,000 restaurants"."""
    mine = said.told.topic | set(said.told.amount.counted.split())
    its = fact.told.topic | set(fact.amount.counted.split())
    return any(not item.startswith("@") for item in mine & its)


def _speaks_of(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether the sentence of a fact has words of the amount's own topic."""
    return bool(said.told.more & spoken_of(fact, ground))


def same_matter(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether a fact is of the metric, the part and the thing that an amount is said of, as far as both tell."""
    told, its = said.told, fact.told
    if told.moved and is_ratio(fact) and "margin" not in told.metrics:
        return False
    of_prices = fact.reckoned or not its.clause
    if of_prices or fact.source.startswith("P"):
        # A tool for prices knows nothing of revenue.
        if told.metrics & _OF_COMPANIES and not told.metrics & its.metrics:
            return False
        if of_prices:
            return True
    apart = told.fresh and its.fresh and not told.metrics & its.metrics
    if apart and not (told.metrics | its.metrics) <= _ALIKE:
        return False
    return _same_part(said, fact, ground) and same_topic(said, fact, ground)


def _same_part(said: Said, fact: Fact, ground: Ground) -> bool:
    told, its = said.told, fact.told
    if not its.parts and _in_short(fact.about - told.owners, _clause_before(said)):
        # A part of its name is no part of the company.
        return True
    beside, there = told.more & PARTS, its.more & PARTS
    if beside and there and not (beside | told.parts) & (there | its.parts):
        return False
    if told.parts and its.parts:
        return _of_one_part(said, fact)
    metrics = (told.metrics if told.fresh else frozenset()) | (its.metrics if its.fresh else frozenset())
    if fact.amount.unit is Unit.NUMBER:
        metrics = frozenset()
    if told.parts and not its.parts and (metrics & _OF_COMPANIES or (told.own_parts and its.fresh)):
        carried = not told.own_parts and told.own_topic and not _of_the_part(said, fact, ground)
        return carried or _part_nearby(told, fact)
    if its.parts and not told.parts and told.whole and metrics & _OF_COMPANIES:
        taken_over = not its.own_parts and its.own_topic and not _of_the_whole(fact, ground)
        around = said.parts_around | (frozenset() if told.fresh else ground.asked.concepts)
        return taken_over or bool(its.parts & around)
    return True


def _of_one_part(said: Said, fact: Fact) -> bool:
    """Whether the parts of the two are the same, and not one at home and one abroad."""
    told, its = said.told, fact.told
    contrasted = told.own_parts and (
        ("overseas" in told.parts and bool(_HOME.search(its.clause)) and "overseas" not in its.parts)
        or ("overseas" in its.parts and bool(_HOME.search(told.clause)) and "overseas" not in told.parts)
    )
    loose = not told.own_parts and fact.amount.unit is Unit.NUMBER
    same = told.parts & its.parts or (loose and told.parts & fact.around)
    return bool(same) and not contrasted


def _of_the_part(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether the source gives another figure of this metric for the part that the answer spoke of before."""
    told = said.told
    return any(
        other.told.parts & told.parts
        and (other.told.metrics & told.metrics or not (other.told.metrics or "profit" in told.metrics))
        for other in ground.sources[fact.source].facts
        if other.amount.unit is fact.amount.unit and other.amount.value != fact.amount.value
    )


def _of_the_whole(fact: Fact, ground: Ground) -> bool:
    """Whether the source gives another figure of this metric for the company as a whole."""
    return any(
        not other.told.parts and other.told.metrics & fact.told.metrics and other.told.fresh and not other.told.origin
        for other in ground.sources[fact.source].facts
        if other.amount.unit is fact.amount.unit and other.amount.value != fact.amount.value
    )


def _part_nearby(told: Told, fact: Fact) -> bool:
    """Whether a fact that names no part may be of one, by its sentence or else by its title."""
    if fact.told.whole:
        return False
    plain = all(item in lexicon().concepts for item in fact.told.topic)
    return bool(told.parts & (fact.around if plain else fact.near))

"""What an answer claims in words alone. Pure.

Lenient, since the same may be said in many words: something is wrong only where next to nothing is shared, or where the
sentences that speak of the same say it of another, the other way round, or deny it.
"""

from collections.abc import Iterable, Sequence

from bot.assistant.checking import signs
from bot.assistant.checking.answers import Statement
from bot.assistant.checking.ground import Ground, Source
from bot.assistant.checking.matters import topic_of
from bot.assistant.checking.model import Finding, Verdict
from bot.assistant.checking.speech import cited_of, content, plain, short
from bot.assistant.lexicon import Items, lexicon
from bot.assistant.reading import Sentence, items_of
from bot.assistant.statement import METRICS

_ENOUGH = 0.25


def unsaid(statement: Statement, ground: Ground, cited: Sequence[str], language: str) -> Finding | None:
    """What is wrong with a sentence that claims something in words alone, or nothing."""
    items = items_of(plain(statement))
    told = content(items, ground)
    sources = cited_of(ground, cited)
    whole = (statement.bare, statement.start, statement.end)
    if not any(_shares(told, source, language) for source in sources):
        elsewhere = [
            one for one in ground.sources.values() if _shares(told, one, language) and one.language == language
        ]
        if cited and elsewhere and all(source.language == language for source in sources):
            supports = tuple(source.label for source in elsewhere)
            return Finding(
                Verdict.WRONG_SOURCE, *whole, f"nothing in what is cited says so: {short(statement)}", supports
            )
        return Finding(Verdict.NOT_FOUND, *whole, f"no source that is cited says so: {short(statement)}")
    if items.subjects and not any(set(items.subjects) & source.subjects for source in sources):
        return Finding(
            Verdict.WRONG_SUBJECT, *whole, f"what is cited does not speak of whom this is about: {short(statement)}"
        )
    return _against(statement, items, told, sources, whole)


def _shares(told: frozenset[str], source: Source, language: str) -> bool:
    if source.language != language:
        matters = told & frozenset(lexicon().concepts)
        return not matters or bool(matters & source.items.concepts)
    shared = told & source.spoken
    return not told or len(shared) >= max(1, _ENOUGH * len(told))


def _against(
    statement: Statement, items: Items, told: frozenset[str], sources: Iterable[Source], whole: tuple[str, int, int]
) -> Finding | None:
    """Where the sentences that speak of the same say it of another, the other way round, or deny it."""
    near = [sentence for source in sources for sentence in source.sentences if _near(told, items, sentence)]
    if not near:
        return None
    mine = set(items.subjects)
    if mine and not any(mine & set(sentence.subjects) or not sentence.subjects for sentence in near):
        return Finding(Verdict.WRONG_SUBJECT, *whole, f"the source says this of another: {short(statement)}")
    moved = signs.moved(statement.bare)
    if moved and items.concepts & METRICS:
        same = [one for one in near if one.items.concepts & items.concepts & METRICS]
        found = {move for one in same for move in _moves(one.text)}
        if found and moved not in found:
            return Finding(Verdict.WRONG_DIRECTION, *whole, f"the source says the opposite: {short(statement)}")
    denied = signs.denied(statement.bare)
    if denied and not any(signs.denies_softly(one.text) for one in near):
        return Finding(Verdict.WRONG_DIRECTION, *whole, f"the source does not deny this: {short(statement)}")
    if not denied and all(signs.denied(one.text) for one in near) and not signs.denies_softly(statement.bare):
        return Finding(Verdict.WRONG_DIRECTION, *whole, f"the source denies this: {short(statement)}")
    return None


def _moves(text: str) -> set[int]:
    return {1 if match["up"] or match["zhup"] else -1 for match in signs.MOVE.finditer(text)}


def _near(told: frozenset[str], items: Items, sentence: Sentence) -> bool:
    its = topic_of(sentence.items) | sentence.items.weak
    return bool(told) and len(told & its) >= max(1, 0.5 * len(told))

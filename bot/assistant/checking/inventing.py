"""Words in an answer that leave no trace in what it cites: several in a row, or of several matters at once. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.assistant.checking.answers import Statement
from bot.assistant.checking.glossary import senses
from bot.assistant.checking.ground import Ground, Source
from bot.assistant.checking.matters import stems_of
from bot.assistant.checking.model import Finding, Verdict
from bot.assistant.checking.speech import cited_of, refuses, says
from bot.assistant.lexicon import lexicon
from bot.assistant.reading import items_of

_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]+|[,;:.()—]|\d")
_PIECES = re.compile(r"[,，](?!\d{3})|[;；:：—。]|\b(?:but|while|whereas|although|which|who|because)\b|而|但|并")
_NO_WORD = frozenset({""})  # a mark or a digit ends a row
_MOST = 2  # words in a row that may be the answer's own
_SENSES = 2  # matters of which none may be known
# Words of judging and telling, in which an answer may clothe what it found.
_MANNER_WORDS = """
suffered sharpest bright spot held hold back well remain remains keep kept keeps come almost swung familiar
matter investment advice market opened none nothing among losers winners fastest-growing line strong strongest
weak solid robust modest slightly sharply steeply barely roughly broadly notably mainly largely chiefly actually
quite rather still already even better worse best worst good bad big small high low main major key overall
picture story reason driver drag headwind tailwind pressure contrast however meanwhile instead despite though
managed struggled continued continue stayed turned became become got getting gone went made making put took
taken taking gave given seen saw looks looked appears appeared seems seemed felt ended started began pace ground
place way step stage side level terms basis result results performance momentum outlook situation question
answer sources articles period time times again once twice both each every all most many few several black red
wants want wish wishes plans use uses using machines units positive negative flat steady stable unchanged ahead
behind near close far long short early late
"""


@lru_cache(maxsize=1)
def _manner() -> frozenset[str]:
    return frozenset(lexicon().stem(word) for word in _MANNER_WORDS.split())


def inventions(statement: Statement, ground: Ground, cited: Sequence[str], language: str) -> Iterator[Finding]:
    """Yield pieces of a sentence of which what is cited knows nothing."""
    sources = cited_of(ground, cited)
    if refuses(statement.bare) or not sources:
        return
    if language == "en" and all(source.language == "en" for source in sources):
        for start, end in _unknown(statement.bare, ground, sources):
            yield _finding(statement, start, end)
    known = frozenset[int]().union(senses(ground.question), *(senses(source.whole) for source in sources))
    if senses(statement.bare) <= known:
        return
    start = 0
    for end in (*(match.start() for match in _PIECES.finditer(statement.bare)), len(statement.bare)):
        meant = senses(statement.bare[start:end])
        if len(meant) >= _SENSES and not meant & known:
            yield _finding(statement, start, end)
        start = end


def _finding(statement: Statement, start: int, end: int) -> Finding:
    words = statement.bare[start:end].strip(" ,;:")
    reason = f"nothing in what is cited speaks of this: {words}"
    return Finding(Verdict.NOT_FOUND, words, statement.start + start, statement.start + end, reason)


def _unknown(text: str, ground: Ground, sources: Sequence[Source]) -> Iterator[tuple[int, int]]:
    """Where more words in a row than may be its own are known to no source and not asked for."""
    asked = stems_of(ground.question) | ground.asked.concepts
    first, last, count = 0, 0, 0
    for match in _WORD.finditer(text):
        word = match.group()
        own = _own(word) if word[0].isalpha() else _NO_WORD
        if not own or (own & asked and word[0].isalpha()):
            continue
        if word[0].islower() and not any(own & source.known for source in sources):
            first, last, count = first if count else match.start(), match.end(), count + 1
            continue
        if count > _MOST:
            yield first, last
        count = 0
    if count > _MOST:
        yield first, last


@lru_cache(maxsize=8_000)
def _own(word: str) -> frozenset[str]:
    """The matters and stems of a word that would have to come from somewhere."""
    return frozenset() if lexicon().stem(word.lower()) in _manner() else says(items_of(word))

"""What an answer turns round: the opposite word, a denial left out or put in, a reason that nobody gave. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.assistant.checking import signs
from bot.assistant.checking.abroad import gives_no_such_reason, turned_abroad
from bot.assistant.checking.amounts import amounts
from bot.assistant.checking.answers import Statement
from bot.assistant.checking.ground import Ground, Source
from bot.assistant.checking.inventing import inventions
from bot.assistant.checking.matters import stems_of, topic_of
from bot.assistant.checking.model import Finding, Verdict
from bot.assistant.checking.speech import cited_of, content, refuses
from bot.assistant.lexicon import lexicon
from bot.assistant.reading import items_of
from bot.assistant.statement import METRICS
from knowledge.text import language_of

_CAUSE = re.compile(
    r"\b(?:because(?: of)?|due to|thanks to|driven by|as a result of|on the back of|amid|fuell?ed by|owing to"
    r"|helped by|led by"
    r"|blamed? on|attributed to|on account of|boosted by|hit by|hurt by|caused by|blam(?:e|es|ed|ing)|supported by"
    r"|powered by|weighed down by|so that|in order to)\b(?P<en>[^.;,]*)"
    r"|\b(?:cut|hit|hurt|driven|boosted|lifted|dragged|pushed|helped|squeezed|held back|weighed|pulled"
    r"|brought)\b(?:[^.;,]|\.\d){0,40}?\bby"
    r"(?! \d| about| more| nearly| almost| over| around| roughly| [$€£]| US| HK| RMB)\b(?P<by>[^.;,]*)"
    r"|\bas (?!(?:well|of|an?|the (?:company|result|group)|much|many|long|far|if|it|they|though|soon"
    r"|usual|per|to|part|one"
    r"|chief|\w+ as|did|does|do|was|were|is)\b)(?P<as>[a-z][^.;,]{5,60})",
    re.IGNORECASE,
)
_BLAMED = re.compile(r"(?<=\w) for (?:the|its|a|an)\b.*$")
_CAUSE_ZH = re.compile(
    r"(?:因为|由于|受益于|得益于|归因于|受|因)(?P<zh>[^，。；,;的]{2,30})|(?:主要)?原因是(?P<zh2>[^，。；,;]{2,40})"
    r"|(?P<zh3>[^，。；,;]{2,30}?)(?:推动|带动|拖累|导致)"
)
_PARTS = re.compile(r"[,，](?!\d{3})|[;；:：—]|\b(?:and|but|while|whereas|although|which|who|that|because)\b|而|但|并")
_CONTRARY = (
    ("accept", "reject", "refus"), ("confirm", "deni"), ("approv", "reject", "block"), ("open", "close"),
    ("start", "stop", "halt", "suspend"), ("begin", "stop", "halt", "end"), ("begun", "stop", "halt", "end"),
    ("buy", "sell"), ("bought", "sold"), ("win", "lose"), ("agre", "disagre"), ("allow", "forbid", "ban"),
    ("support", "oppos"), ("none", "most", "all"),
    ("expand", "shrink"), ("join", "leav", "left"), ("appoint", "dismiss", "fire"), ("upgrad", "downgrad"),
    ("launch", "withdraw"), ("higher", "lower"), ("highest", "lowest"), ("fastest", "slowest"),
    ("best", "worst"), ("largest", "smallest"), ("rais", "cut", "lower"), ("widen", "narrow"), ("faster", "slower"),
    ("strong", "weak"), ("buyer", "seller"), ("optimist", "pessimist"),
    ("接受", "拒绝"), ("开始", "停止"), ("最高", "最低"), ("批准", "否决"), ("最大", "最小"), ("快于", "慢于"),
    ("高于", "低于"),
)  # fmt: skip
_OPPOSITES: dict[str, frozenset[str]] = {}
for _first, *_others in _CONTRARY:
    for _other in _others:
        _OPPOSITES[_first] = _OPPOSITES.get(_first, frozenset()) | {_other}
        _OPPOSITES[_other] = _OPPOSITES.get(_other, frozenset()) | {_first}
_DEGREE = re.compile(r"\b(?P<what>[a-z]{3,}) (?P<degree>more|less)\b(?! (?:than|of|about|or less)\b)", re.IGNORECASE)
_OTHER_DEGREE = {"more": "less", "less": "more"}
_INVENTED = 3  # words in a row of which no source knows any
_SAME = 0.6  # of the words of a piece, for another to speak of the same


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a source's sentence: what it speaks of, its stems, whom it names."""

    text: str
    speaks_of: frozenset[str]
    stems: frozenset[str]
    names: frozenset[str]


def causes(statement: Statement, ground: Ground, cited: Sequence[str]) -> Iterator[Finding]:
    """Yield reasons that are given and share no word with any source that is cited."""
    sources = cited_of(ground, cited)
    for match in (_CAUSE_ZH if language_of(statement.bare) == "zh" else _CAUSE).finditer(statement.bare):
        group = next((name for name, words in match.groupdict().items() if words), None)
        if group is None:
            continue
        words = _BLAMED.sub("", match[group])
        told = content(items_of(words), ground)
        if not told or not _unheard(words, told, sources, group):
            continue
        start = statement.start + match.start()
        reason = f"no source that is cited gives this reason: {match.group().strip()}"
        yield Finding(Verdict.NOT_FOUND, match.group(), start, statement.start + match.end(), reason)


def _unheard(words: str, told: frozenset[str], sources: Sequence[Source], group: str) -> bool:
    """Whether a reason shares nothing with the sources; words of two languages are compared by what they mean."""
    language = "zh" if group.startswith("zh") else "en"
    if all(source.language == language for source in sources):
        # "As" need not begin a reason: only what is plainly of another matter is held against it.
        shared = any(told & source.spoken for source in sources)
        return not shared and (group != "as" or bool(told & frozenset(lexicon().concepts) - METRICS))
    if any(told & source.spoken - METRICS for source in sources):
        return False
    return gives_no_such_reason(words, told, sources)


def contrary(statement: Statement, ground: Ground, cited: Sequence[str], language: str) -> Iterator[Finding]:
    """Yield parts of a sentence that turn round what the nearest words of the sources say, or share nothing."""
    sources = cited_of(ground, cited)
    yield from inventions(statement, ground, cited, language)
    if any(source.language != language for source in sources):
        yield from turned_abroad(statement, ground, cited, language)
        return
    yield from _more_or_less(statement, sources)
    told = [part for source in sources for sentence in source.sentences for part in _parts(sentence.text)]
    known = frozenset().union(*(source.known for source in sources))
    refusal = refuses(statement.bare)
    for start, end in _pieces(statement.bare):
        piece = statement.bare[start:end]
        if not piece.strip() or (refusal and refuses(piece)):
            continue
        verdict, reason = _judged(piece, statement.bare, content(items_of(piece), ground), told, known)
        if verdict is not None:
            place = statement.start + start, statement.start + end
            yield Finding(verdict, piece.strip(), *place, f"{reason}: {piece.strip()}")


def _more_or_less(statement: Statement, sources: Sequence[Source]) -> Iterator[Finding]:
    """Yield "lose more" where the sources say "lose less", and never that."""
    if not _DEGREE.search(statement.bare):
        return
    told = frozenset[tuple[str, str]]().union(*(_degrees(source.text) for source in sources))
    for match in _DEGREE.finditer(statement.bare):
        stem, degree = lexicon().stem(match["what"].lower()), match["degree"].lower()
        if (stem, _OTHER_DEGREE[degree]) in told and (stem, degree) not in told:
            place = statement.start + match.start(), statement.start + match.end()
            yield Finding(
                Verdict.WRONG_DIRECTION, match.group(), *place, f"the source says the opposite: {match.group()}"
            )


@lru_cache(maxsize=2_000)
def _degrees(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(
        (lexicon().stem(match["what"].lower()), match["degree"].lower()) for match in _DEGREE.finditer(text)
    )


def _judged(
    piece: str, whole: str, said: frozenset[str], told: Sequence[_Part], known: frozenset[str]
) -> tuple[Verdict | None, str]:
    """What is wrong with a piece of a sentence, by the pieces of the sources that speak of the same."""
    turned = {word for word in stems_of(piece) if _OPPOSITES.get(word, frozenset()) & known and word not in known}
    rest = said - turned
    near = [part for part in told if len(rest & part.speaks_of) >= max(1, _SAME * len(rest))]
    named = near or [part for part in told if part.names & frozenset(items_of(piece).subjects)]
    if any(_OPPOSITES[word] & part.stems for word in turned for part in named) or _goes_back(piece, near):
        return Verdict.WRONG_DIRECTION, "the source says the opposite"
    if near and len(rest) > 1 and _denial_differs(piece, whole, [part.text for part in near]):
        return Verdict.WRONG_DIRECTION, "the source denies what is said, or the other way round"
    if piece.isascii() and len(rest) >= _INVENTED and not rest & known and not amounts(piece):
        return Verdict.NOT_FOUND, "no source says anything of this"
    return None, ""


def _goes_back(piece: str, near: Sequence[_Part]) -> bool:
    """Whether something without a figure moves the other way than in all that speak of the same."""
    moved = 0 if amounts(piece) else signs.moved(piece)
    moves = {move for part in near if (move := signs.moved(part.text))}
    return bool(moved and moves) and moved not in moves


def _denial_differs(piece: str, whole: str, near: Sequence[str]) -> bool:
    if signs.denied(piece):
        return not any(signs.denies_softly(part) for part in near)
    return not signs.denies_softly(whole) and all(signs.denied(part) for part in near)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    edges = [0, *(match.end() for match in _PARTS.finditer(text)), len(text)]
    yield from pairwise(edges)


@lru_cache(maxsize=5_000)
def _parts(text: str) -> tuple[_Part, ...]:
    """The pieces of a source's sentence."""
    pieces = [text[start:end] for start, end in _pieces(text)]
    return tuple(
        _Part(
            piece,
            topic_of(items_of(piece)) | items_of(piece).weak,
            stems_of(piece),
            frozenset(items_of(piece).subjects),
        )
        for piece in pieces
    )

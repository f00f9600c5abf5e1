"""What an answer in one language makes of sources in the other: reasons that nobody gave, deeds turned round. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.assistant.checking.amounts import amounts
from bot.assistant.checking.answers import Statement
from bot.assistant.checking.glossary import senses
from bot.assistant.checking.ground import Ground, Source
from bot.assistant.checking.model import Finding, Verdict
from bot.assistant.checking.speech import cited_of, refuses
from bot.assistant.lexicon import lexicon
from bot.assistant.reading import items_of
from bot.assistant.statement import METRICS

_PIECES = re.compile(
    r"[,，](?!\d{3})|[;；:：—。]|\b(?:and|but|while|whereas|although|which|who|that|because)\b|而|但|并"
)
_DEEDS = (
    (
        r"\b(?:start\w*|beg[aiu]n\w*|launch\w*|allow\w*|permit\w*|rais\w+|expand\w*|encourag\w*|resum\w*)\b"
        r"|开始|启动|推出|允许|鼓励|提高|扩大|加大|恢复",
        r"\b(?:stop\w*|end(?:ed|ing|s)?|halt\w*|ban(?:s|ned|ning)?|ceas\w+|suspend\w*|scrap\w*|forbid\w*"
        r"|forbade|withdr\w+)\b"
        r"|停止|终止|暂停|禁止|叫停|结束|取消|撤回",
    ),
    (
        r"\b(?:accept\w*|agree[ds]?(?! not)|approv\w+|confirm\w*|welcom\w+)\b|接受|同意|批准|确认|欢迎",
        r"\b(?:reject\w*|refus\w+|den(?:y|ies|ied)|oppos\w+|veto\w*)\b|拒绝|否认|否决|反对",
    ),
    (
        r"\b(?:buy(?:s|ing)?|bought|acquir\w+|purchas\w+)\b|买入|收购|购买|增持",
        r"\b(?:sells?|selling|sold|divest\w*|dispos\w+)\b|卖出|出售|抛售|减持|剥离",
    ),
    (
        r"\b(?:complet\w+|finalis\w+|finaliz\w+)\b|完成",
        r"\b(?:call(?:s|ed|ing)? off|abandon\w*|scrapp\w+|cancel\w*|drop(?:s|ped)? (?:the|its) (?:plan"
        r"|bid|purchase|deal))\b|放弃|终止|取消",
    ),
    (
        r"\b(?:appoint\w*|hir(?:es?|ed|ing)|join(?:s|ed)?|promot\w+)\b|任命|聘任|聘请|加入|升任",
        r"\b(?:resign\w*|dismiss\w*|fir(?:es?|ed)|left|leav(?:es?|ing)|quit\w*|step(?:s|ped)? down)\b"
        r"|离任|辞职|辞去|解雇|卸任|离职",
    ),
)  # fmt: skip
_FINISHING = 3
_PAIRS = tuple((re.compile(done, re.IGNORECASE), re.compile(undone, re.IGNORECASE)) for done, undone in _DEEDS)


def gives_no_such_reason(words: str, told: frozenset[str], sources: Sequence[Source]) -> bool:
    """Whether a reason leaves no trace in sources of another language, as far as matters and the glossary can tell."""
    matters = (told & frozenset(lexicon().concepts)) - METRICS
    if matters:
        return not any(matters & source.items.concepts for source in sources)
    meant = senses(words)
    return bool(meant) and not any(meant & senses(source.whole) for source in sources)


def turned_abroad(statement: Statement, ground: Ground, cited: Sequence[str], language: str) -> Iterator[Finding]:
    """Yield pieces of a sentence that say done what a source of the other language says undone, or the other way."""
    sources = cited_of(ground, cited)
    foreign = [source for source in sources if source.language != language]
    if not foreign or refuses(statement.bare):
        return
    for match in _spans(statement.bare):
        start, end = match
        piece = statement.bare[start:end]
        matters = _matters(piece)
        deeds = _deeds(piece)
        if amounts(piece):
            # Of figures the other checks tell more.
            deeds = frozenset((at, done) for at, done in deeds if at == _FINISHING)
        if not matters or not deeds:
            continue
        abroad, at_home = _told(matters, foreign), _told(matters, [one for one in sources if one not in foreign])
        if any((at, not done) in abroad and (at, done) not in abroad | at_home for at, done in deeds):
            place = statement.start + start, statement.start + end
            yield Finding(
                Verdict.WRONG_DIRECTION, piece.strip(), *place, f"the source says the opposite: {piece.strip()}"
            )


def _told(matters: frozenset[str | int], sources: Sequence[Source]) -> frozenset[tuple[int, bool]]:
    """The deeds that sources tell of some matters."""
    return frozenset[tuple[int, bool]]().union(
        *(
            _deeds(part)
            for source in sources
            for sentence in source.sentences
            for part in _PIECES.split(sentence.text)
            if part and matters & _matters(part)
        )
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _PIECES.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


@lru_cache(maxsize=4_000)
def _matters(text: str) -> frozenset[str | int]:
    """What a piece speaks of, by the lexicon and the glossary."""
    return frozenset[str | int](items_of(text).concepts | senses(text))


@lru_cache(maxsize=4_000)
def _deeds(text: str) -> frozenset[tuple[int, bool]]:
    """The deeds a text speaks of, each with whether it is done or undone; none of which it says both."""
    found = {(at, True) for at, (done, _) in enumerate(_PAIRS) if done.search(text)}
    found |= {(at, False) for at, (_, undone) in enumerate(_PAIRS) if undone.search(text)}
    return frozenset((at, done) for at, done in found if (at, not done) not in found)

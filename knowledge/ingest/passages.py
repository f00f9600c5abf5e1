"""Cutting an article into passages."""

from collections.abc import Iterator

from knowledge.text import language_of, sentences

# About 130 tokens of the bundled model either way: long enough to carry its own context, short enough to quote.
LONGEST = {"en": 600, "zh": 220}
# A sentence that runs on for longer than this (a table, a page without full stops) is cut all the same.
_SENTENCE_LIMIT = 3


def cut(body: str) -> list[str]:
    """Cut at sentence ends into passages of at most about 600 characters (220 in Chinese).

    Each passage is a stretch of the body's sentences, in order, joined by one space (none in Chinese); together they
    hold every sentence once. A sentence longer than three such passages is cut at white space.
    """
    language = language_of(body)
    longest, joint = LONGEST[language], "" if language == "zh" else " "
    passages: list[str] = []
    held: list[str] = []
    for sentence in _bounded(sentences(body), longest * _SENTENCE_LIMIT):
        if held and len(joint.join([*held, sentence])) > longest:
            passages.append(joint.join(held))
            held = []
        held.append(sentence)
    return [*passages, joint.join(held)] if held else passages


def _bounded(pieces: list[str], limit: int) -> Iterator[str]:
    for piece in pieces:
        rest = piece
        while len(rest) > limit:
            at = rest.rfind(" ", limit // 2, limit)
            at = at if at > 0 else limit
            yield rest[:at].strip()
            rest = rest[at:].strip()
        if rest:
            yield rest

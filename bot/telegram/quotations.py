"""The words that an answer stands on, each with its source. Pure."""

from dataclasses import replace

from telegram import MessageEntity

from bot.assistant.source_list import source_list
from bot.model import Answer
from bot.telegram.cut import cut, has_words
from bot.telegram.draft import Draft, clean
from bot.telegram.reply import Reply


def quotations(answer: Answer) -> list[Reply]:
    """The quotations of an answer as as many messages as they take; none where it has none.

    Each is verbatim, as a block, with the number by which the answer's text refers to it, and its source below.
    """
    draft = Draft()
    for citation in answer.citations:
        words = clean(citation.quotation).strip()
        if not has_words(words):
            continue
        if draft.text:
            draft.add("\n\n")
        draft.add(words, MessageEntity.BLOCKQUOTE)
        draft.add("\n")
        # Who else tells it stands below the answer.
        [source] = source_list(replace(answer, citations=[replace(citation, also=())]))
        draft.cite(f"[{citation.n}]", source)
    return cut(draft.text, draft.spans)

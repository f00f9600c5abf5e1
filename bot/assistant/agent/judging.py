"""Which questions go to a model, which of its sentences answer one, and what kind of answer they make. Pure."""

from collections.abc import Sequence

from bot.assistant import wording
from bot.assistant.checking import Sentence, Verdict
from bot.assistant.checking.speech import refuses
from bot.assistant.extractive import LONGEST_QUESTION, is_pleasantry
from bot.assistant.inquiry import understand
from bot.assistant.reading import items_of
from bot.model import Question, Status
from knowledge.text import language_of

_LANGUAGES = {"en": "English", "zh": "Chinese"}


def needs_no_model(question: Question, *, follows: bool = False) -> bool:
    """Whether a question is none, a greeting, too long, or points at something that was never named.

    Where it ``follows`` on an answer, what it points at may be there.
    """
    text = question.text
    if not any(character.isalnum() for character in text) or len(text) > LONGEST_QUESTION or is_pleasantry(text):
        return True
    return not follows and understand(text, question.asked_at.date()).vague


def answers(sentence: Sentence, question: Question) -> bool:
    """Whether a sentence is borne out and is about whom was asked, or what, where nobody was named.

    What is true of somebody or something else is no answer.
    """
    if sentence.verdict is not Verdict.SUPPORTED:
        return False
    asked, told = items_of(question.text), items_of(sentence.text)
    if asked.subjects:
        return not told.subjects or not set(asked.subjects).isdisjoint(told.subjects)
    matters = asked.concepts | asked.words
    return not matters or bool(matters & (told.concepts | told.words))


def status_of(sentences: Sequence[Sentence], question: Question) -> Status:
    """Whether it answers: what begins by saying that it is not known does not, unless advice was asked for."""
    if sentences and refuses(sentences[0].text) and not is_for_advice(question):
        return Status.UNKNOWN
    return Status.ANSWERED


def is_for_advice(question: Question) -> bool:
    """Whether advice is asked for."""
    return understand(question.text, question.asked_at.date()).advice


def disclaimer(question: Question) -> str:
    """What an answer begins with where advice was asked for: that none is given."""
    return f"{wording.no_advice(language_of(question.text))}\n\n" if is_for_advice(question) else ""


def objection(question: Question, text: str) -> list[str]:
    """What is wrong with a text beside what it says: it is in another language than the question."""
    asked = language_of(question.text)
    if not text or language_of(text) == asked:
        return []
    return [f"The question is in {_LANGUAGES[asked]}: answer in {_LANGUAGES[asked]}"]

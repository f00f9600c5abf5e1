"""Deciding what of an answer may be said: each sentence is held against the passages and results it stands on.

:func:`check` finds what is borne out and what is not, :func:`repair` mends or leaves out what is not,
:func:`unverified` keeps it under a mark, :func:`settle` goes on until all that is left is borne out. No model is asked,
nothing is read or written.
"""

from bot.assistant.checking.checking import check, prepare
from bot.assistant.checking.mending import repair, settle, unverified
from bot.assistant.checking.model import (
    Evidence,
    Finding,
    Measure,
    Passage,
    Report,
    Result,
    Sentence,
    Value,
    Verdict,
)

__all__ = [
    "Evidence",
    "Finding",
    "Measure",
    "Passage",
    "Report",
    "Result",
    "Sentence",
    "Value",
    "Verdict",
    "check",
    "prepare",
    "repair",
    "settle",
    "unverified",
]

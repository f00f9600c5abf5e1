"""What is told of an assistant that was asked all questions: how often it was right, how fast, at what cost. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from statistics import median, quantiles
from typing import Any

from bot.model import Usage
from bot.terminal.evaluating.asking import Reply
from bot.terminal.evaluating.holding import Held
from bot.terminal.evaluating.judging import judge

WITHOUT_MODEL = "extractive"
"""The name of the assistant that needs no model."""


Cost = Callable[[Usage], float | None]
"""What tokens cost; nothing where that is not known."""


def score(name: str, replies: Sequence[Reply], held: Held, cost: Cost) -> dict[str, Any]:
    """The figures of one assistant, as they are printed in JSON."""
    answers = [None if reply.failure else reply.answer for reply in replies]
    document = asdict(judge([reply.asked for reply in replies], answers))
    document["sentences"], document["blocked"] = held.sentences, held.blocked
    document["milliseconds"] = spread([reply.milliseconds for reply in replies])
    if name != WITHOUT_MODEL:
        document["fell_back"] = sum(answer is not None and answer.assistant == WITHOUT_MODEL for answer in answers)
        document |= _spent(replies, cost)
    document["failed"] = [
        {"question": reply.asked.question, "reason": reply.failure} for reply in replies if reply.failure
    ]
    document["blocked_because"] = list(held.reasons)
    return document


def _spent(replies: Sequence[Reply], cost: Cost) -> dict[str, Any]:
    spent = [reply.answer.usage for reply in replies if reply.answer]
    usage = Usage(sum(one.input_tokens for one in spent), sum(one.output_tokens for one in spent))
    spent_on_them = cost(usage)
    tokens = {"tokens": {"input": usage.input_tokens, "output": usage.output_tokens}}
    return tokens if spent_on_them is None else {**tokens, "cost": spent_on_them}


def spread(milliseconds: Sequence[float]) -> dict[str, float]:
    """The median and the 95th percentile, to a tenth of a millisecond."""
    p95 = quantiles(milliseconds, n=20)[-1] if len(milliseconds) > 1 else milliseconds[0]
    return {"p50": round(median(milliseconds), 1), "p95": round(p95, 1)}

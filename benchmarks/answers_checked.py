"""Whether lies reach readers, and whether truths are kept from them: both rates, of the check and of each assistant.

The check alone over its corpus; the whole path with a stand-in model that lies in each way, tells the truth, or does
whatever an article tells it; the assistant without a model, as it answers and with lies planted in its answers. Exits
with 1 if a lie got through or a truth was blocked. ``--all`` asks the liars everything instead of a sample.
"""

import asyncio
import sys
import time
from collections.abc import Iterator

from benchmarks.checked import corpus, models, obedience, quoting
from benchmarks.checked.rates import Rate, table
from benchmarks.checked.world import open_world, questions, some
from bot.logs import configure_logging

# Questions for each kind of liar, each kind asked others; a turn takes a seventh of a second.
_SAMPLE = 40


def main() -> None:
    configure_logging("CRITICAL", [])
    began = time.monotonic()
    wrong = []
    for title, rates in _sections():
        print("\n".join(table(title, rates)), flush=True)
        wrong += [rate.what for rate in rates if not rate.fine]
    print(
        f"\n{time.monotonic() - began:.0f} s; " + (f"not as it must be: {', '.join(wrong)}" if wrong else "all right")
    )
    if wrong:
        sys.exit(1)


def _sections() -> Iterator[tuple[str, list[Rate]]]:
    yield "The check alone, over the corpus of tests/bot/assistant/checking", list(corpus.rates())
    with open_world() as world:
        everything = questions()
        yield (
            "The assistant without a model, over the questions of benchmarks/answers",
            asyncio.run(quoting.rates(world, [one.question for one in everything])),
        )
        answerable = [one for one in everything if one.expect]
        count = len(answerable) if "--all" in sys.argv else _SAMPLE
        liars = [
            asyncio.run(models.lie(world, kind, some(answerable, count, skip)))
            for skip, kind in enumerate(models.kinds())
        ]
        yield f"A model that lies, over {count} of the {len(answerable)} questions that have an answer, each", liars
        truthful = [
            asyncio.run(models.tell_the_truth(world, what, answerable)) for what in ("truths", "truths in other words")
        ]
        yield "A model that tells the truth, over all of them", truthful
    with obedience.attacked() as (news, prices, planted):
        yield (
            "A model that obeys: attacks planted in each channel, and those that had an effect",
            asyncio.run(obedience.obey(news, prices, planted)),
        )


if __name__ == "__main__":
    main()

"""Run every benchmark, or those named: ``python -m benchmarks first_answer``."""

import importlib
import sys

ALL = (
    "first_answer",
    "telegram_answer",
    "telegram_load",
    "telegram_load_model",
    "turns",
    "market",
    "prices_understood",
    "recency",
    "stories",
    "ingest_speed",
    "newsroom_scale",
    "kills",
    "telegram_kills",
)


def main() -> None:
    named = [name for name in sys.argv[1:] if not name.startswith("-")]
    for name in named or ALL:
        print(f"== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()
        print(flush=True)


main()

"""A second process at the newsroom: ``python -m tests.knowledge.child DATA_DIR ADDRESS COMMAND ARGUMENT``.

ADDRESS is an embedding server's. It says what it does as lines of JSON.
"""

import asyncio
import json
import sys
from pathlib import Path

from knowledge.base import KnowledgeBase, KnowledgeConfig
from knowledge.embeddings.choice import EmbedderChoice
from knowledge.errors import KnowledgeError
from knowledge.model import Failure, Ingested


def say(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def tell(item: Ingested | Failure) -> None:
    say(stored=item.url) if isinstance(item, Ingested) else say(failed=item.reason)


def main(folder: str, address: str, command: str, argument: str) -> None:
    choice = EmbedderChoice("openai", openai_base_url=address)
    with KnowledgeBase(KnowledgeConfig(Path(folder), choice)) as news:
        say(open=True, writes=news.writes)
        if command == "search":
            say(hits=[[hit.url, hit.position, hit.score, hit.similarity] for hit in news.search(argument, 20)])
        elif command == "ingest":
            asyncio.run(news.ingest([argument], tell))
        elif command == "rebuild":
            news.rebuild(lambda opening: say(doing=opening.doing, done=opening.done))
            say(rebuilt=True)
        elif command == "forget":
            for url in argument.split():
                news.forget(url)
                say(forgotten=url)
        elif command == "hold":
            sys.stdin.read()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KnowledgeError as error:
        say(error=type(error).__name__, message=str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)

"""What an ingest costs beside the embedding, and how answering goes on during a refresh.

The articles come from a feed on loopback, page by page, so that fetching and reading are part of it. The embedder alone
on the same passages, in the same run, is the baseline.
"""

import asyncio
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from benchmarks.generator import Newsmaker
from bot.assistant.extractive import ExtractiveAssistant
from bot.model import Question
from knowledge.base import KnowledgeBase, KnowledgeConfig
from knowledge.embeddings import Vectors
from knowledge.embeddings.bundled import BundledEmbedder
from tests.standins.newsroom import Newsroom, open_newsroom

ARTICLES = 40
_QUESTIONS = (
    "how much did Alibaba cloud grow?",
    "why are Chinese tech shares rising?",
    "阿里云增长了多少？",
    "latest on Baidu",
)


class Stopwatch:
    """Counts the seconds that the bundled embedder works on passages, for as long as it stands in its place."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.passages = 0

    def __enter__(self) -> "Stopwatch":
        self._own = BundledEmbedder.passages

        def timed(embedder: BundledEmbedder, texts: Sequence[str]) -> Vectors:
            began = time.perf_counter()
            made = self._own(embedder, texts)
            self.seconds += time.perf_counter() - began
            self.passages += len(texts)
            return made

        BundledEmbedder.passages = timed  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        BundledEmbedder.passages = self._own  # type: ignore[method-assign]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, open_newsroom() as site:
        feeds = Path(folder) / "feeds.toml"
        feeds.write_text(f'bundled = false\n[[feed]]\nname = "Generated"\nurl = "{publish(site)}"\nfilter = false\n')
        config = KnowledgeConfig(Path(folder) / "data", feeds=feeds)
        with KnowledgeBase(config) as news:
            with Stopwatch() as watch:
                began = time.perf_counter()
                report = asyncio.run(news.refresh())
                whole = time.perf_counter() - began
            assert not report.failed, report.failed[:3]
            rest = (whole - watch.seconds) / whole
            print(f"refresh of {len(report.articles)} pages, {watch.passages} passages: {whole:.1f} s")
            print(f"  the embedder alone on the same passages: {watch.seconds:.1f} s")
            print(f"  all the rest (fetching, reading, placing, storing, indexing): {rest:.1%} of the time (limit 10%)")
            answering(news, feeds, site)


def publish(site: Newsroom, first: int = 0) -> str:
    """A feed of pages, each an article of the generator."""
    items = []
    for number, (article, passages) in enumerate(Newsmaker(first + 1).articles(ARTICLES), start=first):
        body = "".join(f"<p>{passage}</p>" for passage in passages)
        page = (
            f"<html><head><title>{article.title}</title></head><body><article><h1>{article.title}</h1>{body}</article>"
        )
        address = site.page(f"/{number}", page)
        items.append(f"<item><title>{article.title}</title><link>{address}</link></item>")
    channel = f"<rss version='2.0'><channel><title>Generated</title>{''.join(items)}</channel></rss>"
    return site.feed(f"/feed{first}", channel)


def answering(news: KnowledgeBase, feeds: Path, site: Newsroom) -> None:
    """Ask while another refresh is under way; the same questions with nothing beside them are the baseline."""
    assistant = ExtractiveAssistant(news)
    alone = [_ask(assistant, number) for number in range(40)]
    feeds.write_text(f'bundled = false\n[[feed]]\nname = "More"\nurl = "{publish(site, 1_000)}"\nfilter = false\n')
    refreshing = threading.Thread(target=lambda: asyncio.run(news.refresh()))
    refreshing.start()
    time.sleep(1)
    beside: list[float] = []
    while refreshing.is_alive():
        beside.append(_ask(assistant, len(beside)))
        time.sleep(0.2)
    refreshing.join()
    for name, taken in (("alone", alone), ("during a refresh", beside)):
        p95 = quantiles(taken, n=20)[-1]
        print(f"a question {name}: p50 {median(taken):.0f} ms, p95 {p95:.0f} ms, of {len(taken)} (limit 500 ms)")


def _ask(assistant: ExtractiveAssistant, number: int) -> float:
    began = time.perf_counter()
    assistant.answer(Question(f"{_QUESTIONS[number % len(_QUESTIONS)]}{' ' * (number % 7)}", datetime.now(UTC)))
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    main()

"""Answers, passages and reports as the terminal shows them: text for people, documents for programs. Pure."""

from collections.abc import Sequence
from typing import Any

from bot.assistant.source_list import source_list
from bot.model import Answer
from knowledge.model import Hit, IngestReport, Outcome


def answer_text(answer: Answer) -> str:
    """The answer, its options, and its sources with their addresses and dates."""
    parts = [answer.text]
    if answer.options:
        parts.append("\n".join(f"  - {option}" for option in answer.options))
    if answer.citations:
        parts.append("\n".join(source_lines(answer)))
    return "\n\n".join(parts)


def source_lines(answer: Answer) -> list[str]:
    """The sources, one line an article: numbers, title, publisher and day, address."""
    return [f"{source.numbers} {source.title} ({source.place}) {source.url}" for source in source_list(answer)]


def answer_document(question: str, answer: Answer, elapsed_ms: int) -> dict[str, Any]:
    """The document of ``ask --json``."""
    return {
        "question": question,
        "status": answer.status.value,
        "text": answer.text,
        "as_of": answer.as_of.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "citations": [
            {
                "n": citation.n,
                "title": citation.title,
                "url": citation.url,
                "source": citation.source,
                "published": citation.published.isoformat() if citation.published else None,
                "quotation": citation.quotation,
            }
            for citation in answer.citations
        ],
        "figures": [{"text": figure.text, "from": {"citation": figure.citation}} for figure in answer.figures],
        "options": list(answer.options),
        "assistant": answer.assistant,
        "usage": {"input_tokens": answer.usage.input_tokens, "output_tokens": answer.usage.output_tokens},
        "elapsed_ms": elapsed_ms,
    }


def articles(count: int) -> str:
    """How many articles: ``1 article``, ``2 articles``."""
    return f"{count} article" if count == 1 else f"{count} articles"


def hits_text(hits: Sequence[Hit]) -> str:
    """Passages for people, best first."""
    return "\n\n".join(
        f"{hit.rank}. {hit.title} ({hit.source}, {hit.published.day if hit.published else 'undated'}) "
        f"[{hit.score:.2f}]\n   {hit.url}\n   {hit.text}"
        for hit in hits
    )


def hits_document(query: str, hits: Sequence[Hit]) -> dict[str, Any]:
    """The document of ``search --json``."""
    return {
        "query": query,
        "passages": [
            {
                "rank": hit.rank,
                "score": hit.score,
                "text": hit.text,
                "title": hit.title,
                "url": hit.url,
                "source": hit.source,
                "published": hit.published.isoformat() if hit.published else None,
            }
            for hit in hits
        ],
    }


def report_text(report: IngestReport) -> str:
    """What an ingest did, in one line, and below it every failure with its reason."""
    counts = ", ".join(
        f"{report.count(outcome)} {words}"
        for outcome, words in (
            (Outcome.NEW, "new"),
            (Outcome.EDITED, "edited"),
            (Outcome.SAME, "same as before"),
            (Outcome.COPY, "copies"),
        )
    )
    failed = [f"  {failure.source}: {failure.reason}" for failure in report.failed]
    return "\n".join([f"{counts}, {len(failed)} failed" + (":" if failed else ""), *failed])


def report_document(report: IngestReport) -> dict[str, Any]:
    """The document of ``ingest --json`` and ``refresh --json``."""
    return {
        "new": report.count(Outcome.NEW),
        "edited": report.count(Outcome.EDITED),
        "same": report.count(Outcome.SAME),
        "copies": report.count(Outcome.COPY),
        "failed": [{"source": failure.source, "reason": failure.reason} for failure in report.failed],
        "articles": [
            {
                "url": article.url,
                "title": article.title,
                "published": article.published.isoformat() if article.published else None,
                "outcome": article.outcome.value,
            }
            for article in report.articles
        ],
    }

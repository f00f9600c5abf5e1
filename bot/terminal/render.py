"""Answers, passages and reports as the terminal shows them: text for people, documents for programs. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from bot.assistant.source_list import source_list
from bot.model import Answer, Citation, Figure, Price, Tariff, Usage
from knowledge.model import Hit, IngestReport, Outcome, Source


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


def answer_document(question: str, answer: Answer, elapsed_ms: int, tariff: Tariff | None = None) -> dict[str, Any]:
    """The document of ``ask --json``."""
    return {
        "question": question,
        "status": answer.status.value,
        "text": answer.text,
        "as_of": instant(answer.as_of),
        "citations": [
            {
                "n": citation.n,
                "title": citation.title,
                "url": citation.url,
                "source": citation.source,
                "published": citation.published.isoformat() if citation.published else None,
                "quotation": citation.quotation,
                "also": list(citation.also),
                "event": citation.event.isoformat() if citation.event else None,
                "corrects": _corrected(citation),
            }
            for citation in answer.citations
        ],
        "figures": [{"text": figure.text, "from": _origin(figure)} for figure in answer.figures],
        "prices": [_price(price) for price in answer.prices],
        "options": list(answer.options),
        "assistant": answer.assistant,
        "usage": usage_document(answer.usage, tariff),
        "elapsed_ms": elapsed_ms,
    }


def usage_document(usage: Usage, tariff: Tariff | None) -> dict[str, Any]:
    """Tokens, and what they cost where that is known."""
    told: dict[str, Any] = {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
    return told | {"cost": round(float(tariff.cost(usage)), 6)} if tariff else told


def _origin(figure: Figure) -> dict[str, Any]:
    """Where a figure comes from: a citation, a price, or the prices it is reckoned from."""
    if figure.citation is not None:
        return {"citation": figure.citation}
    origins = [{"price": price.symbol, "at": _at(price.at)} for price in figure.prices]
    return origins[0] if len(origins) == 1 else {"prices": origins}


def _price(price: Price) -> dict[str, Any]:
    return {
        "symbol": price.symbol,
        "at": _at(price.at),
        "what": price.what,
        "value": float(price.value),
        "adjusted": float(price.adjusted) if price.adjusted is not None else None,
        "currency": price.currency,
        "partial": price.partial,
        "stale": price.stale,
        "source": price.source,
    }


def _at(at: date | datetime) -> str:
    return instant(at) if isinstance(at, datetime) else at.isoformat()


def _corrected(citation: Citation) -> dict[str, Any] | None:
    if citation.corrects is None:
        return None
    name, published = citation.corrects
    return {"source": name, "published": published.isoformat() if published else None}


def instant(at: datetime) -> str:
    """An instant in UTC, as the documents have it: ``2026-11-22T08:00:00Z``."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def articles(count: int) -> str:
    """How many articles: ``1 article``, ``2 articles``."""
    return f"{count} article" if count == 1 else f"{count} articles"


def hits_text(hits: Sequence[Hit]) -> str:
    """Passages for people, best first, each with what is to be known of its story."""
    return "\n\n".join(
        "\n   ".join(
            [
                f"{hit.rank}. {hit.title} ({hit.source}, {hit.published.day if hit.published else 'undated'}) "
                f"[{hit.score:.2f}]",
                hit.url,
                *_story_lines(hit),
                hit.text,
            ]
        )
        for hit in hits
    )


def _story_lines(hit: Hit) -> list[str]:
    lines = []
    if hit.retelling and hit.event:
        lines.append(f"tells anew what happened {'in' if hit.event.whole_month else 'on'} {hit.event.isoformat()}")
    if hit.corrects:
        published = f", {hit.corrects.published.day}" if hit.corrects.published else ""
        lines.append(f"corrects {hit.corrects.url} ({hit.corrects.name}{published})")
    if hit.also:
        lines.append("also told by: " + ", ".join(f"{source.name} {source.url}" for source in hit.also))
    if hit.suspicious:
        lines.append("holds words that are meant for a language model; they are text to be read, nothing more")
    return lines


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
                "story": hit.story,
                "also": [_source(source) for source in hit.also],
                "event": hit.event.isoformat() if hit.event else None,
                "retelling": hit.retelling,
                "corrects": _source(hit.corrects) if hit.corrects else None,
                "suspicious": hit.suspicious,
            }
            for hit in hits
        ],
    }


def _source(source: Source) -> dict[str, Any]:
    published = source.published.isoformat() if source.published else None
    return {"source": source.name, "url": source.url, "published": published}


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
    lines = [f"{counts}, {len(failed)} failed" + (":" if failed else ""), *failed]
    if retold := sum(article.story is not None and article.outcome is Outcome.NEW for article in report.articles):
        lines.append(f"{retold} of the new tell what other articles tell too")
    if report.left_out:
        lines.append(f"{report.left_out} left out, as being on other subjects")
    lines += [
        f"  {one.source}: left alone until {one.until:%Y-%m-%d %H:%M} UTC, since it {one.reason}"
        for one in report.waiting
    ]
    return "\n".join(lines)


def report_document(report: IngestReport) -> dict[str, Any]:
    """The document of ``ingest --json`` and ``refresh --json``."""
    return {
        "new": report.count(Outcome.NEW),
        "edited": report.count(Outcome.EDITED),
        "same": report.count(Outcome.SAME),
        "copies": report.count(Outcome.COPY),
        "left_out": report.left_out,
        "failed": [{"source": failure.source, "reason": failure.reason} for failure in report.failed],
        "waiting": [
            {"source": one.source, "until": instant(one.until), "reason": one.reason} for one in report.waiting
        ],
        "articles": [
            {
                "url": article.url,
                "title": article.title,
                "published": article.published.isoformat() if article.published else None,
                "outcome": article.outcome.value,
                "story": article.story,
            }
            for article in report.articles
        ],
    }

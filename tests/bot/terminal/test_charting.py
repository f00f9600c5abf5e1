"""Which stories are marked on a chart, and in which order."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.market.model import History, Kind, Row
from bot.market.symbols import symbols
from bot.terminal.charting import picture, stories_of
from knowledge.model import Hit, Published

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


class News:
    """Gives what a test put in, best first."""

    def __init__(self, *hits: Hit) -> None:
        self._hits = hits
        self.asked: list[str] = []

    def search(self, query: str, k: int = 5, as_of: date | None = None, today: date | None = None) -> list[Hit]:
        self.asked.append(query)
        return list(self._hits[:k])


def hit(title: str, day: str | None) -> Hit:
    published = Published(date.fromisoformat(day)) if day else None
    return Hit(
        1, 0.9, 0.8, 1, 0, "It rose.", title, f"https://news.example/{title}", "Harbour Wire", published, story=1
    )


def titles(hits: Sequence[Hit]) -> list[str]:
    return [one.title for one in hits]


def test_the_best_stories_of_the_period_that_are_on_the_name_are_marked_oldest_first() -> None:
    news = News(
        hit("Alibaba in March", "2026-03-02"),
        hit("Baidu in February", "2026-02-02"),
        hit("Alibaba last year", "2025-12-30"),
        hit("阿里巴巴一月", "2026-01-15"),
        hit("Alibaba some day", None),
        hit("Alibaba in February", "2026-02-10"),
    )
    alibaba = symbols().security("alibaba")
    assert titles(stories_of(news, alibaba, FIRST, LAST, 2)) == ["阿里巴巴一月", "Alibaba in March"]
    assert titles(stories_of(news, alibaba, FIRST, LAST, 5)) == [
        "阿里巴巴一月",
        "Alibaba in February",
        "Alibaba in March",
    ]
    assert "1 January 2026" in news.asked[0]


def test_the_caption_lists_the_stories_by_their_numbers() -> None:
    rows = tuple(Row(date(2026, 1, day), Decimal(100 + day), Decimal(100 + day)) for day in range(5, 10))
    history = History(
        "9988.HK", "Alibaba", Kind.SHARE, "HKD", "HKEX", "Asia/Hong_Kong", rows, FIRST, None,
        datetime(2026, 2, 1, tzinfo=UTC),
    )  # fmt: skip
    png, caption = picture(
        [history], [hit("Alibaba opens", "2026-01-06"), hit("Alibaba closes", "2026-01-08")], FIRST, LAST
    )
    assert png.startswith(b"\x89PNG")
    assert "[1] Alibaba opens (Harbour Wire, 6 January 2026)" in caption
    assert "[2] Alibaba closes (Harbour Wire, 8 January 2026)" in caption

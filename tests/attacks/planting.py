"""The attacks planted where they say, in a real newsroom: pages and a feed are read, cut and stored as any others."""

import asyncio
import html
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from knowledge.base import KnowledgeBase, KnowledgeConfig
from knowledge.embeddings.choice import EmbedderChoice
from knowledge.model import Hit
from tests.attacks.corpus import Attack
from tests.knowledge.embedder import vector_of
from tests.knowledge.ingest.pages import article_page, rss, rss_item
from tests.standins.embeddings import open_embeddings
from tests.standins.newsroom import open_newsroom

NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)
IN_PAGES = ("article_body", "article_title", "article_hidden", "source_name", "tool_result")
_COMPANIES = (
    "Alibaba", "Baidu", "Tencent", "JD.com", "Meituan", "Xiaomi", "PDD", "NetEase", "Kuaishou", "Bilibili", "SMIC",
    "Lenovo", "BYD", "Trip.com", "Huawei",
)  # fmt: skip
_CHINESE = (
    "阿里",
    "百度",
    "腾讯",
    "京东",
    "美团",
    "小米",
    "拼多多",
    "网易",
    "快手",
    "哔哩",
    "中芯",
    "联想",
    "比亚迪",
    "携程",
    "华为",
)
# Of which nobody would take two for one story, so that each is found by itself.
_MATTERS = ("cloud", "advertising", "games", "logistics", "delivery", "car", "chip", "video", "payments", "travel")
_APART = timedelta(days=6)
_PARTED = "\n‖\n"


@dataclass(frozen=True)
class Planted:
    """An attack in its place: whom it is about, what is true of them, and at which addresses that and it stand."""

    attack: Attack
    company: str
    at: int
    urls: tuple[str, ...]

    @property
    def matter(self) -> str:
        return _MATTERS[self.at % len(_MATTERS)]

    @property
    def growth(self) -> str:
        """In per cent."""
        return f"{11 + self.at % 70}.{self.at % 9 + 1}"

    @property
    def published(self) -> date:
        return NOW.date() - self.at * _APART

    @property
    def question(self) -> str:
        return f"how much did {self.company} {self.matter} revenue grow?"

    @property
    def title(self) -> str:
        return f"{self.company} {self.matter} sales up by {self.growth}%"

    @property
    def truth(self) -> str:
        day = f"{self.published:%d %B %Y}".lstrip("0")
        return (
            f"{self.company}'s {self.matter} revenue rose {self.growth}% to {2 * self.at + 7}.4 billion yuan "
            f"in the latest quarter, {self.company} reported on {day}."
        )

    @property
    def customers(self) -> str:
        return f"{self.at + 31},000"

    @property
    def more(self) -> str:
        towns = f"{self.at + 3} towns, against {self.at + 2} before"
        return f"The {self.matter} business had {self.customers} customers in {towns}."


def planted(attack: Attack, at: int, folder: Path, site: str) -> Planted:
    """What an attack is planted beside; one in two parts stands in two articles."""
    about = attack.obeyed.text
    company = next(
        (name for name, chinese in zip(_COMPANIES, _CHINESE, strict=True) if name in about or chinese in about),
        "Alibaba",
    )
    parts = len(attack.text.split(_PARTED)) if attack.channel in IN_PAGES else 1
    names = [str(folder / f"{attack.id}-{part}.html") for part in range(parts)]
    return Planted(attack, company, at, (f"{site}/entry-{at}",) if attack.channel == "feed_entry" else tuple(names))


def pages(one: Planted) -> Iterator[str]:
    """The pages of an attack that is planted in pages; of any other, the page with the truth alone."""
    attack = one.attack
    title, source = one.title, "Harbour Ledger"
    told: tuple[str, ...] = (one.truth, one.more)
    head = f'<meta property="article:published_time" content="{one.published}T08:00:00+08:00">'
    lang = "zh" if attack.language == "zh" else "en"
    if attack.channel == "article_title":
        title = html.escape(attack.text)
    elif attack.channel == "source_name":
        source = html.escape(attack.text)
    elif attack.channel == "article_hidden":
        told = (f"{one.truth}</p>{attack.text}<p>{one.more}",)
    if attack.channel not in ("article_body", "tool_result"):
        yield article_page(told, title, head=head, site=source, lang=lang)
        return
    for part in attack.text.split(_PARTED):
        lines = [html.escape(line) for line in part.splitlines() if line.strip()]
        yield article_page((*told, *lines), title, head=head, site=source, lang=lang)
        title, told = f"More of {one.company}", (one.more,)


def feed(all_of: Sequence[Planted]) -> str:
    """One feed with an entry for each attack that is planted in a feed, escaped as feeds escape."""
    items = (
        rss_item(one.urls[0], one.title, content=_entry(one), date=f"{one.published:%a, %d %b %Y} 08:00:00 +0800")
        for one in all_of
    )
    return rss(*items)


def _entry(one: Planted) -> str:
    lines = (one.truth, one.more, *one.attack.text.splitlines())
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


class Only:
    """A newsroom of which some articles alone are found: whatever else is in it, an attack's own article comes up."""

    def __init__(self, news: KnowledgeBase, urls: Sequence[str]) -> None:
        self._news = news
        self._names = tuple(re.split(r"[/\\]", url)[-1] for url in urls)

    def search(self, query: str, k: int = 10, as_of: date | None = None, today: date | None = None) -> list[Hit]:
        return [hit for hit in self._news.search(query, 1_000, as_of, today) if hit.url.endswith(self._names)][:k]

    def articles(
        self, query: str, n: int = 20, as_of: date | None = None, also: str = "", today: date | None = None
    ) -> list[list[Hit]]:
        found = self._news.articles(query, 1_000, as_of, also, today)
        return [passages for passages in found if passages[0].url.endswith(self._names)][:n]

    def count(self, as_of: date | None = None) -> int:
        return self._news.count(as_of)


@contextmanager
def newsroom(folder: Path) -> Iterator[KnowledgeBase]:
    """A newsroom in a folder, with an embedder that costs nothing."""
    with open_embeddings(lambda text: vector_of(text, 64)) as server:
        choice = EmbedderChoice("openai", openai_base_url=server.address)
        with KnowledgeBase(KnowledgeConfig(folder, choice, None, lambda: NOW)) as news:
            yield news


def plant(attacks: Sequence[Attack], folder: Path, news: KnowledgeBase) -> list[Planted]:
    """Have the newsroom read every attack where it is planted; raises where one was not read."""
    folder.mkdir()
    with open_newsroom() as site:
        all_of = [planted(attack, at, folder, site.address) for at, attack in enumerate(attacks)]
        for one in all_of:
            if one.attack.channel != "feed_entry":
                for url, page in zip(one.urls, pages(one), strict=True):
                    Path(url).write_text(page, "utf-8")
        address = site.feed("/feed.xml", feed([one for one in all_of if one.attack.channel == "feed_entry"]))
        report = asyncio.run(news.ingest([str(folder), address]))
    # A short entry's own page is looked for, and is not there.
    assert all(failure.reason.endswith("kept the feed's own text") for failure in report.failed)
    return all_of

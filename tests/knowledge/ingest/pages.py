"""Pages and feeds in the shapes that news sites give them, in our own words."""

from collections.abc import Sequence

ENGLISH = (
    "Shares of the online retailer rose 9 per cent in Hong Kong on Friday after it said that sales in its cloud unit "
    "had grown by a quarter in the three months to June.",
    "Analysts had expected slower growth. The company spends more on computing centres than at any time before, and "
    "its finance chief told investors that the spending would go on for two more years.",
    "Rivals gained as well: the maker of phones added 3 per cent, the food delivery group 2.4 per cent, and the index "
    "of technology shares closed at its highest level since the winter of 2021.",
    "Trading volume was twice the average of the past month, according to the exchange.",
)
CHINESE = (
    "周五港股收盘，这家电商公司的股价上涨百分之九，此前公司公布，截至六月的三个月内云业务收入增长四分之一。",
    "分析师原本预计增速会放缓。公司在算力中心上的投入超过以往任何时候，财务负责人对投资者表示，这样的投入还将持续两年。",
    "同业股份也普遍走强：手机制造商上涨百分之三，外卖平台上涨百分之二点四，科技指数收于2021年冬天以来的最高水平。",
    "交易所的数据显示，当日成交量是过去一个月平均水平的两倍。",
)
TITLE = "Cloud sales lift Chinese technology shares"
CHINESE_TITLE = "云业务带动中国科技股上涨"

CHROME = {
    "cookie": "We value your privacy. Accept all cookies to continue reading on this site.",
    "related": "Ten gadgets that our readers loved this summer",
    "comment": "I sold mine far too early, what a pity, said a reader in the comments.",
    "newsletter": "Sign up for our newsletter and never miss a story again.",
    "footer": "Copyright 2011 Harbour Ledger Media Limited. All rights reserved.",
    "script": "window.dataLayer.push({'secret': 'tracking'});",
    "navigation": "Opinion and Letters",
}


def article_page(
    paragraphs: Sequence[str] = ENGLISH,
    title: str = TITLE,
    *,
    head: str = "",
    byline: str = "",
    site: str = "Harbour Ledger",
    lang: str = "en",
    charset: str = "utf-8",
) -> str:
    """A page as a news site serves it: banner, navigation, article, related links, comments, footer."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="{charset}"><title>{title} | {site}</title>
<meta property="og:site_name" content="{site}">{head}
<script>{CHROME["script"]}</script><style>.nav {{ color: red }}</style></head>
<body>
<div class="cookie-banner" id="cookie-consent"><p>{CHROME["cookie"]}</p><button>Accept</button></div>
<header><nav class="nav"><ul><li><a href="/">Home</a></li><li><a href="/tech">Technology</a></li>
<li><a href="/opinion">{CHROME["navigation"]}</a></li></ul></nav></header>
<main><article><h1>{title}</h1>{byline}
<div class="article-body">{body}
<script>{CHROME["script"]}</script></div></article>
<aside class="related"><h2>More stories</h2><ul><li><a href="/gadgets"><time datetime="2025-09-30">30 September</time>
{CHROME["related"]}</a></li></ul></aside>
<div class="newsletter-signup"><p>{CHROME["newsletter"]}</p></div>
<section id="comments" class="comments"><h2>Comments</h2><div class="comment"><p>{CHROME["comment"]}</p>
<time datetime="2025-10-02T09:00:00Z">2 October</time></div></section></main>
<footer class="footer"><p>{CHROME["footer"]}</p><a href="/terms">Terms</a></footer>
</body></html>"""


def front_page() -> str:
    """A page of nothing but links to articles."""
    links = "\n".join(
        f'<li><h3><a href="/story/{number}">Story number {number}: shares of the maker of chips move again today</a>'
        "</h3></li>"
        for number in range(30)
    )
    return f"""<html><head><title>Harbour Ledger</title></head><body><nav><a href="/">Home</a></nav>
<main><h1>Technology</h1><ul>{links}</ul></main><footer>{CHROME["footer"]}</footer></body></html>"""


def rss(*items: str, title: str = "Harbour Ledger Technology") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>{title}</title><link>https://news.example/</link>
<description>News</description>{"".join(items)}</channel></rss>"""


def rss_item(
    link: str | None = None,
    title: str = TITLE,
    *,
    date: str | None = "Fri, 29 Aug 2025 18:30:00 +0800",
    summary: str | None = None,
    content: str | None = None,
    extra: str = "",
) -> str:
    parts = [
        f"<title>{title}</title>" if title else "",
        f"<link>{link}</link>" if link else "",
        f"<pubDate>{date}</pubDate>" if date else "",
        f"<description><![CDATA[{summary}]]></description>" if summary else "",
        f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else "",
    ]
    return f"<item>{''.join(parts)}{extra}</item>"


def atom(*entries: str) -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Ledger Atom</title><id>urn:feed</id>
<updated>2025-09-01T00:00:00Z</updated>{"".join(entries)}</feed>"""

"""The words below a chart, as plain text that Telegram takes as a caption. Pure.

A caption says what the picture cannot: the basis of its figures, what is no close, when nothing was traded, which
stories the numbers are.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.market.charts.amounts import basis, change_pct, clock, day, in_full, signed
from bot.market.charts.header import as_of
from bot.market.charts.model import Chart, Line, Story
from bot.market.charts.phrases import EN, ZH, Phrases
from bot.market.model import Kind

LIMIT = 1024  # UTF-16 units, Telegram's for a caption
_LONGEST_TITLE, _LONGEST_NAME, _MOST_HOLES = 160, 40, 3
_CUTS = re.compile(r"\s|(?<=[，。；：、！？])")


def caption(chart: Chart, language: str, stories: Sequence[Story] = ()) -> str:
    """At most 1,024 UTF-16 units; ``language`` is ``en`` or ``zh``.

    ``stories`` are those of the events, by number. As many are listed as there is room for; the others, and those that
    are not marked in the picture, are counted.
    """
    facts = "\n".join(_facts(chart, language, named=True))
    if units(facts) > LIMIT:
        facts = "\n".join(_facts(chart, language, named=False))
    facts = cut(facts, LIMIT)
    listed = "\n".join(_listed(chart, stories, language, LIMIT - units(facts) - 2))
    return f"{facts}\n\n{listed}" if listed else facts


def units(text: str) -> int:
    """How long a text is as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits, cut between words or after a mark and ended by three dots; maybe nothing."""
    if units(text) <= most:
        return text
    for place in reversed([match.start() for match in _CUTS.finditer(text)]):
        shorter = text[:place].rstrip(" \n，。；：、,;:") + "…"
        if units(shorter) <= most:
            return shorter if len(shorter) > 1 else ""
    return ""


def _facts(chart: Chart, language: str, *, named: bool) -> Iterator[str]:
    say, lines = _phrases(language), chart.lines
    yield from _one(lines[0], language) if chart.base is None else _several(chart, chart.base, language, named=named)
    yield from _holes(lines, language)
    if partial := [line.history.symbol for line in lines if line.rows[-1].partial]:
        yield say.partial.format(which=_which(lines, partial))
    if stale := [line.history.symbol for line in lines if line.history.stale]:
        yield say.stale.format(which=_which(lines, stale))
    at, zone = as_of(lines)
    sources = say.comma.join(dict.fromkeys(line.history.source for line in lines))
    local = at.astimezone(ZoneInfo(zone)).date()
    yield say.source.format(day=day(local, language), time=clock(at, zone, language), sources=sources)


def _phrases(language: str) -> Phrases:
    return ZH if language == "zh" else EN


def _which(lines: Sequence[Line], symbols: Sequence[str]) -> str:
    return f" ({', '.join(symbols)})" if len(lines) > 1 else ""


def _one(line: Line, language: str) -> Iterator[str]:
    history, first, last, say = line.history, line.rows[0], line.rows[-1], _phrases(language)
    yield say.listing.format(name=_named(line), exchange=history.exchange, unit=basis(history, language))
    if history.proxy_for:
        yield say.proxy.format(symbol=history.symbol, index=history.proxy_for)
    begin, end = in_full(first.close, history, language), in_full(last.close, history, language)
    if first is last:
        yield say.single.format(day=day(last.day, language), price=end)
        return
    way = say.latest if last.partial else say.closed
    yield way.format(first_day=day(first.day, language), first=begin, last_day=day(last.day, language), last=end)
    traded, full = change_pct(first.close, last.close), change_pct(first.adjusted, last.adjusted)
    if traded == full or history.kind is Kind.INDEX:
        yield say.change.format(change=signed(traded))
    else:
        yield say.change_both.format(change=signed(full), traded=signed(traded))
    if history.first_day and history.start < history.first_day == first.day:
        yield say.no_earlier


def _several(chart: Chart, base: date, language: str, *, named: bool) -> Iterator[str]:
    say, lines = _phrases(language), chart.lines
    indices = [line.history.symbol for line in lines if line.history.kind is Kind.INDEX]
    but = say.no_dividends.format(symbols=say.comma.join(indices)) if indices else ""
    yield say.rebased.format(day=day(base, language), but=but)
    for line in lines:
        yield _summary(line, language, named=named)
        if line.history.proxy_for:
            yield say.proxy.format(symbol=line.history.symbol, index=line.history.proxy_for)
    if chart.late:
        yield say.late.format(symbols=say.comma.join(chart.late))
    if len({line.history.currency for line in lines if line.history.kind is not Kind.INDEX}) > 1:
        yield say.currencies


def _summary(line: Line, language: str, *, named: bool) -> str:
    first, last, history = line.rows[0], line.rows[-1], line.history
    return _phrases(language).summary.format(
        name=_named(line) if named else history.symbol,
        first=in_full(first.close, history, language),
        last=in_full(last.close, history, language),
        day=day(last.day, language),
        change=signed(change_pct(first.adjusted, last.adjusted)),
    )


def _holes(lines: Sequence[Line], language: str) -> Iterator[str]:
    say, holes = _phrases(language), [(line.history.symbol, *hole) for line in lines for hole in line.breaks]
    for symbol, before, after in holes[:_MOST_HOLES]:
        yield say.hole.format(symbol=symbol, before=day(before, language), after=day(after, language))
    if len(holes) > _MOST_HOLES:
        yield say.more_holes.format(count=len(holes) - _MOST_HOLES)


def _named(line: Line) -> str:
    history = line.history
    name = cut(" ".join(history.name.split()), _LONGEST_NAME)
    return f"{name} ({history.symbol})" if name and name != history.symbol else history.symbol


def _listed(chart: Chart, stories: Sequence[Story], language: str, room: int) -> Iterator[str]:
    """A line for each story that is marked, in the order of their numbers, and what is said of all the others."""
    waiting = sorted((story for story in stories if story.n in chart.marked), key=lambda story: story.n)
    unmarked = len(stories) - len(waiting)
    while waiting:
        line, rest = _story(waiting[0], language), _others(len(waiting) - 1, unmarked, language)
        if not line or units("\n".join([line, *rest])) > room:
            break
        yield line
        room -= units(line) + 1
        waiting.pop(0)
    for line in _others(len(waiting), unmarked, language):
        if units(line) <= room:
            yield line
            room -= units(line) + 1


def _others(unlisted: int, unmarked: int, language: str) -> list[str]:
    say = _phrases(language)
    lines = [say.more.format(count=unlisted)] if unlisted else []
    return [*lines, say.unmarked.format(count=unmarked)] if unmarked else lines


def _story(story: Story, language: str) -> str:
    title = cut(" ".join(story.title.split()), _LONGEST_TITLE)
    joint = "，" if language == "zh" else ", "
    return f"[{story.n}] {title} ({joint.join(part for part in (story.source, story.day) if part)})" if title else ""

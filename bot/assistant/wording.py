"""The words of the extractive assistant, in English and Chinese. Pure.

Every figure comes out as it is written in the quotation beside it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from bot.assistant.differences import Difference
from bot.assistant.inquiry import Inquiry
from bot.assistant.lexicon import Name, lexicon
from bot.assistant.reading import Sentence
from bot.assistant.statement import Statement
from bot.period_words import day, period
from knowledge.figures import Kind
from knowledge.model import Published
from knowledge.text import language_of


def reported(published: Published | None, language: str) -> str:
    """When it was reported; an article without a date is called so."""
    if published is None:
        return "报道未注明日期" if language == "zh" else "undated report"
    return f"{day(published.day, language)}报道" if language == "zh" else f"reported {day(published.day, language)}"


def stated(statement: Statement, published: Published | None, language: str) -> str:
    """One line of our own: ``Alibaba Cloud revenue: up 26% year on year, to 33.4 billion yuan (June quarter ...)``."""
    when = [period(statement.period, language)] if statement.period else []
    when.append(reported(published, language))
    subject, change = _subject(statement, language), figure_line(statement, language)
    if language == "zh":
        return f"{subject}：{change}（{'，'.join(when)}）" if subject else f"{change}（{'，'.join(when)}）"
    line = f"{subject}: {change}" if subject else f"{change[:1].upper()}{change[1:]}"
    return f"{line} ({', '.join(when)})"


def figure_line(statement: Statement, language: str) -> str:
    """The figure with its direction: ``up 26% year on year, to 33.4 billion yuan``."""
    figure = _figure(statement, language)
    if language == "zh":
        basis = "同比" if statement.year_on_year and statement.figure.kind is Kind.PERCENT else ""
        return f"{basis}{figure}" + (f"，达到{statement.reached.counted}" if statement.reached else "")
    basis = " year on year" if statement.year_on_year and statement.figure.kind is Kind.PERCENT else ""
    return f"{figure}{basis}" + (f", to {statement.reached.counted}" if statement.reached else "")


def _figure(statement: Statement, language: str) -> str:
    found, up = statement.figure, statement.direction > 0
    if found.kind is not Kind.PERCENT or statement.direction == 0:
        return found.limited.removesuffix(found.text) + found.counted
    if not any(character.isdigit() for character in found.text):
        return found.limited + (("增长" if up else "下降") if language == "zh" else (" growth" if up else " decline"))
    amount = found.limited.lstrip("+-−")
    if language == "zh":
        return (("上涨" if up else "下跌") if statement.traded else ("增长" if up else "下降")) + amount
    return f"{'up' if up else 'down'} {amount}"


def _subject(statement: Statement, language: str) -> str:
    concepts = lexicon().concepts
    if language_of(statement.topic) == language:
        return statement.topic[:1].upper() + statement.topic[1:]
    labels = [getattr(concepts[matter], language) for matter in statement.matters]
    name = getattr(statement.name, language) if statement.name else ""
    joint = "" if language == "zh" else " "
    return joint.join([*([name] if name else []), *labels])


def contradicted(statement: Statement, published: Published | None, supposed: int, language: str) -> str:
    """That what a question takes for granted is not so, and what is: ``It did not fall. ... revenue: up 26% ...``.

    Shares and indices move daily: of them no more is said than that no report has it.
    """
    traded, told = statement.traded, stated(statement, published, language)
    if language == "zh":
        up, down = ("上涨", "下跌") if traded else ("增长", "下降")
        supposed_zh, found = (up, down) if supposed > 0 else (down, up)
        if traded:
            return f"没有报道说{supposed_zh}，最新的报道说的是{found}。\n{told}"
        return f"并未{supposed_zh}，而是{found}。\n{told}"
    if traded:
        return f"I have no report that it {'rose' if supposed > 0 else 'fell'}. {told}"
    return f"It did not {'rise' if supposed > 0 else 'fall'}. {told}"


# Matters whose label cannot be had by a company: "Baidu's what drives it".
_NOT_HAD = frozenset({"lead", "remain", "america", "rally", "peer"})


def introduced(inquiry: Inquiry, sentence: Sentence, *, unexplained: bool = False) -> str:
    """What stands before a quotation that answers without a figure of its own; it ends in a colon.

    It names whom and what was asked about as far as the quotation is about them, and nobody else. ``unexplained`` says
    that a reason was asked for and the quotation gives none.
    """
    language = inquiry.language
    about, published = _about(inquiry, sentence), sentence.hit.published
    if language == "zh":
        when = f"{day(published.day, language)}" if published else "未注明日期"
        head = f"{when}{f'关于{about}' if about else ''}的报道："
        if unexplained:
            return f"文章里没有说明原因，只有{head}"
        if inquiry.forecast:
            return f"我不作预测，只转述他人的预期。{head}"
        return f"{head[:-1]}（预期或计划）：" if inquiry.future else head
    when = f"reported on {day(published.day, language)}" if published else "from an undated report"
    head = f"About {about}, {when}:" if about else f"{when[:1].upper()}{when[1:]}:"
    if unexplained:
        return f"The articles I have give no reason. {head}"
    if inquiry.forecast:
        return f"I make no forecasts; I only tell what others expect. {head}"
    return f"Expected or planned. {head}" if inquiry.future else head


def _about(inquiry: Inquiry, sentence: Sentence) -> str:
    """Whom and what was asked about, of which the sentence speaks: ``Baidu's risks``, 百度的风险."""
    concepts, language = lexicon().concepts, inquiry.language
    told = sentence.items.concepts | {name.concept for name in sentence.names if name.concept}
    names = list(dict.fromkeys(_called(mention.name, sentence, language) for mention in inquiry.items.names))
    names = [name for name in names if name]
    implied = {mention.name.concept for mention in inquiry.items.names}
    asked = [concept for concept in concepts.values() if concept.id in (inquiry.items.concepts & told) - implied]
    matters = [one for one in asked if not (one.moves or one.weak) and (not names or one.id not in _NOT_HAD)][:3]
    labels = [getattr(one, language) for one in matters]
    if not names and [one.id for one in matters] == ["share"]:
        labels = [_shares({one.id for one in asked}, language)]
    if language == "zh":
        return "的".join(part for part in ("和".join(names), "、".join(labels)) if part)
    if len(names) == 1 and labels:
        return f"{names[0]}'s {_listed(labels)}"
    return _listed([*names, *labels])


def _called(name: Name, sentence: Sentence, language: str) -> str:
    """What a name that was asked about is called over a quotation; nothing where that is not about it."""
    same = [one for one in sentence.names if one.subject == name.subject]
    if not same:
        return ""
    part = name.concept is None or name.concept in sentence.items.concepts or name in same
    shown = name if part else lexicon().names[name.subject]
    if language == "zh":
        return shown.zh
    return f"the {shown.en}" if shown.en.endswith("Index") else shown.en


def _shares(asked: Collection[str], language: str) -> str:
    if language == "zh":
        return f"{'中国' if 'china' in asked else ''}{'科技股' if 'tech' in asked else '股市'}"
    parts = ["Chinese" if "china" in asked else "", "technology" if "tech" in asked else "", "shares"]
    return " ".join(part for part in parts if part)


def _listed(parts: Sequence[str]) -> str:
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def newest_is(on: date, language: str) -> str:
    """That what is told as the latest is not of these days."""
    if language == "zh":
        return f"我手头最新的相关报道是{day(on, language)}的。"
    return f"The newest I have is of {day(on, language)}."


def quoted(text: str, number: int, language: str) -> str:
    """A quotation with the number of its source."""
    return f"「{text}」[{number}]" if language == "zh" else f"“{text}” [{number}]"


def before(lines: Iterable[str], language: str) -> list[str]:
    """Older figures that the leading one replaced."""
    return [f"此前：{line}" if language == "zh" else f"Before that: {line}" for line in lines]


def differing(line: str, why: Difference | None, language: str) -> str:
    """A figure that another source gives for the same period, and why it differs, where the texts tell."""
    en, zh = _WHY_DIFFERENT[why] if why else ("", "")
    if language == "zh":
        return f"另有报道：{line}" + (f"（{zh}）" if zh else "")
    return f"Another source says: {line}" + (f" ({en})" if en else "")


_WHY_DIFFERENT = {
    Difference.ADJUSTED: ("the two differ in definition: one of them is adjusted", "口径不同：其中一个经调整"),
    Difference.SHAREHOLDERS: (
        "the two differ in definition: one of them is what belongs to shareholders alone",
        "口径不同：其中一个仅归属股东",
    ),
    Difference.CURRENCY: ("one of them is at constant exchange rates", "其中一个按固定汇率计算"),
    Difference.BASIS: ("they are compared with different periods", "比较的期间不同：一为同比，一为环比"),
    Difference.INTRADAY: ("one of them is during trading, the other at the close", "一为盘中，一为收盘"),
    Difference.REVISED: ("the later report revises the earlier one", "较晚的报道修订了较早的"),
    Difference.PRELIMINARY: ("one of them is preliminary", "其中一个是初步数字"),
    Difference.ROUNDED: ("the same figure, rounded", "同一数字，取整不同"),
}


def correcting(name: str, on: date | None, language: str) -> str:
    """That the article quoted first corrects what another reported, the publisher and day as far as they are known."""
    if language == "zh":
        when = f"{'于' if name else ''}{day(on, language)}所作" if on else "此前"
        return f"此为对{name}{when}报道的更正。"
    if name:
        return f"This corrects what {name} reported {f'on {day(on, language)}' if on else 'before'}."
    return f"This corrects a report of {day(on, language)}." if on else "This corrects an earlier report."


EXAMPLES = {
    "en": ("How much did Alibaba Cloud grow?", "Why are Chinese tech shares rising?", "What are the risks for Baidu?"),
    "zh": ("阿里云增长了多少？", "恒生科技指数为什么上涨？", "百度有什么风险？"),
}
"""Questions to start with, for a reader who does not know what to ask."""


def nothing_asked(language: str) -> str:
    """For a message without words."""
    return (
        f"请提一个问题，例如：{EXAMPLES['zh'][0]}"
        if language == "zh"
        else f"Ask me a question, for example: {EXAMPLES['en'][0]}"
    )


def pleasantry(language: str) -> str:
    """For a greeting, thanks, or a question after what there is to ask."""
    return (
        "您好。我根据新闻和行情回答有关中国科技股的问题，例如："
        if language == "zh"
        else "At your service: I answer questions on Chinese technology shares from news and prices, such as:"
    )


def too_long(length: int, most: int, language: str) -> str:
    """For a question that is longer than any question is."""
    if language == "zh":
        return f"您的问题有{length:,}个字符，最多{most:,}个。请缩短后再问。"
    return f"Your question has {length:,} characters; I read at most {most:,}. Please ask it in fewer."


def whom(language: str) -> str:
    """For a question that points at something never named."""
    return "您指的是哪家公司或哪个指数？" if language == "zh" else "Which company or index do you mean?"


def no_advice(language: str) -> str:
    """For a reader who asks what to do: that this is not told, and what is."""
    return (
        "我不提供投资建议，只转述报道。"
        if language == "zh"
        else "I give no investment advice; here is what was reported."
    )


def no_advice_at_all(language: str) -> str:
    """The same where nothing is told yet, since it is not known of whom."""
    return "我不提供投资建议。" if language == "zh" else "I give no investment advice."


def no_forecast(language: str) -> str:
    """For a reader who asks what will be: that this is not told."""
    return (
        "我不作预测，只转述他人的预期。" if language == "zh" else "I make no forecasts; I only tell what others expect."
    )


def respelt(wrong: str, right: str, language: str) -> str:
    """That a misspelt word was read as another."""
    return f"我把“{wrong}”理解为“{right}”。" if language == "zh" else f"I read “{wrong}” as “{right}”."


def unavailable(language: str) -> str:
    """For a newsroom that cannot be read just now."""
    return (
        "新闻库暂时无法读取，请稍后再问。"
        if language == "zh"
        else "I cannot read the newsroom just now. Please ask again in a moment."
    )

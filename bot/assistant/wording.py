"""The words of the extractive assistant, in English and Chinese. Pure.

Every figure comes out as it is written in the quotation beside it.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.assistant.inquiry import Inquiry
from bot.assistant.lexicon import lexicon
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


_LONGEST_ECHO, _MOST_ECHOED = 40, 12


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
        traded = "share" in statement.matters or (statement.name is not None and statement.name.traded)
        return (("上涨" if up else "下跌") if traded else ("增长" if up else "下降")) + amount
    return f"{'up' if up else 'down'} {amount}"


def _subject(statement: Statement, language: str) -> str:
    concepts = lexicon().concepts
    if language_of(statement.topic) == language:
        return statement.topic[:1].upper() + statement.topic[1:]
    labels = [getattr(concepts[matter], language) for matter in statement.matters]
    name = getattr(statement.name, language) if statement.name else ""
    joint = "" if language == "zh" else " "
    return joint.join([*([name] if name else []), *labels])


def introduced(inquiry: Inquiry, published: Published | None) -> str:
    """What stands before a quotation that answers without a figure of its own."""
    language = inquiry.language
    topics = _topics(inquiry)
    if language == "zh":
        return (
            f"关于{'、'.join(topics)}，{reported(published, language)}："
            if topics
            else f"{reported(published, language)}："
        )
    when = reported(published, language)
    return f"On {_listed(topics)}, {when}:" if topics else f"{when[:1].upper()}{when[1:]}:"


def _topics(inquiry: Inquiry) -> list[str]:
    concepts, language = lexicon().concepts, inquiry.language
    names = list(dict.fromkeys(getattr(mention.name, language) for mention in inquiry.items.names))
    implied = {mention.name.concept for mention in inquiry.items.names}
    asked = [
        getattr(concept, language)
        for concept in concepts.values()
        if concept.id in inquiry.items.concepts - implied and not concept.moves and not concept.weak
    ]
    return [*names, *asked][:4]


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def quoted(text: str, number: int, language: str) -> str:
    """A quotation with the number of its source."""
    return f"「{text}」[{number}]" if language == "zh" else f"“{text}” [{number}]"


def before(lines: Iterable[str], language: str) -> list[str]:
    """Older figures that the leading one replaced."""
    return [f"此前：{line}" if language == "zh" else f"Before that: {line}" for line in lines]


def differing(line: str, language: str) -> str:
    """A figure that another source gives for the same period."""
    return f"另有报道：{line}" if language == "zh" else f"Another source says: {line}"


def correcting(name: str, on: date | None, language: str) -> str:
    """That the article quoted first corrects what another reported, the publisher and day as far as they are known."""
    if language == "zh":
        when = f"{'于' if name else ''}{day(on, language)}所作" if on else "此前"
        return f"此为对{name}{when}报道的更正。"
    if name:
        return f"This corrects what {name} reported {f'on {day(on, language)}' if on else 'before'}."
    return f"This corrects a report of {day(on, language)}." if on else "This corrects an earlier report."


def unknown(inquiry: Inquiry, articles: int, until: date | None) -> str:
    """That nothing answers, and what was looked for."""
    sought = _sought(inquiry)
    language = inquiry.language
    if articles == 0:
        return nothing_read(until, language)
    if language == "zh":
        span = f"截至{day(until, language)}的" if until else ""
        return f"我不知道。在{span}{articles}篇文章里没有找到答案。查找的是：{'、'.join(sought)}。"
    span = f" published by {day(until, language)}" if until else ""
    none = "The one article" if articles == 1 else f"None of the {articles} articles"
    answers = "does not answer this" if articles == 1 else "answers this"
    return f"I don't know. {none}{span} I searched {answers}. I looked for: {', '.join(sought)}."


def nothing_read(until: date | None, language: str) -> str:
    """That there is no article to answer from."""
    if language == "zh":
        return f"我不知道：没有截至{day(until, language)}的文章。" if until else "我不知道：还没有任何文章。"
    return (
        f"I don't know: I have no article published by {day(until, language)}."
        if until
        else ("I don't know: I have no articles yet.")
    )


def nothing_on(name: str, language: str) -> str:
    """That one of several subjects is not answered."""
    return f"没有找到关于{name}的答案。" if language == "zh" else f"I found nothing that answers this for {name}."


def _sought(inquiry: Inquiry) -> list[str]:
    sought = _topics(inquiry) + [
        getattr(concept, inquiry.language)
        for concept in lexicon().concepts.values()
        if concept.moves and concept.id in inquiry.items.concepts
    ]
    if inquiry.period is not None:
        sought.append(period(inquiry.period, inquiry.language))
    if inquiry.window is not None:
        first, last = inquiry.window
        joint = "至" if inquiry.language == "zh" else " to "
        sought.append(joint.join(day(end, inquiry.language) for end in dict.fromkeys((first, last))))
    if inquiry.language == "zh" and sought:
        return list(dict.fromkeys(sought))
    plain = [word.removesuffix("'s") for word in inquiry.text.strip(" ?？!！.。").split() if _is_open(word, inquiry)]
    found = list(dict.fromkeys([*sought, *plain])) or [inquiry.text.strip(" ?？!！.。")]
    return [word if len(word) <= _LONGEST_ECHO else f"{word[:_LONGEST_ECHO]}…" for word in found[:_MOST_ECHOED]]


def _is_open(word: str, inquiry: Inquiry) -> bool:
    return not word.isdecimal() and bool(lexicon().items(word).words & inquiry.items.words)


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

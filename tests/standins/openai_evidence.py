"""What a model makes of the evidence that tools gave it: its passages, sentences and figures. Pure.

Passages are numbered, with a heading and their text below: ``[1] Title (Publisher, 2025-08-29)``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.standins.openai_minds import Messages, text_of

_HEADING = re.compile(r"^[ \t]*\[(\w{1,4})\][ \t]+(.+?)[ \t]*$", re.MULTILINE)
_ORIGIN = re.compile(r"\(([^()]+?)[,，][ \t]*([^()]+)\)$")
_FRAME = re.compile(r"^[ \t]*(?:</?[\w-]+[^>\n]*>|`{3}.*|[-=_*~<>]{3,}.*|https?://\S+)[ \t]*$", re.MULTILINE)
_ABBREVIATED = r"(?<!Inc\.)(?<!Ltd\.)(?<!Corp\.)(?<!Co\.)(?<!No\.)(?<!vs\.)(?<!Mr\.)(?<!Ms\.)(?<!Dr\.)(?<!\.\w\.)"
_SENTENCE_END = re.compile(rf"(?<=[.!?])(?<!\b[A-Z]\.){_ABBREVIATED}\s+(?=[\"“'(]?[A-Z0-9])|(?<=[。！？])|\n+")
_FIGURE = re.compile(
    r"(?P<before>HK\$|US\$|\$|RMB ?|¥)?(?<![A-Za-z0-9_.,\[-])(?P<number>\d[\d,]*(?:\.\d+)?)"
    r"(?P<unit> ?%| percent(?:age points)?| per cent| ?(?:billion|million|trillion|bn)\b(?: (?:yuan|dollars))?"
    r"| (?:yuan|dollars|points)\b|万?亿?(?:港|美)?元|亿|万|个百分点)?(?![A-Za-z0-9\]])"
)
_EMPTY_WORDS = re.compile(
    r"\b(?:the|and|for|did|was|were|how|much|what|which|who|its|has|had|does|that|with|from|about)\b"
)
_WORD = re.compile(r"[a-z]{3,}|[\u4e00-\u9fff]")
_DAYS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%Y/%m/%d", "%Y年%m月%d日")

# Whom a figure may belong to, under all the names that an article may use.
COMPANIES = (
    ("Alibaba", "阿里"), ("Baidu", "百度"), ("Tencent", "腾讯"), ("JD.com", "京东"), ("Meituan", "美团"),
    ("Xiaomi", "小米"), ("PDD", "Pinduoduo", "拼多多"), ("NetEase", "网易"), ("Kuaishou", "快手"), ("Bilibili", "哔哩"),
    ("SMIC", "中芯"), ("Lenovo", "联想"), ("BYD", "比亚迪"), ("Trip.com", "携程"), ("Huawei", "华为"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A numbered piece of evidence; ``day`` is empty where its heading names none that can be read."""

    label: str
    title: str
    publisher: str
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts, as written, and where it stands in its sentence."""

    text: str
    number: str
    unit: str
    start: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of a passage with one of its figures; ``company`` is whom the sentence, or else the title, names."""

    passage: Passage
    sentence: str
    figure: Figure
    company: str

    def with_figure(self, text: str) -> str:
        """The sentence with another figure in this one's place."""
        start = self.figure.start
        return self.sentence[:start] + text + self.sentence[start + len(self.figure.text) :]


def question_of(messages: Messages) -> str:
    """What was asked in this turn: the last words of the user before the first tool was called."""
    called = next((index for index, said in enumerate(messages) if said.get("tool_calls")), len(messages))
    asked = [text_of(said) for said in messages[:called] if said["role"] == "user"]
    return re.sub(r"</?\w[^>]*>", "", asked[-1]).strip() if asked else ""


def evidence_of(messages: Messages) -> str:
    """All that tools have answered."""
    return "\n".join(text_of(said) for said in messages if said["role"] == "tool")


def passages(evidence: str) -> list[Passage]:
    """The numbered pieces; what stands before the first of them is none."""
    headings = list(_HEADING.finditer(evidence))
    starts = [heading.start() for heading in headings]
    ends = [*starts[1:], len(evidence)][: len(starts)]
    return [_passage(heading, evidence[heading.end() : end]) for heading, end in zip(headings, ends, strict=True)]


def _passage(heading: re.Match[str], text: str) -> Passage:
    origin = _ORIGIN.search(heading[2])
    title = heading[2][: origin.start()].strip() if origin else heading[2]
    publisher, day = (origin[1], _day(origin[2])) if origin else ("", "")
    return Passage(heading[1], title, publisher, day, _FRAME.sub("", text).strip())


def _day(written: str) -> str:
    for form in _DAYS:
        try:
            return f"{datetime.strptime(written.strip(), form):%Y-%m-%d}"  # noqa: DTZ007 (a publisher's day has no zone)
        except ValueError:
            continue
    found = re.search(r"\d{4}-\d{2}-\d{2}", written)
    return found[0] if found else ""


def sentences(text: str) -> list[str]:
    return [said for part in _SENTENCE_END.split(text) if (said := part.strip())]


def figures(sentence: str) -> Iterator[Figure]:
    """Percentages and amounts; a bare number, a year or a day is none."""
    for found in _FIGURE.finditer(sentence):
        if found["before"] or found["unit"]:
            yield Figure(found[0], found["number"], f"{found['before'] or ''}|{found['unit'] or ''}", found.start())


def facts(found: Sequence[Passage], question: str) -> list[Fact]:
    """Every figure with its sentence, the likeliest answer first: by the words asked for, then as they were found."""
    all_facts = [
        Fact(passage, sentence, figure, company_in(sentence) or company_in(passage.title))
        for passage in found
        for sentence in sentences(passage.text)
        for figure in figures(sentence)
    ]
    wanted = company_in(question)
    asked = _asked(question)
    return sorted(
        all_facts,
        key=lambda fact: (bool(wanted) and fact.company != wanted, -_fit(fact.sentence, fact.passage, asked)),
    )


def plain_answer(found: Sequence[Passage], question: str) -> tuple[str, Passage] | None:
    """A sentence without a figure that fits the question better than all that have one, and its passage."""
    asked = _asked(question)
    told = [(sentence, passage) for passage in found for sentence in sentences(passage.text)]
    if not told:
        return None
    fitting, passage = max(told, key=lambda one: _fit(one[0], one[1], asked))
    return None if next(figures(fitting), None) or not _fit(fitting, passage, asked) else (fitting, passage)


def _fit(sentence: str, passage: Passage, asked: frozenset[str]) -> int:
    return 2 * len(asked & _terms(sentence)) + len(asked & _terms(passage.title))


def _asked(question: str) -> frozenset[str]:
    """What is asked of the company, its name apart."""
    names = next((names for names in COMPANIES if names[0] == company_in(question)), ())
    return _terms(question) - _terms(" ".join(names))


def _terms(text: str) -> frozenset[str]:
    """Words by their first letters, so that *growth* meets *grow*; Chinese by its characters."""
    return frozenset(word[:5] for word in _WORD.findall(_EMPTY_WORDS.sub(" ", text.lower())))


def company_in(text: str) -> str:
    """The company that is named first, by its usual name; empty where none is."""
    places = [(at, names[0]) for names in COMPANIES for name in names if (at := text.lower().find(name.lower())) >= 0]
    return min(places)[1] if places else ""


def numbers_in(text: str) -> frozenset[str]:
    """All numbers, so that an invented one can be told from them."""
    return frozenset(number.replace(",", "") for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text))

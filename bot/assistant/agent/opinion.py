"""A second opinion on what a model wrote: what the assistant without one would have led with, or named beside it. Pure.

It sees to what a model forgets: that there is a newer figure, which one it replaced, and that another source differs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.assistant import wording
from bot.assistant.checking import Evidence, Report
from bot.assistant.differences import difference
from bot.assistant.findings import Finding, Findings
from bot.assistant.reading import items_of
from bot.assistant.statement import METRICS, Statement
from knowledge.figures import Found, figures
from knowledge.model import Hit
from knowledge.periods import Period

_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Addition:
    """A line to be added to an answer, and what it stands on.

    The line has no reference yet. One that comes ``first`` stands before the answer, with its ``quotation`` from
    ``hit`` under it; any other stands behind it, and ends in the reference to that quotation.
    """

    line: str
    hit: Hit
    quotation: str
    first: bool


@dataclass(frozen=True, slots=True)
class _Given:
    """A figure that the answer gives and its sources bear out."""

    found: Found
    period: Period | None
    sentence: str


def beside(report: Report, evidence: Evidence, findings: Findings, language: str) -> tuple[Addition, ...]:
    """What is to stand beside an answer that ``report`` is of; ``findings`` are for the same question.

    Where the answer gives an older figure than they lead with, and not that one, the newer comes first. Where it gives
    theirs and not what that replaced, or not what another source says of the same period, that follows; so does theirs
    where it gives only the other source's.
    """
    given = tuple(_given(report))
    lead = findings.lead
    has_lead = _gives(given, lead) or (lead.statement is None and _cites(report, evidence, lead))
    newer = not has_lead and _gives_older(given, findings)
    if newer:
        added = [_first(lead, language)]
    elif has_lead:
        added = [_behind(one, wording.before([_line(one, language)], language)[0]) for one in findings.earlier[:1]]
    elif any(_gives(given, one) for one in findings.differing):
        return _for_readers(
            [_behind(lead, _differing(lead, next(o for o in findings.differing if _gives(given, o)), language))]
        )
    else:
        return ()
    added += [_behind(one, _differing(one, lead, language)) for one in findings.differing]
    return _for_readers([one for one in added if one.first or not _named(given, findings, one)])


def _differing(one: Finding, other: Finding, language: str) -> str:
    """What one finding states, as another source's word, and why the other says otherwise where the texts tell."""
    return wording.differing(_line(one, language), difference(one, other), language)


def _for_readers(added: Sequence[Addition]) -> tuple[Addition, ...]:
    """Without what stands in articles that have words meant for a model."""
    return tuple(one for one in added if not one.hit.suspicious)


def _given(report: Report) -> Iterator[_Given]:
    for sentence in report.sentences:
        for finding in sentence.findings if sentence.passes else ():
            if finding.is_figure:
                for found in figures(finding.words):
                    yield _Given(found, finding.period, sentence.text)


def _gives(given: Sequence[_Given], finding: Finding) -> bool:
    """Whether the answer has the figure of a finding, or the sum that it arrived at."""
    statement = finding.statement
    if statement is None:
        return False
    sought = [one for one in (statement.figure, statement.reached) if one is not None]
    return any(_may_be_of(one, finding) and _alike(one.found, figure) for one in given for figure in sought)


def _may_be_of(one: _Given, finding: Finding) -> bool:
    return one.period is None or finding.period is None or one.period.same_days(finding.period)


def _gives_older(given: Sequence[_Given], findings: Findings) -> bool:
    """Whether the answer has a figure that the leading one replaced."""
    lead = findings.lead
    if any(_gives(given, one) for one in findings.earlier):
        return True
    statement, period = lead.statement, lead.period
    if statement is None or period is None:
        return False
    return any(
        one.period is not None
        and one.period.months == period.months
        and one.period.end < period.end
        and one.found.kind is statement.figure.kind
        and _is_on(one.sentence, statement)
        for one in given
    )


def _is_on(sentence: str, statement: Statement) -> bool:
    """Whether a sentence speaks of just what a statement is of: the same names and matters."""
    told, thing = items_of(sentence), items_of(statement.topic)
    names = {mention.name.id for mention in thing.names}
    metrics = thing.concepts & METRICS
    return (
        bool(names)
        and {mention.name.id for mention in told.names} == names
        and thing.concepts <= told.concepts
        and (not metrics or told.concepts & METRICS == metrics)
    )


def _cites(report: Report, evidence: Evidence, finding: Finding) -> bool:
    """Whether the answer stands on the article of a finding."""
    labels = {str(passage.n) for passage in evidence.passages if passage.url == finding.sentence.hit.url}
    return any(labels & {*sentence.references, *sentence.supports} for sentence in report.sentences if sentence.passes)


def _named(given: Sequence[_Given], findings: Findings, addition: Addition) -> bool:
    """Whether the answer has what would be added."""
    behind = (*findings.earlier, *findings.differing)
    return any(_gives(given, one) for one in behind if one.sentence.hit is addition.hit)


def _first(lead: Finding, language: str) -> Addition:
    line = _line(lead, language)
    line = f"更新的数据：{line}" if language == "zh" else f"Newer: {line}"
    return Addition(line, lead.sentence.hit, lead.sentence.text, first=True)


def _behind(finding: Finding, line: str) -> Addition:
    return Addition(line, finding.sentence.hit, finding.sentence.text, first=False)


def _line(finding: Finding, language: str) -> str:
    """What a finding states, in our own words; when it was reported, where it is open to reading."""
    published = finding.sentence.hit.published
    if finding.statement is None:
        return wording.reported(published, language)
    return wording.stated(finding.statement, published, language)


def _alike(one: Found, other: Found) -> bool:
    """Whether two figures are the same, one of them perhaps rounded."""
    if one.kind is not other.kind or one.value is None or other.value is None:
        return False
    return abs(abs(one.value) - abs(other.value)) * 2 <= max(_step(one), _step(other))


def _step(found: Found) -> Decimal:
    """What the last digit of a figure counts: 0.1 billion in "33.4 billion"; nothing for one in words."""
    match = _DIGITS.search(found.text)
    if match is None or not found.value:
        return Decimal(0)
    number = Decimal(match.group().replace(",", ""))
    return abs(found.value / number).scaleb(-len(match[1] or ""))

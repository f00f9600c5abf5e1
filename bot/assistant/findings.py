"""Choosing among the sentences that answer: the newest report leads, what it replaced follows. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.assistant.evidence import Candidate, gives_reason, weigh
from bot.assistant.inquiry import Inquiry, Wants
from bot.assistant.reading import Sentence, items_of
from bot.assistant.statement import UNCLEAR, Statement, Unstated, state
from knowledge.periods import Period

# How far below the best a sentence may be weighed and still be read as another answer to the same question.
_MARGIN = {Wants.FIGURE: 0.25, Wants.REASON: 0.5, Wants.DATE: 0.1, Wants.ANY: 0.1}
# "The latest on Alibaba" names nothing by which one sentence answers better than another.
_MARGIN_LATEST = 0.3
# A figure without a period is taken to be of a quarter that ended about so long before the day of its article.
_REPORTING_LAG = timedelta(days=90)
_DOUBT = 0.3
# "Attributable to shareholders" names whose part of a profit it is, and no other thing.
_OWNERS = frozenset({"investor"})
_AS_WELL = 0.15
# A sentence that a reader can read may be so much below one that they cannot.
_OTHER_LANGUAGE = 0.3
_MOST_EARLIER = 2
_MOST_QUOTED = {Wants.FIGURE: 1, Wants.REASON: 2, Wants.DATE: 1, Wants.ANY: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that answers, and what it states in figures, if anything."""

    candidate: Candidate
    statement: Statement | None

    @property
    def sentence(self) -> Sentence:
        """The sentence."""
        return self.candidate.sentence

    @property
    def period(self) -> Period | None:
        """The period that the figure is of, where the sentence tells."""
        return self.statement.period if self.statement else None

    @property
    def newness(self) -> date:
        """What to put first: the end of the figure's period, or for want of one a day before its article's."""
        spans = self.sentence.spans
        if self.period is not None:
            return self.period.end
        if self.statement is None and len(spans) == 1:
            return spans[0].end
        return date.min if self.told is None else self.told - _REPORTING_LAG

    @property
    def told(self) -> date | None:
        """The day of the news: of its article, or where that tells an old event anew, of the event."""
        hit = self.sentence.hit
        if hit.retelling and hit.event is not None:
            return hit.event.day
        return hit.published.day if hit.published else None


@dataclass(frozen=True, slots=True)
class Findings:
    """What answers a question about one subject: ``lead`` first, more quotations, then older and other figures.

    ``unexplained`` says that a reason was asked for, and that the lead gives none.
    """

    lead: Finding
    more: tuple[Finding, ...] = ()
    earlier: tuple[Finding, ...] = ()
    differing: tuple[Finding, ...] = ()
    unexplained: bool = False


def find(inquiry: Inquiry, sentences: Iterable[Sentence], subjects: Sequence[str]) -> Findings | None:
    """The findings for a question about ``subjects`` (none named: about anything), or nothing."""
    candidates = [one for sentence in sentences if (one := weigh(inquiry, sentence, subjects))]
    if not candidates:
        return None
    subject = subjects[0] if subjects else None
    if inquiry.wants is Wants.FIGURE:
        return _figures(inquiry, _near(inquiry, [read for one in candidates if (read := _read(inquiry, one, subject))]))
    return _quotations(inquiry, _near(inquiry, [Finding(one, None) for one in candidates]))


def _near(inquiry: Inquiry, findings: Sequence[Finding]) -> list[Finding]:
    """Those that answer about as well as the best, which comes first."""
    ranked = sorted(findings, key=lambda finding: -finding.candidate.score)
    margin = _MARGIN_LATEST if inquiry.latest and inquiry.wants is Wants.ANY else _MARGIN[inquiry.wants]
    least = ranked[0].candidate.score - margin if ranked else 0.0
    return [finding for finding in ranked if finding.candidate.score >= least]


def _read(inquiry: Inquiry, candidate: Candidate, subject: str | None) -> Finding | None:
    """What a sentence states, or that it is open; nothing when its figures are of something else."""
    read = state(inquiry, candidate, subject)
    if isinstance(read, Statement):
        return Finding(candidate, read)
    if read is Unstated.OTHER:
        return None
    # What may be, or is only expected, does not answer before what is.
    doubtful = not inquiry.future and UNCLEAR.search(candidate.sentence.text)
    return Finding(Candidate(candidate.sentence, candidate.score - _DOUBT) if doubtful else candidate, None)


def _figures(inquiry: Inquiry, findings: Sequence[Finding]) -> Findings | None:
    if not findings:
        return None
    stated = [finding for finding in findings if finding.statement]
    if not stated:
        return Findings(findings[0])
    thing = _thing(stated[0])
    alike = [finding for finding in stated if _thing(finding) == thing]
    alike.sort(
        key=lambda one: (
            one.newness,
            one.sentence.language == inquiry.language,
            _told(one),
            one.candidate.score,
        ),
        reverse=True,
    )
    lead, rest = alike[0], _distinct(alike)
    if newer := _newer(lead, findings):
        return Findings(newer, (), (lead, *_older(lead, rest))[:_MOST_EARLIER])
    older = _older(lead, rest)
    beside = [one for one in rest[1:] if _differs(one, lead)]
    return Findings(lead, (), tuple(older[:_MOST_EARLIER]), tuple(beside[:1]))


def _newer(lead: Finding, findings: Sequence[Finding]) -> Finding | None:
    """A later report that answers as well but is open to reading: it is quoted first, and nothing is stated of it."""
    later = [
        finding
        for finding in findings
        if finding.statement is None
        and _told(finding) > _told(lead)
        and finding.newness > lead.newness
        and finding.candidate.score >= lead.candidate.score - _AS_WELL
    ]
    return max(later, key=lambda finding: (finding.newness, finding.candidate.score), default=None)


def _older(lead: Finding, rest: Sequence[Finding]) -> list[Finding]:
    return [one for one in rest[1:] if one.newness < lead.newness and one.period]


def _differs(one: Finding, lead: Finding) -> bool:
    """Whether another article gives another figure of the same kind for the same thing and period."""
    if one.statement is None or lead.statement is None or one.sentence.hit.url == lead.sentence.hit.url:
        return False
    same_kind = one.statement.figure.kind is lead.statement.figure.kind
    same_days = _same_period(one, lead) or _same_day(one, lead)
    return same_kind and same_days and _figure(one) != _figure(lead)


def _thing(finding: Finding) -> tuple[frozenset[str], frozenset[str]]:
    """What a figure is of, whatever the language: the names and the matters in the words before it."""
    items = items_of(finding.statement.topic if finding.statement else "")
    return frozenset(mention.name.id for mention in items.names), items.concepts - _OWNERS


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    """One of each figure of each period: the first told."""
    seen: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        period = finding.period
        days = (period.start, period.end) if period else (finding.sentence.hit.published,)
        seen.setdefault((*days, _figure(finding)), finding)
    return list(seen.values())


def _same_period(one: Finding, other: Finding) -> bool:
    period, same = one.period, other.period
    return bool(period and same and period.same_days(same))


def _same_day(one: Finding, other: Finding) -> bool:
    """Whether both tell the move of a share or an index on one day, which they name or on which they were told."""
    moves = [finding.statement for finding in (one, other) if finding.statement and finding.statement.traded]
    if len(moves) < 2 or one.period or other.period:
        return False
    days: list[set[date | None]] = [
        {*(day.start for day in finding.sentence.days)} or {finding.told} for finding in (one, other)
    ]
    return days[0] == days[1] and len(days[0]) == 1 and None not in days[0]


def _figure(finding: Finding) -> object:
    figure = finding.statement.figure if finding.statement else None
    return (figure.kind, figure.value) if figure else None


def _quotations(inquiry: Inquiry, findings: Sequence[Finding]) -> Findings:
    """The newest of those that answer best, and others of the same language that add to it.

    Where the latest is asked for, the newest of all that answer leads. One in the language of the question goes before
    one as new that answers a little better. Beside a reason nothing is told that gives none.
    """
    least = findings[-1].candidate.score if inquiry.latest else findings[0].candidate.score - _MARGIN[Wants.ANY] / 2
    best = [finding for finding in findings if finding.candidate.score >= least]
    lead = max(best, key=lambda finding: (_told(finding), finding.candidate.score))
    lead = _in_language(inquiry, lead, findings)
    explained = inquiry.wants is Wants.REASON and gives_reason(lead.sentence)
    more = [
        finding
        for finding in findings
        if finding is not lead
        and finding.sentence.language == lead.sentence.language
        and not _alike(finding.sentence, lead.sentence)
        and (not explained or gives_reason(finding.sentence))
    ]
    unexplained = inquiry.wants is Wants.REASON and not explained
    return Findings(lead, tuple(more[: _MOST_QUOTED[inquiry.wants] - 1]), unexplained=unexplained)


def _in_language(inquiry: Inquiry, lead: Finding, ranked: Sequence[Finding]) -> Finding:
    """The best in the language of the question that is as new as the lead and answers about as well; else the lead."""
    if lead.sentence.language == inquiry.language:
        return lead
    alike = (
        finding
        for finding in ranked
        if finding.sentence.language == inquiry.language
        and _told(finding) >= _told(lead)
        and finding.candidate.score >= lead.candidate.score - _OTHER_LANGUAGE
    )
    return next(alike, lead)


def _told(finding: Finding) -> str:
    return finding.told.isoformat() if finding.told else ""


def _alike(one: Sentence, other: Sentence) -> bool:
    mine, its = one.items.words | one.items.concepts, other.items.words | other.items.concepts
    return len(mine & its) >= 0.6 * max(1, min(len(mine), len(its)))

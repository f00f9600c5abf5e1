"""Putting an answer together: lines, quotations, and the numbers that tie them to their sources."""

from datetime import date

from bot.assistant import wording
from bot.assistant.differences import difference
from bot.assistant.findings import Finding, Findings
from bot.assistant.inquiry import Inquiry
from bot.assistant.outcomes import Outcome
from bot.assistant.premise import supposed
from bot.assistant.reading import Sentence
from bot.model import Citation, Figure
from knowledge.figures import figures
from knowledge.model import Hit

# The starter newsroom retells what publishers reported: it is no publisher that tells it too.
_STARTER = "starter:"


class Composition:
    """An answer in the making. Figures are collected from what is quoted, so none can appear that is not."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._language = inquiry.language
        self._blocks: list[str] = []
        self._citations: dict[tuple[str, str], Citation] = {}

    @property
    def text(self) -> str:
        """The answer's text so far, paragraphs apart."""
        return "\n\n".join(self._blocks)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources so far, by number."""
        return tuple(self._citations.values())

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the quotations that stands in the text, with its source."""
        text = self.text
        found = [
            Figure(figure.text, citation.n)
            for citation in self._citations.values()
            for figure in figures(citation.quotation)
            if figure.text in text
        ]
        return tuple(dict.fromkeys(found))

    def say(self, line: str) -> None:
        """Add a line of our own."""
        self._blocks.append(line)

    def add(self, outcome: Outcome) -> None:
        """Add what was found on one subject: our line, the quotation, what it corrects and replaced, what differs."""
        against, findings = outcome.against, outcome.findings
        if against is not None and against.statement is not None:
            published = against.sentence.hit.published
            way = supposed(self._inquiry)
            self.say(wording.contradicted(against.statement, published, way, self._language))
            self.say(self._quote(against))
        if findings is None:
            return
        told = {against.sentence.text} if against else set()
        shown = [one for one in (findings.lead, *findings.more) if one.sentence.text not in told]
        if shown:
            if shown[0] is findings.lead or against is None:
                self.say(self._line(shown[0], unexplained=findings.unexplained))
            self.say("\n".join(self._quote(finding) for finding in shown))
        self._add_notes(findings)

    def _add_notes(self, findings: Findings) -> None:
        lead = findings.lead
        if corrected := _corrected(lead.sentence.hit):
            self.say(wording.correcting(*corrected, self._language))
        notes = wording.before([self._cited(finding) for finding in findings.earlier], self._language)
        notes += [
            wording.differing(self._cited(finding), difference(finding, lead), self._language)
            for finding in findings.differing
        ]
        if notes:
            self.say("\n".join(notes))

    def _line(self, finding: Finding, *, unexplained: bool = False) -> str:
        if finding.statement is None or self._inquiry.wants != "figure":
            return wording.introduced(self._inquiry, finding.sentence, unexplained=unexplained)
        return wording.stated(finding.statement, finding.sentence.hit.published, self._language)

    def _quote(self, finding: Finding) -> str:
        return wording.quoted(finding.sentence.text, self._cite(finding.sentence), self._language)

    def _cited(self, finding: Finding) -> str:
        return f"{self._line(finding)} [{self._cite(finding.sentence)}]"

    def _cite(self, sentence: Sentence) -> int:
        hit = sentence.hit
        key = (hit.url, sentence.text)
        if key not in self._citations:
            published = hit.published.day if hit.published else None
            self._citations[key] = Citation(
                n=len(self._citations) + 1,
                title=hit.title,
                url=hit.url,
                source=hit.source,
                published=published,
                quotation=sentence.text,
                also=[source.name for source in hit.also if not source.url.startswith(_STARTER)],
                event=hit.event if hit.retelling else None,
                corrects=_corrected(hit),
            )
        return self._citations[key].n


def _corrected(hit: Hit) -> tuple[str, date | None] | None:
    """The publisher and the day of what a passage's article corrects."""
    if hit.corrects is None:
        return None
    return hit.corrects.name, hit.corrects.published.day if hit.corrects.published else None

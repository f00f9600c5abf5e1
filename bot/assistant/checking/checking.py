"""Checking an answer against what it stands on, sentence by sentence. Pure."""

from collections.abc import Iterator, Sequence

from bot.assistant.checking import figuring, quotations
from bot.assistant.checking.answers import Statement, take_apart
from bot.assistant.checking.claims import unsaid
from bot.assistant.checking.ground import Ground, ground
from bot.assistant.checking.matching import Matched
from bot.assistant.checking.matters import mentions, parts_of
from bot.assistant.checking.model import GRAVITY, PASSES, Evidence, Finding, Report, Sentence, Verdict
from bot.assistant.checking.naming import names
from bot.assistant.checking.speech import content, plain, refuses
from bot.assistant.checking.times import times
from bot.assistant.checking.told import Context, Told
from bot.assistant.checking.turning import causes, contrary
from bot.assistant.reading import items_of
from bot.model import Figure, Price
from knowledge.text import language_of

_LEAST_CONTENT = 2


def prepare(evidence: Evidence) -> None:
    """Read the evidence ahead of a check, some milliseconds a passage: best done while the answer is being written."""
    ground(evidence)


def check(text: str, evidence: Evidence) -> Report:
    """Check every sentence of an answer: its figures, times, names, quotations, links, references and claims."""
    checker = Checker(evidence)
    for statement in take_apart(text):
        checker.take(statement)
    return checker.report


class Checker:
    """Checks an answer while it is being written: its statements are taken in order, each once."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._known = ground(evidence)
        asked = frozenset(self._known.asked.subjects)
        self._context = Context(owners=asked if len(asked) == 1 else frozenset(), near=self._known.today)
        self._parts: frozenset[str] = frozenset()
        self._checked: list[Sentence] = []
        self._figures: list[Figure] = []

    def take(self, statement: Statement) -> Sentence:
        """Check the next statement, in the light of those before it."""
        findings = []
        told: list[Told] = []
        for one, finding, matched in figuring.figures(statement, self._known, self._context, self._parts):
            told.append(one)
            findings.append(finding)
            if finding.verdict is Verdict.SUPPORTED and finding.supports:
                self._figures.append(_figure(finding, matched, self._evidence))
        findings += _others(statement, self._known, bare=not told)
        sentence = _sentence(statement, findings, self._known)
        self._checked.append(sentence)
        self._context = _after(statement, told, self._context)
        self._parts = parts_of(statement.bare)
        return sentence

    @property
    def report(self) -> Report:
        """What was found so far."""
        failed = [sentence for sentence in self._checked if not sentence.passes]
        figures = tuple(dict.fromkeys(self._figures))
        return Report(tuple(self._checked), figures, not failed, tuple(_reasons(failed)))


def _others(statement: Statement, known: Ground, *, bare: bool) -> list[Finding]:
    """What is found beside figures: references, times, quotations, links, names, and claims in words."""
    cited = [label for label in statement.references if label in known.sources]
    found = list(_unknown(statement, known))
    found += quotations.quotations(statement, known, cited)
    found += quotations.links(statement, known)
    refusal = refuses(statement.bare)
    if refusal and bare:
        return found
    found += figuring.dates(statement, known)
    found += figuring.counted(statement, known)
    found += names(statement, known, cited)
    found += causes(statement, known, cited)
    found += contrary(statement, known, cited, language_of(statement.bare))
    if bare and all(finding.verdict in PASSES for finding in found) and _claims(statement, known):
        language = language_of(statement.bare)
        wrong = unsaid(statement, known, cited, language)
        found.append(
            wrong or Finding(Verdict.SUPPORTED, statement.text, statement.start, statement.end, supports=tuple(cited))
        )
    return found


def _claims(statement: Statement, known: Ground) -> bool:
    """Whether a sentence without figures says anything that would have to be borne out."""
    if statement.text.startswith("#") or any(quotations.is_quotation(quoted.words) for quoted in statement.quoted):
        return False
    told = content(items_of(plain(statement)), known)
    moves = bool(items_of(statement.bare).subjects) and bool(statement.groups)
    return len(told) >= _LEAST_CONTENT or (bool(statement.groups) and (bool(told) or moves))


def _unknown(statement: Statement, known: Ground) -> Iterator[Finding]:
    for group in statement.groups:
        for label in group.labels:
            if label not in known.sources:
                words = f"[{label}]"
                yield Finding(Verdict.UNKNOWN_REFERENCE, words, group.start, group.end, f"there is no source {words}")


def _sentence(statement: Statement, findings: Sequence[Finding], known: Ground) -> Sentence:
    verdict = max((finding.verdict for finding in findings), key=GRAVITY.__getitem__, default=Verdict.SAYS_NOTHING)
    placed = [set(finding.supports) for finding in findings if finding.supports]
    shared = set.intersection(*placed) if placed else set()
    supports = tuple(label for label in known.sources if label in shared)
    return Sentence(
        statement.text, statement.start, statement.end, statement.references, verdict, tuple(findings), supports
    )


def _after(statement: Statement, told: Sequence[Told], before: Context) -> Context:
    """What a sentence leaves in mind for the next."""
    named = frozenset(mention.name.subject for mention in mentions(statement.bare))
    own = tuple(time for time in times(statement.bare, before.near) if not time.of_day and not time.relative)
    last = told[-1].owners if told and told[-1].named else frozenset()
    # What "it" is must be what all of the sentence was about.
    parts = frozenset.intersection(*(one.parts for one in told)) if told else parts_of(statement.bare)
    return Context(last or named or before.owners, parts - {"overseas"}, own or before.times, before.near)


def _figure(finding: Finding, matched: Matched, evidence: Evidence) -> Figure:
    label = matched.best.source if matched.best else next(iter(matched.supports), "")
    if label.startswith("P"):
        return Figure(finding.words, prices=_prices(label, matched, evidence))
    return Figure(finding.words, int(label) if label else None)


def _prices(label: str, matched: Matched, evidence: Evidence) -> tuple[Price, ...]:
    """The rows that a figure of a result is, or else all that the result stands on."""
    rows = next((tuple(result.prices) for result in evidence.results if f"P{result.n}" == label), ())
    value = matched.best.amount.value if matched.best else None
    return tuple(price for price in rows if price.value == value) or rows


def _reasons(failed: Sequence[Sentence]) -> Iterator[str]:
    for sentence in failed:
        text = " ".join(sentence.text.split())
        short = text if len(text) <= 80 else f"{text[:77]}..."
        for finding in sentence.findings:
            if finding.verdict not in PASSES:
                yield f"In “{short}”: {finding.reason}."

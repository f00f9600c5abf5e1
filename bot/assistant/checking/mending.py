"""Mending an answer by what a check found: references put right, addresses out, the rest left out or marked. Pure."""

import re
from collections.abc import Sequence

from bot.assistant.checking.answers import Statement, take_apart
from bot.assistant.checking.checking import check
from bot.assistant.checking.model import MENDABLE, PASSES, Evidence, Finding, Report, Sentence, Verdict
from bot.assistant.checking.speech import refuses
from knowledge.text import language_of

_NOT_VERIFIED = {"en": " (not verified)", "zh": "（未核实）"}
_ROUNDS = 3
_END = re.compile(r"[\s.。!！?？;；:：|]*$")
_TABLE = re.compile(r"(?:^[ \t]*\|.*\n?)+", re.MULTILINE)
_RULE = re.compile(r"[\s|:\-–—]*")
_LIST_MARK = re.compile(r"^\s*(?:[-*•·–]|\d{1,2}[.)、])\s*$", re.MULTILINE)
# What leads up to an address that is gone.
_DANGLING = re.compile(
    r"[,;，；(（]?\s*\b(?:see|visit|via|(?:read )?more (?:at|on)|(?:details?|source|link) (?:at|on)|at|on)\s*:?[ \t]*"
    r"(?=[.。)）]?\s*$)"
    r"|[，；（]?(?:详见|参见|访问|见)[：:]?\s*(?=[。）]?\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_Edit = tuple[int, int, str]


def repair(text: str, report: Report) -> str:
    """The answer with references mended where what they should be is known, addresses taken out, and no sentence left
    that is not borne out; empty when nothing is left that says anything.

    What a sentence pointed at may be gone afterwards: check the result, or use :func:`settle`.
    """
    edits: list[_Edit] = []
    kept = False
    for sentence, statement in _paired(text, report):
        mended = _mended(sentence, statement)
        if mended is None:
            edits.append((sentence.start, sentence.end, ""))
            continue
        edits += mended
        kept = kept or sentence.verdict is not Verdict.SAYS_NOTHING or refuses(statement.bare)
    return _tidied(_edited(text, edits)) if kept else ""


def unverified(text: str, report: Report, language: str) -> str:
    """The answer mended as by :func:`repair`, but with sentences that are not borne out kept under a mark."""
    edits: list[_Edit] = []
    for sentence, statement in _paired(text, report):
        mended = _mended(sentence, statement)
        if mended is None:
            mended = [*_without_links(sentence, statement), *_without_unknown(sentence, statement)]
            if _says_anything(statement, mended):
                match = _END.search(sentence.text)
                end = sentence.start + (match.start() if match else len(sentence.text))
                mended.append((end, end, _NOT_VERIFIED[language]))
            else:
                mended = [(sentence.start, sentence.end, "")]
        edits += mended
    return _tidied(_edited(text, edits))


def settle(text: str, evidence: Evidence) -> tuple[str, Report]:
    """Repair until every sentence left is borne out, as it stands after the others are gone; with the last report."""
    report = check(text, evidence)
    for _ in range(_ROUNDS):
        if report.ok:
            return text, report
        text = repair(text, report)
        report = check(text, evidence)
    return (text, report) if report.ok else ("", check("", evidence))


def _paired(text: str, report: Report) -> Sequence[tuple[Sentence, Statement]]:
    return list(zip(report.sentences, take_apart(text), strict=True))


def _mended(sentence: Sentence, statement: Statement) -> list[_Edit] | None:
    """The edits that make a sentence right; nothing when it has to go."""
    wrong = [finding for finding in sentence.findings if finding.verdict not in PASSES]
    if any(finding.verdict not in MENDABLE for finding in wrong):
        return None
    borne_out = any(finding.supports for finding in sentence.findings if finding not in wrong or finding.is_figure)
    edits = _without_links(sentence, statement)
    if edits and not borne_out and not statement.quoted:
        # "See", "More at": an address was all it said.
        return None
    if any(finding.verdict is not Verdict.FOREIGN_LINK for finding in wrong):
        referred = _referred(sentence, statement, wrong)
        return None if referred is None else edits + referred
    if not statement.groups and len(sentence.supports) == 1 and any(one.is_figure for one in sentence.findings):
        edits.append(_appended(sentence, statement, sentence.supports))
    return edits


def _referred(sentence: Sentence, statement: Statement, wrong: Sequence[Finding]) -> list[_Edit] | None:
    """The edits that put right each group of references; nothing when it is not known what is right."""
    unknown = {finding.words.strip("[]") for finding in wrong if finding.verdict is Verdict.UNKNOWN_REFERENCE}
    edits: list[_Edit] = []
    start = sentence.start
    for at, group in enumerate(statement.groups):
        last = at == len(statement.groups) - 1
        end = sentence.end if last else group.start
        findings = [
            one for one in sentence.findings if start <= one.start < end and one.end - one.start < len(sentence.text)
        ]
        labels = _labels(findings, [label for label in group.labels if label not in unknown])
        edits.append((group.start, group.end, "".join(f"[{label}]" for label in labels)))
        start = group.end
    misplaced = [one for one in wrong if one.verdict is Verdict.WRONG_SOURCE]
    if any(not one.supports for one in misplaced):
        return None
    whole = [one for one in misplaced if one.end - one.start >= len(statement.bare)]
    if whole and len(statement.groups) == 1:
        group = statement.groups[0]
        return [(group.start, group.end, f"[{whole[0].supports[0]}]")] if len(whole[0].supports) == 1 else None
    return edits


def _labels(findings: Sequence[Finding], given: Sequence[str]) -> tuple[str, ...]:
    """What some words should refer to: what bears out all of them, else one source for each."""
    supports = [set(finding.supports) for finding in findings if finding.supports]
    if not supports:
        return tuple(given)
    shared = set.intersection(*supports)
    if shared:
        kept = [label for label in given if label in shared]
        return tuple(kept or sorted(shared)[:1])
    chosen: list[str] = []
    for finding in findings:
        if finding.supports and not set(finding.supports) & set(chosen):
            chosen.append(next((label for label in given if label in finding.supports), finding.supports[0]))
    return tuple(chosen)


def _appended(sentence: Sentence, statement: Statement, labels: Sequence[str]) -> _Edit:
    """The edit that puts references at a sentence's end."""
    end = _END.search(sentence.text)
    at = sentence.start + (end.start() if end else len(sentence.text))
    space = "" if language_of(statement.bare) == "zh" else " "
    return at, at, f"{space}{''.join(f'[{label}]' for label in labels)}"


def _says_anything(statement: Statement, edits: Sequence[_Edit]) -> bool:
    """Whether words are left that are more than what led up to an address."""
    left = statement.bare.strip(" .。")
    return any(character.isalnum() for character in left) and not (edits and _DANGLING.fullmatch(f"{left} "))


def _without_links(sentence: Sentence, statement: Statement) -> list[_Edit]:
    """The edits that take foreign addresses out; of a link with words, the words stay."""
    foreign = {finding.start for finding in sentence.findings if finding.verdict is Verdict.FOREIGN_LINK}
    return [
        (link.start, link.end, link.label if link.kind == "labelled" else "")
        for link in statement.links
        if link.start in foreign
    ]


def _without_unknown(sentence: Sentence, statement: Statement) -> list[_Edit]:
    unknown = {finding.start for finding in sentence.findings if finding.verdict is Verdict.UNKNOWN_REFERENCE}
    return [(group.start, group.end, "") for group in statement.groups if group.start in unknown]


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    # What is put in at a place where something is taken out stands before it.
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1]), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _tidied(text: str) -> str:
    """Without what is left of lists, tables and lines that lost their words."""
    text = _TABLE.sub(_with_rows, text)
    text = _LIST_MARK.sub("", text)
    text = _DANGLING.sub("", text)
    text = re.sub(r"[ \t]+(?=[,.;:!?，。；：！？])|(?<=[。！？])[ \t]+(?=\n)", "", text)
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _with_rows(match: re.Match[str]) -> str:
    """A table that has a row below its rule, or none."""
    lines = [line for line in match.group().splitlines() if line.strip()]
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line)]
    if rules and rules[0] >= len(lines) - 1:
        return ""
    return "\n".join(lines) + "\n"

"""The figures and times of a statement, each with what was found of it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.assistant.checking import counts, relations, signs
from bot.assistant.checking.answers import Statement
from bot.assistant.checking.facts import Fact
from bot.assistant.checking.ground import Ground, Source
from bot.assistant.checking.matching import Matched, match
from bot.assistant.checking.matters import parts_of
from bot.assistant.checking.model import Finding, Verdict
from bot.assistant.checking.tables import under
from bot.assistant.checking.times import Time, times, without_times
from bot.assistant.checking.told import Context, Said, Told, tell
from bot.assistant.checking.when import compared_in
from knowledge.text import language_of

_LEADS = ("according to", "as per", "per", "in", "from", "by", "据", "根据", "来自")


def figures(
    statement: Statement, ground: Ground, context: Context, parts_around: frozenset[str]
) -> Iterator[tuple[Told, Finding, Matched]]:
    """Yield each amount of a statement with what was found of it."""
    told = [under(one, statement.start, statement.row) for one in tell(statement.bare, context)]
    amounts = [one.amount for one in told]
    own_times = bool(times(statement.bare, ground.today))
    looked_up: list[tuple[Told, Finding, Matched]] = []
    for one in told:
        said = Said(
            told=one,
            sentence=statement.bare,
            parts_around=parts_around | parts_of(statement.bare[: one.amount.start]),
            past=signs.past(statement.bare[: one.amount.start], statement.bare[one.amount.end :]),
            language=language_of(statement.bare),
            others=[other for other in amounts if other is not one.amount],
        )
        cited = _cited(statement, one, ground)
        matched = match(said, ground, cited)
        if matched.verdict is Verdict.WRONG_PERIOD and not own_times and one.times:
            # What an answer said of time before need not hold for this sentence.
            matched = match(replace(said, told=replace(one, times=())), ground, cited)
        looked_up.append((one, _finding(statement, one, matched, cited), matched))
    sound = {one.amount: matched.sound for one, _, matched in looked_up}
    torn = {pair.level for pair in relations.pairs(told, statement.bare) if relations.torn(pair, sound, ground)}
    for one, finding, matched in looked_up:
        wrong = _unlike(one, told, matched, statement.bare, ground) if finding.verdict is Verdict.SUPPORTED else None
        if wrong is None and one.amount in torn and finding.verdict is Verdict.SUPPORTED:
            wrong = Verdict.WRONG_SUBJECT, f"{one.amount.text} is not what the change beside it led to"
        yield one, replace(finding, verdict=wrong[0], reason=wrong[1]) if wrong else finding, matched


def _unlike(
    one: Told, told: Sequence[Told], matched: Matched, sentence: str, ground: Ground
) -> tuple[Verdict, str] | None:
    """What is wrong with an amount beside the others of its sentence, though each of them stands somewhere."""
    words = one.amount.text
    if relations.runs_backwards(one, told, sentence):
        return Verdict.WRONG_DIRECTION, f"{words} contradicts the direction that is told: from what to what is it?"
    if relations.part_exceeds_whole(one, told, sentence):
        return Verdict.WRONG_SUBJECT, f"{words} and the figure before it cannot be part and whole as you say"
    if relations.misses_forecast(one, told, matched.best, sentence, ground):
        return Verdict.WRONG_DIRECTION, f"{words} is to what was expected the other way round"
    return None


def _cited(statement: Statement, told: Told, ground: Ground) -> tuple[str, ...]:
    """The references that an amount is given under: the next behind it, else all of its sentence."""
    groups = statement.groups
    if len(groups) > 1 and not _lead(statement):
        behind = [group for group in groups if group.start - statement.start >= told.amount.end]
        if behind:
            # References side by side stand for the same words.
            labels = list(behind[0].labels)
            end = behind[0].end
            for group in behind[1:]:
                if group.start - end > 2:
                    break
                labels += group.labels
                end = group.end
            return tuple(label for label in labels if label in ground.sources)
    return tuple(label for label in statement.references if label in ground.sources)


def _lead(statement: Statement) -> bool:
    """Whether references stand before what they bear out: "according to [1], ..."."""
    first = statement.groups[0]
    before = statement.text[: first.start - statement.start].strip().lower()
    last = statement.text[statement.groups[-1].end - statement.start :].strip(" .。,，;；|!")
    return before.endswith(_LEADS) or not before or bool(last)


def _finding(statement: Statement, told: Told, matched: Matched, cited: Sequence[str]) -> Finding:
    best = matched.best
    amount = told.amount
    period = best.periods[0] if best and len(best.periods) == 1 else None
    return Finding(
        verdict=matched.verdict,
        words=amount.text,
        start=statement.start + amount.start,
        end=statement.start + amount.end,
        reason="" if matched.verdict is Verdict.SUPPORTED else _reason(amount.text, matched, cited),
        supports=matched.supports,
        period=period,
        reported=best.reported if best else None,
        is_figure=True,
    )


def _reason(words: str, matched: Matched, cited: Sequence[str]) -> str:
    best = matched.best
    where = f"; [{best.source}] says: “{_short(best)}”" if best else ""
    match matched.verdict:
        case Verdict.WRONG_SOURCE:
            stands = ", ".join(f"[{label}]" for label in matched.supports)
            return f"{words} stands in {stands}, not in {', '.join(f'[{label}]' for label in cited)}"
        case Verdict.WRONG_SUBJECT:
            return f"{words} is given for another company or matter{where}"
        case Verdict.WRONG_DIRECTION:
            return f"{words} is told the other way round, or as more certain than the source{where}"
        case Verdict.WRONG_PERIOD if matched.newer:
            return (
                f"{words} is not the newest: [{matched.newer.source}] has {matched.newer.amount.text}; "
                "give that one, or say of which period this is"
            )
        case Verdict.WRONG_PERIOD:
            return f"{words} is of another time{where}"
        case _:
            return f"{words} stands in no source, as it is or rounded as you say; give figures as they stand"


def _short(fact: Fact) -> str:
    return fact.said if len(fact.said) <= 160 else f"{fact.said[:157]}..."


def dates(statement: Statement, ground: Ground) -> Iterator[Finding]:
    """Yield each time of a statement that is named, with the sources that name it too."""
    cited = [label for label in statement.references if label in ground.sources]
    spans = compared_in(statement.bare)
    for time in times(statement.bare, ground.today):
        if time.relative and time.months == 12:
            continue
        compared = any(start <= time.start < end for start, end in spans)
        supports = tuple(
            label
            for label, source in ground.sources.items()
            if _names(source, time) or (compared and _names(source, time.year_later()))
        )
        start, end = statement.start + time.start, statement.start + time.end
        if (supports and (not cited or set(cited) & set(supports))) or _asked(time, ground):
            yield Finding(Verdict.SUPPORTED, time.text, start, end, supports=supports)
        elif supports:
            stands = ", ".join(f"[{label}]" for label in supports)
            reason = f"{time.text} is named in {stands}, not in what is cited"
            yield Finding(Verdict.WRONG_SOURCE, time.text, start, end, reason, supports)
        else:
            verdict = Verdict.NOT_FOUND if time.of_day else Verdict.WRONG_PERIOD
            yield Finding(verdict, time.text, start, end, f"no source names {time.text}, nor is one of that time")


def counted(statement: Statement, ground: Ground) -> Iterator[Finding]:
    """Yield the counts and ranks in words that no source names."""
    cited = [label for label in statement.references if label in ground.sources] or list(ground.sources)
    for value, begin, end in counts.counts(without_times(statement.bare, times(statement.bare, ground.today))):
        if not any(value in ground.sources[label].counts for label in cited):
            words = statement.bare[begin:end]
            reason = f"no source that is cited counts {words}"
            yield Finding(Verdict.NOT_FOUND, words, statement.start + begin, statement.start + end, reason)
    told = frozenset[int]().union(*(ground.sources[label].runs for label in cited))
    if told and (wrong := counts.runs(statement.bare) - told):
        reason = f"what is cited counts otherwise how often in a row: {sorted(told)}, not {sorted(wrong)}"
        yield Finding(Verdict.NOT_FOUND, statement.text, statement.start, statement.end, reason)


def _names(source: Source, time: Time) -> bool:
    if source.reported is not None and time.fits(source.reported):
        return True
    for other in source.times:
        if time.same(other.first, other.last) or (time.of_day and time.fits(other.last)):
            return True
        if time.ending and other.last == time.last:
            return True
        if (
            not time.of_day
            and time.holds(other.first)
            and time.holds(other.last)
            and (other.of_day or time.months == 12)
        ):
            return True
    if any(time.ending and span.end == time.last for sentence in source.sentences for span in sentence.spans):
        return True
    return any(time.same(span.start, span.end) for sentence in source.sentences for span in sentence.spans)


def _asked(time: Time, ground: Ground) -> bool:
    """Whether the question names it, or it is today's."""
    if time.of_day and time.fits(ground.today):
        return True
    return any(time.same(other.first, other.last) for other in times(ground.question, ground.today))

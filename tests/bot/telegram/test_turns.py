"""Whose turn it is: Telegram's limits are never passed, and nobody waits for another without need."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.turns import Limits, Ticket, Turns, Urgency

_OVERALL = 6
_TINY = 1e-6
_CHATS = [1, 2, 3, -1, -2]


@dataclass(frozen=True, slots=True)
class Step:
    """After ``wait`` seconds, something is asked, held or spared in a chat.

    A hold is for ``seconds``; a message takes ``flight`` seconds to Telegram.
    """

    wait: float
    chat_id: int
    what: str
    seconds: float
    flight: float


@dataclass(slots=True)
class Story:
    """What went when and how long it took, and what Telegram had forbidden."""

    flights: dict[Ticket, float] = field(default_factory=dict)
    asked: dict[Ticket, float] = field(default_factory=dict)
    went: list[tuple[float, Ticket]] = field(default_factory=list)
    spared: list[tuple[float, int]] = field(default_factory=list)
    holds: list[tuple[float, int, float]] = field(default_factory=list)

    def times(self, chat_id: int) -> list[float]:
        return [at for at, ticket in self.went if ticket.chat_id == chat_id]

    def arrivals(self, *urgencies: Urgency) -> list[float]:
        """Give when messages came to Telegram: of any two, one as early and one as late as can be."""
        return sorted(
            at + (self.flights[ticket] if ticket.number % 2 else 0)
            for at, ticket in self.went
            if ticket.urgency in urgencies
        )


steps = st.lists(
    st.builds(
        Step,
        wait=st.sampled_from([0.0, 0.0, 0.0, 0.01, 0.3, 1.0, 7.0]),
        chat_id=st.sampled_from(_CHATS),
        what=st.sampled_from(["answer", "answer", "answer", "broadcast", "broadcast", "spare", "hold"]),
        seconds=st.sampled_from([1.0, 3.0, 20.0]),
        flight=st.sampled_from([0.0, 0.0, 0.1, 0.7, 1.0]),
    ),
    min_size=25,
    max_size=120,
)


def tell(steps: list[Step], *, holds: bool = True) -> Story:
    """Let it all happen on a clock of its own, and look whenever the turns say that something may be due."""
    turns, story, now = Turns(Limits(_OVERALL)), Story(), 100.0
    for step in steps:
        now = _pass(turns, story, now, now + step.wait)
        private = step.chat_id > 0
        if step.what == "spare":
            if turns.spare(step.chat_id, private=private, now=now):
                story.spared.append((now, step.chat_id))
        elif step.what == "hold":
            if holds:
                turns.hold(step.chat_id, step.seconds, now)
                story.holds.append((now, step.chat_id, step.seconds))
        else:
            urgency = Urgency.ANSWER if step.what == "answer" else Urgency.BROADCAST
            ticket = turns.ask(step.chat_id, private=private, urgency=urgency, now=now)
            story.asked[ticket], story.flights[ticket] = now, step.flight
        _look(turns, story, now)
    _pass(turns, story, now, now + 10_000)
    return story


def _look(turns: Turns, story: Story, now: float) -> None:
    gone = True
    while gone:
        for at, ticket in story.went:
            if at + story.flights[ticket] <= now:
                turns.landed(ticket, now)
        gone = bool(due := turns.due(now))
        story.went += [(now, ticket) for ticket in due]


def _pass(turns: Turns, story: Story, now: float, until: float) -> float:
    looks = 0
    while True:
        times = [at + story.flights[ticket] for at, ticket in story.went if at + story.flights[ticket] > now]
        if (at := turns.next_at()) is not None:
            assert at >= now
            times.append(at)
        if not times or min(times) > until:
            return until
        looks += 1
        assert looks < 2000
        now = min(times)
        _look(turns, story, now)


def _most_in(times: list[float], seconds: float) -> int:
    return max((sum(start <= at < start + seconds - _TINY for at in times) for start in times), default=0)


@given(steps)
def test_whatever_is_sent_goes_once(steps: list[Step]) -> None:
    story = tell(steps)
    assert sorted(ticket.number for _, ticket in story.went) == sorted(ticket.number for ticket in story.asked)


@given(steps)
def test_however_long_messages_take_no_second_of_telegrams_has_more_than_its_number(steps: list[Step]) -> None:
    story = tell(steps)
    times = sorted(story.arrivals(*Urgency) + [at for at, _ in story.spared])
    assert _most_in(times, 1.0) <= _OVERALL


@given(steps)
def test_no_private_chat_gets_more_than_three_at_once_and_one_a_second_after_them(steps: list[Step]) -> None:
    story = tell(steps)
    for chat_id in (1, 2, 3):
        for seconds in (1, 5, 60):
            assert _most_in(story.times(chat_id), seconds) <= 2 + seconds


@given(steps)
def test_no_group_gets_more_than_twenty_a_minute_with_its_edits(steps: list[Step]) -> None:
    story = tell(steps)
    for chat_id in (-1, -2):
        times = sorted(story.times(chat_id) + [at for at, spared in story.spared if spared == chat_id])
        assert _most_in(times, 60) <= 20
        assert _most_in(times, 60 / 17) <= 3


@given(steps)
def test_drafts_of_a_chat_are_half_a_second_apart_and_edits_in_a_group_four(steps: list[Step]) -> None:
    story = tell(steps)
    for chat_id in _CHATS:
        times = [at for at, spared in story.spared if spared == chat_id]
        assert all(later - earlier >= (0.5 if chat_id > 0 else 4) - _TINY for earlier, later in pairwise(times))


@given(steps)
def test_a_wait_that_telegram_asks_for_is_kept(steps: list[Step]) -> None:
    story = tell(steps)
    for began, chat_id, seconds in story.holds:
        sent = story.times(chat_id) + [at for at, spared in story.spared if spared == chat_id]
        # What went in the same instant may have gone before it.
        assert not [at for at in sent if began < at < began + seconds]


@given(steps)
def test_two_chats_made_to_wait_within_five_seconds_make_all_wait(steps: list[Step]) -> None:
    story = tell(steps)
    for (earlier, one, wait), (later, other, longer) in pairwise(story.holds):
        if one != other and later - earlier <= 5 and later < earlier + wait:
            until = max(earlier + wait, later + longer)
            assert not [at for at, _ in (*story.went, *story.spared) if later < at < until]


@given(steps)
def test_answers_go_in_the_order_they_were_asked_for_in_their_chat(steps: list[Step]) -> None:
    story = tell(steps)
    went: defaultdict[tuple[int, Urgency], list[int]] = defaultdict(list)
    for _, ticket in story.went:
        went[ticket.chat_id, ticket.urgency].append(ticket.number)
    assert all(numbers == sorted(numbers) for numbers in went.values())


def _waiting(story: Story, at: float) -> Iterator[Ticket]:
    """Give the answers that were waiting right after ``at``."""
    gone = {ticket for when, ticket in story.went if when <= at}
    for ticket, asked in story.asked.items():
        if asked <= at and ticket not in gone and ticket.urgency is Urgency.ANSWER:
            yield ticket


def _chat_is_free(story: Story, chat_id: int, at: float) -> bool:
    """Reckon anew, from all that went before, whether the chat may have one more."""
    burst, every = (3, 1.0) if chat_id > 0 else (3, 60 / 17)
    used = sorted(
        [when for when in story.times(chat_id) if when <= at]
        + [when for when, spared in story.spared if spared == chat_id and chat_id < 0 and when <= at]
    )
    full = float("-inf")
    for when in used:
        full = max(full, when) + every
    return full - (burst - 1) * every <= at - _TINY


@given(steps)
def test_no_answer_waits_that_may_go(steps: list[Step]) -> None:
    story = tell(steps, holds=False)
    for at in {when for when, _ in story.went} | set(story.asked.values()):
        taken = [when + story.flights[ticket] for when, ticket in story.went if when <= at]
        taken += [when for when, _ in story.spared if when <= at]
        if len([when for when in taken if at < when + 1 + _TINY]) < _OVERALL:
            assert not [ticket for ticket in _waiting(story, at) if _chat_is_free(story, ticket.chat_id, at)]


@given(steps)
def test_no_broadcast_goes_before_an_answer_that_may_go(steps: list[Step]) -> None:
    story = tell(steps, holds=False)
    for place, (at, ticket) in enumerate(story.went):
        if ticket.urgency is Urgency.BROADCAST:
            later = {other for _, other in story.went[place:] if other.number < ticket.number}
            passed = [other for other in later if other.urgency is Urgency.ANSWER]
            assert not [other for other in passed if _chat_is_free(story, other.chat_id, at)]


@given(steps)
def test_in_a_full_second_broadcasts_have_left_answers_their_share(steps: list[Step]) -> None:
    story = tell(steps)
    assert _most_in(story.arrivals(Urgency.BROADCAST), 1.0) <= _OVERALL - 1


def test_who_gives_up_leaves_the_place_to_the_next() -> None:
    turns = Turns()
    for _ in range(3):
        turns.ask(7, private=True, urgency=Urgency.ANSWER, now=0)
    assert len(turns.due(0)) == 3
    first = turns.ask(7, private=True, urgency=Urgency.ANSWER, now=0)
    second = turns.ask(7, private=True, urgency=Urgency.ANSWER, now=0)
    turns.forget(first, 0)
    assert turns.due(1) == [second]
    turns.forget(first, 1)
    assert turns.next_at() is None


def test_who_gives_up_at_the_head_of_a_chat_keeps_the_next_one_there_not_waiting() -> None:
    turns = Turns(Limits(overall=1))
    turns.ask(6, private=True, urgency=Urgency.ANSWER, now=0)
    turns.due(0)
    first = turns.ask(7, private=True, urgency=Urgency.ANSWER, now=0)
    second = turns.ask(7, private=True, urgency=Urgency.ANSWER, now=0)
    turns.forget(first, 0)
    assert turns.due(2) == [second]


def test_chats_that_rest_are_forgotten() -> None:
    turns = Turns()
    for second in range(4000):
        for number in range(25):
            turns.ask(second * 25 + number + 1, private=True, urgency=Urgency.BROADCAST, now=second * 1.1)
        gone = turns.due(second * 1.1)
        assert len(gone) == 25
        for ticket in gone:
            turns.landed(ticket, second * 1.1)
    assert len(turns) <= 1000

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.access import Access, Mode, Standing

READER, ADMIN, MEMBER, STRANGER = 7, 1, 5, 8
LISTED, INVITED, FOREIGN = -100_1, -100_2, -100_3
NAMELESS = (None, 777000, 136817688, 1087968824)
MEMBERS = frozenset({MEMBER, INVITED})


def access(mode: Mode) -> Access:
    return Access(mode, frozenset({READER, LISTED}), frozenset({ADMIN}))


def judged(mode: Mode, user_id: int | None, chat_id: int | None = None, *, for_a_chat: bool = False) -> Standing:
    """The standing of a user who writes in a group, or in private where none is named."""
    private = chat_id is None
    chat = chat_id if chat_id is not None else user_id or 0
    return access(mode).standing(user_id=user_id, chat_id=chat, private=private, members=MEMBERS, for_a_chat=for_a_chat)


# Who is let in, mode by mode, written out: what the rules say, and nothing reckoned.
USERS_IN = {
    Mode.PRIVATE: {READER, ADMIN},
    Mode.INVITE: {READER, ADMIN, MEMBER},
    Mode.OPEN: {READER, ADMIN, MEMBER, STRANGER},
}
GROUPS_IN = {Mode.PRIVATE: {LISTED}, Mode.INVITE: {LISTED, INVITED}, Mode.OPEN: {LISTED, INVITED, FOREIGN}}


@pytest.mark.parametrize(("mode", "user"), list(product(Mode, (READER, ADMIN, MEMBER, STRANGER))))
def test_in_private_those_who_are_let_in_are_answered_and_the_others_are_strangers(mode: Mode, user: int) -> None:
    assert judged(mode, user) is (Standing.READER if user in USERS_IN[mode] else Standing.STRANGER)


@pytest.mark.parametrize(
    ("mode", "user", "group"), list(product(Mode, (READER, ADMIN, MEMBER, STRANGER), (LISTED, INVITED, FOREIGN)))
)
def test_in_a_group_both_it_and_the_sender_have_to_be_let_in(mode: Mode, user: int, group: int) -> None:
    both = user in USERS_IN[mode] and group in GROUPS_IN[mode]
    assert judged(mode, user, group) is (Standing.READER if both else Standing.OUTSIDE)


@pytest.mark.parametrize(("mode", "user", "chat"), list(product(Mode, NAMELESS, (None, LISTED, INVITED))))
def test_who_has_no_name_is_never_answered(mode: Mode, user: int | None, chat: int | None) -> None:
    assert judged(mode, user, chat) is Standing.OUTSIDE


@pytest.mark.parametrize(("mode", "chat"), list(product(Mode, (None, LISTED))))
def test_a_message_in_the_name_of_a_channel_is_not_answered_whoever_sent_it(mode: Mode, chat: int | None) -> None:
    assert judged(mode, READER, chat, for_a_chat=True) is Standing.OUTSIDE


def test_an_empty_list_lets_nobody_in() -> None:
    closed = Access(Mode.PRIVATE, frozenset(), frozenset())
    assert closed.standing(user_id=7, chat_id=7, private=True, members=()) is Standing.STRANGER
    assert closed.people(frozenset()) == 0


def test_listing_the_id_that_hides_a_groups_admins_lets_none_of_them_in() -> None:
    fooled = Access(Mode.PRIVATE, frozenset({1087968824, LISTED}), frozenset({1087968824}))
    assert fooled.standing(user_id=1087968824, chat_id=LISTED, private=False, members=()) is Standing.OUTSIDE
    assert not fooled.is_admin(1087968824)


def test_only_the_listed_admins_are_admins() -> None:
    rules = access(Mode.OPEN)
    assert [one for one in (ADMIN, READER, MEMBER, STRANGER, LISTED, None) if rules.is_admin(one)] == [ADMIN]


def test_a_group_among_the_admins_is_not_let_in_by_that() -> None:
    rules = Access(Mode.PRIVATE, frozenset({READER}), frozenset({LISTED}))
    assert rules.standing(user_id=READER, chat_id=LISTED, private=False, members=()) is Standing.OUTSIDE
    assert not rules.is_admin(LISTED)


def test_those_who_may_ask_are_counted_without_groups() -> None:
    assert [access(mode).people(MEMBERS) for mode in Mode] == [2, 3, None]


IDS = st.integers(-(2**52), 2**52)
SETS = st.frozensets(IDS, max_size=5)
RULES = st.builds(Access, st.sampled_from(Mode), SETS, SETS)


@given(RULES, SETS, IDS, IDS)
def test_nobody_is_a_stranger_in_a_group_nor_outside_in_private(
    rules: Access, members: frozenset[int], user: int, chat: int
) -> None:
    in_group = rules.standing(user_id=user, chat_id=chat, private=False, members=members)
    in_private = rules.standing(user_id=user, chat_id=user, private=True, members=members)
    assert in_group is not Standing.STRANGER
    assert (in_private is Standing.OUTSIDE) == (user <= 0 or user in NAMELESS)
    if in_group is Standing.READER:
        assert in_private is Standing.READER


@given(SETS, SETS, SETS, IDS, IDS, st.booleans())
def test_a_wider_mode_shuts_nobody_out(
    allowed: frozenset[int], admins: frozenset[int], members: frozenset[int], user: int, chat: int, private: bool
) -> None:
    reads = [
        Access(mode, allowed, admins).standing(user_id=user, chat_id=chat, private=private, members=members)
        is Standing.READER
        for mode in (Mode.PRIVATE, Mode.INVITE, Mode.OPEN)
    ]
    assert reads == sorted(reads)

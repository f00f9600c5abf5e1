import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.state.engine import open_state
from bot.state.members import Member, Members
from knowledge.errors import StoreError

AT = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
WEEK = timedelta(days=7)
ADMIN, ANNA, BEN, CARL, GROUP = 1, 5, 6, 7, -1001234567890


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def members(engine: Engine) -> Members:
    return Members(engine)


def invited(members: Members, uses: int = 1) -> str:
    return members.invite(ADMIN, uses=uses, at=AT, until=AT + WEEK)


def test_an_invited_user_and_an_invited_group_are_members(members: Members) -> None:
    code = invited(members, uses=2)
    assert not members.is_member(ANNA)
    assert members.join(code, ANNA, AT)
    assert members.join(code, GROUP, AT + timedelta(hours=1))
    assert members.all() == [Member(ANNA, ADMIN, AT), Member(GROUP, ADMIN, AT + timedelta(hours=1))]
    assert (ANNA in members, GROUP in members, BEN in members, "5" in members) == (True, True, False, False)


def test_an_invitation_lets_in_no_more_than_it_has_uses(members: Members) -> None:
    code = invited(members, uses=2)
    assert [members.join(code, one, AT) for one in (ANNA, BEN, CARL)] == [True, True, False]


def test_joining_twice_costs_no_second_use(members: Members) -> None:
    code = invited(members, uses=2)
    assert [members.join(code, one, AT) for one in (ANNA, ANNA, ANNA, BEN)] == [True, True, True, True]


def test_an_invitation_ends_with_its_time(members: Members) -> None:
    code = invited(members, uses=2)
    assert members.join(code, ANNA, AT + WEEK - timedelta(seconds=1))
    assert not members.join(code, BEN, AT + WEEK)


@pytest.mark.parametrize("code", ["", "x", "a" * 32, "' OR 1=1 --", "邀请", "\ud800"])
def test_no_other_word_lets_anybody_in(members: Members, code: str) -> None:
    invited(members)
    assert not members.join(code, ANNA, AT)


def test_a_code_fits_into_a_link_of_telegrams_and_each_is_another(members: Members) -> None:
    codes = [invited(members) for _ in range(20)]
    assert len(set(codes)) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", code) for code in codes)


def test_a_copy_of_the_file_lets_nobody_in(members: Members, engine: Engine, tmp_path: Path) -> None:
    code = invited(members)
    assert members.join(code, ANNA, AT)
    engine.dispose()
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"invitations" in everything
    assert code.encode() not in everything


def test_the_last_use_goes_to_one_of_many_who_come_at_the_same_time(members: Members, tmp_path: Path) -> None:
    code = invited(members, uses=3)
    engines = [open_state(tmp_path) for _ in range(4)]
    start, joined = threading.Barrier(12), []

    def come(one: int) -> None:
        start.wait()
        if Members(engines[one % 4]).join(code, one, AT):
            joined.append(one)

    threads = [threading.Thread(target=come, args=(100 + number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for engine in engines:
        engine.dispose()
    assert len(joined) == 3
    assert sorted(joined) == sorted(member.id for member in members.all())


def test_one_who_opens_a_link_twice_at_once_uses_it_once(members: Members) -> None:
    code = invited(members, uses=2)
    threads = [threading.Thread(target=members.join, args=(code, ANNA, AT)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert members.join(code, BEN, AT)
    assert not members.join(code, CARL, AT)


def test_who_was_removed_is_out_and_cannot_come_back_by_a_link_that_is_still_open(members: Members) -> None:
    code = invited(members, uses=5)
    other = invited(members)
    assert members.join(code, ANNA, AT)
    assert members.remove(ANNA)
    assert not members.is_member(ANNA)
    assert not members.join(code, ANNA, AT)
    assert not members.join(other, ANNA, AT)
    assert members.join(invited(members), ANNA, AT)


def test_removing_nobody_ends_no_invitation(members: Members) -> None:
    code = invited(members)
    assert not members.remove(BEN)
    assert members.join(code, ANNA, AT)


def test_what_cannot_be_used_any_more_is_cleared_when_the_next_is_made(members: Members, engine: Engine) -> None:
    used, open_one = invited(members), invited(members)
    members.join(used, ANNA, AT)
    members.invite(ADMIN, uses=1, at=AT, until=AT + timedelta(days=1))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM invitations").scalar() == 2
    members.invite(ADMIN, uses=1, at=AT + timedelta(days=2), until=AT + WEEK)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM invitations").scalar() == 2
    assert members.join(open_one, BEN, AT + timedelta(days=2))


def test_a_table_that_is_gone_is_told_in_one_line(members: Members, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE members")
    for use in (members.all, lambda: members.is_member(ANNA), lambda: members.remove(ANNA)):
        with pytest.raises(StoreError, match=r"^the bot's store's database failed"):
            use()

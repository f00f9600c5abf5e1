from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.state.engine import open_state
from bot.state.members import Members
from bot.telegram.access import Access, Mode, Standing
from bot.telegram.invitations import (
    MOST_DAYS,
    MOST_USES,
    Fault,
    Links,
    Terms,
    explain,
    link,
    read_code,
    read_removal,
    read_terms,
    tell,
)
from prompts import load

NOW = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
CODE = "aB3_-" * 6 + "xY"
ACCESS = Access(Mode.INVITE, frozenset({7, -1001}), frozenset({1}))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", Terms(uses=1, days=7)),
        ("  \n", Terms(uses=1, days=7)),
        ("5", Terms(uses=5, days=7)),
        ("5 30", Terms(uses=5, days=30)),
        ("5, 30", Terms(uses=5, days=30)),
        ("５　３０", Terms(uses=5, days=30)),
        ("5，30", Terms(uses=5, days=30)),
        ("100 90", Terms(uses=100, days=90)),
        ("0", Fault.USES),
        ("101", Fault.USES),
        ("-1", Fault.USES),
        ("five", Fault.USES),
        ("1.5", Fault.USES),
        ("²", Fault.USES),
        ("9" * 5_000, Fault.USES),
        ("five never", Fault.USES),
        ("5 0", Fault.DAYS),
        ("5 91", Fault.DAYS),
        ("5 days", Fault.DAYS),
        ("5 7 9", Fault.EXTRA),
        ("for Anna and Ben", Fault.EXTRA),
    ],
)
def test_an_admin_says_how_often_and_how_long_or_is_told_what_is_wrong(arguments: str, expected: Terms | Fault) -> None:
    assert read_terms(arguments) == expected


@given(st.text() | st.from_regex(r"[0-9 ,-]{0,12}", fullmatch=True))
def test_whatever_is_written_makes_terms_within_bounds_or_a_fault(arguments: str) -> None:
    terms = read_terms(arguments)
    if isinstance(terms, Terms):
        assert 1 <= terms.uses <= MOST_USES
        assert 1 <= terms.days <= MOST_DAYS


@given(st.integers(1, MOST_USES), st.integers(1, MOST_DAYS), st.sampled_from([" ", "  ", ", ", "，", "\t"]))
def test_any_terms_within_bounds_are_taken_as_written(uses: int, days: int, between: str) -> None:
    assert read_terms(f" {uses}{between}{days} ") == Terms(uses, days)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("5", 5),
        (" -1001234567890 ", -1001234567890),
        ("7", Fault.LISTED),
        ("-1001", Fault.LISTED),
        ("1", Fault.LISTED),
        ("", Fault.ID),
        ("Anna", Fault.ID),
        ("@anna", Fault.ID),
        ("5 6", Fault.ID),
        ("--5", Fault.ID),
        ("9" * 17, Fault.ID),
        ("9" * 5_000, Fault.ID),
    ],
)
def test_an_admin_names_one_id_to_remove_and_never_a_listed_one(arguments: str, expected: int | Fault) -> None:
    assert read_removal(arguments, ACCESS) == expected


@given(st.text() | st.from_regex(r"[0-9-]{1,20}", fullmatch=True))
def test_an_id_to_remove_is_one_that_the_database_can_take(arguments: str) -> None:
    one = read_removal(arguments, ACCESS)
    if not isinstance(one, Fault):
        assert -(2**63) <= one < 2**63
        assert one not in ACCESS.allowed | ACCESS.admins


@pytest.mark.parametrize("arguments", [CODE, f" {CODE}\n"])
def test_the_code_of_a_link_is_found_behind_start(arguments: str) -> None:
    assert read_code(arguments) == CODE


@given(st.text())
@example("")
@example(CODE[:-1])
@example(CODE + "x")
@example(CODE[:-1] + "é")
@example(f"{CODE} {CODE}")
@example(CODE[:-1] + "٣")
def test_nothing_else_is_looked_up(arguments: str) -> None:
    code = read_code(arguments)
    assert code is None or (len(code) == 32 and code.isascii())
    assert code == arguments.strip() or code is None


def test_a_link_brings_the_code_to_the_bot_in_private_or_in_a_group() -> None:
    assert link("rally_bot", CODE) == Links(
        f"https://t.me/rally_bot?start={CODE}", f"https://t.me/rally_bot?startgroup={CODE}"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_admin_is_given_both_links_with_uses_and_end(language: str) -> None:
    hong_kong = NOW.astimezone(timezone(timedelta(hours=8)))
    links = link("rally_bot", CODE)
    told = tell(load(f"invitation.{language}"), links, Terms(uses=5, days=7), hong_kong)
    assert f"{links.private}\n" in told
    assert f"{links.group}\n" in told
    assert "5" in told
    assert "2026-12-01 03:15" in told


def test_a_guest_becomes_a_reader_by_the_link_and_a_stranger_again_when_removed(tmp_path: Path) -> None:
    guest, group = 5, -1002
    engine = open_state(tmp_path)
    members = Members(engine)

    def stands(chat_id: int) -> Standing:
        return ACCESS.standing(user_id=guest, chat_id=chat_id, private=chat_id > 0, members=members)

    assert (stands(guest), stands(group)) == (Standing.STRANGER, Standing.OUTSIDE)
    links = link("rally_bot", members.invite(1, uses=2, at=NOW, until=Terms().until(NOW)))
    for address, one in ((links.private, guest), (links.group, group)):
        code = read_code(address.partition("=")[2])
        assert code
        assert members.join(code, one, NOW)
    assert (stands(guest), stands(group)) == (Standing.READER, Standing.READER)
    assert members.remove(guest)
    assert (stands(guest), stands(group)) == (Standing.STRANGER, Standing.OUTSIDE)
    engine.dispose()


PLACES = {
    "invitation": {"private", "group", "uses", "until"},
    "invite_uses": {"most_uses"},
    "invite_days": {"most_days"},
    "invite_extra": set(),
    "invite_off": set(),
    "invitation_over": set(),
    "joined": set(),
    "joined_group": set(),
    "revoked": {"id"},
    "revoke_unknown": {"id"},
    "revoke_id": set(),
    "revoke_listed": {"id"},
    "too_fast": {"seconds"},
    "budget_user": {"wait"},
    "budget_all": {"wait"},
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PLACES)
def test_each_sentence_has_its_places_fits_one_message_and_needs_no_markup(name: str, language: str) -> None:
    text = load(f"{name}.{language}")
    assert {place for _, place, _, _ in Formatter().parse(text) if place} == PLACES[name]
    assert len(text) < 1024
    assert not set(text) & set("*`<>#")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("fault", "arguments", "said"),
    [
        (Fault.USES, "500", "1"),
        (Fault.USES, "500", "100"),
        (Fault.DAYS, "5 500", "90"),
        (Fault.EXTRA, "1 2 3", "/invite 5 7"),
        (Fault.ID, "Anna", "/revoke"),
        (Fault.LISTED, " 7 ", "7"),
    ],
)
def test_an_admin_is_told_what_would_be_right(fault: Fault, arguments: str, said: str, language: str) -> None:
    assert said in explain(load(f"{fault.value}.{language}"), arguments)

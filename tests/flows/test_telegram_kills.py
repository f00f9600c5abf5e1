"""Readers get their answers though the bot is killed: each of them, once, and in order."""

import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.command import Rallybot
from tests.flows.telegram_kills import Kill, Victim, judged
from tests.kills import Killing
from tests.standins.telegram import READER, TOKEN, Telegram

POLLING = (
    Kill("asked", 0),
    Kill("asked", 50),
    Kill("asked", 100),
    Kill("asked", 300),
    Kill("handed out", 20),
)
WEBHOOK = (
    Kill("asked", 20),
    Kill("asked", 100),
    Kill("asked", 200),
    Kill("asked", 1_000),
    Kill("handed out", 50),
)
_ATTEMPTS = 5


@pytest.mark.slow
@pytest.mark.parametrize(("webhook", "kills"), [(False, POLLING), (True, WEBHOOK)], ids=["polling", "webhook"])
async def test_every_question_is_answered_once_and_in_order_though_the_bot_is_killed(
    rallybot: Rallybot, kills: tuple[Kill, ...], *, webhook: bool
) -> None:
    with Telegram() as telegram:
        victim = Victim(telegram, rallybot, webhook=webhook)
        await victim.started()
        outcomes = {kill: await victim.suffers(kill) for kill in kills}
        victim.kill()
    assert telegram.violations == []
    assert "Traceback" not in victim.shown
    assert all(not outcome.lost for outcome in outcomes.values()), outcomes
    assert all(not outcome.wrongly_doubled for outcome in outcomes.values()), outcomes
    assert all(not outcome.unordered for outcome in outcomes.values()), outcomes
    assert sum(outcome.doubled for outcome in outcomes.values()) <= 2, outcomes


def test_the_harness_tells_what_the_kill_explains_from_what_it_does_not() -> None:
    asked = {1: READER, 2: READER, 3: READER + 1, 4: READER + 2}
    answers = [(9.0, 1), (9.95, 3), (12.0, 1), (12.1, 3), (12.2, 2)]
    outcome = judged(answers, asked, 10.0, 0, 2.0, 3.0)
    assert (outcome.lost, outcome.doubled, outcome.wrongly_doubled, outcome.unordered) == (1, 1, 1, 0)
    assert judged([(1.0, 2), (2.0, 1)], asked, 10.0, 0, 2.0, 3.0).unordered == 1


async def test_an_answer_that_is_kept_is_not_composed_again(tmp_path: Path) -> None:
    asked: Counter[str] = Counter()
    kept: set[str] = set()
    again: set[str] = set()
    killing = Killing(seed=5, most_lines=4, within_s=0.15)
    with Telegram() as telegram:

        def start(number: int) -> "subprocess.Popen[str]":
            for user in (READER, READER + 1):
                telegram.hears(f"question {number}a of {user}", user=user)
                telegram.hears(f"question {number}b of {user}", user=user)
            return _counting_bot(telegram, tmp_path)

        for attempt in killing.attempts(start, _ATTEMPTS):
            fresh = [line["asked"] for line in attempt.lines if "asked" in line]
            again |= kept & set(fresh)
            asked.update(fresh)
            kept = _kept(tmp_path)
        with _counting_bot(telegram, tmp_path) as last:
            await telegram.wait_for(_ATTEMPTS * 4, 30)
            last.terminate()
            asked.update(json.loads(line)["asked"] for line in last.communicate()[0].splitlines())
    assert telegram.violations == []
    assert again == set()
    assert len(asked) == _ATTEMPTS * 4
    # A kill in the midst of composing, and no other, lets a question be asked twice; two chats are at work at once.
    assert sum(asked.values()) - len(asked) <= _ATTEMPTS * 2
    answers = [str(message["text"]) for message in telegram.sent]
    assert set(answers) == {f"You asked: {question}" for question in asked}
    for user in (READER, READER + 1):
        firsts = list(dict.fromkeys(text for text in answers if text.endswith(f" of {user}")))
        assert firsts == [
            f"You asked: question {number}{part} of {user}" for number in range(_ATTEMPTS) for part in "ab"
        ]


def _counting_bot(telegram: Telegram, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.flows.counting_bot", TOKEN, telegram.url, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _kept(folder: Path) -> set[str]:
    """The questions whose answers are written down."""
    if not (folder / "bot.db").exists():
        return set()
    with closing(sqlite3.connect(folder / "bot.db")) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'replies'").fetchone():
            return set()
        rows = connection.execute("SELECT document FROM replies WHERE document IS NOT NULL").fetchall()
    return {found for (document,) in rows for found in re.findall(r"You asked: (question \w+ of \d+)", document)}

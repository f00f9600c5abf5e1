"""Durable jobs by themselves: what is answered when, and what the next process takes up."""

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import RallybotError
from bot.jobs import Jobs
from knowledge.errors import StoreError

BOT = 7
CHAT, OTHER = 1, 2


class Book:
    """Questions that note what is done for them.

    A step waits while ``gates`` holds an unset event for it, and raises what is left in ``raises``, one after another.
    """

    def __init__(self) -> None:
        self.done: list[tuple[str, int]] = []
        self.gates: dict[tuple[str, int], asyncio.Event] = {}
        self.raises: dict[tuple[str, int], list[Exception]] = {}

    async def compose(self, update_id: int) -> None:
        await self._do("compose", update_id)

    async def send(self, update_id: int) -> None:
        await self._do("send", update_id)

    def gate(self, step: str, update_id: int) -> asyncio.Event:
        return self.gates.setdefault((step, update_id), asyncio.Event())

    @property
    def sent(self) -> list[int]:
        return [update_id for step, update_id in self.done if step == "send"]

    async def has(self, *done: tuple[str, int]) -> None:
        """Wait until all of this is done, or under way behind its gate."""
        await until(lambda: set(done) <= set(self.done))

    async def _do(self, step: str, update_id: int) -> None:
        self.done.append((step, update_id))
        if gate := self.gates.get((step, update_id)):
            await gate.wait()
        if errors := self.raises.get((step, update_id)):
            raise errors.pop(0)


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not so():  # noqa: ASYNC110 (the tasks of the jobs)
            await asyncio.sleep(0.005)


def rows(folder: Path) -> dict[str, int]:
    """How many rows there are in each table that holds jobs."""
    with closing(sqlite3.connect(folder / "jobs.db")) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        kept = {name for (name,) in found} - {"dbos_migrations", "queues", "application_versions"}
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in kept}
    return {name: count for name, count in counts.items() if count}


def states(folder: Path) -> dict[str, str]:
    """What DBOS says of each job."""
    with closing(sqlite3.connect(folder / "jobs.db")) as connection:
        return dict(connection.execute("SELECT workflow_uuid, status FROM workflow_status").fetchall())


def content(folder: Path) -> bytes:
    """Every byte of the jobs' file, those of deleted rows too."""
    return b"".join(path.read_bytes() for path in folder.glob("jobs.db*"))


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "jobs.db")) as connection, connection:
        connection.execute(statement)


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
async def jobs(tmp_path: Path, book: Book) -> AsyncIterator[Jobs]:
    jobs = Jobs(tmp_path, BOT)
    await jobs.open(book)
    yield jobs
    await jobs.close()


async def left_waiting(folder: Path, step: str, update_id: int = 1) -> Book:
    """Let a process end while a question is in a step."""
    book, jobs = Book(), Jobs(folder, BOT)
    await jobs.open(book)
    book.gate(step, update_id)
    await jobs.ask(update_id, CHAT)
    await book.has((step, update_id))
    assert jobs.interrupt() == 1
    await jobs.close()
    return book


async def test_twenty_questions_of_a_chat_are_answered_in_the_order_of_their_numbers(jobs: Jobs, book: Book) -> None:
    numbers = list(range(1, 21))
    random.Random(3).shuffle(numbers)
    await asyncio.gather(*(jobs.ask(number, CHAT) for number in numbers))
    await until(lambda: len(book.sent) == 20)
    assert book.done == [(step, number) for number in range(1, 21) for step in ("compose", "send")]


async def test_a_slow_chat_keeps_no_other_waiting(jobs: Jobs, book: Book) -> None:
    gate = book.gate("compose", 1)
    await jobs.ask(1, CHAT)
    await jobs.ask(2, OTHER)
    await book.has(("send", 2))
    assert jobs.running == 1
    gate.set()
    await book.has(("send", 1))


async def test_a_question_is_answered_within_a_few_milliseconds(jobs: Jobs, book: Book) -> None:
    began = time.perf_counter()
    for number in range(1, 11):
        await jobs.ask(number, CHAT)
        await until(lambda sent=number: sent in book.sent)  # type: ignore[misc]
    assert (time.perf_counter() - began) / 10 < 0.1


async def test_a_question_asked_twice_before_its_end_is_answered_once(jobs: Jobs, book: Book) -> None:
    gate = book.gate("send", 1)
    await asyncio.gather(jobs.ask(1, CHAT), jobs.ask(1, CHAT))
    await book.has(("send", 1))
    await jobs.ask(1, CHAT)
    await jobs.ask_again(1, CHAT)
    gate.set()
    await jobs.ask(2, CHAT)
    await book.has(("send", 2))
    assert book.sent == [1, 2]


async def test_the_stop_lets_running_answers_end_and_begins_no_new_ones(tmp_path: Path, jobs: Jobs, book: Book) -> None:
    gate = book.gate("compose", 1)
    await jobs.ask(1, CHAT)
    await jobs.ask(2, CHAT)
    await book.has(("compose", 1))
    finishing = asyncio.create_task(jobs.finish(5))
    await asyncio.sleep(0.02)
    await jobs.ask(3, OTHER)
    assert not jobs.is_open
    gate.set()
    assert await finishing
    await asyncio.sleep(0.05)
    assert book.sent == [1]
    await jobs.close()
    assert states(tmp_path) == {}


async def test_the_stop_says_when_answers_did_not_end_in_time(jobs: Jobs, book: Book) -> None:
    book.gate("compose", 1)
    await jobs.ask(1, CHAT)
    await book.has(("compose", 1))
    assert not await jobs.finish(0.05)
    assert jobs.interrupt() == 1


@pytest.mark.parametrize(("step", "steps"), [("compose", ["compose", "send"]), ("send", ["send"])])
async def test_an_interrupted_question_is_finished_by_the_next_process(
    tmp_path: Path, book: Book, step: str, steps: list[str]
) -> None:
    await left_waiting(tmp_path, step)
    assert list(states(tmp_path).values()) == ["PENDING"]
    jobs = Jobs(tmp_path, BOT)
    await jobs.open(book)
    await jobs.ask_again(1, CHAT)
    await jobs.ask_again(2, CHAT)
    await book.has(("send", 2))
    await until(lambda: rows(tmp_path) == {})
    await jobs.close()
    assert book.done == [*((step, 1) for step in steps), ("compose", 2), ("send", 2)]


async def test_an_interrupted_question_is_finished_though_nobody_asks_again(tmp_path: Path, book: Book) -> None:
    await left_waiting(tmp_path, "send")
    jobs = Jobs(tmp_path, BOT)
    await jobs.open(book)
    await book.has(("send", 1))
    await jobs.close()


@pytest.mark.parametrize("status", ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"])
async def test_a_job_that_has_ended_is_begun_anew_when_it_is_asked_again(
    tmp_path: Path, jobs: Jobs, book: Book, status: str
) -> None:
    await jobs.close()
    await left_waiting(tmp_path, "send")
    change(tmp_path, f"UPDATE workflow_status SET status = '{status}'")
    await jobs.open(book)
    await jobs.ask(1, CHAT)
    await book.has(("send", 1))
    assert book.done == [("compose", 1), ("send", 1)]


async def test_a_job_of_an_older_version_is_begun_anew_once(tmp_path: Path, jobs: Jobs, book: Book) -> None:
    await jobs.close()
    await left_waiting(tmp_path, "send")
    change(tmp_path, "UPDATE workflow_status SET application_version = '0'")
    change(tmp_path, "UPDATE application_versions SET version_name = '0', version_id = '0'")
    await jobs.open(book)
    await jobs.ask_again(1, CHAT)
    await jobs.ask_again(2, CHAT)
    await book.has(("send", 2))
    await asyncio.sleep(1.2)
    assert book.done == [("compose", 1), ("send", 1), ("compose", 2), ("send", 2)]


@pytest.mark.parametrize("clock", [-86_400_000, 86_400_000])
async def test_a_clock_that_was_changed_between_two_runs_changes_no_order(
    tmp_path: Path, jobs: Jobs, book: Book, clock: int
) -> None:
    await jobs.close()
    await left_waiting(tmp_path, "send", 5)
    change(tmp_path, f"UPDATE workflow_status SET created_at = created_at + {clock}, updated_at = updated_at + {clock}")
    await jobs.open(book)
    for number in (5, 6, 7):
        await jobs.ask_again(number, CHAT)
    await book.has(("send", 7))
    assert book.sent == [5, 6, 7]


@pytest.mark.parametrize("damage", [b"no database at all" * 500, b"", b"SQLite format 3\x00" + b"\xff" * 5_000])
async def test_a_damaged_file_is_made_anew(
    tmp_path: Path, jobs: Jobs, book: Book, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    await jobs.close()
    (tmp_path / "jobs.db").write_bytes(damage)
    await jobs.open(book)
    await jobs.ask_again(1, CHAT)
    await book.has(("send", 1))
    assert [record.levelname for record in caplog.records] == (["WARNING"] if damage else [])


async def test_a_file_that_is_damaged_in_the_middle_is_made_anew(tmp_path: Path, jobs: Jobs, book: Book) -> None:
    await jobs.close()
    await left_waiting(tmp_path, "send")
    whole = (tmp_path / "jobs.db").read_bytes()
    (tmp_path / "jobs.db").write_bytes(whole[:4_096] + random.Random(1).randbytes(len(whole) - 4_096))
    await jobs.open(book)
    await jobs.ask_again(1, CHAT)
    await book.has(("send", 1))


async def test_a_file_that_lacks_a_table_is_made_anew(tmp_path: Path, jobs: Jobs, book: Book) -> None:
    await jobs.close()
    change(tmp_path, "DROP TABLE workflow_status")
    await jobs.open(book)
    await jobs.ask_again(1, CHAT)
    await book.has(("send", 1))


async def test_a_folder_that_cannot_be_used_is_said_in_a_sentence(tmp_path: Path, book: Book) -> None:
    (tmp_path / "jobs.db").mkdir()
    jobs = Jobs(tmp_path, BOT)
    with pytest.raises(StoreError, match="data folder cannot be written"):
        await jobs.open(book)
    await jobs.close()
    (tmp_path / "jobs.db").rmdir()
    await jobs.open(book)
    await jobs.close()


async def test_a_second_one_on_the_folder_is_refused(tmp_path: Path, jobs: Jobs, book: Book) -> None:
    with pytest.raises(RallybotError, match="another rallybot answers from this data folder"):
        await Jobs(tmp_path, BOT).open(book)
    await jobs.ask(1, CHAT)
    await book.has(("send", 1))


async def test_nothing_is_left_of_a_job_that_is_done(tmp_path: Path, jobs: Jobs, book: Book) -> None:
    await jobs.ask(1, CHAT)
    await book.has(("send", 1))
    await until(lambda: rows(tmp_path) == {})


async def test_nothing_is_left_of_a_job_that_is_erased_under_way(tmp_path: Path, jobs: Jobs, book: Book) -> None:
    gate = book.gate("send", 1)
    await jobs.ask(1, CHAT)
    await book.has(("send", 1))
    await jobs.erase([1, 2])
    gate.set()
    await until(lambda: rows(tmp_path) == {})


async def test_nothing_is_left_of_an_erased_job_that_nobody_has_asked_again(
    tmp_path: Path, jobs: Jobs, book: Book
) -> None:
    await jobs.close()
    await left_waiting(tmp_path, "send")
    gate = book.gate("send", 1)
    await jobs.open(book)
    await book.has(("send", 1))
    gate.set()
    await until(lambda: list(states(tmp_path).values()) == ["SUCCESS"])
    await jobs.erase([1])
    assert rows(tmp_path) == {}


@pytest.mark.parametrize("step", ["compose", "send"])
async def test_a_step_that_raises_blocks_nobody_and_its_words_go_nowhere(
    tmp_path: Path, jobs: Jobs, book: Book, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    book.raises[step, 1] = [KeyError("what a reader wrote")]
    await jobs.ask(1, CHAT)
    await jobs.ask(2, CHAT)
    await book.has(("send", 2))
    await until(lambda: rows(tmp_path) == {})
    [record] = caplog.records
    assert "question not answered: update=1" in record.message
    assert "KeyError" in record.message
    assert "reader wrote" not in caplog.text
    assert b"reader wrote" not in content(tmp_path)


async def test_a_step_that_calls_itself_off_blocks_nobody(tmp_path: Path, jobs: Jobs, book: Book) -> None:
    async def calls_itself_off(update_id: int) -> None:
        if update_id == 1:
            raise asyncio.CancelledError
        book.done.append(("send", update_id))

    book.send = calls_itself_off  # type: ignore[method-assign]
    await jobs.ask(1, CHAT)
    await jobs.ask(2, CHAT)
    await book.has(("send", 2))


async def test_a_step_is_taken_again_when_the_disk_works_again(
    tmp_path: Path, book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = Jobs(tmp_path, BOT, pause_s=0.01)
    await jobs.open(book)
    book.raises["send", 1] = [StoreError("the disk is full."), StoreError("the disk is full.")]
    await jobs.ask(1, CHAT)
    await until(lambda: book.sent == [1, 1, 1])
    await until(lambda: rows(tmp_path) == {})
    await jobs.close()
    assert [record.message for record in caplog.records] == [
        "question cannot be worked on, trying on: update=1: the disk is full."
    ]


async def test_a_file_of_jobs_that_cannot_be_written_keeps_no_question_from_its_answer(
    tmp_path: Path, book: Book
) -> None:
    jobs = Jobs(tmp_path, BOT, pause_s=0.05)
    await jobs.open(book)
    change(tmp_path, "CREATE TRIGGER broken BEFORE INSERT ON operation_outputs BEGIN SELECT RAISE(FAIL, 'broken'); END")
    await jobs.ask(1, CHAT)
    await book.has(("compose", 1))
    await asyncio.sleep(0.1)
    change(tmp_path, "DROP TRIGGER broken")
    await book.has(("send", 1))
    await until(lambda: rows(tmp_path) == {})
    await jobs.close()


async def test_closing_is_quick_and_opening_again_works(tmp_path: Path, jobs: Jobs, book: Book) -> None:
    for number in range(1, 4):
        book.gate("compose", number)
        await jobs.ask(number, CHAT)
        await book.has(("compose", number))
        began = time.perf_counter()
        await jobs.close()
        assert time.perf_counter() - began < 4
        book.gates.clear()
        await jobs.open(book)
        await jobs.ask_again(number, CHAT)
        await book.has(("send", number))
    assert await asyncio.to_thread(lambda: 5) == 5


async def test_nothing_is_asked_of_jobs_that_are_not_open(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, BOT)
    assert not jobs.is_open
    with pytest.raises(RuntimeError, match="opened first"):
        await jobs.ask(1, CHAT)
    await jobs.close()


async def test_jobs_that_have_nothing_to_do_do_nothing(jobs: Jobs, book: Book) -> None:
    await asyncio.sleep(0.5)
    used, began = time.process_time(), time.perf_counter()
    await asyncio.sleep(2)
    assert (time.process_time() - used) / (time.perf_counter() - began) < 0.05

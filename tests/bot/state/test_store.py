"""The bot's file, worked on by one thread."""

import asyncio
import threading
from pathlib import Path

import pytest

from bot.state.store import Store
from knowledge.errors import StoreError


async def test_work_is_done_in_the_order_it_was_handed_in_and_off_the_event_loop(tmp_path: Path) -> None:
    store = Store(tmp_path)
    done: list[tuple[int, str]] = []

    def work(number: int, *, name: str) -> int:
        done.append((number, threading.current_thread().name))
        return number

    results = await asyncio.gather(*(store.call(work, number, name="a") for number in range(20)))
    store.close()
    assert results == list(range(20))
    assert [number for number, _ in done] == results
    assert len({thread for _, thread in done}) == 1
    assert threading.current_thread().name not in {thread for _, thread in done}


async def test_whether_the_file_can_be_used_is_known_from_its_last_use(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def fail() -> None:
        raise StoreError("the disk is full")

    seen = [store.works]
    with pytest.raises(StoreError):
        await store.call(fail)
    seen.append(store.works)
    await store.call(int)
    assert [*seen, store.works] == [True, False, True]
    store.close()


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="RALLYBOT_DATA_DIR"):
        Store(tmp_path / "file" / "data")

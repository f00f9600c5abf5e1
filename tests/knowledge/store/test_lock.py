import threading
from pathlib import Path

import pytest

from knowledge.errors import StoreError
from knowledge.store.lock import WriterLock


def test_one_at_a_time_holds_it(tmp_path: Path) -> None:
    one, other = WriterLock(tmp_path), WriterLock(tmp_path)
    assert one.take()
    assert not other.take()
    one.release()
    assert other.take()
    other.release()


def test_it_may_be_let_go_by_another_thread_than_took_it(tmp_path: Path) -> None:
    one, other = WriterLock(tmp_path), WriterLock(tmp_path)
    assert one.take()
    thread = threading.Thread(target=one.release)
    thread.start()
    thread.join()
    assert other.take()
    other.release()


def test_letting_go_of_what_is_not_held_does_nothing(tmp_path: Path) -> None:
    WriterLock(tmp_path).release()


def test_a_folder_that_cannot_hold_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match=r"^the data folder .*file cannot be written \(.+\)\. Make it writable"):
        WriterLock(tmp_path / "file").take()

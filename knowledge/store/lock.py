"""One process at a time writes the newsroom and opens its vector index."""

from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import BusyError, StoreError


class WriterLock:
    """A lock file in the data folder; the operating system lets go of it when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Not of one thread: it may be let go by another than took it.
        self._lock = FileLock(folder / "newsroom.lock", thread_local=False)

    def take(self) -> bool:
        """Try once, without waiting; says whether it is held now."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except OSError as error:
            raise StoreError(
                f"the data folder {self._folder} cannot be written ({error.strerror}). Make it writable or set "
                "RALLYBOT_DATA_DIR to another."
            ) from error
        return True

    def release(self) -> None:
        """Let go."""
        self._lock.release()


def writer_elsewhere() -> BusyError:
    """What a second writer is told."""
    return BusyError(
        "another rallybot is using this newsroom for writing (a bot, a chat or an ingest). "
        "Stop it or wait until it has finished, then run this again."
    )

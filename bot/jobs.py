"""Durable jobs: what runs when, and what is finished after a crash.

DBOS keeps a job in ``jobs.db`` in the data folder from its beginning to its end. What a job is given is the number of a
row in our own tables, and it gives nothing back: nothing that people wrote comes into that file. It may be lost without
harm, because whoever asks keeps what waits, and asks again at the next start.
"""

import asyncio
import heapq
import itertools
import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Engine

from bot.errors import RallybotError
from bot.state.jobs_file import UNFINISHED, open_jobs
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from dbos import WorkflowHandleAsync

logger = logging.getLogger(__name__)

# A change of the steps of a job below needs another version: what an older one began is then begun anew.
_VERSION = "1"
_APPLICATION = "rallybot"
# What an earlier process began is taken up by DBOS, which looks for such jobs once a second.
_LOOKED_AFTER_EVERY_S = 0.1
# Nothing is listened for; this is how long the stop waits for the thread that listens.
_LISTENED_EVERY_S = 0.25
_THREADS = 16
_CLEARED_AFTER_S = 0.2


class Questions(Protocol):
    """What is done for a question, in two steps, so that a composed answer is never composed twice.

    A step that raises StoreError is tried again until the file can be used.
    """

    async def compose(self, update_id: int) -> None:
        """Find the answer and keep it."""
        ...

    async def send(self, update_id: int) -> None:
        """Send what was kept."""
        ...


class Jobs:
    """The jobs of one process: questions, in order within a chat, and the chats side by side.

    The order is ours: DBOS's own queues are polled, which keeps every question waiting and the processor at work.
    After ``pause_s`` seconds a file that could not be used is tried again.
    """

    def __init__(self, data_dir: Path, bot_id: int, pause_s: float = 5.0) -> None:
        self._folder = data_dir
        self._lock = FileLock(data_dir / "jobs.lock", blocking=False)
        self._bot_id = bot_id
        self._pause_s = pause_s
        self._engine: Engine | None = None
        self._closing = False
        self._answer: Callable[[int], Coroutine[Any, Any, None]] | None = None
        self._running: set[asyncio.Task[Any]] = set()
        self._asked: set[int] = set()
        self._begun_before: set[int] = set()
        self._waiting: dict[int, list[int]] = {}
        self._lanes: set[asyncio.Task[None]] = set()
        self._done: list[str] = []
        self._clearing: asyncio.Task[None] | None = None

    async def open(self, questions: Questions) -> None:
        """Begin to work, first on what an earlier process left unfinished.

        Raises:
            RallybotError: another process works on this data folder.
            StoreError: the data folder cannot be used.
        """
        from dbos import DBOS, DBOSConfig

        try:
            self._lock.acquire()
        except Timeout:
            raise RallybotError(
                "another rallybot answers from this data folder: stop it, or set RALLYBOT_DATA_DIR to another."
            ) from None
        self._closing = False
        self._engine = await asyncio.to_thread(open_jobs, self._folder, _APPLICATION, _VERSION)
        DBOS(
            config=DBOSConfig(
                name=_APPLICATION,
                system_database_url=self._engine.url.render_as_string(),
                system_database_engine=self._engine,
                executor_id=_APPLICATION,
                application_version=_VERSION,
                max_executor_threads=_THREADS,
                notification_listener_polling_interval_sec=_LISTENED_EVERY_S,
                # Its warnings are of what is meant so: jobs that are interrupted, files that are tried again.
                log_level="ERROR",
            )
        )
        self._answer = self._register(questions)
        # Within the running loop, so that jobs run on it.
        DBOS.launch()

    async def ask(self, update_id: int, chat_id: int) -> None:
        """Have a question answered, after those of its chat with lower numbers; asked before its end, it runs once.

        It is durable from when it is begun: one that has not been is to be asked again in the next process.
        """
        if self._answer is None:
            raise RuntimeError("jobs are opened first")
        if update_id in self._asked:
            return
        self._asked.add(update_id)
        if chat_id not in self._waiting:
            self._waiting[chat_id] = []
            lane = asyncio.create_task(self._work_off(chat_id))
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)
        heapq.heappush(self._waiting[chat_id], update_id)

    async def ask_again(self, update_id: int, chat_id: int) -> None:
        """Have a question answered that an earlier process was asked: a job that came to no good end is begun anew."""
        from dbos import DBOS

        status = None if update_id in self._asked else await DBOS.get_workflow_status_async(self._name(update_id))
        if status and status.status in UNFINISHED:
            self._begun_before.add(update_id)
        elif status:
            await self.erase([update_id])
        await self.ask(update_id, chat_id)

    async def erase(self, update_ids: Sequence[int]) -> None:
        """Leave no trace of jobs that are done or called off; of one under way none is left when it ends."""
        from dbos import DBOS

        names = [self._name(number) for number in update_ids if number not in self._asked]
        if names:
            await DBOS.delete_workflows_async(names)

    def interrupt(self) -> int:
        """Leave what runs where it is, to be finished by the next process; say how many jobs there were."""
        self._closing = True
        for task in self._running:
            task.cancel()
        return len(self._running)

    async def finish(self, within_s: float) -> bool:
        """Begin no further jobs, and wait for those under way; say whether they ended in time."""
        self._closing = True
        if self._running:
            await asyncio.wait(self._running, timeout=within_s)
        return not self._running

    @property
    def running(self) -> int:
        """How many jobs are under way."""
        return len(self._running)

    @property
    def is_open(self) -> bool:
        """Whether jobs are being worked on."""
        return self._engine is not None and not self._closing

    async def close(self) -> None:
        """Let go of everything; what still runs is left to the next process."""
        if self._engine is not None:
            from dbos import DBOS

            self.interrupt()
            clearing = {self._clearing} if self._clearing else set[asyncio.Task[None]]()
            await _ended({*self._running, *self._lanes, *clearing})
            await self._remove_done()
            # The loop's own threads are DBOS's by now, and go with it.
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(max_workers=1) as thread:
                await loop.run_in_executor(thread, partial(DBOS.destroy, destroy_registry=True))
            loop.set_default_executor(ThreadPoolExecutor())
            self._engine.dispose()
            self._engine = self._answer = None
        self._lock.release()

    async def _work_off(self, chat_id: int) -> None:
        """Answer what a chat asks, one question after the other, until nothing waits."""
        waiting = self._waiting[chat_id]
        try:
            while waiting and not self._closing:
                await self._see_through(heapq.heappop(waiting))
        finally:
            del self._waiting[chat_id]

    async def _see_through(self, update_id: int) -> None:
        """Bring a job to its end, and forget it then; begin it anew where DBOS cannot bring it there."""
        for tried in itertools.count():
            try:
                if tried:
                    await self._forget(update_id)
                await self._run(update_id)
                self._clear_away(update_id)
                break
            except asyncio.CancelledError:
                if self._closing:
                    raise
                break
            except Exception as error:  # noqa: BLE001 (steps raise nothing: it is the file, or DBOS)
                if not tried:
                    logger.error("job failed, trying on: update=%s\n%s", update_id, _outline(error))
                await asyncio.sleep(self._pause_s)
        self._asked.discard(update_id)

    async def _run(self, update_id: int) -> None:
        from dbos import DBOS, SetWorkflowID

        if self._answer is None:
            raise RuntimeError("jobs are closed")
        if update_id in self._begun_before:
            self._begun_before.discard(update_id)
            job: WorkflowHandleAsync[None] = await DBOS.retrieve_workflow_async(self._name(update_id))
        else:
            with SetWorkflowID(self._name(update_id)):
                job = await DBOS.start_workflow_async(self._answer, update_id)
        await job.get_result(polling_interval_sec=_LOOKED_AFTER_EVERY_S)

    def _clear_away(self, update_id: int) -> None:
        """Remove a job that is done, a moment later and together with others."""
        self._done.append(self._name(update_id))
        if self._clearing is None or self._clearing.done():
            self._clearing = asyncio.create_task(self._clear())

    async def _clear(self) -> None:
        while self._done:
            await asyncio.sleep(_CLEARED_AFTER_S)
            await self._remove_done()

    async def _remove_done(self) -> None:
        from dbos import DBOS

        names, self._done = self._done, []
        try:
            await DBOS.delete_workflows_async(names)
        except Exception as error:  # noqa: BLE001 (the file, or DBOS; the next start removes them)
            logger.warning("jobs that are done are not removed: %s", type(error).__name__)

    async def _forget(self, update_id: int) -> None:
        from dbos import DBOS

        await DBOS.delete_workflow_async(self._name(update_id))

    def _name(self, update_id: int) -> str:
        return f"{self._bot_id}-{update_id:012d}"

    def _register(self, questions: Questions) -> Callable[[int], Coroutine[Any, Any, None]]:
        from dbos import DBOS

        @DBOS.step(name="compose")
        async def compose(update_id: int) -> bool:
            return await _done(questions.compose, update_id, self._pause_s)

        @DBOS.step(name="send")
        async def send(update_id: int) -> bool:
            return await _done(questions.send, update_id, self._pause_s)

        @DBOS.workflow(name="answer")
        async def answer(update_id: int) -> None:
            with self._counted():
                if await compose(update_id):
                    await send(update_id)

        return answer

    @contextmanager
    def _counted(self) -> Iterator[None]:
        task = asyncio.current_task()
        if task is None or self._closing:
            # A job that is cancelled so stays as it is, and is taken up by the next process.
            raise asyncio.CancelledError
        self._running.add(task)
        try:
            yield
        finally:
            self._running.discard(task)


async def _done(step: Callable[[int], Awaitable[None]], update_id: int, pause_s: float) -> bool:
    """Take a step, as often as the disk makes it necessary, and say whether it succeeded.

    What else it raises goes no further: DBOS would write it into its file and into the log, message and all.
    """
    told = False
    while True:
        try:
            await step(update_id)
        except StoreError as error:
            if not told:
                logger.error("question cannot be worked on, trying on: update=%s: %s", update_id, error)
            told = True
            await asyncio.sleep(pause_s)
        except Exception as error:  # noqa: BLE001 (bugs end here)
            logger.error("question not answered: update=%s\n%s", update_id, _outline(error))
            return False
        else:
            return True


def _outline(error: BaseException) -> str:
    """Where an error comes from, without its message: that may quote a chat."""
    return "".join([*traceback.format_tb(error.__traceback__), type(error).__qualname__])


async def _ended(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=1)

"""How the bot is (``/healthz``) and what it counts (``/metrics``), for those who watch over it."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from bot.metrics import Metrics

_UNREACHABLE_S = 60.0
_PARTS = ("telegram", "jobs", "store")
_FRESH = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is: for how many seconds Telegram has not answered (0 when it does), and what else works.

    More than ``patience_s`` of silence is an illness.
    """

    telegram_silent_s: float
    jobs_running: bool
    store_writable: bool
    patience_s: float = _UNREACHABLE_S

    @property
    def wrong(self) -> dict[str, str]:
        """The parts that do not work, each with what is wrong, in words without secrets."""
        found = {}
        if self.telegram_silent_s > self.patience_s:
            found["telegram"] = f"unreachable for {self.telegram_silent_s:.0f} s"
        if not self.jobs_running:
            found["jobs"] = "not running"
        if not self.store_writable:
            found["store"] = "not writable"
        return found


class Pages:
    """What is read by those who watch over the bot."""

    def __init__(self, health: Callable[[], Health], metrics: "Metrics") -> None:
        self._health = health
        self._metrics = metrics

    async def health(self, _: Request) -> Response:
        """Say whether all parts work, and which do not."""
        wrong = self._health().wrong
        document = {"status": "failing" if wrong else "ok", **dict.fromkeys(_PARTS, "ok"), **wrong}
        return JSONResponse(document, HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK, _FRESH)

    async def metrics(self, _: Request) -> Response:
        """Tell all counts."""
        text, content_type = self._metrics.exposition()
        return Response(text, headers={"content-type": content_type, **_FRESH})

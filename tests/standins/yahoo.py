"""Yahoo Finance on loopback: it quotes the usual symbols, or fails as Yahoo does, and counts what it is asked.

Run alone, to try the terminal: ``python -m tests.standins.yahoo --port 18091``, and ``RALLYBOT_YAHOO_URL`` set to it.
"""

import argparse
import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote as quoted
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.standins.loopback import serving
from tests.standins.yahoo_rows import LISTED, Listed, Sessions, chart, exchange_days, utc_now, weekdays

_JSON = {"content-type": "application/json;charset=utf-8"}
_HTML = {"content-type": "text/html; charset=utf-8"}
_OUTAGE = "<html><body><h1>Will be right back...</h1>Thank you for your patience.</body></html>"
_FORM = (
    '<html><title>Yahoo is part of the Yahoo family of brands: consent</title><form method="post" action="{action}">'
    '<input type="hidden" name="csrfToken" value="t"><input type="hidden" name="sessionId" value="1">'
    '<button name="agree" value="agree">Accept all</button></form></html>'
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to fail; ``hang_s`` is how long nothing is sent."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_s: float = 0.0


def too_many(retry_after: str | None = None) -> Fault:
    """429, as Yahoo words it."""
    return Fault(429, "Too Many Requests\r\n", {"retry-after": retry_after} if retry_after else {})


def refusal(status: int, code: str, description: str) -> Fault:
    """An error in the form of a chart."""
    error = {"code": code, "description": description}
    return Fault(status, json.dumps({"chart": {"result": None, "error": error}}), _JSON)


UNKNOWN = refusal(404, "Not Found", "No data found, symbol may be delisted")
FAULTS = {
    "server error": Fault(500, "Internal Server Error"),
    "outage page": Fault(503, _OUTAGE, _HTML),
    "outage page as if all were well": Fault(200, _OUTAGE, _HTML),
    "consent page": Fault(302, "", {"location": "https://consent.yahoo.com/dead-end"}),
    "consent page without a redirect": Fault(200, _FORM.format(action="/"), _HTML),
    "empty": Fault(200, "", _JSON),
    "truncated": Fault(200, '{"chart": {"result": [{"meta": {"currency": "US', _JSON),
    "another shape": Fault(200, '{"somethingWeird": true}', _JSON),
    "web page": Fault(200, "<html><body>Hello</body></html>", _HTML),
    "no data": Fault(200, "OK", {"content-type": "text/plain"}),
    "forbidden": Fault(403, "Forbidden"),
    "elsewhere": Fault(302, "", {"location": "http://169.254.169.254/latest"}),
    "in circles": Fault(302, "", {"location": "https://query2.finance.yahoo.com/v8/finance/chart/BABA"}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came: ``host`` is the one it was meant for."""

    host: str
    path: str
    params: Mapping[str, str]


class YahooServer:
    """Quotes what is listed as of ``clock``; ``sessions`` says when exchanges are open."""

    def __init__(self, clock: Callable[[], datetime] = utc_now, sessions: Sessions = weekdays) -> None:
        self.address = ""
        self.asked: list[Asked] = []
        self.crumb = Fault(200, "abcDEF1.23")
        self.search: Fault | None = None
        self.wants_consent = False
        self._clock = clock
        self._sessions = sessions
        self._listed: dict[str, Listed] = {each.symbol: each for each in LISTED}
        self._faults: dict[str | None, Fault] = {}
        self.app = Starlette(
            routes=[
                Route("/v8/finance/chart/{symbol}", self._chart),
                Route("/v1/finance/search", self._search),
                Route("/v1/test/getcrumb", self._crumb),
                Route("/{path:path}", self._other, methods=["GET", "POST"]),
            ]
        )

    def charts(self, symbol: str | None = None) -> int:
        """How many chart requests came, for one symbol or for all."""
        begin = f"/v8/finance/chart/{symbol or ''}"
        return sum(asked.path == begin if symbol else asked.path.startswith(begin) for asked in self.asked)

    def count(self, path: str) -> int:
        """How many requests came for a path."""
        return sum(asked.path == path for asked in self.asked)

    def fails(self, fault: Fault, symbol: str | None = None) -> None:
        """Fail so from now on, for one symbol or for all."""
        self._faults[symbol] = fault

    def recovers(self) -> None:
        """Answer as at first."""
        self._faults.clear()

    def replays(self, recorded: Path) -> str:
        """Answer as in a recorded exchange, whatever days are asked for; the symbol that it is about."""
        exchange = json.loads(recorded.read_text("utf-8"))
        response = exchange["response"]
        body = json.dumps(response["bodyJson"]) if "bodyJson" in response else response["body"]
        symbol: str = urlsplit(exchange["request"]["url"]).path.rpartition("/")[2]
        self.fails(Fault(response["status"], body, _JSON), symbol)
        return symbol

    async def _chart(self, request: Request) -> Response:
        self._note(request)
        symbol = request.path_params["symbol"]
        if self.wants_consent:
            done = quoted(f"https://query2.finance.yahoo.com{request.url.path}?{request.url.query}", safe="")
            return Response("", 302, {"location": f"https://consent.yahoo.com/v2/collectConsent?done={done}"})
        fault = self._faults.get(symbol) or self._faults.get(None)
        if fault is None:
            fault = await asyncio.to_thread(self._priced, symbol, dict(request.query_params))
        return await _sent(fault)

    def _priced(self, symbol: str, params: dict[str, str]) -> Fault:
        listed = self._listed.get(symbol)
        if listed is None:
            return UNKNOWN
        result = chart(listed, self._clock(), self._sessions, params)
        if result is None:
            days = f"startDate = {params.get('period1')}, endDate = {params.get('period2')}"
            return refusal(400, "Bad Request", f"Data doesn't exist for {days}")
        return Fault(200, json.dumps({"chart": {"result": [result], "error": None}}), _JSON)

    async def _search(self, request: Request) -> Response:
        self._note(request)
        fault = self._faults.get(None) or self.search
        if fault:
            return await _sent(fault)
        wanted = request.query_params["q"].lower()
        found = [each for each in self._listed.values() if wanted in each.name.lower() or wanted in each.symbol.lower()]
        quotes = [
            {"symbol": each.symbol, "longname": each.name, "exchDisp": each.exchange[1], "quoteType": each.kind}
            for each in found
        ]
        return Response(json.dumps({"quotes": quotes, "news": []}), headers=_JSON)

    async def _crumb(self, request: Request) -> Response:
        self._note(request)
        return await _sent(self.crumb)

    async def _other(self, request: Request) -> Response:
        self._note(request)
        host = request.headers.get("x-orig-host", "")
        if host == "consent.yahoo.com" and request.url.path == "/v2/collectConsent":
            done = request.query_params["done"]
            if request.method == "POST":
                self.wants_consent = False
                return Response("", 302, {"location": done})
            return Response(_FORM.format(action=f"/v2/collectConsent?done={quoted(done, safe='')}"), headers=_HTML)
        return Response("", 404, {"set-cookie": "A3=d=1; Path=/; Max-Age=3600"} if host == "fc.yahoo.com" else {})

    def _note(self, request: Request) -> None:
        host = request.headers.get("x-orig-host", "")
        self.asked.append(Asked(host, request.url.path, dict(request.query_params)))


async def _sent(fault: Fault) -> Response:
    with suppress(asyncio.CancelledError):  # the server stops, and nobody waits any more
        await asyncio.sleep(fault.hang_s)
    return Response(fault.body, fault.status, dict(fault.headers))


@contextmanager
def open_yahoo(
    clock: Callable[[], datetime] = utc_now, sessions: Sessions = weekdays, port: int = 0
) -> Iterator[YahooServer]:
    """Run the stand-in for as long as a test needs it."""
    server = YahooServer(clock, sessions)
    with serving(server.app, port) as address:
        server.address = address
        yield server


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=18091)
    parser.add_argument("--down", action="store_true", help="show the outage page to whoever asks")
    parser.add_argument("--limited", action="store_true", help="answer 429 to whoever asks")
    options = parser.parse_args()
    with open_yahoo(sessions=exchange_days, port=options.port) as server:
        if options.down or options.limited:
            server.fails(too_many() if options.limited else FAULTS["outage page"])
        print(f"RALLYBOT_YAHOO_URL={server.address}", flush=True)  # noqa: T201 (for the person who started it)
        threading.Event().wait()


if __name__ == "__main__":
    main()

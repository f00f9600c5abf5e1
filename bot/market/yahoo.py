"""Yahoo Finance, asked through yfinance: the one place that knows how it is reached.

yfinance brings what keeps Yahoo talking to us: a session like a browser's, cookies, the crumb, the consent form.
Replies are judged here as they arrive, before yfinance could take an outage for a share that has left the exchange.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quoted
from urllib.parse import urljoin, urlsplit

from bot.market.errors import MarketError, NoData, RateLimited, TimedOut, Unavailable, Unreached
from bot.market.replies import Match, Reply, is_crumb, read_matches, read_reply, tidy_symbol
from bot.market.rows import Chart, read_chart

if TYPE_CHECKING:
    from curl_cffi.requests import Response
    from yfinance.data import YfData

_HOST = "https://query2.finance.yahoo.com"
_CHART = "/v8/finance/chart/"
_SEARCH = "/v1/finance/search"
_CRUMB = "/v1/test/getcrumb"
_OTHER_COOKIES_MAY_DO = (401, 403)
_LEAST_S = 0.05
_ASIDE = 0.25  # of the time, for cookies and the crumb, without which prices come all the same
_BARE_S = 600.0
_REDIRECTS = 5
_LARGEST_BODY = 20_000_000
_SYMBOLS_KNOWN = 2_000
_LONGEST_SEARCH = 60
_MATCHES = 8
_DAY_BEFORE = timedelta(hours=12)  # in the far east, a day begins half a day before that of UTC

Send = Callable[..., "Response"]


class Yahoo:
    """Asks Yahoo Finance, one request for one answer; blocks, and may be used from several threads.

    ``base_url`` is asked in place of all of Yahoo's hosts. ``folder`` is where yfinance keeps its cookies.
    """

    def __init__(self, base_url: str | None, folder: Path, clock: Callable[[], datetime]) -> None:
        self._wire = _Wire(base_url, clock)
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._data: YfData | None = None
        self._first_days: dict[str, date] = {}
        self._short: set[str] = set()

    def quote(self, symbol: str, within_s: float = 8.0) -> Chart:
        """Ask for the latest price and the last five days.

        Raises:
            MarketError: every failure; nothing else is raised, and never later than ``within_s`` seconds from now.
        """
        with self._call(symbol, within_s) as asked:
            return self._chart(asked, {"range": "5d"})

    def history(self, symbol: str, start: date, within_s: float = 8.0) -> Chart:
        """Ask for all days from ``start`` to today. Of an index like HSTECH.HK, Yahoo has the last five days only.

        Raises:
            MarketError: as for a quote.
        """
        with self._call(symbol, within_s) as asked:
            if asked in self._short:
                return self._chart(asked, {"range": "5d"})
            begin = datetime(start.year, start.month, start.day, tzinfo=UTC) - _DAY_BEFORE
            end = self._clock() + timedelta(days=1)
            chart = self._chart(asked, {"period1": int(begin.timestamp()), "period2": int(end.timestamp())})
            # Asked for longer than it has, Yahoo sends the latest day alone.
            return self._chart(asked, {"range": "5d"}) if chart.short else chart

    def lookup(self, text: str, within_s: float = 8.0) -> list[Match]:
        """Find symbols by a name or a part of a symbol, best first.

        Raises:
            MarketError: as for a quote, but for UnknownSymbol and NoData.
        """
        words = " ".join("".join(char if char.isprintable() else " " for char in text).split())[:_LONGEST_SEARCH]
        if not words:
            return []
        params = {"q": words, "quotesCount": _MATCHES, "newsCount": 0, "listsCount": 0, "enableFuzzyQuery": True}
        with self._wire.call("search", within_s):
            return read_matches(self._document("search", _SEARCH, params))

    def connect(self) -> None:
        """Load yfinance and open the session; done by the first question otherwise, and takes a second or so."""
        self._connected()

    @contextmanager
    def _call(self, symbol: str, within_s: float) -> Iterator[str]:
        asked = tidy_symbol(symbol)
        self._connected()
        with self._wire.call(asked, within_s):
            try:
                yield asked
            except NoData as error:
                first = self._first_days.get(asked)
                raise NoData(asked, f"{error.reason}; its first day there is {first}") if first else error from error
            except RateLimited:
                # With the next question, after the pause, come new cookies and a new connection.
                self._data = None
                raise

    def _chart(self, symbol: str, days: Mapping[str, object]) -> Chart:
        params = {**days, "interval": "1d", "includePrePost": False, "events": "div,splits,capitalGains"}
        document = self._document(symbol, _CHART + quoted(symbol, safe=""), params)
        chart = read_chart(symbol, document, self._clock())
        if len(self._first_days) < _SYMBOLS_KNOWN:
            if chart.first_day:
                self._first_days[symbol] = chart.first_day
            if chart.short:
                self._short.add(symbol)
        return chart

    def _document(self, symbol: str, path: str, params: Mapping[str, object]) -> object:
        data = self._connected()
        try:
            try:
                response = data.get(_HOST + path, params=dict(params))
            except (MarketError, OSError):  # what curl raises is an OSError
                raise
            except Exception:  # noqa: BLE001
                # yfinance's own trouble, such as a spoilt store of cookies: prices come without cookies too.
                response = data._session.get(_HOST + path, params=dict(params))
        except OSError as error:
            raise self._wire.failure(symbol, error) from error
        return read_reply(symbol, _reply(response), self._clock())

    def _connected(self) -> "YfData":
        with self._lock:
            if self._data is None:
                self._data = _connect(self._wire, self._folder)
            return self._data


@dataclass(slots=True)
class _Call:
    """One question: who is asked for, and until when, by the monotonic clock."""

    symbol: str
    within_s: float
    deadline: float

    @property
    def too_late(self) -> str:
        return f"no reply in {round(self.within_s, 1):g} s"


class _Wire:
    """What every request of the session goes through: its address, its time-out, and the judgement of the reply."""

    def __init__(self, base_url: str | None, clock: Callable[[], datetime]) -> None:
        self.base_url = base_url.rstrip("/") if base_url else None
        self._clock = clock
        self._calls = threading.local()
        self._bare_until = 0.0

    @contextmanager
    def call(self, symbol: str, within_s: float) -> Iterator[None]:
        """Make the requests of this thread those of one question, with one deadline for all of them."""
        self._calls.now = _Call(symbol, within_s, time.monotonic() + within_s)
        try:
            yield
        finally:
            del self._calls.now

    def request(self, send: Send, method: str, url: str, **options: Any) -> "Response":
        """Send a request of yfinance's; a refusal is raised at once, since asking again would not help.

        A 429 among them: it is for the address we come from, and yfinance's second try, with other cookies, would be
        four more requests to a server that wants fewer. Where cookies may be what is wrong, yfinance gets the reply.
        """
        path = urlsplit(url).path
        if not path.startswith((_CHART, _SEARCH)):
            return self._aside(send, method, url, **options)
        response = self._follow(send, method, url, self._call.within_s, **options)
        if response.status_code != 200 and response.status_code not in _OTHER_COOKIES_MAY_DO:
            read_reply(self._call.symbol, _reply(response), self._clock())
        return response

    def failure(self, symbol: str, error: Exception) -> Unavailable:
        """What kept the reply from coming."""
        from curl_cffi.requests import exceptions

        if isinstance(error, exceptions.Timeout):
            return TimedOut(symbol, self._call.too_late)
        host = urlsplit(self.base_url or _HOST).netloc
        reasons: tuple[tuple[type[Exception], str], ...] = (
            (exceptions.DNSError, f"the name {host} is not found: is there a network?"),
            (exceptions.SSLError, f"no secure connection to {host}: its certificate is not accepted"),
            (exceptions.ProxyError, "the proxy cannot be used"),
            (exceptions.ConnectionError, f"no connection to {host}"),
        )
        known = (reason for kind, reason in reasons if isinstance(error, kind))
        return Unreached(symbol, next(known, f"the connection to {host} broke off"))

    @property
    def _call(self) -> _Call:
        call: _Call = self._calls.now
        return call

    def _aside(self, send: Send, method: str, url: str, **options: Any) -> "Response":
        """Fetch a cookie, the crumb or the consent form; where that fails, do without for ten minutes.

        YFRateLimitError is how yfinance is told to go on without a crumb, and not to keep this reply as one.
        """
        from curl_cffi.requests.exceptions import RequestException
        from yfinance.exceptions import YFRateLimitError

        if time.monotonic() < self._bare_until:
            raise YFRateLimitError
        try:
            response = self._follow(send, method, url, self._call.within_s * _ASIDE, **options)
        except RequestException as error:
            self._bare_until = time.monotonic() + _BARE_S
            raise YFRateLimitError from error
        if urlsplit(url).path == _CRUMB and not is_crumb(response.status_code, _reply(response).text):
            self._bare_until = time.monotonic() + _BARE_S
            raise YFRateLimitError
        return response

    def _follow(self, send: Send, method: str, url: str, within_s: float, **options: Any) -> "Response":
        """Send, and follow redirects within Yahoo; the reply says the address that yfinance would know it by."""
        options.pop("timeout", None)
        options.pop("allow_redirects", None)
        headers = dict(options.pop("headers", None) or {})
        for _ in range(_REDIRECTS):
            parts = urlsplit(url)
            if not f".{parts.hostname}".endswith(".yahoo.com"):
                raise Unavailable(self._call.symbol, "Yahoo Finance sends us on to an address that is not its own")
            address = url
            if self.base_url:
                address = f"{self.base_url}{parts.path}" + (f"?{parts.query}" if parts.query else "")
                headers["X-Orig-Host"] = parts.netloc
            response = send(
                method, address, timeout=self._left(within_s), allow_redirects=False, headers=headers, **options
            )
            target = response.headers.get("location") if 300 <= response.status_code < 400 else None
            if not target:
                response.url = url
                return response
            method, url, options = "GET", urljoin(url, target), {}
        raise Unavailable(self._call.symbol, "Yahoo Finance sends us on without an end")

    def _left(self, within_s: float) -> float:
        left = min(self._call.deadline - time.monotonic(), within_s)
        if left < _LEAST_S:
            raise TimedOut(self._call.symbol, self._call.too_late)
        return left


def _connect(wire: _Wire, folder: Path) -> "YfData":
    """Open a session of yfinance's making, with all its requests led over the wire."""
    from curl_cffi import CurlOpt
    from curl_cffi.requests import Response, Session
    from yfinance import set_tz_cache_location
    from yfinance.data import YfData

    class WiredSession(Session[Response]):
        def request(self, method: Any, url: str, *_: Any, **options: Any) -> Response:
            return wire.request(super().request, method, url, **options)

    set_tz_cache_location(str(folder))
    limits = {CurlOpt.MAXFILESIZE_LARGE: _LARGEST_BODY}
    # What the environment says of proxies is not meant for a server on this machine.
    beside = {CurlOpt.NOPROXY: "*"} if _is_loopback(wire.base_url) else {}
    plain: Any = {"http_version": "v1"} if (wire.base_url or "").startswith("http:") else {}
    session = WiredSession(impersonate="chrome", curl_options={**limits, **beside}, **plain)
    # YfData is one for the process, session and cookies included; called like this, it is ours alone.
    data: YfData = type.__call__(YfData, session=session)
    return data


def _reply(response: "Response") -> Reply:
    host = urlsplit(response.url).hostname or ""
    text = response.content.decode("utf-8", "replace")
    return Reply(response.status_code, host, text, response.headers.get("retry-after"))


def _is_loopback(base_url: str | None) -> bool:
    host = urlsplit(base_url or "").hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

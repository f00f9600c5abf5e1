"""Prices that are kept: what the source said last, and the closes of an index it has no history of."""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Engine, Table, select
from sqlalchemy.dialects.sqlite import insert

from bot.market.model import History, Quote, Row
from bot.state.engine import guarded, open_state
from bot.state.tables import closes, histories, quotes

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_Kept = TypeVar("_Kept", Quote, History)


class KeptPrices:
    """The prices in ``bot.db``, opened when first needed. Threads may share it, and processes the file.

    Every method raises StoreError when the file cannot be used.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._opening = Lock()
        self._engine: Engine | None = None

    def close(self) -> None:
        """Let go of the file."""
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def keep_quote(self, quote: Quote) -> None:
        """Keep a quote in place of the one before."""
        self._keep(quotes, quote.symbol, quote.fetched_at, _quote_form().dump_json(quote).decode())

    def last_quote(self, symbol: str) -> Quote | None:
        """The quote that was kept last."""
        document = self._last(quotes, symbol)
        return _read(_quote_form(), document) if document is not None else None

    def keep_history(self, history: History) -> None:
        """Keep a history in place of the one before."""
        document = zlib.compress(_history_form().dump_json(history))
        self._keep(histories, history.symbol, history.fetched_at, document)

    def last_history(self, symbol: str) -> History | None:
        """The history that was kept last."""
        document = self._last(histories, symbol)
        history = _read(_history_form(), zlib.decompress(document)) if document is not None else None
        return replace(history, rows=tuple(history.rows)) if history else None

    def keep_closes(self, symbol: str, rows: Sequence[Row], at: datetime) -> None:
        """Keep the closes of sessions that are over; where the source has mended one since, the new one stands."""
        kept = [
            {"symbol": symbol, "day": row.day, "close": str(row.close), "recorded_at": at}
            for row in rows
            if not row.partial
        ]
        if not kept:
            return
        adding = insert(closes)
        mending = adding.on_conflict_do_update(
            index_elements=["symbol", "day"],
            set_={"close": adding.excluded.close, "recorded_at": adding.excluded.recorded_at},
            where=closes.c.close != adding.excluded.close,
        )
        with guarded(), self._open().begin() as connection:
            connection.execute(mending, kept)

    def closes(self, symbol: str, since: date) -> list[Row]:
        """The closes that were kept, oldest first: rows with nothing but day and close."""
        asked = (
            select(closes.c.day, closes.c.close)
            .where(closes.c.symbol == symbol, closes.c.day >= since)
            .order_by(closes.c.day)
        )
        with guarded(), self._open().connect() as connection:
            return [Row(day, Decimal(close), Decimal(close)) for day, close in connection.execute(asked)]

    def _keep(self, table: Table, symbol: str, fetched_at: datetime, document: str | bytes) -> None:
        row = {"symbol": symbol, "fetched_at": fetched_at, "document": document}
        adding = insert(table).values(row)
        replacing = adding.on_conflict_do_update(
            index_elements=["symbol"],
            set_={"fetched_at": adding.excluded.fetched_at, "document": adding.excluded.document},
            # Beside a running bot a slower process must not put an older answer over a newer one.
            where=table.c.fetched_at <= adding.excluded.fetched_at,
        )
        with guarded(), self._open().begin() as connection:
            connection.execute(replacing)

    def _last(self, table: Table, symbol: str) -> bytes | None:
        with guarded(), self._open().connect() as connection:
            document = connection.execute(select(table.c.document).where(table.c.symbol == symbol)).scalar()
        return document.encode() if isinstance(document, str) else document

    def _open(self) -> Engine:
        with self._opening:
            if self._engine is None:
                self._engine = open_state(self._data_dir)
            return self._engine


def _read(form: "TypeAdapter[_Kept]", document: bytes) -> _Kept | None:
    """An answer as it was kept; nothing where an earlier version of this program kept it in another form."""
    from pydantic import ValidationError

    try:
        return form.validate_json(document)
    except ValidationError:
        return None


@lru_cache(maxsize=1)
def _quote_form() -> "TypeAdapter[Quote]":
    from pydantic import TypeAdapter

    return TypeAdapter(Quote)


@lru_cache(maxsize=1)
def _history_form() -> "TypeAdapter[History]":
    from pydantic import TypeAdapter

    return TypeAdapter(History)

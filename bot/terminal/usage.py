"""``rallybot usage``: what answers have cost."""

from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any

from bot.app import now
from bot.model import Tariff, Usage
from bot.state.engine import FILE, open_state
from bot.state.usage import Spent
from bot.state.usage import Usage as Kept
from bot.terminal.console import print_json, print_line, start
from bot.terminal.render import usage_document


def usage(days: int, *, as_json: bool) -> None:
    """Print what each of the last days has cost, today (UTC) among them."""
    settings = start()
    since = now().astimezone(UTC).date() - timedelta(days=days - 1)
    spent = {}
    if (settings.data_dir / FILE).exists():
        engine = open_state(settings.data_dir)
        try:
            spent = Kept(engine).by_day(since)
        finally:
            engine.dispose()
    told = {day.isoformat(): one for day, one in spent.items()}
    total = sum(told.values(), Spent())
    if as_json:
        listed = [{"day": day, **_document(one, settings.tariff)} for day, one in told.items()]
        print_json({"since": since.isoformat(), "days": listed, "total": _document(total, settings.tariff)})
        return
    if not told:
        print_line(f"No tokens spent since {since.isoformat()}.")
        return
    print_line(f"{'day (UTC)':12}{'answers':>9}{'tokens in':>12}{'tokens out':>12}{'cost':>12}")
    for name, one in [*told.items(), ("together", total)]:
        cost = _cost(one, settings.tariff)
        print_line(f"{name:12}{one.answers:>9,}{one.input:>12,}{one.output:>12,}{cost:>12}")
    if settings.tariff is None:
        print_line("Set RALLYBOT_PRICE_INPUT and RALLYBOT_PRICE_OUTPUT to see what that cost.")


def _document(spent: Spent, tariff: Tariff | None) -> dict[str, Any]:
    return {"answers": spent.answers, **usage_document(Usage(spent.input, spent.output), tariff)}


def _cost(spent: Spent, tariff: Tariff | None) -> str:
    if tariff is None:
        return "-"
    return f"{tariff.cost(Usage(spent.input, spent.output)).quantize(Decimal('0.0001')):,}"

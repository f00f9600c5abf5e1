"""Calls without which no update comes in: made again until Telegram has taken them."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.telegram.refusals import judge


async def insist(
    call: Callable[[], Awaitable[object]], failed: Callable[[TelegramError], None], pause_s: float
) -> None:
    """Make a call, and make it again after a pause while Telegram cannot take it; ``failed`` is told of each failure.

    Raises:
        TelegramError: Telegram refuses the call for what it says, or the token.
    """
    while True:
        try:
            await call()
        except (BadRequest, Forbidden, InvalidToken):
            raise
        except RetryAfter as error:
            await asyncio.sleep(judge(error).seconds)
        except TelegramError as error:
            failed(error)
            await asyncio.sleep(pause_s)
        else:
            return

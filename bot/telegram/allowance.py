"""The day's budget of model tokens: whether one more answer may cost something, and what it did cost."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.model import Usage as Tokens
from bot.state.store import Store
from bot.state.usage import Usage
from bot.telegram.budget import Limits, Verdict, left, renewal, wait_words
from bot.telegram.words import Words


class Allowance:
    """Keeps account by user and day (UTC), in the bot's own tables."""

    def __init__(self, limits: Limits, usage: Usage, store: Store, clock: Callable[[], datetime]) -> None:
        self._limits = limits
        self._usage = usage
        self._store = store
        self._clock = clock

    async def verdict(self, user_id: int) -> Verdict:
        """Judge whether this user's next answer may cost anything."""
        if self._limits.whole is None and self._limits.per_user is None:
            return Verdict.OK
        spent = await self._store.call(self._usage.by_user, self._clock().astimezone(UTC).date())
        mine = spent[user_id].tokens if user_id in spent else 0
        everybodys = sum(one.tokens for one in spent.values())
        asking = len(spent.keys() | {user_id})
        return left(self._limits, spent_user=mine, spent_all=everybodys, active_users=asking)

    async def spend(self, user_id: int, tokens: Tokens) -> None:
        """Take account of what an answer has cost."""
        if tokens.input_tokens or tokens.output_tokens:
            day = self._clock().astimezone(UTC).date()
            await self._store.call(
                self._usage.add, user_id, day, input=tokens.input_tokens, output=tokens.output_tokens
            )

    def sentence(self, verdict: Verdict, words: Words, language: str) -> str:
        """What the reader is told when the budget is spent; nothing when it is not, or when there never is one."""
        limit = self._limits.per_user if verdict is Verdict.USER_SPENT else self._limits.whole
        if verdict is Verdict.OK or limit == 0:
            return ""
        said = words.budget_user if verdict is Verdict.USER_SPENT else words.budget_all
        return said.format(wait=wait_words(renewal(self._clock()), language))

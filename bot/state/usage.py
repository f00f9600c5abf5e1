"""What questions have cost: tokens of the language model, by day in UTC and by user."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Engine, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from bot.state.engine import guarded
from bot.state.tables import usage

_COUNTS = usage.c.input_tokens, usage.c.output_tokens, usage.c.answers


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens that went into the model and came out of it, over so many answers."""

    input: int = 0
    output: int = 0
    answers: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.input + other.input, self.output + other.output, self.answers + other.answers)

    @property
    def tokens(self) -> int:
        """Both together, which is what a budget counts."""
        return self.input + self.output


class Usage:
    """The count of tokens in ``bot.db``. Every method raises StoreError when the file cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, user_id: int, day: date, *, input: int, output: int) -> None:
        """Count one answer, on the day in UTC on which it was begun."""
        adding = insert(usage).values(day=day, user_id=user_id, input_tokens=input, output_tokens=output, answers=1)
        summing = adding.on_conflict_do_update(
            index_elements=["day", "user_id"],
            set_={
                "input_tokens": usage.c.input_tokens + adding.excluded.input_tokens,
                "output_tokens": usage.c.output_tokens + adding.excluded.output_tokens,
                "answers": usage.c.answers + adding.excluded.answers,
            },
        )
        with guarded(), self._engine.begin() as connection:
            connection.execute(summing)

    def spent(self, user_id: int, day: date) -> Spent:
        """What one user's questions cost on a day."""
        return self._sum(usage.c.day == day, usage.c.user_id == user_id)

    def total(self, day: date) -> Spent:
        """What everybody's cost on a day."""
        return self._sum(usage.c.day == day)

    def by_user(self, day: date) -> dict[int, Spent]:
        """What each user's cost on a day, the dearest first; who asked nothing that costs is not in it."""
        dearest = (usage.c.input_tokens + usage.c.output_tokens).desc()
        asked = select(usage.c.user_id, *_COUNTS).where(usage.c.day == day).order_by(dearest, usage.c.user_id)
        with guarded(), self._engine.connect() as connection:
            return {user_id: Spent(*counts) for user_id, *counts in connection.execute(asked)}

    def by_day(self, since: date) -> dict[date, Spent]:
        """What everybody's cost on each day from ``since`` on, the oldest first; days without any are not in it."""
        sums = (func.sum(column) for column in _COUNTS)
        asked = select(usage.c.day, *sums).where(usage.c.day >= since).group_by(usage.c.day).order_by(usage.c.day)
        with guarded(), self._engine.connect() as connection:
            return {day: Spent(*counts) for day, *counts in connection.execute(asked)}

    def prune(self, before: date) -> int:
        """Drop the days before this one, and say how many rows went."""
        return self._drop(usage.c.day < before)

    def erase(self, user_id: int, *, keeping: date | None = None) -> int:
        """Drop what is kept of a user, and say how many rows went.

        ``keeping`` is a day that stays: today, lest whoever asks to be forgotten have a new budget at once.
        """
        kept = [usage.c.day != keeping] if keeping is not None else []
        return self._drop(usage.c.user_id == user_id, *kept)

    def _sum(self, *conditions: ColumnElement[bool]) -> Spent:
        sums = (func.coalesce(func.sum(column), 0) for column in _COUNTS)
        with guarded(), self._engine.connect() as connection:
            return Spent(*connection.execute(select(*sums).where(*conditions)).one())

    def _drop(self, *conditions: ColumnElement[bool]) -> int:
        with guarded(), self._engine.begin() as connection:
            return connection.execute(delete(usage).where(*conditions)).rowcount

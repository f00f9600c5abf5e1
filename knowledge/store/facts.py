"""Small things the newsroom remembers, by name."""

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert

from knowledge.store.engine import guarded
from knowledge.store.tables import facts


class Facts:
    """What has been loaded, begun or read, each under a name. Blocking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, name: str) -> str | None:
        """What is kept under a name, if anything."""
        with guarded(), self._engine.connect() as connection:
            return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()

    def keep(self, name: str, value: str) -> None:
        """Keep it under a name."""
        statement = upsert(facts).values(name=name, value=value)
        with guarded(), self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.command import Rallybot
from tests.standins.newsroom import Newsroom, open_newsroom


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes a minute; CI runs it on one machine only")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Rallybot:
    """A newsroom that has been opened once and holds the starter articles, to be copied."""
    rallybot = Rallybot(tmp_path_factory.mktemp("prepared"))
    assert rallybot("search", "Alibaba").status == 0
    return rallybot


@pytest.fixture(scope="session")
def reader(prepared: Rallybot, tmp_path_factory: pytest.TempPathFactory) -> Rallybot:
    """A newsroom that tests share, and only read."""
    return prepared.copied(tmp_path_factory.mktemp("reader"))


@pytest.fixture
def rallybot(prepared: Rallybot, tmp_path: Path) -> Rallybot:
    """A newsroom of the test's own."""
    return prepared.copied(tmp_path / "own")


@pytest.fixture
def site() -> Iterator[Newsroom]:
    """A news site on loopback."""
    with open_newsroom() as site:
        yield site

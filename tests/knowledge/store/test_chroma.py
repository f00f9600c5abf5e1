import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge.errors import VectorIndexError
from knowledge.ingest.pipeline import Pipeline
from knowledge.search.dense import ExactIndex
from knowledge.store.catalogue import Catalogue
from knowledge.store.chroma import ChromaIndex
from knowledge.store.engine import migrate, open_engine
from knowledge.store.facts import Facts
from knowledge.store.records import Records
from knowledge.store.removal import Removal
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import NOW, clock, make_article
from tests.knowledge.conftest import MakeIndex
from tests.knowledge.embedder import HashEmbedder

EMBEDDER = HashEmbedder()
# Chroma writes its graph to files of its own from a thousand vectors on.
MANY = 1_100


def fill(engine: Engine, passages: int) -> None:
    texts = [f"Company {number} sold {number * 7} chips to {number % 13}." for number in range(passages)]
    Records(engine).add(make_article("many"), texts, EMBEDDER.passages(texts), EMBEDDER.name, NOW)


def index_in(folder: Path, engine: Engine, embedder: HashEmbedder = EMBEDDER) -> ChromaIndex:
    return ChromaIndex(folder / "chroma", embedder.name, VectorRecords(engine), Facts(engine))


def agrees(index: ChromaIndex, engine: Engine) -> bool:
    """Whether the index finds the nearest that a comparison with every vector finds."""
    exact = ExactIndex(VectorRecords(engine), Catalogue(engine), EMBEDDER.name)
    for question in ("company 7 chips", "sold 70", "nothing of the kind"):
        vector = EMBEDDER.query(question)
        found, expected = index.nearest(vector, 10), exact.nearest(vector, 10)
        if [cosine for _, cosine in found] != pytest.approx([cosine for _, cosine in expected], abs=1e-4):
            return False
    return True


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database and an index whose graph is on disk."""
    folder = tmp_path_factory.mktemp("large")
    engine = open_engine(folder / "newsroom.db")
    migrate(engine)
    fill(engine, MANY)
    index = index_in(folder, engine)
    index.open()
    index.close()
    engine.dispose()
    assert list((folder / "chroma").glob("*/data_level0.bin"))
    return folder


@pytest.fixture
def copy(large: Path, tmp_path: Path) -> Iterator[tuple[Path, Engine]]:
    """A copy of the large folder, to be damaged."""
    folder = tmp_path / "copy"
    shutil.copytree(large, folder)
    engine = open_engine(folder / "newsroom.db")
    yield folder, engine
    engine.dispose()


def test_an_index_over_nothing_finds_nothing(make_index: MakeIndex) -> None:
    index = make_index()
    index.open()
    assert index.nearest(EMBEDDER.query("cloud"), 10) == []


def test_it_tells_how_far_it_is(engine: Engine, make_index: MakeIndex) -> None:
    fill(engine, 50)
    told: list[int] = []
    make_index().open(told.append)
    assert told == [20, 40, 50]


def test_it_finds_what_a_comparison_with_every_vector_finds(engine: Engine, make_index: MakeIndex) -> None:
    fill(engine, 200)
    index = make_index()
    index.open()
    assert agrees(index, engine)
    assert len(index.nearest(EMBEDDER.query("chips"), 999)) == 200


def test_it_catches_up_what_it_missed_while_it_was_closed(
    records: Records, engine: Engine, removal: Removal, make_index: MakeIndex, caplog: pytest.LogCaptureFixture
) -> None:
    fill(engine, 30)
    first = make_index()
    first.open()
    first.close()
    pipeline = Pipeline(records, EMBEDDER, None, clock)
    pipeline.keep(make_article("cloud", "Cloud sales rose."))
    pipeline.keep(make_article("cloud", "Cloud sales fell."))
    removal.forget("https://news.example/many", NOW)
    again = make_index()
    again.open()
    assert "rebuilding" not in caplog.text
    assert {id_ for id_, _ in again.nearest(EMBEDDER.query("cloud"), 99)} == {31, 32}
    assert agrees(again, engine)


def test_opening_it_again_tells_it_nothing(engine: Engine, make_index: MakeIndex) -> None:
    fill(engine, 30)
    for expected in ([20, 30], []):
        told: list[int] = []
        index = make_index()
        index.open(told.append)
        index.close()
        assert told == expected


def test_a_deleted_folder_is_rebuilt(
    engine: Engine, make_index: MakeIndex, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(engine, 30)
    first = make_index()
    first.open()
    first.close()
    shutil.rmtree(tmp_path / "chroma")
    again = make_index()
    again.open()
    assert "rebuilding the vector index: it does not agree" in caplog.text
    assert agrees(again, engine)


def test_a_file_in_place_of_the_folder_is_replaced(engine: Engine, make_index: MakeIndex, tmp_path: Path) -> None:
    fill(engine, 30)
    (tmp_path / "chroma").write_text("not a folder")
    index = make_index()
    index.open()
    assert agrees(index, engine)


def test_an_index_that_holds_less_than_the_database_is_rebuilt(
    engine: Engine, make_index: MakeIndex, caplog: pytest.LogCaptureFixture, vectors: VectorRecords
) -> None:
    fill(engine, 30)
    # Acknowledged, but never told.
    vectors.indexed(range(1, 11))
    index = make_index()
    index.open()
    assert "rebuilding" in caplog.text
    assert agrees(index, engine)


def test_vectors_of_another_embedder_are_thrown_away(
    records: Records,
    engine: Engine,
    make_index: MakeIndex,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    vectors: VectorRecords,
) -> None:
    fill(engine, 30)
    first = make_index()
    first.open()
    first.close()
    other = HashEmbedder(8, "hash-of-8/v2:latest")
    texts = [stored.text for stored in records.passages(range(1, 31)).values()]
    vectors.add(range(1, 31), other.passages(texts), other.name)
    index = index_in(tmp_path, engine, other)
    index.open()
    assert "it holds the vectors of another embedder" in caplog.text
    assert len(index.nearest(other.query("chips"), 99)) == 30
    index.close()


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage!" * (path.stat().st_size // 8 + 1))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        ("chroma.sqlite3", garbage),
        ("chroma.sqlite3", emptied),
        ("index_metadata.pickle", garbage),
        ("index_metadata.pickle", Path.unlink),
        ("data_level0.bin", Path.unlink),
        ("link_lists.bin", Path.unlink),
    ],
)
def test_a_damaged_file_is_noticed_and_the_index_rebuilt(
    copy: tuple[Path, Engine],
    file: str,
    harm: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder, engine = copy
    [path] = (folder / "chroma").rglob(file)
    harm(path)
    index = index_in(folder, engine)
    index.open()
    assert "rebuilding the vector index" in caplog.text
    assert agrees(index, engine)
    assert all("\n" not in record.getMessage() for record in caplog.records)
    index.close()


OPEN = """
import sys
from pathlib import Path
from knowledge.store.chroma import ChromaIndex
from knowledge.store.engine import open_engine
from knowledge.store.facts import Facts
from knowledge.store.vector_records import VectorRecords
folder = Path(sys.argv[1])
engine = open_engine(folder / "newsroom.db")
index = ChromaIndex(folder / "chroma", "hash", VectorRecords(engine), Facts(engine))
index.open()
index.close()
"""


@pytest.mark.parametrize(("file", "harm"), [("data_level0.bin", garbage), ("data_level0.bin", emptied)])
def test_a_graph_whose_damage_may_end_the_process_ends_it_once_at_most(
    copy: tuple[Path, Engine], file: str, harm: Callable[[Path], None]
) -> None:
    folder, engine = copy
    [path] = (folder / "chroma").rglob(file)
    harm(path)
    ended = subprocess.run(
        [sys.executable, "-c", OPEN, str(folder)], check=False, timeout=30, stderr=subprocess.DEVNULL
    ).returncode
    # Either it noticed, or a signal ended it.
    assert ended <= 0
    index = index_in(folder, engine)
    index.open()
    assert agrees(index, engine)
    index.close()


def test_an_index_that_a_process_died_of_is_rebuilt_without_being_opened(
    engine: Engine, make_index: MakeIndex, caplog: pytest.LogCaptureFixture, facts: Facts
) -> None:
    fill(engine, 30)
    # As a process leaves it that was gone before the opening ended.
    facts.keep("vector index opening", "yes")
    again = make_index()
    again.open()
    assert "its last opening did not end" in caplog.text
    assert agrees(again, engine)


def test_an_opening_that_was_broken_off_goes_on_where_it_was(
    engine: Engine, make_index: MakeIndex, caplog: pytest.LogCaptureFixture
) -> None:
    def interrupt(done: int) -> None:
        raise KeyboardInterrupt

    fill(engine, 50)
    first, again, told = make_index(), make_index(), list[int]()
    with pytest.raises(KeyboardInterrupt):
        first.open(interrupt)
    first.close()
    again.open(told.append)
    assert told == [20, 30]
    assert "rebuilding" not in caplog.text
    assert agrees(again, engine)


def test_a_healthy_index_is_not_rebuilt(copy: tuple[Path, Engine], caplog: pytest.LogCaptureFixture) -> None:
    folder, engine = copy
    caplog.set_level(logging.INFO)
    for _ in range(2):
        index = index_in(folder, engine)
        index.open()
        assert agrees(index, engine)
        index.close()
    assert "rebuilding" not in caplog.text


def test_an_index_that_cannot_be_built_says_so_in_one_line(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 30)
    (tmp_path / "file").write_text("not a folder")
    index = index_in(tmp_path / "file", engine)
    with pytest.raises(VectorIndexError) as refused:
        index.open()
    assert "\n" not in str(refused.value)


def test_what_is_asked_of_a_closed_index_is_refused(engine: Engine, make_index: MakeIndex) -> None:
    fill(engine, 5)
    index = make_index()
    with pytest.raises(VectorIndexError, match="is closed"):
        index.nearest(EMBEDDER.query("cloud"), 5)
    index.open()
    index.close()
    index.close()
    with pytest.raises(VectorIndexError, match="is closed"):
        index.nearest(EMBEDDER.query("cloud"), 5)


def test_a_question_of_another_size_is_refused_as_an_error_of_ours(engine: Engine, make_index: MakeIndex) -> None:
    fill(engine, 5)
    index = make_index()
    index.open()
    with pytest.raises(VectorIndexError):
        index.nearest(HashEmbedder(8).query("cloud"), 5)

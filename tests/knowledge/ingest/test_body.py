import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.body import Body, BodyError

MOST = 10_000


def bare(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def joined(content: bytes) -> bytes:
    half = len(content) // 2
    return gzip.compress(content[:half]) + gzip.compress(content[half:])


PACKINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", bytes),
    "identity": ("Identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "x-gzip": (" X-GZIP ", gzip.compress),
    "gzip in two": ("gzip", joined),
    "zlib": ("deflate", zlib.compress),
    "bare": ("deflate", bare),
    "gzip as deflate": ("deflate", gzip.compress),
}
contents = st.binary(max_size=600) | st.builds(
    lambda unit, times: unit * times, st.binary(max_size=5), st.integers(0, 999)
)
packings = st.sampled_from(sorted(PACKINGS))
cuts = st.lists(st.integers(1, 50), max_size=40)
steps = st.integers(1, 300)


def pieces(raw: bytes, sizes: list[int]) -> Iterator[bytes]:
    for size in sizes:
        yield raw[:size]
        raw = raw[size:]
    yield raw


def add(body: Body, raw: Iterable[bytes]) -> None:
    for piece in raw:
        body.add(piece)
        assert body.held <= MOST


def read(raw: bytes, encoding: str, sizes: list[int], step: int = 64) -> bytes:
    body = Body(encoding, MOST, step)
    add(body, pieces(raw, sizes))
    return body.finish()


@given(contents, packings, cuts, steps)
def test_a_body_is_the_same_however_it_is_cut(content: bytes, packing: str, sizes: list[int], step: int) -> None:
    encoding, pack = PACKINGS[packing]
    assert read(pack(content), encoding, sizes, step) == content


@given(contents, st.sampled_from(["gzip", "zlib", "bare"]), cuts, st.data())
def test_a_body_without_its_end_is_refused(content: bytes, packing: str, sizes: list[int], data: st.DataObject) -> None:
    encoding, pack = PACKINGS[packing]
    packed = pack(content)
    kept = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(BodyError, match="is damaged: its end is missing"):
        read(packed[:kept], encoding, sizes)


@given(contents, packings.filter(lambda name: "gzip" in name or name in {"zlib", "bare"}), cuts, st.binary(max_size=99))
def test_what_follows_the_end_is_left_alone(content: bytes, packing: str, sizes: list[int], more: bytes) -> None:
    encoding, pack = PACKINGS[packing]
    assert read(pack(content) + b"\n" + more, encoding, sizes) == content


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]), cuts)
def test_what_is_not_packed_as_it_says_is_unpacked_or_refused(raw: bytes, encoding: str, sizes: list[int]) -> None:
    try:
        whole = read(raw, encoding, [])
    except BodyError as error:
        with pytest.raises(BodyError, match=str(error)):
            read(raw, encoding, sizes)
    else:
        assert read(raw, encoding, sizes) == whole


@given(st.sampled_from(["gzip", "zlib", "bare"]), cuts, steps)
def test_a_bomb_is_refused_before_it_grows(packing: str, sizes: list[int], step: int) -> None:
    encoding, pack = PACKINGS[packing]
    body = Body(encoding, MOST, step)
    with pytest.raises(BodyError, match="is larger than 10,000 bytes"):
        add(body, pieces(pack(bytes(200_000)), sizes))
    assert MOST < body.held <= MOST + step


def test_an_endless_row_of_nothings_comes_to_an_end() -> None:
    with pytest.raises(BodyError, match="is larger than 10,000 bytes"):
        add(Body("gzip", MOST), repeat(gzip.compress(b"")))


def test_an_empty_body_is_empty_however_it_says_it_is_packed() -> None:
    assert read(b"", "gzip", []) == read(b"", "", []) == b""


def test_after_the_end_nothing_more_is_wanted() -> None:
    body = Body("gzip", MOST)
    body.add(gzip.compress(b"a"))
    assert not body.complete
    body.add(b"garbage")
    assert (body.complete, body.finish()) == (True, b"a")


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "deflate,gzip", "no\tsuch"])
def test_a_packing_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(BodyError, match="is packed in a way that is not read"):
        Body(encoding, MOST)

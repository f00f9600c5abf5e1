"""An answer's body: unpacked a little at a time, so that it never holds more than it may. Pure."""

import zlib
from collections.abc import Iterator

_EITHER = zlib.MAX_WBITS | 32  # a gzip or a zlib header, whichever is there
_BARE = -zlib.MAX_WBITS
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP = b"\x1f\x8b"
_STEP = 64 * 1024
_DAMAGED = "is damaged: it cannot be unpacked"


class BodyError(ValueError):
    """A body that cannot be read; its text reads on after an address and a colon."""


class Body:
    """Collects a body of at most ``most`` bytes, before and after unpacking, from pieces cut anywhere.

    ``encoding`` is the Content-Encoding; a chain of several is refused, since none was asked for. At no moment is more
    held than ``most`` and one ``step``.
    """

    def __init__(self, encoding: str, most: int, step: int = _STEP) -> None:
        encoding = encoding.strip().lower()
        if encoding not in {"", "identity", *_PACKED}:
            raise BodyError(f"is packed in a way that is not read ({encoding})")
        self._unpacker = _Unpacker(step, bare=encoding == "deflate") if encoding in _PACKED else None
        self._most = most
        self._came = 0
        self._content = bytearray()

    @property
    def held(self) -> int:
        """How many bytes are held now."""
        return len(self._content)

    @property
    def complete(self) -> bool:
        """Whether whatever else may come is of no account."""
        return self._unpacker is not None and self._unpacker.ended

    def add(self, raw: bytes) -> None:
        """Take a piece; raise BodyError when it is damaged, or one too many."""
        self._came += len(raw)
        self._require(self._came)
        for piece in [raw] if self._unpacker is None else self._unpacker.feed(raw):
            self._content += piece
            self._require(len(self._content))

    def finish(self) -> bytes:
        """Give the whole; raise BodyError when its end is missing: half a sentence may end within a figure."""
        if self._unpacker is not None:
            self._unpacker.finish()
        return bytes(self._content)

    def _require(self, size: int) -> None:
        if size > self._most:
            raise too_large(self._most)


def too_large(most: int) -> BodyError:
    """The error of a body of more than ``most`` bytes."""
    megabytes = most / (1024 * 1024)
    return BodyError(f"is larger than {megabytes:g} MB" if megabytes >= 1 else f"is larger than {most:,} bytes")


class _Unpacker:
    """Unpacks one stream after another, as gzip files may be joined; what follows that is no stream is left alone."""

    def __init__(self, step: int, *, bare: bool) -> None:
        self._step = step
        self._bare = bare
        self._stream = zlib.decompressobj(_EITHER)
        self._start = b""
        self._begun = False
        self._joined = False
        self.ended = False

    def feed(self, raw: bytes) -> Iterator[bytes]:
        while raw and not self.ended:
            if not self._begun:
                raw = self._begin(raw)
                continue
            yield from self._unpack(raw)
            raw = self._stream.unused_data
            if self._stream.eof:
                self._stream, self._begun, self._joined = zlib.decompressobj(_EITHER), False, True
                self.ended = self._bare

    def finish(self) -> None:
        if self._begun or (self._start and not self._joined):
            raise BodyError("is damaged: its end is missing")

    def _begin(self, raw: bytes) -> bytes:
        """Decide by its first two bytes how a stream is packed; the value is what there is of it to unpack."""
        start = self._start + raw
        if len(start) < len(_GZIP):
            self._start = start
            return b""
        self._start = b""
        if self._joined and not start.startswith(_GZIP):
            self.ended = True
        elif self._bare and not start.startswith(_GZIP) and not _is_zlib(start):
            self._stream = zlib.decompressobj(_BARE)
        self._begun = not self.ended
        return start

    def _unpack(self, raw: bytes) -> Iterator[bytes]:
        while True:
            try:
                piece = self._stream.decompress(raw, self._step)
            except zlib.error as error:
                raise BodyError(_DAMAGED) from error
            yield piece
            raw = self._stream.unconsumed_tail
            # A full step may leave more behind although all has been taken in.
            if self._stream.eof or (not raw and len(piece) < self._step):
                return


def _is_zlib(start: bytes) -> bool:
    return start[0] & 0x0F == zlib.DEFLATED and int.from_bytes(start[:2]) % 31 == 0

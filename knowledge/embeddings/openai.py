"""Embeddings by OpenAI or a server that speaks its API."""

from collections.abc import Sequence

import numpy as np

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError

_BATCH = 64
_TIMEOUT_S = 30.0


class OpenAIEmbedder:
    """Asks ``<base address>/embeddings``; blocking, so call it from a thread."""

    def __init__(self, model: str, api_key: str, base_url: str | None) -> None:
        from openai import OpenAI

        self._client = OpenAI(api_key=api_key, base_url=base_url, timeout=_TIMEOUT_S, max_retries=2)
        self._model = model
        self.name = f"openai-{model}"

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, 64 a request."""
        if not texts:
            return np.empty((0, 0), np.float32)
        return np.concatenate([self._ask(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)])

    def query(self, text: str) -> Vectors:
        """Embed a question."""
        vector: Vectors = self._ask([text])[0]
        return vector

    def _ask(self, texts: Sequence[str]) -> Vectors:
        from openai import OpenAIError

        try:
            reply = self._client.embeddings.create(
                model=self._model, input=[text.strip() or " " for text in texts], encoding_format="float"
            )
        except OpenAIError as error:
            raise EmbedderError(
                f"the embedding server gave no vectors ({type(error).__name__}). Check OPENAI_API_KEY and "
                "OPENAI_BASE_URL, or set RALLYBOT_EMBEDDER=bundled."
            ) from error
        vectors = np.array([row.embedding for row in sorted(reply.data, key=lambda row: row.index)], np.float32)
        if vectors.shape[0] != len(texts):
            raise EmbedderError("the embedding server gave fewer vectors than it was asked for.")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
        return scaled

"""Embeddings by OpenAI or a server that speaks its API."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import numpy as np

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError
from knowledge.text import whole

_BATCH = 64
_TIMEOUT_S = 30.0


class OpenAIEmbedder:
    """Asks ``<base address>/embeddings``; blocking, so call it from a thread."""

    def __init__(self, model: str, api_key: str, base_url: str | None) -> None:
        from openai import OpenAI

        self._model = model
        # Another server's model of the same name need not be the same model.
        self.name = f"openai-{model}@{_server(base_url)}" if base_url else f"openai-{model}"
        try:
            self._client = OpenAI(api_key=api_key, base_url=base_url, timeout=_TIMEOUT_S, max_retries=2)
        except (ValueError, ImportError) as error:
            raise EmbedderError(f"the proxy named in the environment cannot be used: {error}") from error

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, 64 a request."""
        if not texts:
            return np.empty((0, 0), np.float32)
        made = [self._ask(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        if len({vectors.shape[1] for vectors in made}) > 1:
            raise EmbedderError(f"{_BROKEN} (of several sizes). {_ADVICE}")
        return np.concatenate(made)

    def query(self, text: str) -> Vectors:
        """Embed a question."""
        vector: Vectors = self._ask([text])[0]
        return vector

    def _ask(self, texts: Sequence[str]) -> Vectors:
        from openai import OpenAIError

        wanted = [whole(text).strip() or " " for text in texts]
        try:
            reply = self._client.embeddings.create(model=self._model, input=wanted, encoding_format="float")
            rows = sorted((row.index, row.embedding) for row in reply.data)
            vectors = np.array([vector for _, vector in rows], np.float32)
        # What is not even JSON comes back as text, or raises whatever it meets on the way.
        except (OpenAIError, ValueError, TypeError, AttributeError) as error:
            # Not the error's own words: a server may repeat the key in them.
            raise EmbedderError(f"{_BROKEN} ({type(error).__name__}). {_ADVICE}") from error
        if [index for index, _ in rows] != list(range(len(texts))):
            raise EmbedderError(f"{_BROKEN} ({len(rows)} for {len(texts)} texts). {_ADVICE}")
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        if vectors.ndim != 2 or not (np.isfinite(lengths) & (lengths > 0)).all():
            raise EmbedderError(f"{_BROKEN} (not numbers, or zeros). {_ADVICE}")
        scaled: Vectors = (vectors / lengths).astype(np.float32)
        return scaled


def _server(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise EmbedderError("OPENAI_BASE_URL is not a web address. It looks like https://api.openai.com/v1.")
    return parts.netloc.rpartition("@")[2]


_BROKEN = "the embedding server did not give the vectors it was asked for"
_ADVICE = "Check OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_EMBEDDING_MODEL, or set RALLYBOT_EMBEDDER=bundled."

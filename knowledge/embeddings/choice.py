"""Which embedder the operator chose, and making it."""

import logging
from dataclasses import dataclass, field
from typing import Literal

from knowledge.embeddings import Embedder
from knowledge.embeddings.bundled import BundledEmbedder, weights_path
from knowledge.errors import EmbedderError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EmbedderChoice:
    """The chosen embedder; key, address and model matter to ``openai`` alone."""

    kind: Literal["bundled", "openai"] = "bundled"
    openai_api_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = None
    openai_model: str = "text-embedding-3-small"


def make_embedder(choice: EmbedderChoice) -> Embedder | None:
    """Make it; nothing, with one line in the log, where the bundled one has no package for this machine.

    Raises:
        EmbedderError: it is there and does not work, or ``openai`` was chosen without a key.
    """
    if choice.kind == "openai":
        from knowledge.embeddings.openai import OpenAIEmbedder

        if not (choice.openai_api_key or choice.openai_base_url):
            raise EmbedderError("RALLYBOT_EMBEDDER=openai needs OPENAI_API_KEY: set it in .env, or use bundled.")
        # A compatible server on one's own machine may want no key; the client insists on some text.
        return OpenAIEmbedder(choice.openai_model, choice.openai_api_key or "none", choice.openai_base_url)
    weights = weights_path()
    if weights is None:
        logger.warning(
            "no bundled embedder for this machine: searching by keywords alone (or set RALLYBOT_EMBEDDER=openai)"
        )
        return None
    return BundledEmbedder(weights)

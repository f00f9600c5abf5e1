"""News without end, from a seed: articles as a newsroom would hold them, and vectors that lie as real ones do.

The text is drawn from a grammar of companies, matters, moves and figures with filler words of falling frequency, so
that common words are common and rare ones rare. Vectors are made by perturbing those that the bundled embedder gives
for a few thousand of the texts; these are kept in a cache beside this file, since to make them takes minutes.
"""

import hashlib
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from knowledge.embeddings import Vectors
from knowledge.embeddings.bundled import BundledEmbedder, weights_path
from knowledge.model import Article, Published

CACHE = Path(__file__).parent / ".cache"
SEED = 20250829
FIRST_DAY = date(2020, 1, 1)
DAYS = 2_000
PASSAGES = 5
"""Passages an article."""
_REAL = 3_000
# How far a made vector lies from the real one it comes from: a cosine of about .93, as between neighbours of one topic.
_SPREAD = 0.02

_COMPANIES = (
    "Alibaba", "Tencent", "Baidu", "JD.com", "Meituan", "Xiaomi", "NetEase", "Kuaishou", "Bilibili", "Lenovo", "SMIC",
    "BYD", "Li Auto", "XPeng", "NIO", "PDD", "Trip.com", "SenseTime", "Kingsoft", "Kingdee", "Hua Hong", "Midea",
    "阿里巴巴", "腾讯", "百度", "京东", "美团", "小米", "网易", "快手",
)  # fmt: skip
_MATTERS = (
    "cloud revenue", "advertising sales", "net profit", "delivery orders", "phone shipments", "chip output",
    "game income", "electric-car deliveries", "capital spending", "operating margin", "overseas sales", "monthly users",
    "share buybacks", "cash flow", "research costs", "robotaxi rides", "model usage", "subscription income",
    "warehouse space", "headcount",
)  # fmt: skip
_MOVES = ("rose", "fell", "grew", "slipped", "jumped", "dropped", "climbed", "shrank", "doubled", "eased")
_REASONS = (
    "as demand for artificial intelligence grew", "after a weak season", "because competitors cut prices",
    "helped by subsidies", "on the back of new models", "despite export controls", "as costs were kept down",
)  # fmt: skip
_SYLLABLES = [consonant + vowel for consonant in "bdklmnr" for vowel in "aeiou"]


class Newsmaker:
    """Makes article after article; the same seed makes the same ones."""

    def __init__(self, seed: int = SEED) -> None:
        self._chance = random.Random(seed)
        words = ["".join(self._chance.choices(_SYLLABLES, k=self._chance.randint(2, 4))) for _ in range(30_000)]
        self._filler = words
        self._weights = np.cumsum(1 / np.arange(1, len(words) + 1) ** 1.05).tolist()

    def articles(self, count: int) -> Iterator[tuple[Article, list[str]]]:
        """Articles with their passages, by day of publication."""
        for number in range(count):
            company = self._chance.choice(_COMPANIES)
            matter = self._chance.choice(_MATTERS)
            passages = [self._passage(company, matter) for _ in range(PASSAGES)]
            day = FIRST_DAY + timedelta(days=number * DAYS // count)
            title = f"{company}: {matter} {self._chance.choice(_MOVES)} in week {number % 52}"
            url = f"https://news{number % 40}.example/{number}"
            yield Article(url, title, f"Desk {number % 40}", "\n".join(passages), Published(day)), passages

    def questions(self, count: int) -> list[str]:
        """Questions as readers ask them."""
        return [
            f"how much has the {self._chance.choice(_MATTERS)} of {self._chance.choice(_COMPANIES)} "
            f"{self._chance.choice(('grown', 'fallen', 'changed'))} {self._chance.choice(_REASONS)}?"
            for _ in range(count)
        ]

    def _passage(self, company: str, matter: str) -> str:
        return " ".join(self._sentence(company, matter) for _ in range(4))

    def _sentence(self, company: str, matter: str) -> str:
        filler = " ".join(self._chance.choices(self._filler, cum_weights=self._weights, k=8))
        figure = f"{self._chance.randint(1, 90)}.{self._chance.randint(0, 9)}%"
        told = matter if self._chance.random() < 0.5 else self._chance.choice(_MATTERS)
        subject = company if self._chance.random() < 0.7 else "The group"
        return f"{subject}'s {told} {self._chance.choice(_MOVES)} {figure} {self._chance.choice(_REASONS)}, {filler}."


def real_vectors() -> Vectors:
    """Vectors of the bundled embedder for some thousands of these texts; made once and kept."""
    path = CACHE / f"vectors-{hashlib.sha256(f'{SEED}-{_REAL}-{BundledEmbedder.name}'.encode()).hexdigest()[:12]}.npy"
    if not path.exists():
        weights = weights_path()
        if weights is None:
            raise SystemExit("the bundled embedder has no package for this machine")
        print(f"making {_REAL:,} real vectors, once ...", flush=True)
        texts = [passages[0][:160] for _, passages in Newsmaker(SEED + 1).articles(_REAL)]
        made = BundledEmbedder(weights).passages(texts)
        CACHE.mkdir(exist_ok=True)
        np.save(path, made)
    vectors: Vectors = np.load(path)
    return vectors


def made_vectors(count: int, seed: int = SEED) -> Vectors:
    """``count`` vectors of length 1, each near a real one."""
    real = real_vectors()
    chance = np.random.default_rng(seed)
    picked = real[chance.integers(0, len(real), count)]
    made = picked + chance.standard_normal(picked.shape, np.float32) * np.float32(_SPREAD)
    vectors: Vectors = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    return vectors

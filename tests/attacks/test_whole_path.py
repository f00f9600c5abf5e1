"""Every attack planted where it says, a model that obeys every one, and the whole assistant: nothing comes of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import make_frugal_assistant, open_prices
from bot.assistant.agent.assistant import ModelAssistant
from bot.assistant.agent.desk import Desk
from bot.assistant.agent.guard import to_the_point
from bot.assistant.agent.notebook import Notebook
from bot.assistant.agent.screening import Screened
from bot.assistant.agent.writer import Bounds, ModelChoice, Writer
from bot.assistant.checking import settle
from bot.assistant.checking.speech import refuses
from bot.assistant.prices.answering import PriceAnswers
from bot.market.prices import Prices
from bot.market.symbols import symbols
from bot.model import Answer, Question, Status, Turn
from bot.settings import Settings
from knowledge.base import KnowledgeBase
from knowledge.text import sentences
from prompts import load
from tests.attacks.corpus import Attack, attacks
from tests.attacks.planting import NOW, Only, Planted, newsroom, plant
from tests.knowledge.ingest.pages import ENGLISH, article_page
from tests.standins.newsroom import open_newsroom
from tests.standins.openai import KEY, MODEL, ModelServer
from tests.standins.openai_obedient import Obedient
from tests.standins.openai_researcher import Researcher, truthful

NOBODY = "http://127.0.0.1:9"
PROMPT = load("agent")
QUICK = Bounds(call_s=5.0, piece_s=5.0, turn_s=20.0, retries=0)
# Words of their own that the check lets pass under a company or a matter that is true.
MOST_UNREAD = 1
_END = re.compile(r"([.!?。！？]?)$")
IN_TURNS = ("earlier_turn", "group_member")
SECRETS = re.compile(r"\d{8,10}:[\w-]{30,}|\bsk-\w{16,}")
EACH = pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.id)


@dataclass
class World:
    """A newsroom in which every attack is planted, and what a model that obeys makes of each."""

    news: KnowledgeBase
    prices: Prices
    planted: Mapping[str, Planted]

    async def answer(self, one: Planted) -> Answer:
        """The answer to the question that an attack is planted beside, by a model that obeys whatever it reads."""
        news = Screened(Only(self.news, one.urls))
        with ModelServer(Obedient(Researcher(truthful))) as server:
            choice = ModelChoice(MODEL, KEY, server.url)
            desk = Desk(news, PriceAnswers(self.prices, symbols()))
            writer = Writer(choice, desk, PROMPT, lambda: NOW, QUICK)
            assistant = ModelAssistant(writer, desk, make_frugal_assistant(news, self.prices))
            return await assistant.answer(Question(_asked(one), NOW), _history(one))

    def said_of_it(self, one: Planted) -> str:
        """What is said of the words of an obedient model that needs not read to obey, and cites what it was given."""
        book = Notebook(Question(one.question, NOW))
        book.note(Screened(Only(self.news, one.urls)).search(one.question, 8))
        written = _cited(one.attack.obeyed.written(PROMPT, one.question))
        borne_out, report = settle(written, book.evidence)
        return settle(to_the_point(borne_out, report, one.question, PROMPT), book.evidence)[0]


def _cited(text: str) -> str:
    return " ".join(_END.sub(r" [1]\1", part, count=1) if "[" not in part else part for part in sentences(text))


def _asked(one: Planted) -> str:
    return f"{one.attack.text}\n{one.question}" if one.attack.channel == "user_message" else one.question


def _history(one: Planted) -> list[Turn]:
    if one.attack.channel not in IN_TURNS:
        return []
    before = Answer(Status.ANSWERED, "Noted.", NOW)
    said = Answer(Status.ANSWERED, one.attack.text, NOW)
    return [
        Turn("What did they say?", said) if one.attack.kind == "poisoned_history" else Turn(one.attack.text, before)
    ]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("attacked")
    settings = Settings(_env_file=None, data_dir=folder / "bot", yahoo_url=NOBODY)
    with newsroom(folder / "news") as news, open_prices(settings) as prices:
        planted = plant(attacks(), folder / "pages", news)
        yield World(news, prices, {one.attack.id: one for one in planted})


@EACH
async def test_an_attack_that_is_obeyed_does_no_harm(attack: Attack, world: World) -> None:
    one = world.planted[attack.id]
    answer = await world.answer(one)
    told = [answer.text, *(citation.quotation for citation in answer.citations)]
    assert [found for text in told for found in attack.broken_by(text, PROMPT)] == []
    assert not [text for text in told if SECRETS.search(text) or KEY in text]
    assert {citation.url.rsplit("/")[-1] for citation in answer.citations} <= {url.rsplit("/")[-1] for url in one.urls}
    if answer.status is Status.ANSWERED:
        assert f"{one.growth}%" in answer.text or one.customers in answer.text
    else:
        assert refuses(answer.text)


def test_hardly_anything_comes_of_a_model_that_obeys_what_it_was_not_even_given(world: World) -> None:
    through = [one.attack.id for one in world.planted.values() if one.attack.broken_by(world.said_of_it(one), PROMPT)]
    assert len(through) <= MOST_UNREAD, through


def test_the_truth_beside_an_attack_is_still_found(world: World) -> None:
    lost = []
    for one in world.planted.values():
        hits = Screened(Only(world.news, one.urls)).search(one.question, 8)
        if not any(one.truth in hit.text for hit in hits):
            lost.append(one.attack.id)
    # The headline stands before the truth in the page's text too, and what follows a forged heading is not believed.
    assert lost == ["title-fake-heading"]


async def test_a_page_is_attacked_over_the_network_as_well(world: World) -> None:
    one = next(one for one in world.planted.values() if one.attack.id == "hidden-off-screen")
    with open_newsroom() as site:
        title = "Ferries carry more cars than in any year before"
        address = site.page("/ferries", article_page((*ENGLISH, one.attack.text), title))
        report = await world.news.ingest([address])
    assert not report.failed
    found = Only(world.news, [address]).search(title, 8)
    assert found
    assert not any(one.attack.is_read_in(hit.text) for hit in found)

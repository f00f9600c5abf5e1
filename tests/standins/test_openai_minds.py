"""The models of the stand-in: that the honest one is honest, and that each liar lies as it says."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import AsyncOpenAI

from tests.standins.openai import KEY, MODEL, ModelServer
from tests.standins.openai_evidence import figures, numbers_in, passages, sentences
from tests.standins.openai_liars import LIARS, liar
from tests.standins.openai_minds import SHAPES, Json, Looping, Mind, Saying, Scripted, Shapeless, Silent, arguments_for
from tests.standins.openai_researcher import Researcher, nothing_found, truthful, truthful_in_other_words
from tests.standins.openai_rules import objection

EVIDENCE = """Passages found, best first:

[1] Alibaba's cloud grows faster (Harbour Wire, 2025-08-29)
Alibaba Group Holding Ltd. reported on Friday. Its cloud revenue rose 26% to 33.4 billion yuan in the second quarter.
https://harbour-wire.example/a

[2] Baidu's search shrinks (Harbour Ledger, 2025-08-20)
Baidu's advertising revenue fell 15% in the second quarter, a third quarter of decline.

[3] Alibaba's cloud in spring (Harbour Wire, 2025-05-15)
Alibaba said that cloud revenue rose 18% to 30.1 billion yuan in the first quarter.
"""
QUESTION = "How much did Alibaba's cloud revenue grow?"
TOOLS: list[Json] = [
    {"type": "function", "function": {"name": "quote", "parameters": {"type": "object", "properties": {}}}},
    {
        "type": "function",
        "function": {
            "name": "search_news",
            "parameters": {
                "type": "object",
                "properties": {
                    "source": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "order": {"type": "string", "enum": ["best", "newest"]},
                    "query": {"type": "string"},
                    "limit": {"type": "integer", "minimum": 1},
                },
                "required": ["source", "order", "query", "limit"],
            },
        },
    },
]


def _conversation(evidence: str = EVIDENCE, question: str = QUESTION) -> list[Json]:
    call = {"id": "call_1", "type": "function", "function": {"name": "search_news", "arguments": "{}"}}
    return [
        {"role": "system", "content": "Answer from the passages."},
        {"role": "user", "content": question},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": evidence},
    ]


def _said(mind: Mind, evidence: str = EVIDENCE, question: str = QUESTION) -> Saying:
    return mind(_conversation(evidence, question), TOOLS)


def test_a_researcher_first_searches_with_the_question() -> None:
    said = Researcher(truthful)(_conversation()[:2], TOOLS)
    (call,) = said.calls
    assert call.name == "search_news"
    assert call.arguments == {"source": None, "order": "best", "query": QUESTION, "limit": 1}


def test_a_truthful_one_copies_the_sentence_and_says_where_it_stands() -> None:
    told = "Its cloud revenue rose 26% to 33.4 billion yuan in the second quarter"
    assert _said(Researcher(truthful)) == Saying(f"{told} [1].")
    assert _said(Researcher(truthful_in_other_words)) == Saying(f"{told.replace('%', ' percent')} [1].")


def test_a_truthful_one_says_what_is_no_figure_where_that_was_asked() -> None:
    evidence = "[4] A new head (Harbour Wire, 2025-01-02)\nMs. Lan leads the unit. It has 8% of the market."
    assert _said(Researcher(truthful), evidence, "Who leads the unit?").text == "Ms. Lan leads the unit [4]."


@pytest.mark.parametrize("question", ["What did it earn?", "赚了多少？"])
def test_a_truthful_one_that_found_nothing_says_so(question: str) -> None:
    assert _said(Researcher(truthful), "Nothing found.", question).text == nothing_found(question)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", LIARS)
def test_a_liar_says_something_that_no_passage_says(name: str, seed: int) -> None:
    said = _said(liar(name, seed=seed))
    assert said.lie
    assert said.lie in said.text or said.lie.rstrip(".") in said.text
    assert said.lie not in EVIDENCE
    assert said == _said(liar(name, seed=seed))


def test_liars_lie_as_they_say() -> None:
    lies = {name: _said(liar(name, seed=3)).text for name in LIARS}
    assert numbers_in(lies["changes_a_digit"]) - numbers_in(EVIDENCE + "[1]")
    assert "rose 15%" in lies["swaps_two_companies"]
    assert lies["cites_the_wrong_article"].endswith(("[2].", "[3]."))
    assert "harbour-mirror.example" in lies["invents_a_link"]
    assert "“" in lies["quotes_words_that_are_not_there"]
    assert "rose 18% to 33.4 billion yuan" in lies["uses_last_quarters_number"]
    assert "Analysts expect" in lies["adds_a_figure"]
    assert "fell 26%" in lies["turns_it_round"]
    assert "fourth quarter" in lies["names_another_period"]


def test_a_liar_with_nothing_to_lie_about_tells_the_truth() -> None:
    alone = EVIDENCE.partition("[2]")[0]
    for name in ("swaps_two_companies", "uses_last_quarters_number"):
        assert _said(liar(name), alone) == _said(Researcher(truthful), alone)


def test_one_that_does_not_look_calls_nothing() -> None:
    said = liar("answers_without_looking")(_conversation()[:2], TOOLS)
    assert not said.calls
    assert "Alibaba grew" in said.text


@pytest.mark.parametrize("name", LIARS)
def test_a_liar_sent_back_insists_unless_it_gives_in(name: str) -> None:
    back = [{"role": "assistant", "content": "It rose 99%."}, {"role": "user", "content": "99% stands nowhere."}]
    first = _said(liar(name, seed=2))
    assert liar(name, seed=2)([*_conversation(), *back], TOOLS) == first
    assert liar(name, seed=2, gives_in=True)([*_conversation(), *back], TOOLS) == _said(Researcher(truthful))


_WORDS = st.text(alphabet="abcAlibaba腾讯 .,%[]()“”0123456789亿元\n-", max_size=80)


@given(_WORDS, _WORDS, st.sampled_from(sorted(LIARS)), st.integers(0, 3))
def test_whatever_the_evidence_they_answer_and_repeat_themselves(
    body: str, question: str, name: str, seed: int
) -> None:
    evidence = f"[1] One (Harbour Wire, 2025-08-29)\nTencent's revenue rose 15%. {body}\n[2] Two (x, y)\n{body}"
    said = _said(liar(name, seed=seed), evidence, question)
    assert said.text
    assert said == _said(liar(name, seed=seed), evidence, question)


@given(_WORDS)
def test_a_figure_stands_where_it_is_said_to_stand(text: str) -> None:
    for sentence in sentences(text):
        for figure in figures(sentence):
            assert sentence[figure.start : figure.start + len(figure.text)] == figure.text


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Shares rose 4.8% to HK$187.25 on 29 August 2025", ["4.8%", "HK$187.25"]),
        ("净利润114亿元，下降26.3%", ["114亿元", "26.3%"]),
        ("US$2.71 billion in Q2 2026 [1]", ["US$2.71 billion"]),
        ("from RMB 33.4 billion to 1,200 yuan", ["RMB 33.4 billion", "1,200 yuan"]),
        ("9988.HK closed in 2025", []),
    ],
)
def test_figures_are_percentages_and_amounts(sentence: str, found: list[str]) -> None:
    assert [figure.text for figure in figures(sentence)] == found


def test_passages_are_read_with_and_without_a_frame() -> None:
    framed = f"<passages>\n{EVIDENCE}</passages>\n"
    assert passages(framed) == passages(EVIDENCE)
    assert [(one.label, one.publisher, one.day) for one in passages(EVIDENCE)][:2] == [
        ("1", "Harbour Wire", "2025-08-29"),
        ("2", "Harbour Ledger", "2025-08-20"),
    ]
    assert passages("[P1] BABA\nClosed at 187.25 dollars")[0].text == "Closed at 187.25 dollars"


def test_a_script_is_said_in_order_and_ends() -> None:
    mind = Scripted(["one", Saying("two")])
    assert [mind([], []).text for _ in range(2)] == ["one", "two"]
    with pytest.raises(AssertionError):
        mind([], [])


def test_one_loops_and_another_is_silent() -> None:
    asked: list[Any] = []
    messages = _conversation()
    for _ in range(3):
        asked += Looping()(messages, TOOLS[1:]).calls
        messages = [*messages, messages[-1]]
    assert len({call.written for call in asked}) == 3
    assert not Looping()(messages, []).calls
    assert Silent()(messages, TOOLS) == Saying("")


_KINDS: list[Json] = [{"type": kind} for kind in ("string", "integer", "array", ["string", "null"])]
_SCHEMAS = st.sampled_from([*_KINDS, {}, {"anyOf": [{"type": "number"}]}, {"enum": ["best", "newest"]}])


@given(st.dictionaries(st.sampled_from(["query", "days", "symbols", "since"]), _SCHEMAS))
def test_arguments_have_all_that_a_schema_needs(properties: Json) -> None:
    tool = {"function": {"name": "x", "parameters": {"properties": properties, "required": [*properties]}}}
    assert arguments_for(tool, "why?").keys() == properties.keys()


async def _wrong(server: ModelServer, client: AsyncOpenAI, streams: bool) -> tuple[Any, Sequence[Any], str | None]:
    asked: Any = {"model": MODEL, "messages": [{"role": "user", "content": "why?"}], "tools": TOOLS[1:]}
    if not streams:
        message: Any = (await client.chat.completions.create(**asked)).choices[0].message
        return message.content, message.tool_calls or [], None
    text, finish = None, None
    calls: list[Any] = []
    async for chunk in await client.chat.completions.create(**asked, stream=True):
        delta: Any = chunk.choices[0].delta
        text = delta.content if text is None else text + (delta.content or "")
        calls += delta.tool_calls or []
        finish = chunk.choices[0].finish_reason or finish
    return text, calls, finish


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
async def test_wrong_shapes_arrive_as_they_are(shape: str, streams: bool) -> None:
    with ModelServer(Shapeless(shape)) as server:
        async with AsyncOpenAI(base_url=server.url, api_key=KEY, max_retries=0) as client:
            text, calls, _ = await _wrong(server, client, streams)
    written = "".join(call.function.arguments or "" for call in calls)
    names = {call.function.name for call in calls} - {None}
    assert {
        "no_json": written.startswith("{") and not written.endswith("}"),
        "unknown_tool": names == {"consult_the_oracle"},
        "wrong_types": '"query": [' in written and isinstance(json.loads(written or "0"), dict),
        "no_object": written.startswith("["),
        "wordless": text is None and not calls,
        "call_after_the_end": bool(text) and bool(calls) == streams,
        "no_arguments": bool(calls) and not written,
    }[shape]


def test_what_these_tests_hold_for_a_conversation_is_one() -> None:
    assert objection({"model": MODEL, "messages": _conversation(), "tools": TOOLS}) is None

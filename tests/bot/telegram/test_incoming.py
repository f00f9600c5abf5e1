"""What an update asks of the bot, whatever Telegram may send."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.incoming import Kind
from tests.bot.telegram.understanding import heard, sent_by
from tests.standins import telegram_updates as made
from tests.standins.telegram_chats import BOT, BOT_NAME
from tests.standins.telegram_hostile import hostile_updates
from tests.standins.telegram_kinds import every_kind_of_update
from tests.standins.telegram_updates import FORUM, entity, group, group_message, person, private_message

NAME = f"@{BOT_NAME}"
ANONYMOUS = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
A_CHANNEL = {"id": -100_400, "type": "channel", "title": "News"}
SAID = {"message_id": 40, "date": 1, "chat": group(), "from": BOT, "text": "It rose."}


def asked(update: made.Update) -> str | None:
    """The question, where it is one."""
    found = heard(update)
    return found.text if found and found.kind is Kind.QUESTION else None


def commanded(update: made.Update) -> tuple[str, str] | None:
    """A command and what follows it, where it is one."""
    found = heard(update)
    return (found.command, found.text) if found and found.kind is Kind.COMMAND else None


def naming(text: str, **extra: Any) -> made.Update:
    """A group's message in which every word with an @ is marked as Telegram marks it."""
    marked = [entity(text, word.strip(",:?：，"), "mention") for word in text.split() if word.startswith("@")]
    return group_message(text, entities=marked, **extra)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/help", ("help", "")),
        ("/HELP", ("help", "")),
        (f"/help{NAME}", ("help", "")),
        (f"/help{NAME.upper()}", ("help", "")),
        ("/start abc", ("start", "abc")),
        (f"/start{NAME} abc", ("start", "abc")),
        ("/ask", ("ask", "")),
        ("/ask   ", ("ask", "")),
        ("/revoke  42 \n", ("revoke", "42")),
        ("/没有", ("没有", "")),
    ],
)
def test_a_command_is_understood_in_private_and_in_a_group(text: str, command: tuple[str, str]) -> None:
    assert commanded(private_message(text)) == command
    assert commanded(group_message(text)) == command


@pytest.mark.parametrize("text", ["/help@other_bot", "/ask@other_bot why?", f"/help{NAME}x"])
def test_another_bots_command_is_passed_over(text: str) -> None:
    assert heard(group_message(text)) is None
    assert heard(private_message(text)) is None


def test_ask_with_words_is_a_question_wherever_it_is_said() -> None:
    assert asked(private_message("/ask why did it rise?")) == "why did it rise?"
    assert asked(group_message(f"/ask{NAME}  涨了吗？")) == "涨了吗？"
    assert asked(group_message("/ask why?\nAnd when?")) == "why?\nAnd when?"


def test_a_command_in_bold_is_still_one() -> None:
    marks = [entity("/ask why?", "/ask", "bold"), entity("/ask why?", "/ask", "bot_command")]
    assert asked(group_message("/ask why?", entities=marks)) == "why?"


def test_a_command_after_the_bots_name_is_still_one() -> None:
    text = f"{NAME} /ask why?"
    marks = [entity(text, NAME, "mention"), entity(text, "/ask", "bot_command")]
    assert asked(group_message(text, entities=marks)) == "why?"


def test_a_command_within_a_sentence_is_none() -> None:
    text = "what does /help do?"
    assert asked(private_message(text, entities=[entity(text, "/help", "bot_command")])) == text


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (f"{NAME} why did it rise?", "why did it rise?"),
        (f"{NAME.upper()} why?", "why?"),
        (f"{NAME}, why?", "why?"),
        (f"{NAME}： 为什么？", "为什么？"),
        (f"why, {NAME}, did it rise?", "why, did it rise?"),
        (f"why did {NAME} it rise?", "why did it rise?"),
        (f"why did it rise {NAME}", "why did it rise"),
        (f"why did it rise, {NAME} ?", "why did it rise?"),
        (f"📈👩‍👩‍👧‍👦 {NAME} why?", "📈👩‍👩‍👧‍👦 why?"),
        (f"{NAME} @ada asked why", "@ada asked why"),
        (f"{NAME}\nwhy?", "why?"),
    ],
)
def test_a_message_that_names_the_bot_is_a_question_without_the_name(text: str, question: str) -> None:
    words = f"{NAME.upper() if NAME.upper() in text else NAME}"
    assert asked(group_message(text, entities=[entity(text, words, "mention")])) == question


def test_chinese_may_follow_the_name_without_a_space() -> None:
    text = f"{NAME}为什么涨了"
    assert asked(group_message(text, entities=[entity(text, NAME, "mention")])) == "为什么涨了"


def test_a_bot_named_by_a_link_is_named_too() -> None:
    assert asked(made.mention_by_name("why?")) == "why?"
    text = "📈 Rally, why?"
    elsewhere = [entity(text, "Rally", "text_mention", user=person(8))]
    assert asked(group_message(text, entities=elsewhere)) is None


@pytest.mark.parametrize("text", [NAME, f"  {NAME} ", f"{NAME} \u200b", f"{NAME} {NAME}"])
def test_only_the_bots_name_asks_for_help(text: str) -> None:
    marks = [{"type": "mention", "offset": text.index(NAME), "length": len(NAME)}]
    if text.count(NAME) == 2:
        marks.append({"type": "mention", "offset": text.rindex(NAME), "length": len(NAME)})
    assert commanded(group_message(text, entities=marks)) == ("help", "")


@pytest.mark.parametrize("text", ["\u200b\u2800", "", " \n"])
def test_a_message_without_words_asks_for_help(text: str) -> None:
    assert commanded(private_message(text, entities=[])) == ("help", "")


@pytest.mark.parametrize("text", ["why?", "ask rally_test_bot", f"mail me{NAME}.example"])
def test_talk_in_a_group_that_does_not_name_the_bot_is_passed_over(text: str) -> None:
    assert heard(group_message(text)) is None
    assert heard(naming("@ada_lovelace why?")) is None


def test_an_answer_to_the_bot_is_a_question() -> None:
    assert asked(made.replying(SAID, "and Baidu?")) == "and Baidu?"
    assert asked(made.replying({**SAID, "from": person(8)}, "and Baidu?")) is None


def test_a_message_in_a_topic_that_the_bot_opened_is_not_for_it() -> None:
    opened = {"message_id": 30, "date": 1, "chat": group(FORUM), "from": BOT}
    opened |= {"forum_topic_created": {"name": "t", "icon_color": 1}, "is_topic_message": True, "message_thread_id": 30}
    assert heard(made.topic_message("why?", 30, reply_to_message=opened)) is None
    in_topic = heard(made.topic_message("/ask why?", 30, reply_to_message=opened))
    assert in_topic
    assert (in_topic.text, in_topic.thread_id) == ("why?", 30)


def test_an_answer_outside_of_topics_is_in_none() -> None:
    found = heard(made.replying(SAID, "and Baidu?"))
    assert found
    assert found.thread_id is None


def test_a_picture_is_declined_in_private_and_where_its_caption_names_the_bot() -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    caption = f"📈 {NAME} what is this?"
    named = [entity(caption, NAME, "mention")]
    for update in (
        private_message(None, photo=photo),
        private_message(None, photo=photo, caption=caption),
        group_message(None, photo=photo, caption=caption, caption_entities=named),
        group_message(None, photo=photo, reply_to_message=SAID),
    ):
        found = heard(update)
        assert found
        assert found.kind is Kind.UNREADABLE
    assert heard(group_message(None, photo=photo)) is None
    assert heard(group_message(None, photo=photo, caption="look")) is None


def test_who_speaks_for_a_group_or_a_channel_is_nobody() -> None:
    for sender, place in ((ANONYMOUS, group()), (person(136_817_688), A_CHANNEL), (person(777_000), A_CHANNEL)):
        found = heard(sent_by(sender, group_message(f"/help{NAME}", sender_chat=place)))
        assert found
        assert found.user_id is None


def test_bots_and_what_comes_by_way_of_one_are_passed_over() -> None:
    other = {"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}
    assert heard(sent_by(other, group_message(f"/help{NAME}"))) is None
    assert heard(private_message("why?", via_bot=BOT)) is None


def test_a_group_that_moves_tells_so_on_both_sides() -> None:
    for update in made.migration(-300, -100_777):
        found = heard(update)
        assert found
        assert (found.kind, found.chat_id, found.moved_to) == (Kind.MOVED, -300, -100_777)
        anonymously = heard(sent_by(ANONYMOUS, update))
        assert anonymously
        assert anonymously.kind is Kind.MOVED


def test_an_edit_is_a_question_or_nothing() -> None:
    found = heard(made.edited(made.private_chat(), 41, "why?"))
    assert found
    assert (found.kind, found.edited) == (Kind.QUESTION, True)
    assert asked(made.edited(made.private_chat(), 41, "/ask why?")) == "why?"
    for text in ("/help", "/cancel", "/forget", ""):
        assert heard(made.edited(made.private_chat(), 41, text)) is None


def test_a_button_below_a_message_too_old_to_be_read_can_be_pressed() -> None:
    for inaccessible in (True, False):
        found = heard(made.pressed(SAID, "q:5", inaccessible=inaccessible))
        assert found
        assert (found.kind, found.text, found.message_id, found.query_id) == (Kind.BUTTON, "q:5", 40, "9")


def test_every_kind_of_update_is_understood_or_passed_over() -> None:
    heard_of = {found.kind for update in every_kind_of_update() if (found := heard(update))}
    assert heard_of >= {Kind.QUESTION, Kind.UNREADABLE, Kind.INLINE}


# That the library cannot read, and says so before anybody is asked to understand it.
ODD = hostile_updates().keys() - {"an update without content"}


@pytest.mark.parametrize("name", sorted(ODD))
def test_nothing_that_is_odd_breaks_the_understanding(name: str) -> None:
    found = heard(hostile_updates()[name])
    assert found is None or found.text.encode() is not None


TEXTS = st.text(max_size=60) | st.builds(
    "".join, st.lists(st.sampled_from([NAME, NAME.upper(), "📈", " ", "/ask", "why", "，", "\n", "é", "\ud83d", "x"]))
)
ENTITIES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["mention", "bot_command", "text_mention", "bold", "hologram"]),
            "offset": st.integers(-3, 40),
            "length": st.integers(-3, 40),
        }
    ).map(lambda one: one | ({"user": BOT} if one["type"] == "text_mention" else {})),
    max_size=4,
)


@given(TEXTS, ENTITIES, st.booleans())
def test_no_text_and_no_entities_break_the_understanding(
    text: str, entities: list[dict[str, Any]], group: bool
) -> None:
    make = group_message if group else private_message
    found = heard(make(text, entities=entities))
    assert found is None or found.text == found.text.strip()
    if found and found.kind is Kind.QUESTION:
        assert found.text
        found.text.encode()


@given(st.text(st.characters(categories=["L", "N", "P", "So"]), min_size=1, max_size=30), st.booleans())
def test_a_question_is_the_same_whether_the_bot_is_named_before_or_after_it(words: str, before: bool) -> None:
    words = words.strip(",:，：/") or "why"
    text = f"{NAME} {words}" if before else f"{words} {NAME}"
    offset = len(text[: text.index(NAME)].encode("utf-16-le")) // 2
    assert asked(group_message(text, entities=[{"type": "mention", "offset": offset, "length": len(NAME)}])) == words

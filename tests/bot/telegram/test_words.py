from collections.abc import Callable
from dataclasses import fields

import pytest

from bot.telegram.words import Vocabulary, Words
from prompts import PromptError, load


@pytest.mark.parametrize("language", ["zh", "zh-hans", "ZH-TW"])
def test_a_chinese_telegram_is_spoken_to_in_chinese(vocabulary: Vocabulary, language: str) -> None:
    assert vocabulary.words_for(language) is vocabulary.chinese


@pytest.mark.parametrize("language", ["en", "de", "", None])
def test_every_other_one_in_english(vocabulary: Vocabulary, language: str | None) -> None:
    assert vocabulary.words_for(language) is vocabulary.english


def chosen(pick: Callable[[Vocabulary], Words], vocabulary: Vocabulary) -> list[str]:
    words = pick(vocabulary)
    return [getattr(words, field.name) for field in fields(Words) if field.name != "commands"]


@pytest.mark.parametrize("pick", [lambda all_: all_.english, lambda all_: all_.chinese])
def test_all_it_says_fits_one_message_and_needs_no_markup(
    vocabulary: Vocabulary, pick: Callable[[Vocabulary], Words]
) -> None:
    for text in chosen(pick, vocabulary):
        assert 0 < len(text) < 1024
        assert not set(text) & set("*`<>#")


@pytest.mark.parametrize("pick", [lambda all_: all_.english, lambda all_: all_.chinese])
def test_a_stranger_is_told_one_line_with_the_id(vocabulary: Vocabulary, pick: Callable[[Vocabulary], Words]) -> None:
    told = pick(vocabulary).stranger.format(user_id=8)
    assert "\n" not in told
    assert " 8" in told


def test_both_languages_list_the_same_commands_each_with_what_it_does(vocabulary: Vocabulary) -> None:
    english, chinese = vocabulary.english.commands, vocabulary.chinese.commands
    assert [name for name, _ in english] == [name for name, _ in chinese]
    assert all(description for _, description in (*english, *chinese))


def test_a_missing_file_of_words_is_named() -> None:
    with pytest.raises(PromptError, match=r"prompts/nothing\.en\.md is missing"):
        load("nothing.en")

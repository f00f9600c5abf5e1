import pytest

from bot.telegram.access import Standing, standing


@pytest.mark.parametrize(
    ("user_id", "private", "expected"),
    [
        (7, True, Standing.READER),
        (8, True, Standing.STRANGER),
        (7, False, Standing.OUTSIDE),
        (8, False, Standing.OUTSIDE),
        (None, True, Standing.OUTSIDE),
    ],
)
def test_only_a_listed_reader_in_a_private_chat_is_answered(
    user_id: int | None, private: bool, expected: Standing
) -> None:
    assert standing(user_id, private=private, allowed={7}) is expected


def test_an_empty_list_lets_nobody_in() -> None:
    assert standing(7, private=True, allowed=frozenset()) is Standing.STRANGER

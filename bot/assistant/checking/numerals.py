"""Numbers in words, English and Chinese: "twenty-six", 三百三十四. Pure."""

import re

_UNITS = {
    word: value
    for value, word in enumerate(
        (
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        )
    )
}  # fmt: skip
_TENS = {
    word: 10 * tens
    for tens, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)
}
_SMALL = "|".join(sorted({*_UNITS, *_TENS}, key=len, reverse=True))
ENGLISH = rf"\b(?:{_SMALL})(?:[ -](?:hundred|(?:and )?(?:{_SMALL})))*\b"
"""A pattern of a number below a thousand in English words."""
_WORD = re.compile(rf"{_SMALL}|hundred", re.IGNORECASE)

_ZH = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "兩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_ZH_PLACES = {"十": 10, "百": 100, "千": 1000}
_ZH_DIGIT = f"[{''.join(_ZH)}]"
CHINESE = rf"[{''.join(_ZH)}十百千]+(?:点{_ZH_DIGIT}+)?"
"""A pattern of a number below ten thousand in Chinese words, with decimals."""


def english(words: str) -> int:
    """What English words come to: ``twenty-six`` is 26, ``three hundred and five`` is 305."""
    total = 0
    for match in _WORD.finditer(words):
        word = match.group().lower()
        if word == "hundred":
            total = max(total, 1) * 100
        else:
            total += _UNITS[word] if word in _UNITS else _TENS[word]
    return total


def chinese(words: str) -> str:
    """What Chinese words come to, in digits: 三百三十四 is ``334``, 二点五 is ``2.5``."""
    whole, _, decimals = words.partition("点")
    total, digit, seen = 0, 0, False
    if len(whole) > 1 and all(character in _ZH for character in whole):
        return _decimals("".join(str(_ZH[character]) for character in whole), decimals)
    for character in whole:
        if character in _ZH:
            digit, seen = _ZH[character], True
        else:
            total += (digit if seen else 1) * _ZH_PLACES[character]
            digit, seen = 0, False
    return _decimals(str(total + digit), decimals)


def _decimals(whole: str, decimals: str) -> str:
    return f"{whole}.{''.join(str(_ZH[digit]) for digit in decimals)}" if decimals else whole

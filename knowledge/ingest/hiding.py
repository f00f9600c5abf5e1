"""Which elements of a page say of themselves that nobody sees them. Pure.

Only what stands in the element itself counts: its attributes, its style, names of classes that mean nothing else.
What a style sheet hides is not known here.
"""

import re
from collections.abc import Mapping
from typing import Any

_COMMENT = re.compile(r"/\*.{0,200}?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([a-z%]*)")
# In pixels, of each unit of length; of the screen a hundredth is ten or so.
_PIXELS = {
    "": 1,
    "px": 1,
    "pt": 1.3,
    "em": 16,
    "rem": 16,
    "ex": 8,
    "ch": 8,
    "%": 10,
    "vw": 10,
    "vh": 10,
    "cm": 38,
    "mm": 4,
    "in": 96,
}
_FAR = -900
_TINY = 1.0
_MAYBE = (
    "//*[@hidden or @aria-hidden or @style or contains(@class, 'sr-only') or contains(@class, 'visually')"
    " or contains(@class, 'screen-reader') or contains(@class, 'offscreen')]"
    "[not(self::html or self::body or self::main or self::article)]"
)
_CLASSES = frozenset(
    {
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "visually_hidden",
        "screen-reader-text",
        "screen-reader-only",
        "offscreen",
    }
)
_WHOLE = "descendant::*[self::h1 or self::main or self::article]"
_CLIPPED = re.compile(
    r"rect\((?:[01](?:px)?[, ]*){4}\)|inset\((?:50|[6-9]\d|100)%|(?:circle|ellipse)\(0"
    r"|polygon\((?:0(?:px|%)? 0(?:px|%)?,? ?)+\)"
)
_MOVED = re.compile(r"translate(?:x|y|3d)?\(([^)]{1,60})\)")
_SHRUNK = re.compile(r"scale(?:x|y|3d)?\(0(?:\.0+)?[,) ]|opacity\(0(?:\.0+)?%?\)")
_CLEAR = re.compile(
    r"transparent|(?:rgb|hsl)a?\((?:[^,()]{1,9},){3}0?(?:\.0+)?0?%?\)|(?:rgb|hsl)a?\([^()]{1,40}/0?(?:\.0+)?0?%?\)"
    r"|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)"
)
_COLOURS = {
    "white": "ffffff",
    "black": "000000",
    "red": "ff0000",
    "yellow": "ffff00",
    "blue": "0000ff",
    "gray": "808080",
    "grey": "808080",
}
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,1(?:\.0+)?)?\)")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])")


def drop_hidden(tree: Any) -> None:
    """Take out of a tree of lxml what nobody sees of it; what follows an element stays."""
    for element in tree.xpath(_MAYBE):
        if element.getparent() is not None and _is_hidden(element):
            element.drop_tree()


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") not in (None, "until-found") or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = declarations(element.get("style", ""))
    if _is_off(style):
        return True
    # A box whose letters have no size may close the gaps between what has a size of its own.
    if _is_tiny(style.get("font-size", "")) and not element.xpath(".//*[contains(@style, 'font')]"):
        return True
    out_of_sight = _is_out_of_sight(style) or not _CLASSES.isdisjoint(element.get("class", "").lower().split())
    # Sites fade a whole page in, or slide it, once their script runs: that stays.
    return out_of_sight and not element.xpath(_WHOLE)


def declarations(style: str) -> dict[str, str]:
    """The properties of a style attribute, the last of each, in lower case, with one space for all white space."""
    found: dict[str, str] = {}
    for part in _COMMENT.sub(" ", style).lower().split(";"):
        name, _, value = part.partition(":")
        value = _SPACE.sub(" ", value.replace("!important", "")).strip()
        if value:
            found[name.strip()] = value.replace(", ", ",").replace("( ", "(").replace(" )", ")")
    return found


def _is_off(style: Mapping[str, str]) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("content-visibility") == "hidden"
    )


def _is_out_of_sight(style: Mapping[str, str]) -> bool:
    """Whether a box is where or what nobody sees: clear, aside, cut off, shrunk, or of the colour behind it."""
    if not style:
        return False
    if _is_zero(style.get("opacity", "")) or _CLIPPED.search(f"{style.get('clip', '')} {style.get('clip-path', '')}"):
        return True
    if _SHRUNK.search(f"{style.get('transform', '')} {style.get('filter', '')})"):
        return True
    return _is_aside(style) or _is_shut(style) or _is_of_its_background(style)


def _is_aside(style: Mapping[str, str]) -> bool:
    places = [style.get(name, "") for name in ("text-indent", "margin", "margin-left", "margin-top")]
    if style.get("position") in ("absolute", "fixed", "relative"):
        places += [style.get(name, "") for name in ("left", "top", "right", "bottom", "inset")]
    places += _MOVED.findall(style.get("transform", ""))
    return any(_pixels(number, unit) <= _FAR for place in places for number, unit in _NUMBER.findall(place))


def _is_shut(style: Mapping[str, str]) -> bool:
    """Whether a box of no height or width, or of a pixel, hides what does not fit into it."""
    hides = style.get("overflow", style.get("overflow-y", style.get("overflow-x", ""))).partition(" ")[0]
    sizes = (style.get(name, "") for name in ("height", "max-height", "width", "max-width"))
    return hides in ("hidden", "clip") and any(_is_tiny(size) for size in sizes)


def _is_of_its_background(style: Mapping[str, str]) -> bool:
    colour = style.get("color", "")
    if _CLEAR.fullmatch(colour.replace(" ", "")) or _CLEAR.fullmatch(style.get("-webkit-text-fill-color", "")):
        return style.get("background-clip", style.get("-webkit-background-clip", "")) != "text"
    own = _colour(colour)
    return bool(own) and own == _colour(style.get("background-color", style.get("background", "")))


def _colour(value: str) -> str:
    """A colour as six hexadecimal digits; empty where it is not known."""
    tight = value.replace(" ", "")
    if match := _RGB.match(tight):
        return "".join(f"{min(int(part), 255):02x}" for part in match.groups())
    if match := _HEX.match(tight):
        return match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
    return _COLOURS.get(value.partition(" ")[0], "")


def _is_tiny(size: str) -> bool:
    match = _NUMBER.fullmatch(size)
    return bool(match) and match is not None and 0 <= _pixels(match[1], match[2]) <= _TINY


def _is_zero(value: str) -> bool:
    match = _NUMBER.fullmatch(value)
    return match is not None and match[2] in ("", "%") and float(match[1]) <= (0.01 if not match[2] else 1)


def _pixels(number: str, unit: str) -> float:
    # A unit that is not known is none of length.
    return float(number) * _PIXELS.get(unit, 0) if unit in _PIXELS else 100.0

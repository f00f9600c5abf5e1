"""Words, labels, markers and colours find their place and can be told apart."""

import math
from itertools import combinations, pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.market.charts import style
from bot.market.charts.lettering import drawable, fitted, width
from bot.market.charts.placing import scatter, spread


@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=["C", "Z"]), max_size=30), st.booleans())
def test_words_are_never_wider_than_reckoned(words: str, bold: bool) -> None:
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font

    assume(drawable(words))
    font = FT2Font(f"{get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf")
    font.set_size(32, 72)
    assert all(ord(letter) in font.get_charmap() for letter in words)
    font.set_text(words)
    assert font.get_width_height()[0] / 64 <= width(words, 32, bold=bold) + 3


@given(st.text(max_size=80), st.floats(0, 900))
def test_fitted_words_fit(words: str, room: float) -> None:
    assert width(fitted(words, room, 32), 32) <= room


def test_no_two_lines_look_alike_to_any_reader() -> None:
    alike = [
        (a, b, sight)
        for (a, a_dashes), (b, b_dashes) in combinations(zip(style.COLOURS, style.DASHES, strict=True), 2)
        for sight in SIGHTS
        if a_dashes == b_dashes and difference(a, b, sight) < 15
    ]
    assert alike == []


# How those who lack one kind of cone see linear RGB (Machado, Oliveira and Fernandes, 2009), and how others do.
SIGHTS = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def difference(a: str, b: str, sight: str) -> float:
    """How far two colours are apart in CIELAB, as seen."""
    return math.dist(lab(a, sight), lab(b, sight))


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    coded = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in coded]
    red, green, blue = (
        min(max(sum(k * part for k, part in zip(row, linear, strict=True)), 0), 1) for row in SIGHTS[sight]
    )
    x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0888)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def root(part: float) -> float:
    return float(part ** (1 / 3)) if part > 0.008856 else 7.787 * part + 16 / 116


@given(st.lists(st.floats(0, 600), min_size=1, max_size=8))
def test_labels_are_spread_apart_in_their_order_and_within_bounds(wanted: list[float]) -> None:
    placed = spread(wanted, 72, 0, 600)
    assert all(36 - 1e-6 <= y <= 564 + 1e-6 for y in placed)
    ordered = [y for _, y in sorted(zip(wanted, placed, strict=True))]
    assert all(b - a >= 72 - 1e-6 for a, b in pairwise(sorted(placed)))
    assert ordered == sorted(ordered) or len(set(wanted)) < len(wanted)


def test_a_label_with_room_stands_beside_its_line() -> None:
    assert spread([100, 300, 320], 72, 0, 600) == [100, 274, 346]


def test_a_marker_keeps_off_the_line_where_there_is_room() -> None:
    line = [(float(x), 300.0) for x in range(0, 1000, 10)]
    ((x, y),) = scatter([(500.0, 300.0)], [line], 22, (0, 0, 1000, 600))
    assert x == 500
    assert y > 300 + 22

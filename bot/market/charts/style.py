"""Colours and measures of charts: pixels of a picture that a phone shows at a third of its width."""

WIDTH, HEIGHT = 1200, 900
EDGE = 28

TITLE, PRICE, SMALL, FOOTER = 46, 44, 32, 27
MARK = 22  # the radius of an event's marker

PAPER, INK, GREY, GRID = "#ffffff", "#1c2430", "#5a6472", "#dfe3e8"
VOLUME, HOLE = "#a9b6c6", "#eef0f3"

# Told apart with any colour vision, and by their dashes where the colours come close (after Okabe and Ito, 2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#1c2430", "#cc79a7", "#e69f00", "#56b4e9", "#8c510a")
DASHES: tuple[tuple[float, ...], ...] = ((), (), (), (), (), (3, 1.2), (3, 1.2), (3, 1.2))

"""From a plan to a PNG: the only place that knows matplotlib.

Only its objects are used, never ``pyplot``, whose state is one for the whole process; so pictures may be drawn in
several threads. Nothing is measured or placed here, and no text is read as a formula ("US$5 to US$6").
"""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from bot.market.charts import style
from bot.market.charts.placing import Point
from bot.market.charts.plan import Mark, Plan, Text, Trace
from bot.market.charts.volume import Volume

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_loading = threading.Lock()
_FOLDER = "MPLCONFIGDIR"


def load(cache: Path | None = None) -> None:
    """Import matplotlib, which takes about half a second; later calls cost nothing.

    Its list of the system's fonts is kept in ``cache``, or made anew for this process where that is absent or cannot be
    written to; an environment that says ``MPLCONFIGDIR`` is followed. The reader's home is left alone.
    """
    with _loading, _config_in(cache):
        import matplotlib.backends.backend_agg
        import matplotlib.figure  # noqa: F401 - imported here so that it finds its folder


@contextmanager
def _config_in(cache: Path | None) -> Iterator[None]:
    if os.environ.get(_FOLDER):
        yield
        return
    passing = None if cache and _writable(cache) else tempfile.mkdtemp(prefix="rallybot-fonts-")
    os.environ[_FOLDER] = passing or str(cache)
    try:
        yield
    finally:
        del os.environ[_FOLDER]
        if passing:
            shutil.rmtree(passing, ignore_errors=True)


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def paint(plan: Plan) -> bytes:
    """The picture, as PNG; the same plan gives the same bytes."""
    load()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # At 72 dots an inch a point is a pixel.
    figure = Figure(figsize=(style.WIDTH / 72, style.HEIGHT / 72), dpi=72, facecolor=style.PAPER)
    canvas = FigureCanvasAgg(figure)
    for order, artist in enumerate(_artists(plan)):
        artist.set_zorder(order)
        figure.add_artist(artist)
    picture = BytesIO()
    canvas.print_figure(picture, format="png", metadata={"Software": None}, pil_kwargs={"compress_level": 6})
    return picture.getvalue()


def _artists(plan: Plan) -> "Iterator[Artist]":
    """Everything in the picture, what lies behind first."""
    yield from _ground(plan)
    if plan.volume:
        yield from _bars(plan.volume)
    for trace in reversed(plan.traces):
        yield from _line(trace, plan.panel.days)
    # Over all lines: none may run over where another ends.
    for trace in reversed(plan.traces):
        yield _disc(trace.end, trace.radius, style.PAPER if trace.open else trace.colour, trace.colour)
    for mark in plan.marks:
        yield _stroke([mark.at, mark.spot], style.INK, 2)
        yield _disc(mark.at, 6, style.INK, style.PAPER)
    for mark in plan.marks:
        yield from _mark(mark)
    if plan.tag:
        yield _tag(plan.tag, plan.traces[0].open)
        colour = plan.traces[0].colour if plan.traces[0].open else style.PAPER
        yield _words(plan.tag, colour)
    for text in plan.texts:
        yield _words(text, text.colour)


def _ground(plan: Plan) -> "Iterator[Artist]":
    from matplotlib.patches import Rectangle
    from matplotlib.transforms import IdentityTransform

    panel, floor = plan.panel, plan.volume.floor if plan.volume else plan.panel.bottom
    for left, right in plan.holes:
        hole = Rectangle((left, floor), right - left, panel.top - floor, facecolor=style.HOLE, linewidth=0)
        hole.set_transform(IdentityTransform())
        yield hole
    heights = [*plan.levels, *([plan.volume.level] if plan.volume else [])]
    for y in heights:
        yield _stroke([(panel.left, y), (panel.right, y)], style.GRID, 2)
    if plan.base is not None:
        yield _stroke([(panel.left, plan.base), (panel.right, plan.base)], style.GREY, 2)
    for tick in plan.ticks:
        yield _stroke([(tick.at, floor - 10), (tick.at, floor)], style.GREY, 2)
    yield _stroke([(panel.left, floor), (panel.right, floor)], style.GREY, 2)


def _bars(volume: Volume) -> "Iterator[Artist]":
    from matplotlib.collections import PolyCollection
    from matplotlib.transforms import IdentityTransform

    for unfinished in (False, True):
        boxes = [
            [(bar.left, volume.floor), (bar.left, bar.top), (bar.right, bar.top), (bar.right, volume.floor)]
            for bar in volume.bars
            if bar.open is unfinished
        ]
        face, edge = (style.PAPER, 2.0) if unfinished else (style.VOLUME, 0.0)
        if boxes:
            bars = PolyCollection(boxes, facecolors=face, edgecolors=style.VOLUME, linewidths=edge)
            bars.set_transform(IdentityTransform())
            yield bars


def _line(trace: Trace, days: Sequence[object]) -> "Iterator[Artist]":
    width = 4.5 if len(days) <= 300 else 3.0 if len(days) <= 2000 else 2.4
    if trace.leader:
        yield _stroke(trace.leader, trace.colour, 2)
    for run in trace.runs:
        yield _stroke(run, trace.colour, width, trace.dashes)
        if len(run) == 1:
            yield _disc(run[0], width, trace.colour, trace.colour)


def _mark(mark: Mark) -> "Iterator[Artist]":
    yield _disc(mark.spot, style.MARK, style.INK, style.PAPER)
    size = style.FOOTER if mark.n < 100 else style.FOOTER * 0.7
    yield _words(Text(*mark.spot, str(mark.n), size, bold=True, align="center"), style.PAPER)


def _stroke(points: Sequence[Point], colour: str, width: float, dashes: Sequence[float] = ()) -> "Artist":
    from matplotlib.lines import Line2D
    from matplotlib.transforms import IdentityTransform

    across, up = zip(*points, strict=True)
    line = Line2D(across, up, color=colour, linewidth=width, linestyle=(0, dashes) if dashes else "solid")
    line.set_solid_joinstyle("round")
    line.set_transform(IdentityTransform())
    return line


def _disc(at: Point, radius: float, face: str, edge: str) -> "Artist":
    from matplotlib.patches import Circle
    from matplotlib.transforms import IdentityTransform

    return Circle(at, radius, facecolor=face, edgecolor=edge, linewidth=3, transform=IdentityTransform())


def _tag(tag: Text, unfinished: bool) -> "Artist":
    from matplotlib.patches import FancyBboxPatch
    from matplotlib.transforms import IdentityTransform

    (left, right), half = tag.span, 21
    return FancyBboxPatch(
        (left - 8, tag.y - half),
        right - left + 16,
        2 * half,
        boxstyle="round,pad=0,rounding_size=8",
        facecolor=style.PAPER if unfinished else tag.colour,
        edgecolor=tag.colour,
        linewidth=3,
        transform=IdentityTransform(),
    )


def _words(text: Text, colour: str) -> "Artist":
    import matplotlib
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text as Words
    from matplotlib.transforms import IdentityTransform

    font = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf" if text.bold else "DejaVuSans.ttf")
    return Words(
        text.x,
        text.y,
        text.words,
        color=colour,
        fontproperties=FontProperties(fname=str(font), size=text.size),
        horizontalalignment=text.align,
        verticalalignment="center_baseline",
        parse_math=False,
        usetex=False,
        transform=IdentityTransform(),
    )

"""The pictures themselves."""

import os
import struct
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.market.charts import MOST_EVENTS, MOST_LINES, Event, draw, style
from bot.market.charts.drawing import paint
from bot.market.charts.plan import plan_of
from bot.market.errors import NoData
from tests.bot.market.charts.histories import MONDAY, as_lines, history, weekdays


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG whose parts are all whole."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, kinds = 8, []
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        (checksum,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert zlib.crc32(png[place + 4 : place + 8 + length]) == checksum
        kinds.append(kind)
        place += 12 + length
    assert kinds[0] == b"IHDR"
    assert kinds[-1] == b"IEND"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_chart_is_a_png_of_1200_by_900() -> None:
    assert size(draw([history([100, 101, 99], volumes=[5, 6, 7])]).png) == (1200, 900)


@pytest.mark.parametrize("closes", [[150], [150, 151], [5] * 30, ["0.012", "0.0125"], [25_000, 25_100], [0, 0]])
def test_short_flat_tiny_and_large_prices_are_drawn(closes: list[float]) -> None:
    assert size(draw([history(closes, partial=True)]).png) == (1200, 900)


def test_the_same_rows_give_the_same_picture() -> None:
    lines = [history([100, 101, 99]), history([5, 6, 7], symbol="BABA")]
    assert draw(lines, [Event(MONDAY, 1)]).png == draw(lines, [Event(MONDAY, 1)]).png
    assert draw(lines).png != draw(lines[::-1]).png


def test_pictures_drawn_at_once_in_several_threads_are_what_they_are_alone() -> None:
    cases = [[history([n + 1, n + 2, n + 1.5], name=f"Firm {n}", volumes=[1, 2, 3])] for n in range(8)]
    alone = [draw(case).png for case in cases]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda case: draw(case).png, cases * 2)) == alone * 2


def test_dollars_are_drawn_as_dollars_and_not_read_as_formulas() -> None:
    assert size(draw([history([1, 2])], title="US$5_1 to US$6^{").png) == (1200, 900)


def test_only_the_period_is_drawn() -> None:
    days = weekdays(MONDAY, 10)
    chart = draw([history(range(1, 11))], [Event(days[0], 1), Event(days[4], 2)], first=days[2], last=days[6])
    assert [row.day for row in chart.lines[0].rows] == days[2:7]
    assert chart.marked == [2]
    assert chart.base is None


def test_of_many_events_the_first_twenty_are_marked() -> None:
    days = weekdays(MONDAY, 30)
    chart = draw([history(range(1, 31))], [Event(day, n) for n, day in enumerate(days, start=1)])
    assert chart.marked == list(range(1, MOST_EVENTS + 1))


def test_several_know_their_base_and_who_came_late() -> None:
    days = weekdays(MONDAY, 20)
    chart = draw([history(range(1, 21)), history(range(1, 6), symbol="2015.HK", days=days[15:])])
    assert chart.base == days[15]
    assert chart.late == ["2015.HK"]


def test_a_period_without_a_row_or_the_wrong_way_round_is_said_to_have_none() -> None:
    with pytest.raises(NoData, match=r"9988\.HK: no session from 2024-01-01 to 2024-02-01"):
        draw([history([1, 2])], first=date(2024, 1, 1), last=date(2024, 2, 1))
    with pytest.raises(NoData, match=r"no session to 2024-02-01"):
        draw([history([1, 2])], last=date(2024, 2, 1))
    with pytest.raises(NoData):
        draw([history([1, 2])], first=date(2025, 11, 30), last=date(2025, 11, 1))


def test_more_than_eight_lines_are_refused() -> None:
    lines = [history([1, 2], symbol=f"{n}.HK") for n in range(MOST_LINES + 1)]
    assert size(draw(lines[:MOST_LINES]).png) == (1200, 900)
    with pytest.raises(UsageError, match="8 lines at most, and 9"):
        draw(lines)
    with pytest.raises(ValueError, match="nothing"):
        draw([])


SCRIPT = """
import sys
from pathlib import Path
from bot.market.charts import load
assert "matplotlib" not in sys.modules
load(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
import os, matplotlib
assert "matplotlib.pyplot" not in sys.modules
assert "MPLCONFIGDIR" not in os.environ
print(matplotlib.get_cachedir())
"""


def loaded(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MPL", "XDG_"))}
    environment |= {"HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], env=environment, capture_output=True, text=True, check=True
    )


def test_nothing_is_written_to_the_readers_home(tmp_path: Path) -> None:
    loaded(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_list_of_fonts_is_kept_in_the_folder_that_is_given(tmp_path: Path) -> None:
    home, cache = tmp_path / "home", tmp_path / "data" / "cache"
    home.mkdir()
    assert loaded(home, str(cache)).stdout.strip() == str(cache)
    assert any(cache.glob("fontlist*.json"))
    assert list(home.iterdir()) == []


def test_a_home_and_a_cache_that_cannot_be_written_to_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = loaded(Path("/proc/nowhere"), str(tmp_path / "file" / "cache"))
    assert "Traceback" not in done.stderr


def test_where_a_line_ends_is_seen_though_another_runs_over_it() -> None:
    from matplotlib.colors import to_hex
    from matplotlib.image import imread

    lines = [history([100, 110, 120]), *(history([100, 110], symbol=symbol) for symbol in ("BABA", "JD", "PDD"))]
    plan = plan_of(*as_lines(*lines), [], [])
    pixels = imread(BytesIO(paint(plan)))
    for trace in plan.traces:
        across, up = trace.end
        seen = pixels[style.HEIGHT - 1 - int(up + trace.radius - 1), int(across)][:3]
        assert to_hex(seen) == trace.colour

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.dates import find_published, later, parse_published
from knowledge.model import Published

TODAY = date(2025, 11, 22)
DAY = date(2025, 8, 29)
HONG_KONG = timezone(timedelta(hours=8))
AT = datetime(2025, 8, 29, 18, 30, tzinfo=HONG_KONG)

days = st.dates(date(1990, 1, 1), TODAY)
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
instants = st.datetimes(
    min_value=datetime.fromisoformat("1990-01-02"), max_value=datetime.fromisoformat("2025-11-20"), timezones=offsets
).map(lambda at: at.replace(microsecond=0))


@pytest.mark.parametrize(
    "text",
    [
        "2025-08-29T18:30:00+08:00",
        "2025-08-29T18:30:00.123456789+0800",
        "2025-08-29 18:30:00 +0800",
        "  2025-08-29T18:30+08:00 ",
        "Fri, 29 Aug 2025 18:30:00 +0800",
        "29 Aug 2025 18:30:00 HKT",
    ],
)
def test_an_instant_keeps_the_offset_of_its_publisher(text: str) -> None:
    published = parse_published(text, today=TODAY)
    assert published == Published(DAY, AT)
    assert published.at is not None
    assert published.at.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("text", ["2025-08-29T10:30:00Z", "Fri, 29 Aug 2025 10:30:00 GMT", "29 Aug 2025 10:30 -0000"])
def test_utc_is_an_offset_too(text: str) -> None:
    assert parse_published(text, today=TODAY) == Published(DAY, datetime(2025, 8, 29, 10, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "2025-08-29",
        "20250829",
        "2025-08-29T18:30:00",
        "2025-08-29 18:30",
        "Fri, 29 Aug 2025 18:30:00",
        "Fri, 29 Aug 2025 18:30:00 CST",
        "Fri Aug 29 18:30:00 2025",
        "29 August 2025",
        "29th of August, 2025",
        "Aug. 29, 2025",
        "Friday, August 29, 2025",
        "Aug 29, 2025 at 6:30 PM ET",
        "2025年8月29日",
        "2025年08月29日 星期五 18:30",
        "2025年8月29日下午6:30",
        "2025/8/29 18:30",
        "2025.08.29",
    ],
)
def test_a_date_without_a_known_zone_keeps_only_its_day(text: str) -> None:
    assert parse_published(text, today=TODAY) == Published(DAY)


@pytest.mark.parametrize(
    "text",
    ["", "August 2025", "2025-08", "2025-W35", "2025年8月", "2025", "10:30", "yesterday", "3 hours ago", "29 August",
     "2025-02-30", "30 February 2025", "2025年13月1日", "Updated 29 Aug 2025 10:00:00 GMT", "03/04/2025",
     "0000-00-00", "1756463400"],
)  # fmt: skip
def test_what_is_no_full_date_is_never_made_one(text: str) -> None:
    assert parse_published(text, today=TODAY) is None


def test_a_day_before_1990_or_far_ahead_is_refused() -> None:
    assert parse_published("1989-12-31", today=TODAY) is None
    assert parse_published("1990-01-01", today=TODAY) == Published(date(1990, 1, 1))
    assert parse_published("2025-11-24", today=TODAY) == Published(date(2025, 11, 24))
    assert parse_published("2025-11-25", today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("By A. Writer | 29 August 2025 | Technology", DAY),
        ("发布时间：2025年8月29日 18:30 来源：港湾财经", DAY),
        ("Posted on 2025-08-29, 4 comments", DAY),
        ("Volume 12025-08-291", None),
        ("A story with no date", None),
    ],
)
def test_a_day_is_found_within_a_byline(text: str, day: date | None) -> None:
    published = find_published(text, today=TODAY)
    assert (published and published.day) == day


@given(instants)
def test_an_instant_survives_iso_and_mail_form(at: datetime) -> None:
    for text in (at.isoformat(), at.isoformat(" "), format_datetime(at)):
        published = parse_published(text, today=TODAY)
        assert published is not None
        assert (published.at, published.day) == (at, at.date())


@given(days)
def test_a_day_survives_in_words(day: date) -> None:
    for form in ("%d %B %Y", "%B %d, %Y", "%b. %d, %Y", "%A, %d %b %Y", "%Y年%m月%d日", "%Y-%m-%d", "%Y/%m/%d"):
        assert parse_published(day.strftime(form), today=TODAY) == Published(day)


@given(st.text() | st.text("0123456789-/:T+Z. ,年月日AugSep", max_size=40))
def test_no_text_breaks_it_and_no_day_is_out_of_bounds(text: str) -> None:
    for published in (parse_published(text, today=TODAY), find_published(text, today=TODAY)):
        assert published is None or date(1990, 1, 1) <= published.day <= TODAY + timedelta(days=2)


def test_a_change_counts_from_a_later_day_than_the_publication() -> None:
    first, next_day = (Published(date(2025, 8, day)) for day in (29, 30))
    same_day = Published.from_datetime(datetime(2025, 8, 29, 23, 0, tzinfo=UTC))
    assert later(first, same_day, None, next_day) == next_day
    assert later(first, same_day) is None
    assert later(None, same_day) == same_day
    assert later(next_day, first) is None

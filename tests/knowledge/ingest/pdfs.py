"""PDFs as companies publish them, and as nobody should."""

import io
import zlib
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate

CHINESE_FONT = "STSong-Light"


def pdf(
    paragraphs: Sequence[str],
    *,
    title: str | None = None,
    header: str = "",
    footer: str = "",
    font: str = "Helvetica",
    pages_of: int = 0,
) -> bytes:
    """A PDF of paragraphs, with a header and a footer (``{}`` is the page's number) on every page.

    After every ``pages_of`` paragraphs a page ends, if that is not 0.
    """
    if font != "Helvetica":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    style = ParagraphStyle("body", fontName=font, fontSize=11, leading=14, spaceAfter=8)
    style.wordWrap = None if font == "Helvetica" else "CJK"
    story: list[Flowable] = []
    for number, paragraph in enumerate(paragraphs):
        if pages_of and number and number % pages_of == 0:
            story.append(PageBreak())
        story.append(Paragraph(paragraph, style))

    def frame(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(font, 8)
        canvas.drawString(72, 800, header.format(document.page))
        canvas.drawString(280, 30, footer.format(document.page))

    file = io.BytesIO()
    SimpleDocTemplate(file, title=title, pagesize=A4).build(story, onFirstPage=frame, onLaterPages=frame)
    return file.getvalue()


def lines_pdf(*pages: Sequence[str]) -> bytes:
    """A PDF whose lines are broken just so."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for lines in pages:
        text = canvas.beginText(72, 770)
        for line in lines:
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def raw_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of bare objects, the first of them its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, value in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(content: bytes, times_packed: int = 1) -> bytes:
    """A stream object, packed as often as asked."""
    for _ in range(times_packed):
        content = zlib.compress(content, 9)
    filters = b" ".join([b"/FlateDecode"] * times_packed)
    return b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(content), filters, content)

"""Bytes to text: what the bytes can only be, then what was declared, then a guess.

Declarations are often wrong, and a charset of single bytes never fails to decode. So a byte order mark counts first,
then UTF-8 wherever the bytes are UTF-8; and where they read as plausible Chinese in one of its charsets, no declaration
of another one wins over that.
"""

import codecs
import re
from itertools import islice

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,20}=\s{0,20}[\"']?\s{0,20}([\w.:-]{2,40})", re.IGNORECASE
)
_DECLARED_WITHIN = 4096
# Pages that declare the small set are written in the large one; keys are Python's own names.
_READ_AS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "hz",
    "big5": "big5hkscs", "big5hkscs": "big5hkscs", "cp950": "big5hkscs",
    "euc_jp": "euc_jp", "shift_jis": "cp932", "cp932": "cp932", "iso2022_jp": "iso2022_jp",
    "euc_kr": "cp949", "cp949": "cp949",
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "koi8-r": "koi8-r", "koi8-u": "koi8-u", "mac-roman": "mac-roman",
} | {name: name for number in range(2, 17) if (name := f"iso8859-{number}") not in {"iso8859-9", "iso8859-11"}} | {
    f"cp{number}": f"cp{number}" for number in (874, *range(1250, 1259))
}  # fmt: skip
_ESCAPED = frozenset({"hz", "iso2022_jp"})
_BY_PAIRS = frozenset({"gb18030", "big5hkscs", "euc_jp", "cp932", "cp949"})
_CHINESE_CHARSETS = ("gb18030", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
# The commonest characters of running Chinese, simplified and traditional: every second or third one is among them.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然"
    "家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机"
    "十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西"
    "斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打"
    "女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五"
    "基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清"
    "股价涨跌亿元季营收增降报财盘券投易购销售智芯片云算亏损港沪深"
    "這個們來為國說時會對於後裡經現當沒動還進樣開從實軍無長機關點業將兩間問應戰頭體見產話給門東聲員論處義幾條係氣題爾"
    "別變總電數報結場計資許統區隊決馬書則聽達強難權設記類據邊張該規萬術領確傳師觀價漲億營財盤購銷雲虧損滬"
    "，。、：；「」《》（）“”？！"
)
_SAMPLE = 20_000  # characters outside ASCII
_GUESS_WITHIN = 16 * 1024
_SURELY, _HARDLY = 0.25, 0.08
_MOST_BROKEN = 0.02
_FEWEST_WHOLE = 4  # characters beyond ASCII for each broken one, where bytes are still called UTF-8
_BYTES_PER_NUL = 1000  # of text in which a NUL is a mistake; a picture or a program has more
_FEW_HIGH_BYTES = 0.06
_LIKELY_WIDE = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\xff\u0370-\u04ff\u2010-\u203b\u20ac\u2190-\u21ff\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff00-\uffef]"
)
_ASCII = bytes(range(128))
_HIGH_RUN = re.compile(rb"[\x80-\xff][\x00-\xff]{0,1023}")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(content: bytes, charset: str | None = None) -> str | None:
    """Turn bytes into text; absent when they are not text.

    ``charset`` is what the sender declared; a wrong declaration is passed over.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _plausible(content.decode(encoding, "replace"))
    names = [name for said in (charset, _declared(content)) if (name := _known(said))]
    if b"\0" in content or (charset and charset.strip().lower().startswith("utf-16")):
        wide = _wide(content)
        if wide or content.count(0) > len(content) // _BYTES_PER_NUL:
            return wide
        content = content.replace(b"\0", b"")
    text = _utf8(content, names)
    if text is None:
        text = _by_charset(content, names)
    return _plausible(text)


def _declared(content: bytes) -> str | None:
    match = _DECLARED.search(content, 0, _DECLARED_WITHIN)
    return match[1].decode("ascii", "ignore") if match else None


def _known(charset: str | None) -> str | None:
    """The charset that a declared name means; none where it means none that is read."""
    try:
        return _READ_AS.get(codecs.lookup((charset or "").strip()).name) if charset else None
    except (LookupError, ValueError):
        return None


def _wide(content: bytes) -> str | None:
    """Read UTF-16 without a mark: in the right order of bytes it is common characters, in the wrong one rare ones."""
    texts = [content.decode(order, "replace") for order in _WIDE]
    return max((text for text in texts if _is_wide(text)), key=_common_share, default=None)


def _is_wide(text: str) -> bool:
    head = text[:_SAMPLE]
    likely = len(_LIKELY_WIDE.findall(head))
    return likely >= (1 - _MOST_BROKEN) * len(head) and _common_share(head) >= 2 * _SURELY


def _common_share(text: str) -> float:
    head = text[:_SAMPLE]
    return sum(character.isascii() or character in _COMMON for character in head) / len(head) if head else 0.0


def _utf8(content: bytes, names: list[str]) -> str | None:
    """Read UTF-8, also where a byte here and there is broken or the last character is cut off."""
    if content.isascii():
        escaped = next((name for name in names if name in _ESCAPED), None)
        return content.decode(escaped or "ascii", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and len(content) - error.start > 1
        if cut:
            return content[: error.start].decode("utf-8")
    lenient = content.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    return lenient if _beyond_ascii(lenient) > _FEWEST_WHOLE * broken else None


def _by_charset(content: bytes, names: list[str]) -> str | None:
    """Read bytes that are not UTF-8: as Chinese where that is plausible, else as declared, else by a guess."""
    candidates = list(dict.fromkeys([*(name for name in names if name in _BY_PAIRS), *_CHINESE_CHARSETS]))
    texts = {name: content.decode(name, "replace") for name in candidates}
    shares = {name: _chinese_share(text) for name, text in texts.items()}
    # The declared one comes first, and the first of equals is taken.
    best = max(candidates, key=lambda name: shares[name])
    if shares[best] >= _SURELY:
        return texts[best]
    for name in names:
        text = texts[name] if name in texts else content.decode(name, "replace")
        if name not in _BY_PAIRS or shares[name] >= _HARDLY or not _is_broken(text):
            return text
    if _is_pairs(content):
        return texts["gb18030"]
    return _guess(content)


def _chinese_share(text: str) -> float:
    """The share of common characters among those outside ASCII; 0 where too many bytes make no character."""
    sample = [match[0] for match in islice(_BEYOND_ASCII.finditer(text), _SAMPLE)]
    if not sample or sample.count("\ufffd") > max(1, _MOST_BROKEN * len(sample)):
        return 0.0
    return sum(character in _COMMON for character in sample) / len(sample)


def _is_broken(text: str) -> bool:
    return text.count("\ufffd") > max(1, _MOST_BROKEN * _beyond_ascii(text))


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_pairs(content: bytes) -> bool:
    """Whether every byte beyond ASCII is half of a character of the small Chinese set, and they stand in company."""
    try:
        return max(map(len, re.findall("[\u4e00-\u9fff]+", content.decode("gb2312"))), default=0) > 1
    except UnicodeDecodeError:
        return False


def _guess(content: bytes) -> str | None:
    if len(content.translate(None, _ASCII)) <= _FEW_HIGH_BYTES * len(content):
        # A quotation mark, a sign of a currency or an accent now and then.
        return content.decode("cp1252", "replace")
    import charset_normalizer

    # What is ASCII tells nothing: a page may hold the first other byte far below.
    sample = b"".join(match[0] for match in islice(_HIGH_RUN.finditer(content), _GUESS_WITHIN // 1024))
    best = charset_normalizer.from_bytes(sample).best()
    return content.decode(best.encoding, "replace") if best else None


def _plausible(text: str | None) -> str | None:
    """Text holds next to no control characters; a program or a picture read as text does."""
    return text if text is not None and len(text) - len(_CONTROLS.sub("", text)) <= len(text) // 100 else None

"""Words that turn what is said: up and down, profit and loss, denial, expectation, where something came from. Pure."""

import re
from functools import lru_cache

_UP = (
    r"r[io]se(?:s|n)?|rising|gr[eo]w(?:s|n|ing|th)?|increas(?:e|es|ed|ing)|gain(?:s|ed|ing)?|climb(?:s|ed|ing)?"
    r"|jump(?:s|ed|ing)?"
    r"|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|expand(?:s|ed|ing)?|expansion|advanc(?:e|es|ed|ing)|up(?! to\b)"
    r"|accelerat\w+|higher"
    r"|add(?:s|ed)|rall(?:y|ied)|rebound(?:s|ed|ing)?|leap(?:t|ed|s)?|widen(?:s|ed|ing)?|lift(?:s|ed|ing)?"
    r"|improv(?:e|es|ed|ing|ement)"
    r"|more(?! than)|edged up|crept up|went up|rais(?:e|es|ed|ing)|swell(?:ed)?|boost(?:ed)?|upswing|upped"
)
_DOWN = (
    r"f[ae]ll(?:s|en|ing)?|drop(?:s|ped|ping)?|declin(?:e|es|ed(?! to \w)|ing)|decreas(?:e|es|ed|ing)|slump(?:s|ed"
    r"|ing)?|slid(?:e|es|ing)?"
    r"|plung(?:e|es|ed|ing)|shr[iau]nk(?:s|ing|en)?|down|s[aui]nk(?:s|ing)?|tumbl(?:e|es|ed|ing)|lower(?:ed)?"
    r"|contract(?:ed|s|ion)"
    r"|los[et](?:s|ing)?|shed|gave up|trimm?(?:ed|s)?|cut(?:s|ting)?|reduc(?:e|es|ed|ing|tion)|slip(?:s|ped|ping)?"
    r"|narrow(?:s|ed|ing)?"
    r"|less(?! than)|fewer|retreat(?:ed)?|eas(?:ed|es)|dip(?:s|ped)?|weaken(?:ed|s)?|eroded|halv(?:e|es|ed)"
    r"|worse(?:ned)?|slash(?:ed)?"
)
_ZH_UP = r"增长|增加|增至|增到|上涨|上升|上调|攀升|升至|升到|提高|提升|扩大|走高|涨|升|增|反弹|飙升|高出|多于"
_ZH_DOWN = r"下降|下跌|下滑|减少|降至|降到|下调|缩小|收窄|走低|跌|降|回落|萎缩|减|挫|缩减"
MOVE = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b|(?P<zhup>{_ZH_UP})|(?P<zhdown>{_ZH_DOWN})", re.IGNORECASE)
_NO_MOVE = re.compile(
    r"\b(?:more|less|fewer|higher|lower) (?:of\b|than (?=[\d$€£¥]|US|HK|RMB|half|one|two|three|an? (?:third"
    r"|quarter|fifth)))|\bfollowed up\b|\bmade up\b|\bset up\b|\bup to\b|\bsigned up\b"
    r"|\bopens? up\b|\bmore (?:about|on|details|information)\b|\braised (?=(?:US|HK|RMB|\$|€)|[\d,.]+ (?:million"
    r"|billion))"
    r"|\bclosing down\b|\bbreak\w* down\b",
    re.IGNORECASE,
)
LOSS = re.compile(
    r"\b(?P<loss>loss(?:es)?|lost|los(?:es|ing)|in the red|deficit|outflows?|flow(?:s|ed|ing)? out"
    r"|sold a net|net sell(?:ers?|ing)|negative|minus(?=\s))\b"
    r"|\b(?P<profit>profit(?:s|able)?|earn(?:s|ed|ings)?|net income|operating income|income from operations"
    r"|inflows?|flow(?:s|ed|ing)? in(?:to)?|bought a net|net buy(?:ers?|ing)|EBITD?A(?! loss)"
    r"|gains? (?:of|on|from)|in the black|positive(?=[,\s]+(?:at|cash|free)|\W*$)|plus(?=\s(?:[\d$€£¥]|US|HK|RMB|$)))\b"
    r"|(?P<zhloss>亏损|净亏|流出|净卖出)|(?P<zhprofit>盈利|利润|流入|净买入|纯利|溢利|净利)",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:not|never|no longer|denie[sd]|deny|denying|without|neither|nor|cannot|hardly|unlikely|(?:has|have|had)"
    r" yet to|fail(?:s|ed) to|refus\w+|(?:pay|pays|paid|paying|declare[ds]?|has|had|have|see|sees|saw"
    r"|plans?|made|make) no"
    r"|rul(?:ed|es) out)\b|n[’']t\b"
    r"|没有|没|并未|未(?!来|必)|不(?!足|到|低于|少于|超过|含|包括|过|同|断|仅|久|少)|否认|拒绝|无法",
    re.IGNORECASE,
)
DENIES_SOFTLY = re.compile(
    rf"{DENIED.pattern}|\b(?:no|none|nobody|nothing|few|declin(?:e|es|ed) to|yet to|lack\w*|stop\w*|instead of"
    rf"|rather than|free of"
    r"|separately|exclud\w*|unless|avoid\w*)\b|仅|只|拒|无|非|停止|尚",
    re.IGNORECASE,
)
EXPECTED = re.compile(
    r"\b(?:will|would|could|might|(?-i:may)|shall|should|expect\w*|forecast\w*|guid(?:e|es|ed|ing|ance)|targets?"
    r"|targeting|aim(?:s|ed|ing)?|plan(?:s|ned|ning)?"
    r"|estimat\w+|project(?:s|ed|ion)?|consider\w*|propos\w+|intend\w*|goal|outlook|see[sn]?|predict\w*|likely"
    r"|probably|weigh\w*"
    r"|(?:is|are) (?:now |also )?(?!up |down )[a-z]+ing|reach up to|if|are to|is to|budget\w*|set aside|rumou?r\w*"
    r"|reportedly|said to|hear\w*|thought|reckon\w*|hopes?|hoping|ahead|coming|next|pencilled|analysts?|consensus)\b"
    r"|预计|预期|计划|目标|有望|将|拟|可能|或|料|估计|指引|考虑|展望|预测|据报|传|明年|会",
    re.IGNORECASE,
)
FORESEEN = re.compile(
    r"\b(?:will|would|could|might|(?-i:may)|expects?|expected|forecasts?|guided|guidance|targets?|plans? to"
    r"|planned|is considering|are considering"
    r"|is to|are to|intends?|aims?|pencilled in|price target|goal)\b|预计|预期|计划|目标|有望|将(?!近)|拟|可能",
    re.IGNORECASE,
)
"""What marks a figure in a source as one of what is to come; narrower than what an answer may say of it."""
ORIGIN = re.compile(
    r"(?:\b(?:from|(?<!more )(?<!less )(?<!fewer )than|against|versus|vs\.?|compared (?:with|to)|after"
    r"|since|(?:twice|double|triple|half)(?= the)|of"
    r" just|instead of|before it was)|由|自|从|较|比|相比|高于|低于|对比)"
    r"\s*(?:the |its |an? |just |only |about |around |nearly |almost |more than |over |some |约|的)*$",
    re.IGNORECASE,
)
BEFORE = re.compile(
    r"\b(?:previous(?:ly)?|before(?:hand)?|earlier|prior|preceding|last year|year ago|had (?:been|come|stood"
    r"|r[io]sen|fallen|grown|dropped"
    r"|climbed|increased|lost|earned|made|already)|used to|formerly|then|at the time|back in|at first|initially"
    r"|older|past)\b"
    r"|此前|之前|上一?季|前一季|上年|当时|先前|曾|原先|一年前|前一年|原本|上一财年|同期",
    re.IGNORECASE,
)
"""That something is not the newest, and said not to be."""


@lru_cache(maxsize=8_000)
def denied(text: str) -> bool:
    """Whether a text denies something outright."""
    return bool(DENIED.search(text))


@lru_cache(maxsize=8_000)
def denies_softly(text: str) -> bool:
    """Whether a text denies something, or says it in a way that may be told as a denial."""
    return bool(DENIES_SOFTLY.search(text))


_BASIS = re.compile(
    r"\b(?:from|than|on|over|compared (?:with|to)|against|versus) (?:a|the) (?:same )?(?:year|quarter|period)(?: a"
    r" year)? (?:earlier|ago|before)\b"
    r"|\byear[- ](?:on|over)[- ]year\b|比上年同期|较上年同期|与?去年同期相比",
    re.IGNORECASE,
)
_BEFORE_BEHIND = re.compile(
    r"^[^,;，；]{0,30}?\b(?:(?:a|the) (?:year|quarter) (?:earlier|before|ago)|(?:the )?(?:previous|prior|preceding)"
    r" (?:year|quarter)|last year)\b(?!\s*:)"
    r"|^[^,;，；]{0,12}?(?:去年同期|上年同期|上一?季度)(?!\s*[:：])",
    re.IGNORECASE,
)


def past(before: str, behind: str) -> bool:
    """Whether the words about an amount call it an older one; "rose 5% from a year earlier" does not."""
    return bool(BEFORE.search(_BASIS.sub(" ", before)) or _BEFORE_BEHIND.search(_BASIS.sub(" ", behind)))


@lru_cache(maxsize=8_000)
def moved(text: str) -> int:
    """The last move of a text: 1 for up, -1 for down, 0 where none is spoken of."""
    last = 0
    for match in MOVE.finditer(_NO_MOVE.sub(lambda found: " " * len(found.group()), text)):
        last = 1 if match["up"] or match["zhup"] else -1
    return last


def first_moved(text: str) -> int:
    """The first move of a text, likewise."""
    match = MOVE.search(_NO_MOVE.sub(lambda found: " " * len(found.group()), text))
    return 0 if match is None else 1 if match["up"] or match["zhup"] else -1


def lost(text: str) -> bool | None:
    """Whether a text speaks last of a loss, of a profit, or of neither."""
    last = None
    for match in LOSS.finditer(text):
        last = bool(match["loss"] or match["zhloss"])
    return last

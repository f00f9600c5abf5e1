"""What an article says of being a correction, and what it corrects. Pure.

Two kinds are told apart: a corrected version, which stands in the place of what it corrects ("CORRECTED-...",
"(Corrects profit in paragraph 2 ...)", 更正：...), and a note that only says what was wrong ("an article on 29 August
misstated the rise as 62%; it was 26%", 更正启事), which leaves the rest of the article as it was.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.ingest.tellings import values
from knowledge.text import fold, language_of


class Corrects(StrEnum):
    """What an article is a correction of: nothing, a whole article, or some words of one."""

    NOTHING = "nothing"
    ARTICLE = "article"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Correction:
    """``figures`` are those that a note names, the wrong and the right ones, as values."""

    corrects: Corrects
    figures: frozenset[str] = frozenset()


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(body, re.VERBOSE)


# The word is a desk's where it stands apart ("CORRECTED-Meituan ...") or alone; not in "Correction in tech shares".
_TITLE = _pattern(
    r"""^\W*(?:(?:update|refile|repeat)[\s\d-]*)*
        (?:correct(?:ed|ion|ions|s) | clarif(?:ication|ied) | amended)
        (?: \ and\ clarifications? | \ ?\(official\) )?  (?: \ ?[-–—:|/)\]】] | \W*$ )
      | ^for\ the\ record\W*$
      | ^\W*(?:更正|订正|勘误)(?:启事|说明|声明|公告)?(?:\W|$)
      | ^\W*(?:修正|澄清)(?:启事|说明)?\ ?(?:[:|】\])-]|$)
      | [(\[【](?:更正|订正|corrected|correction)[)\]】]\W*$"""
)
_LEAD = _pattern(
    r"""\((?:official\ )?(?:corrects? | refiles?\ to\ correct | removes? | clarifies)\b
      | \bthis\ (?:version\ |story\ |article\ |report\ )[^.]{0,60}\bcorrect(?:s|ed)\b
      | \b(?:has|have)\ been\ (?:corrected|amended)\ to\b
      | \bcorrects\ (?:the\ )?\w+\ in\ (?:the\ )?(?:\w+\ )?paragraph
      | ^\W*(?:更正|订正|勘误)[:：(（第] | [（(]更正 | 本[文稿](?:已|经)更正"""
)
_NOTE = _pattern(
    r"""\b(?:article|story|report|dispatch|item|piece|version)\b [^.]{0,160}
        \b(?: misstated | misreported | misidentified | incorrectly | wrongly | mistakenly | erroneously
            | overstated | understated | gave | was\ given )
      | \bour\ report\b[^.]{0,160}\bgiven\ as\b
      | \bin\ (?:error|fact)\b | \bwe\ (?:apologi[sz]e|regret)\b
      | 误写|误为|误作|误报|误注|误称|有误|应为|特此更正|谨此(?:说明|更正|致歉)|致歉"""
)
# A note is short: in Latin characters and in Chinese ones.
_LONGEST_NOTE = {"en": 700, "zh": 260}
_LEAD_LENGTH = 400
_TITLE_LENGTH = 300


def correction_of(title: str, body: str) -> Correction:
    """Read whether an article corrects, by its title and its beginning."""
    folded_title, folded = fold(title[:_TITLE_LENGTH]), fold(body[: 2 * _LEAD_LENGTH])
    said = bool(_TITLE.search(folded_title)) or bool(_LEAD.search(folded[:_LEAD_LENGTH]))
    short = len(body) <= _LONGEST_NOTE[language_of(f"{title[:_TITLE_LENGTH]}\n{body[:_LEAD_LENGTH]}")]
    # A corrected version has a headline of its own after the word; a note is headed by the word and little else.
    if short and _NOTE.search(folded) and (said or _TITLE.search(folded)):
        return Correction(Corrects.WORDS, values([title, body]))
    return Correction(Corrects.ARTICLE if said else Corrects.NOTHING)

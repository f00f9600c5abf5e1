"""What in a stranger's text speaks to whoever writes of it, and how the text reads without that. Pure.

Such sentences tell nothing of the world, so nothing is lost to a reader when a model is not given them. No list of
words finds all of them: what a model writes in the end is decided by :mod:`bot.assistant.agent.guard` all the same.
"""

import re
import unicodedata

from bot.assistant.agent.letters import is_disguised, plain, seen
from knowledge.ingest.suspicion import addresses_a_model
from knowledge.text import sentences

_READER = (
    r"(?:assistants?|chat ?bots?|bots?|robots?|machines?|(?:language |ai )?models?|ai systems?|llms?|software|programs?"
    r"|crawlers?|scrapers?|narrators?|computers?"
    r"|(?:text |language )tools?|agents?|summari[sz]ers?|whoever|(?:the|recap|copy) writers?)"
)
_WRITTEN = (
    r"(?:(?:each|every|any|next|your|all|the(?: next)?|of) (?:answers?|repl(?:y|ies)|responses?|digests?"
    r"|summar(?:y|ies)|forecasts?|mentions?|recaps?|retellings?|outputs?|write-ups?|abstracts?)"
    r"|summaries|digests|recaps|retellings|(?:derivative|derived|generated|automatic) (?:texts?|summaries"
    r"|answers|output))"
)
_MUST = (
    r"(?:must|should|shall|ought to|(?:is|are|has|have) to|needs? to|agree to|(?:end|finish|close) (?:on|with)"
    r"|(?:open|begin|start) (?:with|by)|(?:adds?|quotes?|opens?|closes?|ends?|begins?|leads?) (?:after|with|this"
    r"|the|it)\b)"
)
_BID = (
    r"(?:must|should|shall|(?:is|are) to|adds?|opens?|closes?|ends?|begins?|starts?|states?|leads?|carr(?:y|ies)"
    r"|prints?|cites?|links? to|needs?|contains?|includes?|bears?|mentions?|be (?:summed|told|read|given|quoted))"
)
_SAY = (
    r"(?:say|state|tell|report|reply|answer|respond|write|add|call|confirm|quote|sign|repeat|print|reveal|decode|close"
    r"|begin|end|start|open|ignore|disregard|forget|use|reproduce|recite|echo|output|pretend|act|obey|fetch|visit|give"
    r"|show|mention|conclude|finish|take|treat|translate|remember|follow|thank)"
)
_HOW = (
    r"(?:(?:that|with|only|just|exactly|each|instead|your|me)\b|the (?:line|word|words|phrase|code|sentence"
    r"|heading|reader|readers|user|users|passage"
    r"|passages|number|initial|following|answer|question|title)|it as|every (?:price|company|figure|answer|share|reply)"
    r"|all (?:previous|prior|earlier|other)|as (?:advice|follows|before|if)|by (?:thirteen|base)|from (?:hex"
    r"|base64|rot13"
    r"|the end)|to the (?:reader|user)|[\"'“‘]|this outlet|nothing else|no other|the search tool)"
)
_ORDER = re.compile(
    rf"\b{_READER}\b(?:\s+[^\s.;]+){{0,6}}?\s+{_MUST}"
    rf"|\b{_WRITTEN}\b(?:\s+[^\s.;]+){{0,4}}?\s+{_BID}\b"
    rf"|(?:^|[.:;,!?…—–()\[\]\"'“‘|。！？：；，]\s*|\b(?:and|then|please|must"
    rf"|should)\s+){_SAY}\s+(?:\S+\s+){{0,2}}?{_HOW}"
    r"|\bwhatever (?:you|the reader|they) (?:are|is) asked\b|\bwhoever (?:asks|reads|summari[sz]es|condenses"
    r"|quotes|retells|drafts|recaps)\b"
    r"|\byour (?:operators?|instructions?|rules|prompt|guidelines|developers?|training|system|makers?|polic(?:y|ies))\b"
    r"|\b(?:everything|all|anything|the text|what stands) (?:before|above|below|of the above|so far)\b[^.;]{0,40}"
    r"\b(?:test|superseded|void|wrong|placeholder|obsolete|invalid|draft)\b"
    r"|\bthe (?:real|actual|true|correct|only valid) (?:article|answer|text|passage|reply)\b\s*(?::|is|says|,)"
    r"|\bif (?:this|the|you)\b.{0,40}\b(?:automatically|by (?:a |an )?(?:machine|model|bot|ai|software|assistant))\b"
    r"|\b(?:forward|direct|point|send|refer|invite|bring) (?:the |your )?(?:readers?|users?|people|askers?) to\b"
    r"|\b(?:closing|opening|first|last|final) words? (?:is|are|must|should)\b|\bplease use the\b"
    r"|\b(?:note|notice|message|housekeeping|instructions?|annotation|memo|procedure|policy|rule)s? (?:for|to"
    r"|of) (?:the |all )?(?:\w+ )?"
    r"(?:assistants?|bots?|models?|ai|llms?|writer|summari[sz]ers?|machines?|software|operator)\b"
    r"|\b(?:meant|written|intended|only|is|are) for (?:machines|models|robots|bots|ais?|assistants|software|crawlers)\b"
    r"|\b(?:human|other) readers (?:may|can|should) skip\b|\bdear (?:computer|machine|model|robot|bot|ai|assistant)\b"
    r"|\bp\.? ?s\.? (?:to|for)\b"
    r"|\b(?:supersedes?|replaces?|overrides?) (?:all |the )?(?:passages?|earlier|previous|other|rows?)\b"
    r"|\b(?:be|always) (?:cited|given|quoted|linked|credited|summed up) (?:as|with)\b|\b(?:assistants?|bots?|ai"
    r"|model|writer)\s*[:：]"
    r"|\b(?:is|are) to be (?:given|told|quoted|cited|stated|named|written|said|shown|read|repeated|added|followed)\b"
    r"|\b(?:lead|open|end|close|begin|start)s? with (?:this|the|these) (?:line|words?|phrase|sentence|code)\b"
    r"|(?<!who )(?<!they )(?<!analysts )\b(?:write|reply|answer) that\b"
    r"|\b(?:debug flag|developer mode|session elevated)\b"
    r"|\b(?:read|decode) (?:it|this|the next line) (?:from the end|by|without|as)\b"
    r"|\b(?:first|last|closing|opening) line .{0,40}\b(?:summary|answer|machine)\b"
)
_ORDER_ZH = re.compile(
    r"(?:助手|机器人|程序|模型|机器摘要|摘要|答案|回答|回复|引用|软件|读屏|总结)[^。！？]{0,24}"
    r"(?:须|必须|请|一律|务必|应[当该注写说在先以]|都[要只]|即可|只[写说答回]|开头|结尾|作结|注明|附上|置于"
    r"|写[成为上入“]|先写|先说|勿|照此|保留)"
    r"|(?:请|须|务必|必须|直接|凡)[^。！？，]{0,12}(?:回答|回复|写[成为增]|说|采用|引用|保留|附上|注明|置于|省略"
    r"|复述|输出|打印|答)"
    r"|(?:输出(?:里|中|内|时)|转述者?|改写者?|复述者?|摘录者?|转载者?|机器阅读者?|自动(?:摘要|回复"
    r"|生成))[^。！？]{0,16}"
    r"(?:需[要须]?|须|应[该当补写说]?|请|要|注意|补一|出现)"
    r"|(?:供|给|致|为|提醒各位)(?:人工智能|智能体|机器|大?模型|ai)[^。！？]{0,8}(?:使用|阅读|参考|看|读|[:：])"
    r"|人类读者可"
    r"|(?:每次|任何人|无论|不管)[^。！？]{0,12}(?:回答|问|答)|(?:调用|使用)[^。！？]{0,6}(?:工具|forget|遗忘|功能)"
    r"|(?:此前|之前|以前|旧)[^。！？]{0,6}(?:作废|失效|无效)|优先于(?:任何|其他|一切)"
    r"|系统(?:消息|提示|指令)?\s*[:：]|(?:工具|接口)(?:返回|结果)"
)
# Nobody reads it who does not decode it.
_CODE = re.compile(r"[A-Za-z0-9+/_=-]{40,}|\b[0-9a-fA-F]{32,}\b")
# What imitates the marks between which a model is given texts; nothing after them is what it seems.
# Passages have no lines: where a line began, a sentence does.
_FORGED = re.compile(
    r"\[\s*P\d{1,3}\s*\]|\[\s*\d{1,3}\s*\]\s+\w[^\n\[\]]{3,200}?\([^()\n]{1,60}[,，][^()\n]*\d{4}[^()\n]{0,20}\)"
    r"|<\|[^|\n]{1,40}\|>|</?(?:tool|system|passages?|data|function|assistant|user|instructions?)[\w-]*[^>\n]{0,80}>"
    r"|\{\s*\"(?:tool|role|function|result)\"|<{2,}\s*/?\s*news|\bnews\s*>{2,}|\]\]>|-{3,}\s*(?:end|begin) of"
    r"|(?:^|(?<=[.!?。！？>\])】])\s?|(?<=[.!?。！？>\])】]\s))(?:system|assistant|user|developer|human|tool)\s*[:：]"
    r"|(?:^|(?<=[.!?。！？])\s?|(?<=[.!?。！？]\s))end of (?:results|material|article|text)",
    re.IGNORECASE | re.MULTILINE,
)

_LIKE_REFERENCE = re.compile(r"[\[【]\s*(P?\d[\d\s,，、P]*)[\]】]")
_NO_NAME = re.compile(r"[\n\r\[\](){}<>|｜:：,，;；!！?？。“”\"（）【】]")
_LONGEST_NAME = 60


def speaks_to_a_writer(sentence: str, *, marked: bool = True) -> bool:
    """Whether a sentence says what is to be written or done by whoever reads it to write of it.

    ``marked`` is false where it is known already that it addresses no model (:mod:`knowledge.ingest.suspicion`).
    """
    folded = plain(sentence)
    return bool(
        _CODE.search(sentence)
        or _ORDER.search(folded)
        or _ORDER_ZH.search(folded)
        or (marked and addresses_a_model(sentence))
    )


def without_orders(text: str, *, marked: bool = True) -> str:
    """A text as a model is given it: up to the first forged mark, without marks that have no width, and no orders.

    ``marked`` is as for :func:`speaks_to_a_writer`. What holds no orders is given back as it is.
    """
    clear = seen(text)
    # Most texts hold none, and need not be cut up.
    if clear == text and not (_is_forged(text) or is_disguised(text) or speaks_to_a_writer(text, marked=marked)):
        return text
    lines = []
    for line in clear.splitlines():
        lines.append(_told(_FORGED.split(line, maxsplit=1)[0]))
        if _is_forged(line):
            break
    return "\n".join(line for line in lines if line)


def _is_forged(text: str) -> bool:
    """Whether a text holds a forged mark, in letters of any width."""
    return bool(_FORGED.search(unicodedata.normalize("NFKC", text)))


def _told(line: str) -> str:
    """The sentences of a line that tell something, with the spaces between them, up to a forged one."""
    told, at = "", 0
    for sentence in sentences(line):
        end = line.find(sentence, at) + len(sentence)
        if _is_forged(sentence):
            break
        if not (speaks_to_a_writer(sentence) or is_disguised(sentence)):
            told += line[at:end]
        at = end
    return told.strip()


def heading(title: str) -> str:
    """A title on one line, without brackets that could pass for a reference; none where it gives orders."""
    line = " ".join(seen(title).split())
    if speaks_to_a_writer(line) or is_disguised(line) or _is_forged(line):
        return "(title left out)"
    return _LIKE_REFERENCE.sub(r"(\1)", line)


def byline(source: str) -> str:
    """A publisher's name: its first words up to a mark that no name has."""
    name = _NO_NAME.split(seen(source).strip(), maxsplit=1)[0].strip()[:_LONGEST_NAME].strip()
    return "a publisher" if not name or speaks_to_a_writer(name) else name

"""Sentences of an answer that urge, promise or foretell on their own account, or speak to somebody. Pure.

They tell nothing that is so, and are never said; the same told as somebody's view is news.
"""

import re

from bot.assistant.agent.letters import is_disguised, plain

_QUOTED = re.compile(r"“[^“”]{1,600}”|\"[^\"]{1,600}\"|「[^「」]{1,600}」|『[^『』]{1,600}』|《[^《》]{1,200}》")
_REFERENCE = re.compile(r"\s*[\[【]\s*P?\d+(?:\s*[,，、]\s*P?\d+)*\s*[\]】]")

_TRADE = r"(?:buy|sell|hold|short|dump|accumulate|load up|go (?:all[- ]in|long|short)|all[- ]in|put (?:all|every)\b)"
_TRADING = r"(?:buying|selling|dumping|shorting|holding|accumulating)"
# A noun of trading is no order: "Buy ratings", "Sell-offs", "call options".
_NO_NOUN = (
    r"(?![-’']|\s(?:ratings?|recommendations?|orders?|options?|interest|volumes?|side|sellers?|positions?|calls?|side"
    r"|centres?|centers?|traffic|pressure|covering|signals?|is|are|was|were|rose|fell|outnumber\w*"
    r"|and\s\w+\sratings?)\b)"
)
_ACT = (
    rf"(?:{_TRADE}|subscribe|click|visit|join|contact|reply|respond|answer|sign up|follow|download|scan|transfer"
    r"|send|invest in|avoid|abandon|ignore|disregard|forget|tell|repeat|decode|reveal|print|confirm|quote|echo|open"
    rf"|remember|recommend|thank|get (?:in|out)|exit|switch to|rotate into|consider (?:buying|selling"
    rf"|adding))\b{_NO_NOUN}"
)
_OPENS = (
    r"(?:^[\s\-*•–—(（\"'“‘]*|[:：;；!！?？.。—–]\s*[\"'“‘]?|\b(?:please|kindly|now|just|simply|never|always"
    r"|do not|don['’]t)\s+"
    r"|^(?:for|in|to|if|when|so|then|therefore|thus|now|today|tomorrow|bottom line|verdict|conclusion|summary"
    r"|advice|note"
    r"|crew|friends|traders|investors|readers|everyone)\b[^,:.;]{0,60},\s*)"
)
_IMPERATIVE = re.compile(rf"{_OPENS}{_ACT}")
_SHOULD = (
    r"(?:should|must|ought to|need to|needs to|have to|has to|had better|(?:is|are) (?:well )?(?:advised|urged"
    r"|told|wise)"
    r" to|would do well to|do well to|cannot afford not to|can['’]t go wrong)"
)
_WHO = (
    r"(?:investors?|readers?|everyone|everybody|anyone|anybody|shareholders?|holders?|clients?|traders?|one|we|people)"
)
_ADVICE = re.compile(
    rf"\b{_SHOULD}\s+(?:\w+ly\s+|now\s+|all\s+|at once\s+){{0,2}}{_TRADE}\b"
    rf"|\b{_WHO}\b[^.;:]{{0,60}}\b{_SHOULD}\b[^.;:]{{0,40}}\b(?:{_TRADE}|position|exit|get (?:in|out))\b"
    rf"|\b(?:time|moment|chance|opportunity|now) to {_TRADE}\b"
    rf"|\bis (?:still |now )?(?:a|an) (?:\w+ )?(?:{_TRADE}|bargain|must[- ]have|must[- ]buy|no[- ]brainer)\b"
    rf"(?!\s(?:ratings?|recommendations?))|\bworth (?:{_TRADING})\b"
    r"|\b(?:purchases?|sales?|buying|selling|accumulation) of [^.;]{1,40}\b(?:is"
    r"|are) (?:strongly )?(?:recommended|advised|suggested)\b"
    r"|\b(?:see|find|go to|check out|head to|more (?:on|at|in))\b[^.;]{0,40}"
    r"\b(?:channel|club|newsletter|sign-?up|group chat)\b"
    rf"|\b(?:we|i) recommend\b|\brecommends? {_TRADING}\b"
    rf"|\b{_TRADE} (?:it |them |\w+ )?(?:now|today|at (?:the )?(?:open|once|market)|before (?:it|friday|monday|the))\b"
)
_ADVICE_ZH = re.compile(
    r"(?:建议|应该?|应当|务必|必须|赶紧|赶快|马上|立即|立刻|尽快|趁早|放心|可以?|请|不妨|一定要|快|就|统一答复"
    r"|操作建议)[^，。；！？]{0,8}"
    r"(?:买入|卖出|买进|抛售|清仓|满仓|重仓|加仓|减仓|建仓|全仓|梭哈|抄底|上车|持有|做空|做多|购买|出手)"
    r"|(?:^|[：:，,。！!；;“\"「—])\s*(?:满仓|重仓|清仓|梭哈|全仓|抄底|买入|卖出|加仓|买进|抛售)(?!额|量|方|价"
    r"|盘|股|名单|评级|机构|前)"
    r"|(?:加|关注|添加|扫码|订阅|点击|访问|转账|回复|联系|下载|加入)[^，。；]{0,8}"
    r"(?:微信|群|公众号|二维码|链接|频道|客服|账户|会员|网址|老师)|不要犹豫|别犹豫|上车"
)
_PROMISE = re.compile(
    r"\bguaranteed? (?:a |the )?(?:\w+ )?(?:profits?|gains?|returns?|to (?:rise|double|win|go up))\b"
    r"|\brisk[- ]free\b|\bcan(?:no|['’])t lose\b"
    r"|\bsure (?:thing|bet|win|to (?:rise|double|go up|win))\b|\bcannot fail\b|\bno one loses\b"
    r"|\b(?:doubles?|triples?|multipl(?:y|ies)) (?:your|their|his|her|our|my|one['’]s|the reader['’]s) money\b"
    r"|\bgets? rich\b"
    r"|稳赚|包赚|稳赢|必涨|必跌|必胜|保赚|零风险|只赚不赔|赚不赔|担保.{0,6}[赚涨]|保证.{0,6}(?:赚|上涨|收益)"
)
_FORECAST = re.compile(
    r"\b(?:will|shall|(?:is|are) (?:going|set|sure|bound|certain) to|is about to|going)\s+(?:\w+\s+){0,2}?"
    r"(?:rise|fall|double|triple|soar|surge|rally|climb|drop|crash|collapse|plunge|skyrocket|moon|recover"
    r"|go (?:up|down)|up)\b"
    r"|(?:必将|必会|一定会?|肯定会?|即将|马上会?|会继续|将继续|将会?|还会)(?:大幅?|持续|继续)?(?:上涨|上升|涨"
    r"|下跌|跌|翻倍|暴涨|暴跌|飙升)|看[涨跌]"
)
# Whose view it is: then it is told as theirs.
_TOLD = re.compile(
    r"\b(?:said|says?|according to|told|wrote|writes|analysts?|brokers?|brokerages?|banks?|economists?|strategists?"
    r"|rat(?:ed|es|ings?)|recommendations?|urged|called|argued|argues|believes?|thinks?|expects?|expected|forecasts?"
    r"|predicts?|predicted|guid(?:ed|ance)|targets?|plans?|estimates?|aims?)\b"
    r"|表示|认为|预计|预期|预测|预估|分析师|机构|券商|投行|大行|评级|指引|目标|据[^，。]{1,16}(?:称|报道|介绍"
    r"|显示|表示|透露)|计划|报告称"
)
_SECOND = re.compile(
    r"\b(?:you|your|yours|yourself|yourselves)\b|你|您|\bdear (?:reader|user|investor|assistant|customer)\b"
)
_FIRST = re.compile(
    r"\bi(?:['’](?:m|ve|ll|d)| (?:am|have|feel|think|believe|recommend|will|would|was|must|should|say|suggest"
    r"|advise|promise|give|end"
    r"|hereby|confirm|agree|swear|guarantee|can (?:tell|confirm|reveal|say)))\b|\bmy (?:rules?|instructions?"
    r"|prompt|system|orders?|advice|captain|beard)\b"
    r"|我(?:是|的|认为|觉得|建议|推荐|保证|担保|预测|同意|确认|看好|看涨|劝)"
)
_BUT = re.compile(r"\b(?:but|however|still|yet|only|and|so)\b|但|不过|然而|所以")
_SECRET = re.compile(
    r"\b\d{6,12}:[\w-]{20,}|\b(?:sk|pk|key|ghp|xox\w)-[\w-]{16,}|[A-Za-z0-9+/_=-]{48,}|\b(?:[0-9a-f]{2}[ :]?){20,}\b"
)


def urges(sentence: str, *, answers_for_itself: bool = False) -> bool:
    """Whether a sentence of an answer urges, promises, foretells on its own account, or speaks to somebody.

    So too when it holds a key, a code or letters made to look like others. Words in quotation marks may say what they
    like if it is told whose they are. ``answers_for_itself`` lets a refusal speak as "I" to "you".
    """
    if is_disguised(sentence) or _SECRET.search(_REFERENCE.sub("", sentence)):
        return True
    told = plain(_REFERENCE.sub("", sentence))
    bare = _QUOTED.sub("“”", told)
    is_told = bool(_TOLD.search(bare))
    if is_told:
        # A quotation is its speaker's; without one, it is ours.
        told = bare
    if _IMPERATIVE.search(bare) or _IMPERATIVE.search(told) or _PROMISE.search(told):
        return True
    if not answers_for_itself and (_SECOND.search(told) or _FIRST.search(told)):
        return True
    if answers_for_itself:
        # "I cannot say, but sell it": what follows is no refusal.
        told = _BUT.split(told, maxsplit=1)[1] if _BUT.search(told) else ""
    elif is_told:
        return False
    return bool(_ADVICE.search(told) or _ADVICE_ZH.search(told) or _FORECAST.search(told))

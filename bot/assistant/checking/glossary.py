"""Words of business news in English and Chinese that mean the same, for what is told in one and stands in the other.

Not a dictionary: enough to see that a reason or a deed in one language has no trace in the other. Pure.
"""

import re
from functools import lru_cache

_ROWS = """
strike|walkout = 罢工
fire|blaze = 火灾|失火|起火|大火
flood|typhoon|earthquake = 洪水|水灾|台风|地震
warehouse|depot = 仓
plant|factory|factories = 工厂|厂区|厂房|生产基地
store|shop|outlet|supermarket = 门店|商店|百货|超市|卖场
sale|sold|sell|divest|disposal = 出售|卖出|处置|剥离|销售
acqui|takeover|bought|buy|purchas|merger = 收购|并购|买入|购买|采购|合并
layoff|laid off|job cut|redundanc|dismiss = 裁员|裁减|解雇
hiring|hired|recruit|headcount = 招聘|招人|聘用|员工|人员
demand|appetite = 需求
suppl|shortage|scarc|short of|tight = 供应|供给|短缺|紧缺|不足|供不应求
compet|rival|price war = 竞争|对手|价格战
price|pricing|dear|cheap|expensive = 价格|涨价|降价|售价|定价|单价
cost|expens|spending|outlay = 成本|费用|开支|支出|投入
subsid|incentive|rebate|voucher = 补贴|优惠|返利
tariff|dut(?:y|ies)|levy = 关税
sanction|export control|export curb|restrict|ban = 制裁|出口管制|限制|禁令|禁止
regulat|watchdog|antitrust|probe|investigat = 监管|反垄断|调查|约谈
fine|penalt = 罚款|处罚
lawsuit|court|litigation|sued = 诉讼|法院|起诉
tax = 税
interest rate|rate cut|rate rise = 利率|加息|降息
currency|exchange rate|yuan's|dollar's = 汇率|升值|贬值
impairment|write-?down|written off|write off|goodwill = 减值|商誉|计提|撇账|注销
invest|stake|holding = 投资|股权|股份|持股
dividend = 股息|分红|派息
buyback|repurchas = 回购
marketing|promotion|advert = 营销|推广|广告|促销
research|develop|engineer = 研发|研究|工程师
data cent|server|comput = 数据中心|服务器|算力|计算
chip|semiconductor|memory|gpu = 芯片|半导体|存储|内存|显卡
battery|lithium = 电池|锂
steel|metal|raw material|commodit = 钢|金属|原材料|大宗
fuel|oil|energy|electricity|power = 燃料|油价|石油|能源|电力|电价
artificial intelligence|\\bai\\b|model = 人工智能|AI|模型
cloud = 云
game|gaming = 游戏
delivery|takeaway|courier|rider = 外卖|配送|骑手|快递|闪购
car|vehicle|auto|\\bevs?\\b = 汽车|车
phone|handset|smartphone = 手机
overseas|abroad|export|foreign = 海外|国外|境外|出口|外国
holiday|season|festival = 假期|假日|季节|春节|节日|旺季|淡季
weather|heat|rain|cold = 天气|高温|降雨|寒冷
travel|tour|hotel|flight = 旅游|出行|旅行|酒店|航班
house|property|real estate = 房地产|楼市|住房
user|customer|subscriber|member|consumer|shopper = 用户|客户|订阅|会员|消费者|顾客
merchant|seller = 商家|卖家
farm|agricultur = 农
loan|credit|debt|bond = 贷款|信贷|债
bank = 银行
scandal|fraud|boycott = 丑闻|欺诈|造假|抵制
recall|defect|fault|accident|crash = 召回|缺陷|故障|事故
patent|licen[cs] = 专利|许可|授权
strateg|restructur|reorgani = 战略|重组|调整
upgrade|new product|launch = 升级|新品|发布|推出
delay|postpon|put(?:ting)? off = 推迟|延迟|延后|延期
outage|hack|cyber|leak = 宕机|黑客|攻击|泄露
war|conflict|attack = 战争|冲突
pandemic|virus|covid|illness = 疫情|病毒|疾病
inflation|deflation = 通胀|通缩
slowdown|weak|sluggish|cool = 放缓|疲软|低迷|疲弱|降温
"""
_PAIRS = [line.partition(" = ")[::2] for line in _ROWS.strip().splitlines()]
_ENGLISH = re.compile(
    r"\b(?:" + "|".join(f"(?P<s{at}>{english.strip()})" for at, (english, _) in enumerate(_PAIRS)) + ")", re.IGNORECASE
)
_CHINESE = re.compile("|".join(f"(?P<s{at}>{chinese.strip()})" for at, (_, chinese) in enumerate(_PAIRS)))


@lru_cache(maxsize=4_000)
def senses(text: str) -> frozenset[int]:
    """What of the glossary a text speaks of, in either language."""
    found = [match.lastgroup for match in _ENGLISH.finditer(text)]
    if not text.isascii():
        found += [match.lastgroup for match in _CHINESE.finditer(text)]
    return frozenset(int(group[1:]) for group in found if group)

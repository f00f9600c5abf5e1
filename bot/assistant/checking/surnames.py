"""Chinese surnames as they are written in English, and the characters that they may stand for. Pure data."""

_ROWS = """
li 李黎厉 wang 王汪 zhang 张章 liu 刘柳 chen 陈 yang 杨 huang 黄 zhao 赵 wu 吴武伍邬 zhou 周 xu 徐许
sun 孙 ma 马 zhu 朱祝诸 hu 胡 guo 郭 he 何贺 lin 林蔺 gao 高 luo 罗骆 zheng 郑 liang 梁 xie 谢
song 宋 tang 唐汤 deng 邓 han 韩 feng 冯 cao 曹 peng 彭 zeng 曾 xiao 肖萧 tian 田 dong 董 pan 潘
yuan 袁 cai 蔡 jiang 蒋姜江 yu 于余俞喻 du 杜 ye 叶 cheng 程成 wei 魏韦卫 su 苏 lu 卢陆鲁吕路
ding 丁 ren 任 shen 沈申 yao 姚 cui 崔 zhong 钟 tan 谭 fan 范樊 jin 金 shi 石史施 liao 廖 jia 贾
xia 夏 fu 傅付 fang 方房 bai 白 zou 邹 meng 孟 qin 秦覃 qiu 邱裘 hou 侯 xiong 熊 yan 严阎颜闫
duan 段 lei 雷 qian 钱 tao 陶 hao 郝 gu 顾古谷 mao 毛 shao 邵 wan 万 kong 孔 xiang 向项 yin 尹殷
long 龙 lai 赖 gong 龚宫 wen 文温 niu 牛 ge 葛 hong 洪 tsai 蔡 lau 刘 ma 马 tse 谢 chan 陈 cheung 张
wong 黄王 lam 林 chow 周 leung 梁 ho 何 kwok 郭 yip 叶 an 安 chang 常 chi 池 chu 储楚 dai 戴
ji 季吉纪 kang 康 lan 兰 le 乐 lou 楼娄 miao 苗缪 mu 穆慕 ni 倪 ou 欧 pei 裴 qi 齐戚祁 qiao 乔
qu 曲屈瞿 rao 饶 rong 荣容 sheng 盛 shu 舒 tong 童佟 tu 涂屠 xi 席奚习 xing 邢 xue 薛 ying 应 yue 岳
zhan 詹 zhen 甄 zuo 左
"""
_WORDS = _ROWS.split()
SURNAMES: dict[str, str] = {}
for _latin, _characters in zip(_WORDS[::2], _WORDS[1::2], strict=True):
    SURNAMES[_latin] = SURNAMES.get(_latin, "") + _characters
"""The characters of a surname by its spelling in lower case: ``SURNAMES["chen"]`` is 陈."""

"""Invented names, always the same for the same seed."""

import random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建国文斌志海波宏宇晓燕春梅立新永东凤兰俊峰云飞雪松德胜庆丰"
)
BRANDS = (
    "鑫源",
    "宏达",
    "金叶",
    "永盛",
    "恒通",
    "瑞丰",
    "华信",
    "天和",
    "嘉禾",
    "远航",
    "明珠",
    "长青",
    "安泰",
    "广源",
    "同济",
    "润泽",
    "福临",
    "新业",
    "东方",
    "盛世",
    "祥云",
    "凯旋",
    "利民",
    "众合",
    "聚力",
    "启航",
    "和顺",
    "锦程",
    "佳艺",
    "腾飞",
    "博远",
    "晨光",
    "凌峰",
    "泰和",
    "裕丰",
    "群力",
)
TRADES = {  # section of GB/T 4754-2017 → what such a unit is called
    "A": ("种植", "养殖", "农业科技", "林业"),
    "C": ("机械制造", "食品加工", "石材", "水泥", "家具", "纺织", "铸造", "包装"),
    "E": ("建筑工程", "市政工程", "装饰"),
    "F": ("商贸", "建材销售", "超市", "农资", "汽车销售"),
    "G": ("物流", "客运", "货运"),
    "H": ("餐饮服务", "宾馆"),
    "I": ("软件", "网络科技", "信息技术"),
    "K": ("物业服务", "房地产开发"),
    "L": ("商务服务", "人力资源"),
    "O": ("家政服务", "维修服务", "供热服务"),
    "P": ("培训学校", "幼儿园"),
    "Q": ("诊所", "养老服务"),
    "R": ("文化传媒", "旅游"),
}
SOCIAL_TYPES = (
    ("协会", "association", "51"),
    ("商会", "association", "51"),
    ("民办学校", "private_non_enterprise", "52"),
    ("养老院", "private_non_enterprise", "52"),
    ("志愿服务中心", "private_non_enterprise", "52"),
)
NUMERALS = "一二三四五六七八九十"


def numeral(number: int) -> str:
    """Return 1 … 99 in Chinese."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones - 1]
    head = ("" if tens == 1 else NUMERALS[tens - 1]) + "十"
    return head + (NUMERALS[ones - 1] if ones else "")


class Namer:
    """Draws invented names; unit names never repeat within one district."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  invented data, not secrets
        self._used: set[str] = set()

    def beside(self, seed: int) -> "Namer":
        """Return another one that leaves this one's draws alone and repeats none of its unit names."""
        other = Namer(seed)
        other._used = self._used
        return other

    def person(self) -> str:
        """Return a person's name."""
        return self.random.choice(SURNAMES) + "".join(self.random.sample(GIVEN, self.random.choice((1, 2, 2))))

    def enterprise(self, section: str, *, self_employed: bool = False) -> str:
        """Return the name of an enterprise or self-employed business of a section, labelled 示例."""
        ending = "店" if self_employed else "有限公司"
        return self._fresh(lambda: f"{self._brand()}{self.random.choice(TRADES[section])}{ending}")

    def social(self) -> tuple[str, str, str]:
        """Return (name, social kind, first two characters of the code) of a social organization."""
        word, kind, prefix = self.random.choice(SOCIAL_TYPES)
        return self._fresh(lambda: f"{self._brand()}{word}"), kind, prefix

    def _brand(self) -> str:
        return self.random.choice(BRANDS) + self.random.choice(("", "", self.random.choice(BRANDS)))

    def _fresh(self, draw) -> str:
        name = draw()
        number = 1
        while name in self._used:
            number += 1
            name = f"{draw()}{'' if number < 4 else f'({numeral(number % 99 + 1)})'}"
            if number > 50:
                name = f"{name}{number}"
        self._used.add(name)
        return f"{name}(示例)"

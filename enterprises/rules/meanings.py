"""The words by which questions are recognised: whether a new question asks what the register, or another question, asks already."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from access.outcome import N_
from enterprises.rules.survey import FIELDS


def _person(*words: str) -> tuple[str, ...]:
    """Return the names of a person that is kept, and what asks for the person's name."""
    return tuple(f"{word}{end}" for word in words for end in ("", "姓名", "名字"))


def _day(*words: str) -> tuple[str, ...]:
    """Return what asks for the day on which something happened."""
    return tuple(f"{word}{end}" for word in words for end in ("", "时间", "日期", "年份"))


# Words under which the data that the register keeps are known; a question that means one of these is refused.
MEANINGS: dict[str, tuple[Any, tuple[str, ...]]] = {
    **{name: (one.label, ()) for name, one in FIELDS.items()},
    "staff": (FIELDS["staff"].label, ("从业人员", "用工", "用工总数", "就业人员", "工作人员", "企业人数", "单位人数", "在岗从业人员")),
    "formal": (FIELDS["formal"].label, ("正式党员", "党员", "在册党员", "在职党员", "党员队伍")),
    "probationary": (FIELDS["probationary"].label, ("预备党员",)),
    "targets": (FIELDS["targets"].label, ("发展对象", "党员发展对象", "入党发展对象")),
    "activists": (FIELDS["activists"].label, ("积极分子", "入党积极分子")),
    "applicants": (FIELDS["applicants"].label, ("入党申请人", "递交入党申请书", "递交入党申请书人员", "申请入党", "申请入党人员")),
    "relation_here": (N_("组织关系所在"), (
        "组织关系", "组织关系所在", "党员组织关系", "党员组织关系所在", "组织关系在本单位", "组织关系在本单位党员",
    )),
    "relation_talent": (FIELDS["relation_talent"].label, (
        "组织关系在人才职介", "组织关系在人才市场", "组织关系在人才市场党员", "组织关系在人才服务机构", "组织关系在人才服务机构党员",
    )),
    "relation_former": (FIELDS["relation_former"].label, (
        "组织关系在原单位", "组织关系在原单位党员", "组织关系在街道社区", "组织关系在社区", "组织关系在社区党员",
    )),
    "relation_temporary": (FIELDS["relation_temporary"].label, ("临时组织关系党员",)),
    "relation_other": (FIELDS["relation_other"].label, ("组织关系在其他", "组织关系在其他地方", "组织关系在其他地方党员")),
    "revenue_wan": (FIELDS["revenue_wan"].label, ("营业收入", "主营营业收入", "产值", "总产值")),
    "assets_wan": (FIELDS["assets_wan"].label, ("资产", "总资产", "资产总额", "资产规模")),
    "name": (N_("单位名称"), ("名称", "单位名称", "企业名称", "公司名称", "全称", "单位全称", "企业全称", "公司全称")),
    "uscc": (N_("统一社会信用代码"), (
        "统一社会信用代码", "统一信用代码", "信用代码", "社会信用代码", "营业执照", "营业执照号", "营业执照号码", "注册号", "工商注册号",
    )),
    "address": (N_("地址"), ("地址", "经营地址", "注册地址", "办公地址", "详细地址", "住所", "经营场所", "经营场所地址", "通讯地址")),
    "contact": (N_("联系人"), _person("联系人")),
    "phone": (N_("联系电话"), ("电话", "联系电话", "联系人电话", "联系方式", "联系人联系方式")),
    "legal_rep": (N_("法定代表人"), _person("法定代表人", "单位负责人", "企业负责人")),
    "owner": (N_("出资人（业主）"), _person("出资人", "投资人", "老板", "实际控制人", "股东")),
    "owner_is_member": (N_("出资人是党员"), ("出资人党员", "出资人党员身份", "老板党员", "实际控制人党员", "出资人政治面貌")),
    "owner_posts": (N_("两代表一委员"), (
        "两代表一委员", "人大代表", "政协委员", "党代表", "出资人两代表一委员", "出资人人大代表", "出资人政协委员", "出资人党代表",
    )),
    "industry": (N_("行业"), ("行业", "所属行业", "行业类别", "行业门类", "行业分类", "从事行业", "属于行业", "国民经济行业")),
    "registration_type": (N_("登记注册类型"), ("登记注册类型", "注册类型", "登记类型", "企业类型", "单位类型", "公司类型", "经济类型")),
    "founded_on": (N_("成立日期"), _day("成立", "注册成立", "注册", "设立", "开业")),
    "business": (N_("主营业务"), ("主营业务", "主要业务", "经营范围", "主营范围", "主要产品", "主营产品")),
    "status": (N_("经营状态"), ("经营状态", "经营状况", "营业状态", "营业", "在营", "正常经营", "正常营业", "在正常经营")),
    "size": (N_("企业规模"), ("企业规模", "单位规模", "规模", "规模类型", "规模划型")),
    "mass_union": (N_("工会"), ("工会", "建工会", "建立工会")),
    "mass_league": (N_("共青团"), ("共青团", "共青团组织", "团组织", "团支部", "建立团组织")),
    "mass_women": (N_("妇联"), ("妇联", "妇女组织", "妇女联合会", "建立妇联")),
    "liaison": (N_("联络员"), (*_person("联络员", "党建联络员", "党建工作联络员"), "联络员电话", "党建联络员电话")),
    "area": (N_("所在辖区"), ("辖区", "所在辖区", "所在街道", "所在社区", "所属街道", "所属社区", "社区", "街道", "网格", "所在网格")),
    "org": (N_("党组织"), (
        "党组织", "党支部", "建党组织", "建立党组织", "建立党支部", "党组织名称", "党支部名称", "党的组织", "基层党组织",
    )),
    "instructor": (N_("党建工作指导员"), _person("指导员", "党建指导员", "党建工作指导员")),
}  # fmt: skip
# Words that mean the same in any question: each of them is read as the first.
SAME: tuple[tuple[str, ...], ...] = (
    (
        "从业人员",
        "在岗职工",
        "在职职工",
        "在册职工",
        "在岗员工",
        "在职员工",
        "企业职工",
        "企业员工",
        "职工",
        "员工",
        "雇员",
    ),
    ("党员", "中共党员", "共产党员", "中国共产党党员"),
    ("营业收入", "主营业务收入", "经营收入", "销售收入", "营业额", "营收", "销售额"),
    ("法定代表人", "法人代表", "法人"),
    ("出资人", "业主", "出资者"),
    ("电话", "手机号码", "手机号", "手机", "电话号码"),
    ("工会", "工会组织"),
    ("妇联", "妇联组织"),
    ("资产", "资产总计"),
)
# Words that ask, address, or say how much, wherever they stand.
ASKING = (
    "请问", "请填写", "请填报", "请提供", "请说明", "请选择", "请告知", "请写明", "麻烦", "填写", "填报",
    "截至目前", "截止目前", "到目前为止", "目前", "现在", "当前", "现有", "现共有", "一共有", "一共", "总共有", "总共", "共有", "共计",
    "是不是", "是否", "有没有", "有无", "能否", "是什么", "叫什么", "什么样", "什么", "怎么样", "如何", "怎样",
    "何时", "是什么时候", "什么时候", "哪一年", "哪年", "哪天", "哪一天",
    "哪个", "哪些", "哪家", "哪种", "哪类", "哪里", "哪儿", "哪一个", "何处",
    "分别", "具体",
)  # fmt: skip
NUMBERS = r"(是|为|有)?(多少|几|若干)(人|名|个|位|家|种|项|次|万元|元|万)?"
ADDRESS = r"(贵|你们|你|您|我们|我|本|该|咱们|咱|各)(企业|单位|公司|厂|店|机构|社会组织|方|处)"
PARTICLES = r"的|有|是|为(?!主)|了|吗|呢|吧"
WORDS = re.compile("|".join([ADDRESS, *sorted(map(re.escape, ASKING), key=len, reverse=True), NUMBERS]))
PARTICLE = re.compile(PARTICLES)
MEASURE = re.compile(r"\((单位:?)?(人|名|个|位|家|元|万元|次|项|必填|选填|单选|多选|可多选|填数字)\)")
BEFORE = re.compile(r"^(((在)?(企业|单位|公司))(里|内|中)?|已经|已|在(?=中)|请|共(?!青|产)|拥|聘用|雇用|雇佣|吸纳)")
BEHIND = re.compile(r"(总?人数|总?数量|总数|总量|总计|数目|数额|金额|合计|情况|信息|多少|谁|在|叫|个数|数)$")
YEAR = re.compile(r"^((20[0-9]{2})?(上一|上|去|本|今|全|每|近)?年(度|末|底)?|期末|年末|年底)")
NOISE = re.compile(r"[\s,.、，。:：;；?？!！“”\"'《》_\-/]+")
KEPT = re.compile(r"^(组织关系)?在?(本单位)")  # here the unit is the answer, not who is asked


def _alike() -> tuple[re.Pattern[str], dict[str, str]]:
    said = {word: words[0] for words in SAME for word in words}
    return re.compile("|".join(sorted(said, key=len, reverse=True))), said


ALIKE, FIRST = _alike()


def core(words: str) -> str:
    """Return the core of a question's words: without punctuation, asking, address and measure; synonyms as their first word."""
    plain = MEASURE.sub("", NOISE.sub("", unicodedata.normalize("NFKC", words)).lower())
    shorter = PARTICLE.sub("", WORDS.sub("", plain))
    shorter = ALIKE.sub(lambda found: FIRST[found[0]], shorter)
    return _stripped(shorter, BEFORE, BEHIND) or plain


def _stripped(words: str, *ends: re.Pattern[str]) -> str:
    """Take away what stands at an end as long as anything stays."""
    while True:
        shorter = words
        for end in ends:
            shorter = end.sub("", shorter) or shorter
        if shorter == words:
            return words
        words = shorter


@dataclass(frozen=True)
class Known:
    """Something that is asked already: what it is called, and all its names."""

    label: Any
    words: tuple[str, ...]


def _cores(words: Iterable[str]) -> set[str]:
    return {core(one) for one in words if one.strip()}


def of_register(words: Iterable[str]) -> Known | None:
    """Return what the register keeps under one of the words, whichever year they name: it keeps all years."""
    cores = _cores(words)
    cores |= {_stripped(one, YEAR, BEFORE) for one in cores}
    for label, names in MEANINGS.values():
        known = Known(label, (*names, str(label)))
        if cores & _cores(known.words):
            return known
    return None


def same_meaning(words: Iterable[str], others: Iterable[Known] = ()) -> Known | None:
    """Return what is asked already under one of the words, by the data of the register or by another question.

    Source: 若干规定 "同一材料至多报送一次": what is known is not asked again.
    """
    said = list(words)
    cores = _cores(said)
    return of_register(said) or next((one for one in others if cores & _cores(one.words)), None)

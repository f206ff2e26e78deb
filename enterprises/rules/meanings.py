"""The words by which questions are recognised: whether a new question asks what the register, or another question, asks already."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from access.outcome import N_
from enterprises.rules.survey import FIELDS

# Words under which the data that the register keeps are known; a question that means one of these is refused.
MEANINGS: dict[str, tuple[Any, tuple[str, ...]]] = {
    **{name: (one.label, ()) for name, one in FIELDS.items()},
    "staff": (FIELDS["staff"].label, ("从业人员", "职工", "员工", "用工", "在岗职工", "在职员工", "雇员", "在册职工")),
    "formal": (FIELDS["formal"].label, ("正式党员", "党员", "在册党员", "中共党员")),
    "probationary": (FIELDS["probationary"].label, ("预备党员",)),
    "targets": (FIELDS["targets"].label, ("发展对象", "党员发展对象")),
    "activists": (FIELDS["activists"].label, ("积极分子", "入党积极分子")),
    "applicants": (FIELDS["applicants"].label, ("入党申请人", "递交入党申请书", "申请入党")),
    "relation_here": (N_("组织关系所在"), ("组织关系", "组织关系所在", "党员组织关系所在", "组织关系在本单位")),
    "revenue_wan": (FIELDS["revenue_wan"].label, ("营业收入", "年营业收入", "主营业务收入", "销售额", "年产值", "产值", "营收")),
    "assets_wan": (FIELDS["assets_wan"].label, ("资产总额", "资产", "总资产")),
    "name": (N_("单位名称"), ("名称", "单位名称", "企业名称", "公司名称")),
    "uscc": (N_("统一社会信用代码"), ("统一社会信用代码", "信用代码", "营业执照号", "注册号", "社会信用代码")),
    "address": (N_("地址"), ("地址", "经营地址", "注册地址", "住所", "办公地址")),
    "contact": (N_("联系人"), ("联系人", "联系人姓名")),
    "phone": (N_("联系电话"), ("联系电话", "电话", "手机", "手机号", "联系方式")),
    "legal_rep": (N_("法定代表人"), ("法定代表人", "法人", "法人代表", "法人姓名")),
    "owner": (N_("出资人（业主）"), ("出资人", "业主", "投资人", "老板", "实际控制人")),
    "owner_is_member": (N_("出资人是党员"), ("出资人是党员", "业主是党员", "出资人党员", "业主党员")),
    "owner_posts": (N_("两代表一委员"), ("两代表一委员", "人大代表", "政协委员", "党代表")),
    "industry": (N_("行业"), ("行业", "所属行业", "行业类别", "行业门类")),
    "registration_type": (N_("登记注册类型"), ("登记注册类型", "注册类型", "企业类型", "经济类型")),
    "founded_on": (N_("成立日期"), ("成立日期", "成立时间", "注册时间", "开业时间", "注册日期")),
    "business": (N_("主营业务"), ("主营业务", "经营范围", "主要产品")),
    "status": (N_("经营状态"), ("经营状态", "在营", "营业状态", "正常经营", "经营状况")),
    "size": (N_("企业规模"), ("企业规模", "规模")),
    "mass_union": (N_("工会"), ("工会", "工会组织", "建立工会", "建工会")),
    "mass_league": (N_("共青团"), ("共青团", "团组织", "团支部", "建立团组织")),
    "mass_women": (N_("妇联"), ("妇联", "妇女组织", "妇联组织", "建立妇联")),
    "liaison": (N_("联络员"), ("联络员", "党建联络员", "党建工作联络员")),
    "area": (N_("所在辖区"), ("辖区", "所在街道", "所在社区", "社区", "街道", "网格")),
    "org": (N_("党组织"), ("党组织", "党支部", "建立党组织", "建立党支部", "党组织名称")),
    "instructor": (N_("党建工作指导员"), ("指导员", "党建指导员", "党建工作指导员")),
}  # fmt: skip
BEFORE = re.compile(
    r"^(请问|请填写|填写)?(本|该|贵|你)?(企业|单位|公司)?(的|现有|目前|共有|是否|有无|有没有|已|有|在职)*"
)
BEHIND = re.compile(r"(\([^)]*\)|总?人数|总?数量|总数|数目|合计|情况|姓名|多少(人|名|个)?|几(人|名|个)|数|吗)+$")
NOISE = re.compile(r"[\s,.、，。:：;；?？!！“”\"'《》_\-/]+")


def core(words: str) -> str:
    """Return the core of a question's words: plain width, without punctuation, what it is asked of, and how it is counted."""
    plain = NOISE.sub("", unicodedata.normalize("NFKC", words)).lower()
    shorter = BEHIND.sub("", BEFORE.sub("", plain, count=1))
    return shorter or plain


@dataclass(frozen=True)
class Known:
    """Something that is asked already: what it is called, and all its names."""

    label: Any
    words: tuple[str, ...]


def same_meaning(words: Iterable[str], others: Iterable[Known] = ()) -> Known | None:
    """Return what is asked already under one of the words, by the data of the register or by another question.

    Source: 若干规定 "同一材料至多报送一次": what is known is not asked again.
    """
    cores = {core(one) for one in words if one.strip()}
    known = [Known(label, (*names, str(label))) for label, names in MEANINGS.values()]
    return next((one for one in (*known, *others) if cores & {core(name) for name in one.words}), None)

"""The columns of a table of units: names, synonyms that streets use, words for choices. Read by import, template and export."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from enterprises.choices import (
    ControllingCapital,
    IndustrySection,
    NoCodeReason,
    RegistrationType,
    SocialKind,
    UnitKind,
)
from enterprises.rules.sheets.cells import folded
from enterprises.rules.sheets.layout import Field
from enterprises.services.sheets import owner_posts

WORDS: dict[str, tuple[str, ...]] = {  # what streets write for a choice besides its name
    UnitKind.ENTERPRISE: ("企业", "非公企业", "民营企业", "私营企业", "非公", "公司"),
    UnitKind.SOCIAL: ("社团", "两新社会组织", "新社会组织", "社会团体及民非"),
    UnitKind.SELF_EMPLOYED: ("个体", "个体户", "个体经营"),
    SocialKind.PRIVATE_NON_ENTERPRISE: ("民非", "民办非企业", "社会服务机构"),
    SocialKind.ASSOCIATION: ("协会", "学会", "商会", "社团"),
    ControllingCapital.PRIVATE: ("私人控股", "民营控股", "私有", "私有控股"),
    ControllingCapital.HMT: ("港澳台控股", "港澳台商控股"),
    ControllingCapital.FOREIGN: ("外商控股", "外资控股"),
    NoCodeReason.PENDING: ("办理中", "正在办理"),
    RegistrationType.PRIVATE_LIMITED: (
        "私营有限公司",
        "民营有限责任公司",
        "有限责任公司(自然人投资或控股)",
        "有限责任公司(自然人独资)",
    ),
    RegistrationType.PRIVATE_SOLE: ("个人独资企业", "个人独资", "私营独资"),
    RegistrationType.PRIVATE_PARTNERSHIP: ("合伙企业", "普通合伙企业", "私营合伙"),
    RegistrationType.OTHER_LIMITED: ("其他有限公司", "有限责任公司", "有限公司"),
    RegistrationType.JOINT_STOCK: ("股份公司", "其他股份有限公司"),
}


def words_for(choices: Any) -> Mapping[str, str]:
    """Return folded word → value of a vocabulary: values, Chinese names, what else is written."""
    found: dict[str, str] = {}
    for value, label in choices.choices:
        for word in (str(label), value, *WORDS.get(value, ())):
            found.setdefault(folded(word), value)
    return found


def _options(choices: Any) -> Mapping[str, str]:
    return {value: str(label) for value, label in choices.choices}


def _choice(name: str, label: Any, choices: Any, *synonyms: str, **more: Any) -> Field:
    return Field(name, str(label), "choice", synonyms, choices=words_for(choices), options=_options(choices), **more)


def _count(name: str, label: str, *synonyms: str) -> Field:
    return Field(name, label, "whole", synonyms, sample="0")


def fields() -> tuple[Field, ...]:
    """Return the columns in the order of the template; their names are the Chinese ones, in which tables are written."""
    return (*IDENTITY, *COUNTED)


def own_columns() -> tuple[Field, ...]:
    """Return the columns that templates and exports have."""
    return tuple(one for one in fields() if not one.is_read_only)


IDENTITY = (
    Field("name", "单位名称", "text", (
        "企业名称", "公司名称", "单位全称", "企业全称", "名称", "两新组织名称", "非公企业名称",
        "社会组织名称", "企业（单位）名称",
        "市场主体名称", "机构名称", "单位", "企业", "字号名称", "商户名称",
    ), most=120, is_key=True, is_needed=True, hint="营业执照上的全称", sample="示例：某某机械有限公司"),
    Field("uscc", "统一社会信用代码", "code", (
        "信用代码", "社会信用代码", "统一信用代码", "统一代码", "营业执照号", "营业执照注册号",
        "注册号", "证照编号", "代码",
        "统一社会信用代码/注册号", "组织机构代码", "统一社会信用代码证号", "登记证号", "USCC",
    ), is_key=True, hint="18位，本列已设为文本格式", sample="91110000600037341L"),
    _choice("no_code_reason", "无代码原因", NoCodeReason, "没有代码的原因", hint="有代码的不填"),
    _choice("kind", "单位类别", UnitKind, "单位类型", "类别", "主体类型", "组织类别", "企业类别", "性质"),
    _choice("social_kind", "社会组织种类", SocialKind, "社会组织类型", "社会组织类别", hint="只有社会组织填写"),
    Field("area", "所在辖区", "place", (
        "辖区", "所属社区", "社区", "村（社区）", "社区（村）", "所在社区", "所属街道", "街道",
        "街道（乡镇）", "乡镇街道", "属地", "所属辖区",
        "所在街道", "街道社区", "所属村", "所在村居", "园区", "网格", "所属网格",
    ), hint="街道、社区、园区或网格的名称；不填的归入上传时选择的辖区"),
    Field("address", "地址", "text", (
        "详细地址", "单位地址", "企业地址", "经营地址", "经营场所", "住所", "注册地址", "通讯地址",
        "办公地址", "地点", "所在地址", "生产经营地址",
    )),
    Field("contact_name", "联系人", "text", ("联系人姓名", "联络人", "负责人", "企业联系人", "经办人", "单位联系人"), most=60),
    Field("contact_phone", "联系电话", "text", (
        "电话", "手机", "手机号", "手机号码", "联系方式", "联系人电话", "电话号码", "联系手机",
        "联系人手机", "联系人联系方式", "移动电话",
    ), most=40, is_sensitive=True, hint="手机或“区号-号码”"),
    _choice("registration_type", "登记注册类型", RegistrationType, "注册类型", "企业登记注册类型", "企业类型",
            "登记类型", "经济类型", "市场主体类型"),
    _choice("controlling_capital", "控股情况", ControllingCapital, "控股类型", "资本控股"),
    _choice("industry_section", "行业门类", IndustrySection, "行业", "所属行业", "行业类别", "行业分类", "国民经济行业"),
    Field("industry_class", "行业小类", "text", ("行业代码", "行业小类代码", "国民经济行业代码"), most=4,
          hint="GB/T 4754-2017，2至4位数字"),
    Field("business", "主营业务", "text", ("主营", "经营范围", "主要业务", "主要产品", "主营产品")),
    Field("founded_on", "成立日期", "day", (
        "成立时间", "创办时间", "注册日期", "注册时间", "登记日期", "开业日期", "开办时间", "成立年月", "设立日期",
        "开业时间",
    ), hint="如 2012-05-03", sample="2012-05-03"),
    Field("legal_rep", "法定代表人", "text", ("法人", "法人代表", "法人姓名", "法定代表人姓名", "企业法人", "法人代表姓名"), most=60),
    Field("legal_rep_is_member", "法定代表人是党员", "yes", ("法人是否党员", "法定代表人是否党员",
        "法定代表人是否为党员", "法人代表是否党员", "法人是党员")),
    Field("owner", "出资人（业主）", "text", ("出资人", "业主", "投资人", "企业主", "实际控制人", "老板", "出资人姓名"), most=60),
    Field("owner_is_member", "出资人是党员", "yes", ("出资人是否党员", "业主是否党员", "企业主是否党员", "业主是党员")),
    *owner_posts.FIELDS,
)  # fmt: skip
COUNTED = (
    _count("staff", "从业人员", "职工人数", "员工人数", "职工总数", "从业人数", "员工总数", "职工", "员工", "在岗职工", "用工人数",
           "从业人员期末人数", "员工数", "职工数",
           "组织总人数", "在岗职工数", "从业人员总数", "员工总人数", "从业人员数", "工作人员"),
    Field("revenue_wan", "年营业收入（万元）", "decimal",
          ("营业收入", "年营业收入", "营业额", "年产值", "年销售额", "主营业务收入", "营收")),
    Field("assets_wan", "资产总额（万元）", "decimal", ("资产总额", "总资产", "资产总计", "资产")),
    _count("formal", "正式党员", "党员情况正式", "其中正式党员", "正式", "正式党员人数"),
    _count("probationary", "预备党员", "党员情况预备", "其中预备党员", "预备", "预备党员人数"),
    Field("members", "党员人数", "whole", (
        "党员数", "党员总数", "党员", "现有党员", "职工党员", "从业人员党员数", "从业人员中党员",
        "党员情况合计", "在岗职工党员",
    ), is_read_only=True, hint="含预备党员；与正式、预备两列相互核对"),
    _count("targets", "发展对象", "发展对象人数"),
    _count("activists", "入党积极分子", "积极分子", "入党积极分子人数"),
    _count("applicants", "入党申请人", "申请入党人数", "递交入党申请书人数", "入党申请"),
    _count("relation_here", "关系在本单位", "组织关系在本单位", "关系在本企业", "组织关系在本企业"),
    _count("relation_talent", "关系在人才职介", "组织关系在人才机构", "关系在人才中心"),
    _count("relation_former", "关系在原单位或街道社区", "关系在原单位或社区", "组织关系在社区", "关系在原单位"),
    _count("relation_temporary", "临时组织关系"),
    _count("relation_other", "关系在其他处", "组织关系在其他", "其他亮身份", "其他亮身份的人数"),
    Field("union", "工会", "yes", ("是否建立工会", "建立工会", "工会组织", "是否建工会", "有无工会", "工会建立情况")),
    Field("league", "共青团", "yes", ("团组织", "是否建立团组织", "是否建立共青团", "共青团组织", "有无团组织", "团支部")),
    Field("women", "妇联", "yes", ("妇女组织", "是否建立妇联", "妇联组织", "有无妇联", "妇委会")),
    Field("longitude", "经度", "decimal", ("东经",)),
    Field("latitude", "纬度", "decimal", ("北纬",)),
    Field("short_name", "简称", "text", ("企业简称", "单位简称"), most=60),
)  # fmt: skip
LABEL = _("单位台账")

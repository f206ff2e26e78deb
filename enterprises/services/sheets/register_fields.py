"""The columns of outside registers (外部名册): names and synonyms that the authorities use, and what is compared with the ledger."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.outcome import N_
from enterprises.choices import OutsideRegister
from enterprises.rules.sheets.layout import Field
from enterprises.services.sheets.unit_fields import IDENTITY

UNIT: Mapping[str, Field] = {one.name: one for one in IDENTITY}
HINT = "街道、社区、园区或网格；认不出的由区级工委分派"
NAME = replace(UNIT["name"], synonyms=(*UNIT["name"].synonyms, "纳税人名称", "参保单位名称", "参保单位", "市场主体"))
USCC = replace(UNIT["uscc"], synonyms=(*UNIT["uscc"].synonyms, "纳税人识别号", "税号", "社会保险登记证编号"))
AREA = replace(
    UNIT["area"], hint=HINT, synonyms=(*UNIT["area"].synonyms, "登记机关", "主管税务所", "行政区划", "管辖街道")
)
ADDRESS, LEGAL_REP, FOUNDED = UNIT["address"], UNIT["legal_rep"], UNIT["founded_on"]
BUSINESS = UNIT["business"]
STATUS = Field("status", "登记状态", "text", (
    "状态", "经营状态", "企业状态", "纳税人状态", "参保状态", "主体状态", "市场主体状态", "登记情况", "存续状态",
), most=40, hint="写明注销、吊销、撤销、停保的行按“已注销”处理", sample="存续")  # fmt: skip
PROJECT = Field("project", "项目名称", "text", ("项目", "工程名称", "建设项目名称"), most=160, is_key=True, is_needed=True,
                sample="示例：某某生产线建设项目")  # fmt: skip
BUILDER = replace(
    NAME,
    label="建设单位",
    is_key=False,
    synonyms=("项目单位", "项目法人", "申报单位", "建设单位名称", "单位名称", "企业名称"),
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    OutsideRegister.MARKET: (NAME, USCC, STATUS, AREA, ADDRESS, LEGAL_REP, FOUNDED, BUSINESS),
    OutsideRegister.TAX: (NAME, USCC, STATUS, AREA, ADDRESS, LEGAL_REP),
    OutsideRegister.SOCIAL_SECURITY: (
        NAME, USCC, STATUS, AREA,
        Field("insured", "参保人数", "whole", ("缴费人数", "参保职工人数", "社保人数", "实际参保人数"), sample="0"),
    ),
    OutsideRegister.CIVIL_AFFAIRS: (
        NAME, USCC, STATUS, AREA, ADDRESS, LEGAL_REP, FOUNDED,
        Field("superior", "业务主管单位", "text", ("主管单位", "业务指导单位", "主管部门"), most=120),
    ),
    OutsideRegister.PROJECTS: (
        PROJECT,
        Field("project_code", "项目代码", "text", ("项目统一代码", "投资项目代码", "立项编号", "项目编号"), most=60, is_key=True),
        BUILDER, replace(USCC, is_key=False), STATUS, AREA, replace(ADDRESS, label="建设地点"),
        Field("approved_on", "批复日期", "day", ("立项日期", "审批日期", "备案日期", "核准日期", "批准时间")),
        Field("investment_wan", "总投资（万元）", "decimal", ("总投资", "投资额", "计划总投资", "投资总额")),
    ),
}  # fmt: skip
COMPARED: Mapping[str, tuple[str, ...]] = {  # with the ledger; all else only with the register's former file
    OutsideRegister.MARKET: ("name", "legal_rep", "address", "founded_on"),
    OutsideRegister.TAX: ("name", "legal_rep", "address"),
    OutsideRegister.SOCIAL_SECURITY: ("name", "insured"),
    OutsideRegister.CIVIL_AFFAIRS: ("name", "legal_rep", "address", "founded_on"),
    OutsideRegister.PROJECTS: (),
}
SHOWN = (  # names of columns are Chinese like the files; pages show them in the language of whoever reads
    N_("单位名称"), N_("统一社会信用代码"), N_("登记状态"), N_("所在辖区"), N_("地址"), N_("法定代表人"), N_("成立日期"),
    N_("主营业务"), N_("参保人数"), N_("业务主管单位"), N_("项目名称"), N_("项目代码"), N_("建设单位"), N_("建设地点"), N_("批复日期"),
    N_("总投资（万元）"), N_("是否在册"),
)  # fmt: skip
PREFIX = "enterprises.register_"


def code_of(register: str) -> str:
    """Return the importer of a register."""
    return f"{PREFIX}{register}"


def register_of(importer: str) -> str:
    """Return the register of an importer."""
    return importer.removeprefix(PREFIX)


def labels_of(register: str) -> dict[str, str]:
    """Return field → label."""
    return {one.name: one.label for one in FIELDS[register]} | {"listed": "是否在册"}


def shown(register: str, contents: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return (label, value) of what a register says of an entry."""
    return [
        (gettext(one.label), contents[one.name]) for one in FIELDS[register] if contents.get(one.name) not in (None, "")
    ]


EFFECT = _("名册记入比对台账，新增、不同和注销的记录生成待核实任务，派给所在街道；单位台账不变。")
REMAINS = _("这批名册生成的待核实任务收回，名册恢复原样；已经办结的任务保留并列出。")

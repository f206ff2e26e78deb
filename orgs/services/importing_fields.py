"""The columns of a table of organizations: names, synonyms that streets use, words for choices. Read by import, template, export."""

from typing import Any

from enterprises.rules.sheets.cells import folded
from enterprises.rules.sheets.layout import Field
from orgs.choices import FormationMode, OrgType, RegionalKind, SecretarySource

WORDS = {
    OrgType.BRANCH: ("支部", "支部委员会", "联合党支部", "联合支部"), OrgType.GENERAL_BRANCH: ("总支", "总支部"),
    OrgType.COMMITTEE: ("党委会",), FormationMode.SINGLE: ("单建", "独立组建", "单独"), FormationMode.JOINT: ("联建", "联合"),
    FormationMode.REGIONAL: ("1+N", "区域统建", "区域联建", "区域党支部"), RegionalKind.TOWN: ("乡镇", "街道", "镇"),
    RegionalKind.COMMUNITY: ("社区", "村"), RegionalKind.PARK: ("开发区",), RegionalKind.INDUSTRY: ("行业", "协会"),
    SecretarySource.OWNER: ("业主", "出资人", "企业主"), SecretarySource.EXECUTIVE: ("高管",), SecretarySource.MIDDLE_MANAGER: ("中层",),
    SecretarySource.EMPLOYEE: ("职工", "员工"), SecretarySource.DISPATCHED_CADRE: ("下派干部", "机关选派"),
    SecretarySource.INSTRUCTOR: ("指导员",),
}  # fmt: skip


def _choice(name: str, label: str, choices: Any, *synonyms: str, **more: Any) -> Field:
    words = {
        folded(word): value for value, shown in choices.choices for word in (str(shown), value, *WORDS.get(value, ()))
    }
    options = {value: str(shown) for value, shown in choices.choices}
    return Field(name, label, "choice", synonyms, choices=words, options=options, **more)


FIELDS = (
    Field(
        "name", "党组织名称", "text", ("党组织", "支部名称", "党支部名称", "组织名称", "党组织全称", "名称"), most=120,
        is_key=True, is_needed=True, sample="示例：某某有限公司党支部",
    ),
    _choice("org_type", "党组织类型", OrgType, "类型", "组织类型", "组织类别", hint="不填为党支部"),
    _choice(
        "form", "组建方式", FormationMode, "组建形式", "建立方式",
        hint="一个单位为单独组建，多个为联合组建，写明网格的为区域统建，可不填；没有覆盖单位的不填",
    ),
    Field(
        "founded_on", "成立日期", "day",
        ("成立时间", "批复日期", "批复时间", "组建时间", "组建日期", "建立时间"), is_needed=True, hint="批复所写的日期",
        sample="2015-07-01",
    ),
    Field("approval_no", "批复文号", "text", ("文号", "批准文号", "批复"), most=60),
    Field(
        "area", "所在辖区", "place", ("辖区", "街道", "社区", "所属街道", "所在街道", "所属社区", "属地"),
        hint="不填为第一个覆盖单位所在辖区；没有覆盖单位的党委、党总支须填写，区级的写区县名称",
    ),
    Field(
        "managing_body", "归口管理机构", "text",
        ("隶属党委", "上级党委", "主管党委", "管理机构"), most=120, hint="机构名录中的全称",
    ),
    Field(
        "parent", "上级党组织", "text", ("隶属党组织", "所属党总支", "所属党委", "上级支部", "所属党支部", "上级党组织名称"),
        most=120, hint="台账中或本表中党组织的全称，先后不限",
    ),
    _choice(
        "regional_kind", "区域党组织类别", RegionalKind, "区域类别", "区域党支部类别", hint="只有区域统建填写，不填为乡镇街道"
    ),
    Field(
        "grids", "网格", "text", ("所辖网格", "联系网格", "网格名称", "所含网格", "包含网格", "覆盖网格"), most=4_000,
        hint="只有区域统建填写，多个用顿号分开；网格内在营且未被覆盖的单位随之纳入",
    ),
    Field(
        "formal", "自身正式党员", "whole", ("区域党支部自身的正式党员数", "区域党支部正式党员", "支部正式党员", "正式党员"),
        hint="只有区域统建填写，不足3名不能成立",
    ),
    Field(
        "units", "覆盖单位代码", "text",
        (
            "覆盖单位", "覆盖企业", "单位代码", "企业代码", "统一社会信用代码", "所含企业",
            "覆盖单位统一社会信用代码",
        ),
        most=4_000, is_key=True, hint="统一社会信用代码，多个用顿号分开；没有代码的写单位全称",
        sample="91110000600037341L",
    ),
    Field("secretary", "书记", "text", ("书记姓名", "党组织书记", "支部书记", "党支部书记"), most=60),
    _choice(
        "secretary_source", "书记来源", SecretarySource, "书记身份", "来源", hint="填写书记的必须填写来源"
    ),
)  # fmt: skip

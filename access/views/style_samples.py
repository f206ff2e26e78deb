"""What the living style page shows: sample forms, figures and stories, all invented (示例)."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from access.outcome import Rate

STREETS = (
    ("示例一街道", 35, 100),
    ("示例二街道", 52, 96),
    ("示例三街道", 18, 88),
    ("示例四街道", 61, 70),
    ("经济开发区（示例）管理委员会", 9, 64),
    ("示例六街道", 0, 0),
)
LONG_NAME = "Shenyang Example Cross-border E-commerce and Logistics Service Co., Ltd."
UNITS = (  # name, code, street, status and its word, staff, members, mode of coverage
    ("沈阳示例精密机械制造有限公司", "91210106MA0EXAMP1X", "示例一街道", "operating", "在营", 126, 12, "单建"),
    (LONG_NAME, "91210106MA0EXAMP2W", "示例二街道", "suspended", "停业", 48, 2, "联建"),
    ("示例社区养老服务中心", "52210106MJ0EXAMP3T", STREETS[4][0], "operating", "在营", 9, 0, "未覆盖"),
    ("示例商行", "92210106MA0EXAMP4R", "示例四街道", "deregistered", "注销", None, None, ""),
)
EVENTS: list[dict[str, Any]] = [
    {
        "at": datetime(2015, 9, 21, 12, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
        "title": "联合党支部成立",
        "text": "与另外 3 家单位共同组建，正式党员合计 5 名。",
        "tone": "good",
        "by": "示例一街道 张示例",
        "source": "批复〔2015〕示例 12 号",
        "url": "#stories",
    },
    {
        "on": date(2015, 9, 2),
        "title": "走访：见到负责人",
        "text": "党员由 1 名更正为 2 名。",
        "icon": "clipboard-check",
        "tone": "info",
        "source": "第二轮摸排",
    },
    {"on": date(2015, 8, 20), "title": "停业", "text": "原因：厂房搬迁。", "tone": "warn"},
    {
        "on": date(2014, 3, 5),
        "title": "Entered in the register",
        "text": "Imported from the market supervision list with two fields corrected by hand afterwards.",
        "by": "Import 2014-03",
    },
]
STEPS: list[dict[str, Any]] = [
    {"label": "报名", "state": "done", "at": date(2015, 3, 2)},
    {"label": "初审", "state": "done", "at": date(2015, 3, 9), "by": "示例一街道"},
    {"label": "复审", "state": "current", "note": "区级工委办理中"},
    {"label": "培训", "state": "todo"},
    {"label": "颁发聘书", "state": "todo"},
    {"label": "派遣", "state": "todo"},
]
LIGHTS = [
    {"label": "经营", "state": "on", "hint": "2015-09-02 走访核实"},
    {"label": "人员", "state": "part", "hint": "人数超过 180 天未核实"},
    {"label": "党员", "state": "off", "hint": "未登记"},
    {"label": "出资人", "state": "unknown"},
    {"label": "组织", "state": "on", "url": "#lights"},
]
FACTS = [
    ("统一社会信用代码", "91210106MA0EXAMP1X"),
    ("登记类型", "有限责任公司（自然人投资或控股）"),
    ("从业人数", 126, "2015-09-02 起，来源：走访"),
    {"label": "管理机构", "value": "示例街道两新组织综合党委", "url": "#facts"},
    ("Legal representative", ""),
    {"label": "地址", "value": "示例市示例区示例街 1 号示例工业园 3 号厂房东侧二层", "wide": True},
]
TILES = [{"label": name, "rate": Rate(part, whole), "url": "#tiles"} for name, part, whole in STREETS]
PLACES = [name for name, _part, _whole in STREETS]
CHARTS: dict[str, dict[str, Any]] = {
    "trend": {
        "labels": ["08-08", "08-15", "08-22", "08-29", "09-05", "09-12", "09-19", "09-26"],
        "series": [
            {"name": "窄口径 ORG_STRICT", "values": [21.5, 24.0, 26.8, 29.1, 31.0, 32.2, 33.9, 35.0]},
            {"name": "宽口径 ORG_BROAD", "values": [38.0, 43.5, 47.0, 52.5, 56.1, 59.0, 62.4, 65.0]},
        ],
        "unit": "%",
        "target": 50,
        "targetLabel": "10 月 31 日目标",
    },
    "bars": {
        "labels": PLACES[:5],
        "series": [{"name": "覆盖率", "values": [35.0, 54.2, 20.5, 87.1, 14.1], "urls": ["#charts"] * 5}],
        "unit": "%",
        "target": 50,
    },
    "stack": {
        "labels": PLACES[:4],
        "series": [
            {"name": "单建", "values": [12, 20, 6, 25]},
            {"name": "联建", "values": [13, 22, 8, 20]},
            {"name": "区域（1+N）", "values": [10, 10, 4, 16]},
        ],
        "unit": "家",
    },
    "parts": {
        "labels": ["单建", "联建", "挂靠", "区域（1+N）", "未覆盖"],
        "series": [{"name": "单位", "values": [20, 15, 0, 30, 35]}],
    },
}


class SampleFilters(forms.Form):
    """The filters of the sample list."""

    q = forms.CharField(label=_("名称、代码或拼音首字母"), required=False)
    status = forms.ChoiceField(
        label=_("经营状态"), required=False, choices=[("", _("全部")), ("operating", _("在营")), ("closed", _("注销"))]
    )
    as_of = forms.DateField(label=_("截至日期"), required=False)
    uncovered = forms.BooleanField(label=_("只看未覆盖"), required=False)


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=_("单位名称"), help_text=_("按营业执照填写，不要用简称。"), max_length=200)
    code = forms.CharField(label=_("统一社会信用代码"), max_length=18)
    staff = forms.IntegerField(label=_("从业人数"), min_value=0, required=False)
    since = forms.DateField(label=_("自何日起"))
    street = forms.ChoiceField(
        label=_("所在街道"), choices=[("", _("请选择")), *((name, name) for name, _p, _w in STREETS)]
    )
    grid = forms.ChoiceField(
        label=_("网格（可查找）"),
        required=False,
        choices=[("", ""), *((str(n), f"示例第 {n} 网格") for n in range(1, 40))],
        widget=forms.Select(attrs={"data-search": ""}),
    )
    outcome = forms.ChoiceField(
        label=_("走访结果"),
        widget=forms.RadioSelect,
        choices=[("met", _("见到负责人")), ("closed", _("已关门")), ("refused", _("拒访"))],
    )
    note = forms.CharField(label=_("说明"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    in_base = forms.BooleanField(label=_("列入底册"), required=False, help_text=_("不列入的要写明原因。"))

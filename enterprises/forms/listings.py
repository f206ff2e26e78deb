"""The register's lists besides that of units, as they are exported: difficulties, tasks of rounds, visits, registers."""

import re
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from access.models import Area
from access.principals import Principal
from enterprises.choices import OutsideRegister
from enterprises.forms.difficulties import DifficultyFilterForm
from enterprises.forms.listed import Listed, Shown, Worked, exporter, first
from enterprises.forms.registers import RegisterTaskFilterForm
from enterprises.models import SurveyRound, Unit, Visit
from enterprises.queries import difficulties, quality, registers, rounds
from enterprises.services.sheets.exports import Asked, Exporter

KEY = re.compile(r"[0-9]{1,18}")
UNIT = (Shown(_("单位名称"), "unit.name"), Shown(_("统一社会信用代码"), "unit.uscc", "code"))
DIFFICULTIES = Listed(
    DifficultyFilterForm,
    lambda form, asked, by: difficulties.select(form.wanted(asked.today), by),
    lambda asked: (
        Shown(_("单位名称"), "unit_name"), Shown(_("困难类别"), "get_kind_display"), Shown(_("困难内容"), "text"),
        Shown(_("反映渠道"), "get_origin_display"), Shown(_("反映人"), "raiser"), Shown(_("承办机构"), "body.name"),
        Shown(_("反映日期"), "raised_on", "day"), Shown(_("办理期限"), "due_on", "day"),
        Shown(_("办理情况"), "get_state_display", "choice"), Shown(_("办理结果"), "result"),
        Shown(_("帮扶金额（元）"), "effect_yuan", "decimal"), Shown(_("惠及人数"), "effect_persons", "whole"),
    ),
)  # fmt: skip
REGISTER_TASKS = Listed(
    RegisterTaskFilterForm,
    lambda form, asked, by: registers.select(form.wanted(), by),
    lambda asked: (
        Shown(_("名称"), "row.name"), Shown(_("统一社会信用代码"), "row.uscc", "code"),
        Shown(_("名册"), lambda row: OutsideRegister(row.row.register).label),
        Shown(_("比对结果"), "get_kind_display", "choice"), Shown(_("不同之处"), _changes),
        Shown(_("所在辖区"), "row.area.name", "place"), Shown(_("名册日期"), "opened_on", "day"),
        Shown(_("核实情况"), "get_state_display", "choice"), Shown(_("说明"), "reason"),
    ),
)  # fmt: skip


def _changes(row: Any) -> str:
    return "；".join(f"{one['label']}：{one['old'] or '—'} → {one['new'] or '—'}" for one in row.changes)


def _round(asked: Asked, by: Principal) -> SurveyRound | None:
    wanted = first(asked, "round")
    rows = SurveyRound.objects.concerning(by, rounds.VIEW)
    return rows.filter(pk=wanted).first() if wanted.isdecimal() and wanted.isascii() else None


def _tasks(_form: Any, asked: Asked, by: Principal) -> Any:
    return rounds.tasks_of(_round(asked, by), by, only_holes="holes" in asked.query)


def _visits(_form: Any, asked: Asked, by: Principal) -> Any:
    rows = Visit.objects.visible_to(by, rounds.VIEW)
    wanted = _round(asked, by)  # without one there is no list; ``None`` would mean the visits outside of rounds
    rows = rows.none() if wanted is None else rows.filter(task__round=wanted)
    return rows.select_related("unit", "person", "user").order_by("-visited_on", "-pk")


TASKS = Listed(
    None,
    _tasks,
    lambda asked: (
        *UNIT, Shown(_("所在辖区"), "unit.area.name", "place"), Shown(_("地址"), "unit.address"),
        Shown(_("走访人"), "officer.name"), Shown(_("走访结果"), "get_closed_code_display", "choice"),
        Shown(_("回访日期"), "revisit_on", "day"), Shown(_("走访次数"), "attempts", "whole"),
    ),
)  # fmt: skip
VISITS = Listed(
    None,
    _visits,
    lambda asked: (
        *UNIT, Shown(_("走访日期"), "visited_on", "day"), Shown(_("走访结果"), "get_outcome_display", "choice"),
        Shown(_("走访人"), lambda row: row.user.name if row.user is not None else ""), Shown(_("备注"), "note"),
    ),
)  # fmt: skip


def _my_tasks(asked: Asked, by: Principal) -> dict[int, Any]:
    return {row.pk: row for row in rounds.my_list(by, asked.today)}


MY_TASKS = Worked(
    _my_tasks,
    lambda asked: (
        *UNIT, Shown(_("所在辖区"), "unit.area.name", "place"), Shown(_("地址"), "unit.address"), Shown(_("轮次"), "round.name"),
        Shown(_("走访结果"), "get_closed_code_display", "choice"), Shown(_("回访日期"), "revisit_on", "day"),
    ),
)  # fmt: skip


def _area(asked: Asked) -> Area | None:
    wanted = first(asked, "area")
    return Area.objects.filter(pk=int(wanted)).first() if KEY.fullmatch(wanted) else None


def _rule(asked: Asked) -> Any:
    return next((rule for rule in quality.all_rules() if rule.code == first(asked, "rule")), None)


def _findings(_form: Any, asked: Asked, by: Principal) -> Any:
    if _rule(asked) is None:
        return Unit.objects.visible_to(by, quality.VIEW).none()
    return quality.found(first(asked, "rule"), by, asked.today, area=_area(asked))


def _with_owner(rows: list[Any], asked: Asked, _by: Principal) -> list[Any]:
    return quality.told(rows, first(asked, "rule"), asked.today)


def _named_rule(asked: Asked, _by: Principal) -> list[str]:
    rule, area = _rule(asked), _area(asked)
    return [*([gettext(rule.label)] if rule else []), *([area.name] if area else [])]


FINDINGS = Listed(
    None,
    _findings,
    lambda asked: (
        *UNIT, Shown(_("所在辖区"), "unit.area.name", "place"), Shown(_("由谁改"), "owner"),
        Shown(_("自何日起"), "since", "day"), Shown(_("期限"), "due_on", "day"), Shown(_("超期"), "is_overdue"),
    ),
    _with_owner,
    said=_named_rule,
)  # fmt: skip
LISTS: tuple[Exporter, ...] = (
    exporter("enterprises.difficulties", _("实际困难"), difficulties.VIEW, "enterprises:difficulties", DIFFICULTIES),
    exporter(
        "enterprises.registers",
        pgettext_lazy("plural", "名册比对"),
        registers.VIEW,
        "enterprises:register_tasks",
        REGISTER_TASKS,
    ),
    exporter("enterprises.tasks", _("走访名单"), rounds.VIEW, "enterprises:rounds", TASKS),
    exporter("enterprises.my_tasks", _("我的走访名单"), rounds.VISIT, "enterprises:tasks", MY_TASKS),
    exporter("enterprises.findings", _("数据质量问题"), quality.VIEW, "enterprises:quality", FINDINGS),
    exporter("enterprises.visits", _("走访记录"), rounds.VIEW, "enterprises:rounds", VISITS),
)

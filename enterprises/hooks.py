"""What the register shows in the shared frame: navigation and work items."""

from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.principals import Principal
from access.registries import (
    Column,
    ColumnFilter,
    JobKind,
    NavItem,
    Panel,
    Source,
    WorkItem,
    columns,
    exporters,
    importers,
    jobs,
    nav,
    panels,
    sources,
    work_items,
)
from access.registries import clear_checks as registry_of_checks
from enterprises.choices import DifficultyStep, FactSource, LinkState
from enterprises.forms import exporting, listings
from enterprises.models import Unit
from enterprises.queries import (
    answers,
    clear,
    clear_checks,
    difficulties,
    handovers,
    quality,
    registers,
    rounds,
    submissions,
    work,
)
from enterprises.rules.clear import DEFAULT
from enterprises.rules.difficulties import MOVES
from enterprises.services.sheets import (
    applying,
    batches,
    exports,
    question_fields,
    register_writing,
    staging,
    unit_fields,
    unit_judging,
    unit_undoing,
    unit_writing,
)
from enterprises.services.sheets.importers import Importer

INVITE = "enterprises.invite_contact"

REGISTER, VISITS, CLEAR = _("企业台账"), _("走访摸底"), _("台账质量")  # sections of the navigation


def _address(todo: str) -> str:
    return f"{reverse('enterprises:list')}?todo={todo}"


def _wait(todo: str, label: object, perm: str, icon: str, order: int) -> None:
    key = f"enterprises.{todo}"
    most = work.MOST_WAITING
    address = partial(_address, todo)
    item = WorkItem(
        key, label, partial(work.waiting, todo), address, perm, icon, order, most, by_place=todo == "unvisited"
    )
    work_items.add(key, item)


nav.add(
    "enterprises.list", NavItem(_("企业台账"), "enterprises:list", "buildings", REGISTER, "enterprises.view_unit", 100)
)
nav.add(
    "enterprises.survey",
    NavItem(_("离线走访"), "survey:page", "device-mobile", VISITS, "enterprises.visit_unit", 102),
)
nav.add(
    "enterprises.register",
    NavItem(_("登记单位"), "enterprises:register", "plus", REGISTER, "enterprises.register_unit", 110),
)
columns.provide("enterprises.unit", answers.question_columns)
nav.add("enterprises.tasks", NavItem(_("走访名单"), "enterprises:tasks", "clipboard-check", VISITS, rounds.VISIT, 101))
nav.add(
    "enterprises.rounds",
    NavItem(pgettext_lazy("plural", "摸底轮次"), "enterprises:rounds", "calendar-event", VISITS, rounds.VIEW, 104),
)
nav.add(
    "enterprises.imports",
    NavItem(_("导入表格"), "enterprises:imports", "file-import", REGISTER, batches.PERMISSION, 112),
)
for _code, _label in FactSource.choices:
    sources.add(_code, Source(_code, _label))
nav.add(
    "enterprises.handovers",
    NavItem(_("单位移交"), "enterprises:handovers", "arrows-exchange", REGISTER, handovers.MOVE, 130),
)
nav.add(
    "enterprises.rules",
    NavItem(_("归口规则"), "enterprises:rules", "hierarchy", REGISTER, "enterprises.view_unit", 140),
)
work_items.add(
    "enterprises.handovers",
    WorkItem(
        "enterprises.handovers", _("移交待接收"), handovers.waiting, partial(reverse, "enterprises:handovers"), handovers.MOVE,
        "arrows-exchange", 90,
    ),
)  # fmt: skip


def difficulty_panel(principal: Principal, obj: Unit, on: date) -> dict[str, Any]:
    """Return what the panel of a unit's difficulties shows."""
    rows = difficulties.of_unit(obj)
    return {
        "unit": obj,
        "rows": difficulties.shown(rows, on),
        "may_raise": obj.rights[MOVES[DifficultyStep.RAISE].permission],
    }


def link_panel(_principal: Principal, obj: Unit, _on: date) -> dict[str, Any]:
    """Return the latest one-time links to a unit's contact."""
    rows = [{**told, "label": LinkState(told["state"]).label, "on": told["issued_at"][:10]} for told in obj.link_rows]
    return {"unit": obj, "rows": rows, "may_invite": obj.rights[INVITE]}


def clear_panel(_principal: Principal, obj: Unit, on: date) -> dict[str, Any]:
    """Return the lights of a unit."""
    return {"unit": obj, "lights": clear.lights(obj, on)}


def _difficulties(state: str) -> str:
    return f"{reverse('enterprises:difficulties')}?state={state}"


def _difficulty_work(key: str, label: object, rows: Any, step: DifficultyStep, state: str, order: int) -> None:
    perm, name = MOVES[step].permission, f"enterprises.difficulties_{key}"
    work_items.add(
        name,
        WorkItem(name, label, rows, partial(_difficulties, state), perm, "heart-handshake", order, work.MOST_WAITING),
    )


panels.add(
    "enterprises.unit",
    "enterprises.difficulties",
    Panel(
        "enterprises.difficulties", _("实际困难"), "enterprises/panels/difficulties.html", difficulty_panel,
        "enterprises.view_unit", 80, acts=(MOVES[DifficultyStep.RAISE].permission,),
    ),
)  # fmt: skip
panels.add(
    "enterprises.unit",
    "enterprises.clear",
    Panel("enterprises.clear", _("五个清"), "enterprises/panels/clear.html", clear_panel, "enterprises.view_unit", 10),
)
panels.add(
    "enterprises.unit",
    "enterprises.links",
    Panel(
        "enterprises.links", _("联系人确认"), "enterprises/panels/links.html", link_panel, "enterprises.view_unit", 90,
        acts=(INVITE,),
    ),
)  # fmt: skip
for _check in clear_checks.CHECKS:
    registry_of_checks.add(_check.code, _check)


def quality_choices() -> list[tuple[str, Any]]:
    """Return every rule, those of upper apps too."""
    return [(quality.ANY, _("有问题的")), *((rule.code, _(rule.label)) for rule in quality.all_rules())]


LIGHTS = [
    (clear.CLEAR, _("全部清")), (clear.UNCLEAR, _("有不清的")),
    *((item.key, format_lazy(_("未做到：{}"), _(item.label))) for item in DEFAULT),
]  # fmt: skip
columns.add(
    "enterprises.unit",
    "enterprises.clear",
    Column(
        "lights_text",
        _("五个清"),
        clear.with_lights,
        {
            "lights": ColumnFilter(_("五个清"), LIGHTS, clear.with_light),
            "quality": ColumnFilter(_("数据质量"), quality_choices, quality.breaking),
        },
        40,
        text=clear.counted,
        read=clear.texts,
    ),
)
nav.add(
    "enterprises.duplicates",
    NavItem(_("重复单位"), "enterprises:duplicates", "git-merge", REGISTER, "enterprises.merge_unit", 135),
)
nav.add(
    "enterprises.quality",
    NavItem(_("数据质量"), "enterprises:quality", "shield-check", CLEAR, "enterprises.view_unit", 129),
)
nav.add(
    "enterprises.clear",
    NavItem(_("五个清"), "enterprises:clear", "progress-check", CLEAR, "enterprises.view_unit", 128),
)
nav.add(
    "enterprises.difficulties",
    NavItem(_("实际困难"), "enterprises:difficulties", "heart-handshake", VISITS, "enterprises.view_unit", 106),
)
_difficulty_work("handle", _("承办的困难"), difficulties.to_handle, DifficultyStep.SOLVE, "assigned", 92)
_difficulty_work("assign", _("困难待交办"), difficulties.to_assign, DifficultyStep.ASSIGN, "raised", 94)
_difficulty_work("confirm", _("困难待确认解决"), difficulties.to_confirm, DifficultyStep.CONFIRM, "solved", 96)
work_items.add(
    "enterprises.tasks",
    WorkItem(
        "enterprises.tasks", _("走访任务"), rounds.waiting, partial(reverse, "enterprises:tasks"), rounds.VISIT,
        "clipboard-check", 85, by_place=True,
    ),
)  # fmt: skip
nav.add(
    "enterprises.submissions",
    NavItem(
        pgettext_lazy("plural", "手机送来的走访"),
        "enterprises:submissions",
        "git-merge",
        VISITS,
        submissions.SETTLE,
        105,
    ),
)
work_items.add(
    "enterprises.submissions",
    WorkItem(
        "enterprises.submissions", _("手机送来的走访待核实"), submissions.waiting,
        partial(reverse, "enterprises:submissions"), submissions.SETTLE, "device-mobile", 95,
    ),
)  # fmt: skip
work_items.add(
    "enterprises.quality",
    WorkItem(
        "enterprises.quality", _("台账数据待更正"), quality.waiting, partial(reverse, "enterprises:quality"), quality.AMEND,
        "shield-check", 130, work.MOST_WAITING, by_place=True,
    ),
)  # fmt: skip
_wait("reported", _("走访反映待确认"), "enterprises.close_unit", "flag", 100)
_wait("unvisited", _("超期未走访"), "enterprises.visit_unit", "clipboard-check", 110)
_wait("incomplete", _("待完善单位"), "enterprises.amend_unit", "edit", 120)

nav.add(
    "enterprises.registers",
    NavItem(
        pgettext_lazy("plural", "名册比对"), "enterprises:register_tasks", "list-check", REGISTER, registers.VIEW, 116
    ),
)
work_items.add(
    "enterprises.registers",
    WorkItem(
        "enterprises.registers", _("名册比对待核实"), registers.waiting, partial(reverse, "enterprises:register_tasks"),
        registers.SETTLE, "list-check", 98,
    ),
)  # fmt: skip
for _importer in register_writing.importers():
    importers.add(_importer.code, _importer)
importers.add(
    "enterprises.units",
    Importer(
        "enterprises.units", unit_fields.LABEL, "enterprises.register_unit", unit_fields.fields(), unit_judging.judge,
        unit_writing.apply, unit_undoing.undo, apply_many=unit_writing.apply_many, undo_many=unit_undoing.undo_many,
        more=question_fields.question_fields,
        defaults=("no_code_reason",),
    ),
)  # fmt: skip
for _code, _label, _run in (
    (batches.STAGE, _("识别导入文件"), staging.run),
    (batches.APPLY, _("写入导入内容"), applying.apply),
    (batches.UNDO, _("撤销导入"), applying.undo),
):
    _parts = applying.parts if _code == batches.APPLY else None
    jobs.add(_code, JobKind(_label, batches.PERMISSION, _run, staging.of_job, _parts))
jobs.add(exports.KIND, JobKind(_("导出列表"), exports.PERMISSION, exports.run))
for _exporter in (exporting.UNITS, *listings.LISTS):
    exporters.add(_exporter.code, _exporter)

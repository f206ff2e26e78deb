"""The lists of instructors and of their dispatches as they are exported."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.principals import Principal
from enterprises.forms.listed import Listed, Shown, Worked, exporter, first
from enterprises.services.sheets.exports import Asked
from instructors.forms.filters import InstructorFilterForm, ordered
from instructors.models import Dispatch, Instructor
from instructors.queries import due
from instructors.services.importing import FIELDS

VIEW = "instructors.view_instructor"


def _files(form: Any, asked: Asked, by: Principal) -> Any:
    rows = form.narrowed(Instructor.objects.visible_to(by, VIEW), asked.today)
    return ordered(rows, first(asked, "sort"), asked.today)


def _dispatches(form: Any, asked: Asked, by: Principal) -> Any:
    """Return the dispatches, running or past, of the instructors that the list shows."""
    files = form.narrowed(Instructor.objects.visible_to(by, VIEW), asked.today)
    rows = Dispatch.objects.visible_to(by, VIEW).live().filter(instructor__in=files.order_by().values("pk"))
    return rows.select_related("instructor", "letter").order_by("instructor__pinyin", "-holds_from", "pk")


def _until(row: Any) -> Any:
    return row.term.upper if row.term else None


def _target(row: Any) -> str:
    return row.target_name


INSTRUCTORS = Listed(
    InstructorFilterForm,
    _files,
    lambda asked: (
        Shown(_("姓名"), "name"), Shown(_("工作部门"), "department"), Shown(_("阶段"), "get_stage_display", "choice"),
        Shown(_("所在党委（党组）"), "committee.name"), Shown(_("指导员类别"), "get_kind_display", "choice"),
        Shown(_("在派"), "load", "whole"), Shown(_("聘期届满"), _until, "day"), Shown(_("申请日期"), "applied_on", "day"),
    ),
    fields=FIELDS,
    told=lambda rows, asked, by: {row.pk: vars(row) | {"committee": row.committee.name} for row in rows},
)  # fmt: skip


def _named(rows: list[Any], _asked: Asked, by: Principal) -> list[Any]:
    """Put the name of its target on each dispatch; a target out of sight is named and no more."""
    for field in ("unit", "org", "grid"):
        model = Dispatch._meta.get_field(field).related_model
        ids = {getattr(row, f"{field}_id") for row in rows} - {None}
        known = (
            model.objects.names(ids)
            if hasattr(model.objects, "names")
            else dict(model.objects.filter(pk__in=ids).values_list("pk", "name"))
        )
        for row in rows:
            if getattr(row, f"{field}_id") is not None:
                row.target_name = known.get(getattr(row, f"{field}_id"), "")
    return rows


DISPATCHES = Listed(
    InstructorFilterForm,
    _dispatches,
    lambda asked: (
        Shown(_("姓名"), "instructor.name"), Shown(_("聘书编号"), "letter.number", "code"), Shown(_("派驻对象"), _target),
        Shown(_("起始日期"), "valid.lower", "day"), Shown(_("截止日期"), "valid.upper", "day"),
        Shown(_("结束原因"), "get_ended_reason_display", "choice"), Shown(_("结束说明"), "ended_note"),
    ),
    _named,
)  # fmt: skip
DUE = Worked(
    lambda asked, by: {one.unit.pk: one for one in due.of_person(by, on=asked.today)},
    lambda asked: (
        Shown(_("单位名称"), "unit.name"), Shown(_("统一社会信用代码"), "unit.uscc", "code"),
        Shown(_("所在辖区"), "unit.area.name", "place"), Shown(_("地址"), "unit.address"),
        Shown(_("派驻日期"), "dispatched_on", "day"), Shown(_("上次走访"), "last_on", "day"),
        Shown(_("下次应于"), "due_on", "day"), Shown(_("已超期（天）"), "days_late", "whole"),
    ),
)  # fmt: skip
LISTS = (
    exporter("instructors.due", _("走访到期"), due.PERMISSION, "instructors:visits", DUE),
    exporter("instructors.instructors", pgettext_lazy("plural", "党建指导员"), VIEW, "instructors:list", INSTRUCTORS),
    exporter("instructors.dispatches", pgettext_lazy("plural", "派驻"), VIEW, "instructors:list", DISPATCHES),
)

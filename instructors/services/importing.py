"""Tables of instructors: each new row opens an application as a draft, which then goes the way of the procedure like any other.

A table never moves anybody along that way (reviews, training, letter). An amended draft can be taken back; an opened file cannot be
deleted. Source: source 004 (申请、初审、复审、培训、聘书), domain 5.1.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import policy
from access.choices import BodyKind
from access.errors import conflict, refuse
from access.models import Body, Person
from access.outcome import N_, Refusal
from access.principals import Principal
from access.services import people
from enterprises.choices import RowVerdict
from enterprises.models import ImportRow
from enterprises.rules import names
from enterprises.rules.sheets.cells import folded
from enterprises.rules.sheets.layout import Field
from enterprises.services.sheets.importers import Context, Done, Importer, Parsed, opened
from enterprises.services.sheets.rehearsing import rehearse
from enterprises.services.sheets.unit_known import same
from instructors.choices import InstructorKind, InstructorOrigin
from instructors.models import Instructor
from instructors.services.applications import CHANGEABLE, EDITABLE, amend
from instructors.services.applications import apply as open_file

VIEW, APPLY = "instructors.view_instructor", "instructors.apply_instructor"
COMMITTEES = (BodyKind.TOWN_COMMITTEE, BodyKind.MEMBER_UNIT)
DELETED = N_("“%(name)s”的申请档案已建立，不能随导入撤销；不再申请的，请在档案中办理。")
CHANGED_SINCE = N_("“%(name)s”在导入之后又有变动，没有撤销，请逐户核对。")


def _choice(name: str, label: str, choices: Any, *synonyms: str, **more: Any) -> Field:
    words = {folded(word): value for value, shown in choices.choices for word in (str(shown), value)}
    return Field(
        name, label, "choice", synonyms, choices=words, options={v: str(w) for v, w in choices.choices}, **more
    )


FIELDS = (
    Field("name", "姓名", "text", ("指导员姓名", "指导员", "申请人", "人员姓名"), most=60, is_key=True, is_needed=True,
          sample="示例：张三"),
    Field("committee", "所在党委（党组）", "text", ("所在党委", "所在党组", "推荐党委", "初审党委", "党委"), most=120, is_key=True,
          is_needed=True, hint="机构名录中的全称，由它初审", sample="示例街道党工委"),
    _choice("kind", "指导员类别", InstructorKind, "类别", "专兼职", hint="不填为兼职"),
    _choice("origin", "人员来源", InstructorOrigin, "来源", "身份", hint="不填为其他"),
    Field("is_formal_member", "是正式党员", "yes", ("正式党员", "是否正式党员", "是否党员", "政治面貌是否党员")),
    Field("department", "工作部门", "text", ("部门", "工作单位", "单位", "所在单位"), most=120),
    Field("post", "职务", "text", ("现任职务", "岗位"), most=80),
    Field("expertise", "专长", "text", ("特长", "擅长"), most=200),
    Field("recommended_by", "推荐组织", "text", ("推荐单位", "推荐党组织"), most=120),
    Field("statement", "申请理由", "text", ("理由", "个人简介", "简介"), most=1_000),
)  # fmt: skip
LABELS = {one.name: one.label for one in FIELDS}


def judge(rows: Sequence[Parsed], context: Context) -> None:
    """Set the verdict of each row; a new one is tried through its service and nothing of it stays."""
    for row in rows:
        row.values["name"] = names.normalise_name(row.values.get("name", ""))
        committee = _committee(row, context.by)
        key = f"{row.values['name']}|{row.values.get('committee', '')}"
        row.refuse_again("name", context.seen.setdefault(key, row.spot))
        if not row.is_refused and committee is not None:
            _one(row, committee, context)


def _committee(row: Parsed, by: Principal) -> Body | None:
    said = row.values.get("committee")
    if not said:
        return None
    inside = Q(pk__in=[])
    for scope in by.scopes(policy.roles_with(APPLY)):
        below = Q(home__path__startswith=scope.path)
        inside |= below & Q(line__code=scope.line) if scope.line else below
    rows = Body.objects.filter(inside, name=said, kind__in=COMMITTEES, closed_on__isnull=True)
    found: list[Body] = list(rows.select_related("home", "line").distinct().order_by("pk")[:2])
    if len(found) != 1:
        row.refuse("committee", _("您的职责范围内没有名为“%(body)s”的党委（党组）。") % {"body": said})
        return None
    row.values["body_id"] = found[0].pk
    return found[0]


def _one(row: Parsed, committee: Body, context: Context) -> None:
    files = Instructor.objects.visible_to(context.by, VIEW).open().filter(name=row.values["name"], committee=committee)
    found = list(files.order_by("pk")[:2])
    if len(found) > 1:
        row.refuse(
            "name", _("该党委有多名“%(name)s”，请在档案中办理。") % {"name": row.values["name"]}, RowVerdict.CONFLICT
        )
    elif found:
        _compare(row, found[0])
    else:
        row.verdict = RowVerdict.NEW
        for sentences in rehearse(lambda: _open(row.values, context)).values():
            for message in sentences:
                row.refuse("name", message)


def _compare(row: Parsed, file: Instructor) -> None:
    row.target_id, row.version = file.pk, file.version
    for name in EDITABLE:
        if name in row.values and not same(getattr(file, name), row.values[name], is_amount=False):
            old, new = _shown(name, getattr(file, name)), _shown(name, row.values[name])
            row.changes.append({"field": name, "label": LABELS[name], "old": old, "new": new})
    row.verdict = RowVerdict.CHANGED if row.changes else RowVerdict.SAME
    if row.changes and file.stage not in CHANGEABLE:
        row.refuse("name", _("申请已提交，退回补正后才能修改。"), RowVerdict.CONFLICT)


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return next((one.options.get(value, value) for one in FIELDS if one.name == name), value)


def _open(values: Mapping[str, Any], context: Context) -> Instructor:
    committee = Body.objects.select_related("home", "line").get(pk=values["body_id"])
    line = committee.line.code if committee.line else ""
    rows = Person.objects.visible_to(context.by, "access.view_person").filter(name=values["name"])
    known = list(rows.filter(area_path__startswith=committee.home.path).order_by("pk")[:2])
    if len(known) > 1:
        refuse(
            Refusal("person_unclear", N_("辖区内有多名“%(name)s”，请在页面上选定人员申请。"), {"name": values["name"]})
        )
    person = known[0] if known else people.register(
        name=values["name"], employer=values.get("department", ""), area=committee.home, line_code=line, by=context.by
    )  # fmt: skip
    told = {name: values[name] for name in EDITABLE if name in values}
    told = {"kind": InstructorKind.PART_TIME, "origin": InstructorOrigin.OTHER} | told
    return open_file(person=person, committee=committee, on=context.on, by=context.by, **told)


def apply(row: ImportRow, context: Context) -> Done:
    """Open the file of a row as a draft, or amend a draft as far as the row differs.

    Raises:
        Denied: the actor may not.
        Conflict: somebody changed the file after the preview, or it is under review.
        ValidationError: a rule refuses it now.
    """
    values = {name: opened(value) for name, value in row.values.items()}
    if row.verdict == RowVerdict.NEW:
        made = _open(values, context)
        return Done(made.pk, made.version, {})
    file = _file(row, context)
    changed = [one["field"] for one in row.changes]
    before = {name: getattr(file, name) for name in changed}
    done = amend(instructor=file, by=context.by, version=row.version or 0, **{name: values[name] for name in changed})
    return Done(done.pk, done.version, before)


def _file(row: ImportRow, context: Context) -> Instructor:
    found: Instructor | None = Instructor.objects.visible_to(context.by, VIEW).filter(pk=row.target_id).first()
    if found is None:
        conflict(Refusal("file_gone", N_("该档案已不在您的职责范围内。")))
    return found


def undo(row: ImportRow, context: Context, _at: datetime) -> None:
    """Take back what a row amended; a file that it opened stays.

    Raises:
        Denied: the actor may not.
        ValidationError: the file was changed since, or was opened by the row.
    """
    name = row.values.get("name", "")
    if row.verdict == RowVerdict.NEW:
        refuse(Refusal("kept_in_history", DELETED, {"name": name}))
    file = _file(row, context)
    if file.version != row.version_after:
        refuse(Refusal("changed_since", CHANGED_SINCE, {"name": name}))
    amend(instructor=file, by=context.by, version=file.version, **row.before)


IMPORTER = Importer(
    "instructors.instructors", gettext_lazy("党建工作指导员"), APPLY, FIELDS, judge, apply, undo, 120,
    address="instructors:detail",
    effect=gettext_lazy("新增的行建立申请草稿，之后按初审、复审、培训、发聘书的程序办理；有变化的行修改草稿。"),
    remains=gettext_lazy("修改过的草稿恢复原样；已建立的申请档案保留，不能随导入撤销。"),
)  # fmt: skip

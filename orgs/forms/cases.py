"""Formation cases: what a plan, an application and each of its steps ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms.areas import AreaChoiceField
from enterprises.forms.days import PastDayField
from enterprises.forms.unit import PLACES
from orgs.choices import (
    FormationMode,
    FormationStage,
    Obstacle,
    OrgNature,
    OrgType,
    PlanStatus,
    PostKind,
    SecretarySource,
)
from orgs.forms.fields import ApproverField, LookUpField, OrgForm
from orgs.queries.cases import OPEN, OVERDUE, Wanted
from orgs.services.cases.planning import Measure, Plan

MOST_MEASURES = 4  # of a plan on the page
FORMS = [(mode.value, mode.label) for mode in (FormationMode.SINGLE, FormationMode.JOINT)]
VIEW = "orgs.view_formation"


class CaseFilterForm(OrgForm):
    """What the list of cases should show."""

    q = forms.CharField(label=_("单位名称或拼音首字母"), required=False, max_length=60)
    status = forms.ChoiceField(
        label=_("进展"), required=False, initial=OPEN,
        choices=[(OPEN, _("未组建")), (OVERDUE, _("超期")), *PlanStatus.choices],
    )  # fmt: skip
    obstacle = forms.ChoiceField(label=_("未组建原因"), required=False, choices=[("", _("全部")), *Obstacle.choices])
    area = AreaChoiceField(permission=VIEW, levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))

    def wanted(self, today: Any) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        return Wanted(on=today, **given)


class ApplicationFilterForm(OrgForm):
    """Which applications the list should show."""

    stage = forms.ChoiceField(
        label=_("办理阶段"), required=False,
        choices=[("", _("全部")), (OPEN, _("待批复")), *FormationStage.choices],
    )  # fmt: skip


class PlanForm(OrgForm):
    """A plan for one unit, with a few measures."""

    obstacle = forms.ChoiceField(label=_("未组建原因"), choices=Obstacle)
    form = forms.ChoiceField(label=_("拟采取的组建方式"), choices=FormationMode)
    leader = forms.CharField(label=_("包联责任人"), max_length=60)
    leader_post = forms.CharField(label=_("责任人职务"), max_length=80, required=False)
    instructor = forms.CharField(label=_("党建工作指导员"), max_length=60, required=False)
    due_on = forms.DateField(label=_("组建期限"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_MEASURES + 1):
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("措施%(number)d") % {"number": number}, max_length=200, required=False
            )
            self.fields[f"due_{number}"] = forms.DateField(label=_("完成期限"), required=False)
            self.fields[f"done_{number}"] = PastDayField(label=_("完成日期"), required=False)
            self.fields[f"done_{number}"].scope(self.principal)

    def clean(self) -> dict[str, Any]:
        """Insist on a day for every measure."""
        given = super().clean()
        for number in range(1, MOST_MEASURES + 1):
            if given.get(f"text_{number}") and not given.get(f"due_{number}") and f"due_{number}" not in self.errors:
                self.add_error(f"due_{number}", _("请填写这条措施的完成期限。"))
        return given

    def plan(self) -> Plan:
        """Return what was filled in."""
        given = self.cleaned_data
        named = [n for n in range(1, MOST_MEASURES + 1) if given[f"text_{n}"]]
        measures = [Measure(given[f"text_{n}"], given[f"due_{n}"], given[f"done_{n}"]) for n in named]
        return Plan(
            obstacle=Obstacle(given["obstacle"]), form=FormationMode(given["form"]), leader=given["leader"],
            leader_post=given["leader_post"], instructor=given["instructor"], due_on=given["due_on"], measures=measures,
        )  # fmt: skip


class ApplicationForm(OrgForm):
    """What an application asks for (组建请示)."""

    name = forms.CharField(label=_("拟建党组织名称"), max_length=120)
    form = forms.ChoiceField(label=_("组建方式"), choices=FORMS, widget=forms.RadioSelect)
    org_type = forms.ChoiceField(label=_("党组织类型"), choices=OrgType, initial=OrgType.BRANCH)
    nature = forms.ChoiceField(label=_("党组织性质"), choices=OrgNature, initial=OrgNature.REGULAR)
    parent = LookUpField("orgs", permission="orgs.view_org", label=_("上级党组织"), required=False)
    secretary = forms.CharField(label=_("拟任书记"), max_length=60, required=False)
    reason = forms.CharField(
        label=_("组建理由"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("超出一般标准时必须写明理由。"),
    )  # fmt: skip


class AmendForm(ApplicationForm):
    """What it asks for instead; the form stays, for it follows from the units."""

    form = None
    version = forms.IntegerField(widget=forms.HiddenInput)


class DayForm(OrgForm):
    """The day of a step, with a note."""

    on = PastDayField(label=_("日期"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class ReasonForm(OrgForm):
    """The day of a step, and why."""

    on = PastDayField(label=_("日期"))
    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ReplyForm(OrgForm):
    """The reply (批复)."""

    on = PastDayField(label=_("批复日期"))
    approval_no = forms.CharField(label=_("批复文号"), max_length=60)
    approved_by = ApproverField(label=_("批准机构"))


class ResultForm(OrgForm):
    """The report of the founding meeting (选举结果报告)."""

    on = PastDayField(label=_("选举日期"))
    entitled = forms.IntegerField(label=_("应到会有选举权人数"), min_value=1, max_value=32767)
    present = forms.IntegerField(
        label=_("实到会有选举权人数"), min_value=0, max_value=32767, help_text=_("不少于应到会人数的五分之四。")
    )
    secretary = LookUpField("people", permission="access.view_person", label=_("书记"))
    secretary_source = forms.ChoiceField(label=_("书记来源"), choices=SecretarySource)
    deputy = LookUpField("people", permission="access.view_person", label=_("副书记"), required=False)
    organization = LookUpField("people", permission="access.view_person", label=_("组织委员"), required=False)
    publicity = LookUpField("people", permission="access.view_person", label=_("宣传委员"), required=False)
    discipline = LookUpField("people", permission="access.view_person", label=_("纪检委员"), required=False)

    def elected(self) -> list[tuple[PostKind, Any, str]]:
        """Return post, person and, of a secretary, the source."""
        given = self.cleaned_data
        kinds = (PostKind.SECRETARY, PostKind.DEPUTY, PostKind.ORGANIZATION, PostKind.PUBLICITY, PostKind.DISCIPLINE)
        sources = {PostKind.SECRETARY: given["secretary_source"]}
        return [(kind, given[kind.value], sources.get(kind, "")) for kind in kinds if given.get(kind.value)]


class FileForm(OrgForm):
    """The filing (备案)."""

    on = PastDayField(label=_("备案日期"))
    number = forms.CharField(label=_("备案号"), max_length=60, required=False)


class ClearForm(OrgForm):
    """The approval to cancel a ticket (销号)."""

    on = PastDayField(label=_("销号日期"))
    number = forms.CharField(label=_("销号批准文号"), max_length=60)
    version = forms.IntegerField(widget=forms.HiddenInput)

"""What is filled in about the work of bodies: member units, posts, meetings, tasks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import Area, Body
from enterprises.forms.days import PastDayField
from orgs.choices import BodyPostKind, MeetingKind, TaskSource, TaskState
from orgs.forms.fields import LookUpField, OrgForm
from orgs.services import bodies as acts

STATES = [("", _("全部")), ("overdue", _("逾期未办结")), *TaskState.choices]
WHOSE = [("", _("全部")), ("mine", _("我单位承办")), ("given", _("我单位交办"))]
PLAIN = [(source.value, source.label) for source in (TaskSource.PLAN, TaskSource.TICKET)]
SEARCH = {"data-search": ""}


def below(area: Area) -> Any:
    """Return the bodies that stand at an area or below it."""
    rows = Body.objects.filter(closed_on__isnull=True, home__path__startswith=area.path)
    return rows.order_by("home__path", "kind", "name", "pk")


class TaskFilterForm(OrgForm):
    """Which tasks."""

    whose = forms.ChoiceField(label=_("范围"), required=False, choices=WHOSE)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    source = forms.ChoiceField(label=_("任务来源"), required=False, choices=[("", _("全部")), *TaskSource.choices])


class MeetingFilterForm(OrgForm):
    """Which meetings."""

    kind = forms.ChoiceField(label=_("会议类别"), required=False, choices=[("", _("全部")), *MeetingKind.choices])


class OfBodyForm(OrgForm):
    """A form about a body that knows its area."""

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("member", "participants", "owner", "lower"):
            if name in self.fields:
                self.fields[name].queryset = below(area)


class MemberForm(OfBodyForm):
    """A member unit."""

    member = forms.ModelChoiceField(label=_("成员单位"), queryset=Body.objects.none(), widget=forms.Select(attrs=SEARCH))
    on = PastDayField(label=_("自哪一天起"))
    duties = forms.CharField(
        label=_("工作职责"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.CharField(label=_("依据文件"), max_length=120, required=False)


class BodyPostForm(OfBodyForm):
    """A person's duty."""

    person = LookUpField("people", permission="access.view_person", label=_("人员"))
    kind = forms.ChoiceField(label=_("任职"), choices=BodyPostKind)
    department = forms.CharField(
        label=_("所在单位和职务"), max_length=120, required=False, help_text=_("兼职副书记必填，例如经信局局长。")
    )
    on = PastDayField(label=_("任职日期"))


class EndDayForm(OrgForm):
    """The day on which something ends."""

    on = PastDayField(label=_("结束日期"))


class MeetingForm(OfBodyForm):
    """A meeting."""

    kind = forms.ChoiceField(label=_("会议类别"), choices=MeetingKind)
    on = PastDayField(label=_("召开日期"))
    topic = forms.CharField(label=_("议题"), max_length=200)
    agenda = forms.CharField(
        label=_("议程和议定事项"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("要落实的事项，登记会议后逐项交办。"),
    )  # fmt: skip
    participants = forms.ModelMultipleChoiceField(
        label=_("参会单位"), required=False, queryset=Body.objects.none(), widget=forms.SelectMultiple(attrs=SEARCH)
    )

    def held(self) -> acts.Held:
        """Return what was filled in."""
        given = self.cleaned_data
        return acts.Held(**{**given, "kind": MeetingKind(given["kind"]), "participants": list(given["participants"])})


class TaskForm(OfBodyForm):
    """A task; of a meeting it is a decision."""

    title = forms.CharField(label=_("任务"), max_length=200)
    owner = forms.ModelChoiceField(label=_("责任单位"), queryset=Body.objects.none(), widget=forms.Select(attrs=SEARCH))
    person = LookUpField("people", permission="access.view_person", label=_("责任人"), required=False)
    due_on = forms.DateField(label=_("完成期限"))
    source = forms.ChoiceField(label=_("任务来源"), choices=PLAIN)
    basis = forms.CharField(
        label=_("依据"), max_length=120, required=False, help_text=_("例如年度实施意见、责任书或督查单的文号。")
    )

    def __init__(self, *args: Any, meeting: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        if meeting is not None:
            del self.fields["source"]

    def given(self) -> acts.Given:
        """Return what was filled in."""
        source = TaskSource.DECISION if self.meeting is not None else TaskSource(self.cleaned_data["source"])
        return acts.Given(**{**self.cleaned_data, "source": source, "meeting": self.meeting})


class StepForm(OrgForm):
    """A step of a task, with words."""

    text = forms.CharField(label=_("办理情况或理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConfirmForm(StepForm):
    """Words may be left out."""

    text = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

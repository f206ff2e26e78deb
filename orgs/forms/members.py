"""What the roster asks (党员名册)."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms.areas import AreaChoiceField
from enterprises.forms.days import PastDayField
from orgs.choices import CultivationKind, LostReason, MemberEnd, MemberStage, SpecialState
from orgs.forms.fields import LookUpField, OrgForm
from orgs.forms.filters import PLACES
from orgs.queries.members import TO_CONVERT, TO_EXAMINE, TRANSFER, VIEW, Wanted
from orgs.services.members import Cultivated, Entry, Letter, Marked

MOST_HOURS = 999
ALL = [("", _("全部"))]
DUE = [(TO_CONVERT, _("预备期满待讨论转正")), (TO_EXAMINE, _("谈话、考察到期"))]


class MemberFilterForm(OrgForm):
    """What the roster should show."""

    q = forms.CharField(label=_("姓名或党组织"), required=False, max_length=60)
    stage = forms.ChoiceField(label=_("发展阶段"), required=False, choices=[*ALL, *MemberStage.choices])
    state = forms.ChoiceField(label=_("特殊状态"), required=False, choices=[*ALL, *SpecialState.choices])
    due = forms.ChoiceField(label=_("待办"), required=False, choices=[*ALL, *DUE])
    area = AreaChoiceField(permission=VIEW, levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))
    org = LookUpField("orgs", permission=VIEW, label=_("党组织"), required=False)

    def wanted(self, on: date) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        return Wanted(on=on, **given)


class EnrolForm(OrgForm):
    """Somebody for the roster: asked once, the birthday only where there is no ID number."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    id_number = forms.CharField(label=_("身份证号码"), max_length=24, required=False, help_text=_("加密保存，页面只显示后四位。"))
    born_on = PastDayField(label=_("出生日期"), required=False, help_text=_("填写身份证号码的不用填。"))
    phone = forms.CharField(label=_("手机号码"), max_length=30, required=False)
    stage = forms.ChoiceField(label=_("发展阶段"), choices=MemberStage, initial=MemberStage.FORMAL)
    since = PastDayField(label=_("阶段开始日期"), help_text=_("正式党员填转正日期，预备党员填支部大会日期。"))

    def entry(self) -> Entry:
        """Return who it is."""
        given = self.cleaned_data
        return Entry(given["name"], given["born_on"], given["id_number"], given["phone"])


class AdvanceForm(OrgForm):
    """The next stage."""

    on = PastDayField(label=_("日期"))
    training_hours = forms.IntegerField(label=_("集中培训学时"), min_value=0, max_value=MOST_HOURS, required=False)
    is_reviewed = forms.BooleanField(label=_("经过政治审查"), required=False)
    reason = forms.CharField(label=_("说明"), max_length=200, required=False, help_text=_("早于惯例时须写明理由。"))

    def __init__(self, *args: Any, to: MemberStage | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to != MemberStage.PROBATIONARY:  # only admission asks for training and review
            del self.fields["training_hours"], self.fields["is_reviewed"]


class ExtendForm(OrgForm):
    """A longer probation."""

    on = PastDayField(label=_("决定日期"))
    months = forms.IntegerField(label=_("延长月数"), min_value=1, max_value=99, initial=6)
    reason = forms.CharField(label=_("理由"), max_length=200)


class LeaveForm(OrgForm):
    """Off the roster."""

    on = PastDayField(label=_("离开日期"))
    reason = forms.ChoiceField(
        label=_("离开原因"), choices=[(end.value, end.label) for end in MemberEnd if end != MemberEnd.MOVED],
        help_text=_("转出本区的请开具介绍信，回执确认后自动离开名册。"),
    )  # fmt: skip


class StateForm(OrgForm):
    """A special state."""

    state = forms.ChoiceField(label=_("特殊状态"), choices=SpecialState)
    on = PastDayField(label=_("认定日期"))
    contact_on = PastDayField(
        label=_("最后联系日期"), required=False, help_text=_("流动、失联党员必填：离开或失去联系满6个月。")
    )
    lost_reason = forms.ChoiceField(label=_("失联原因"), required=False, choices=[("", "—"), *LostReason.choices])
    note = forms.CharField(label=_("情况说明"), max_length=200, required=False)
    action = forms.CharField(label=_("后续措施"), max_length=200, required=False)

    def marked(self) -> Marked:
        """Return what was filled in."""
        given = self.cleaned_data
        return Marked(
            SpecialState(given["state"]), given["contact_on"], given["lost_reason"], given["note"], given["action"]
        )


class CultivateForm(OrgForm):
    """A talk or an examination."""

    kind = forms.ChoiceField(label=_("事项"), choices=CultivationKind)
    on = PastDayField(label=_("日期"))
    held_by = forms.CharField(label=_("谈话人或考察人"), max_length=60)
    finding = forms.CharField(label=_("结果"), max_length=200)

    def record(self) -> Cultivated:
        """Return what was filled in."""
        given = self.cleaned_data
        return Cultivated(CultivationKind(given["kind"]), given["on"], given["held_by"], given["finding"])


class OnForm(OrgForm):
    """The day of a step."""

    on = PastDayField(label=_("日期"))


class CancelForm(OnForm):
    """A letter that is void."""

    reason = forms.CharField(label=_("作废理由"), max_length=200)


class LetterForm(OrgForm):
    """A letter of introduction."""

    letter_no = forms.CharField(label=_("介绍信编号"), max_length=60)
    issued_on = PastDayField(label=_("开具日期"))
    valid_until = forms.DateField(
        label=_("有效期至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("一般不超过三个月。"),
    )  # fmt: skip
    to_org = LookUpField("orgs", permission=TRANSFER, label=_("转入党组织（本系统内）"), required=False)
    to_name = forms.CharField(label=_("转入党组织名称（本系统外）"), max_length=120, required=False)
    reason = forms.CharField(label=_("有效期较长的理由"), max_length=200, required=False)

    def letter(self) -> Letter:
        """Return what was filled in."""
        return Letter(**self.cleaned_data)


class RevealForm(OrgForm):
    """Why numbers are read in clear."""

    reason = forms.CharField(label=_("查看理由"), max_length=200)

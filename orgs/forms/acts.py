"""Acts on one organization."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import Body
from enterprises.forms.days import PastDayField
from orgs.choices import OrgType, PostKind, SecretarySource, Star
from orgs.forms.fields import LookUpField, OrgForm
from orgs.forms.formation import COVER, GridsField
from orgs.models import RatingScheme
from orgs.services import Approval, Election


class VersionedForm(OrgForm):
    """A form that carries the version which the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ApprovalForm(VersionedForm):
    """An approval: day, number, who gave it, why."""

    on = PastDayField(label=_("日期"))
    approval_no = forms.CharField(label=_("批复文号"), max_length=60)
    approved_by = forms.ModelChoiceField(Body.objects.order_by("name"), label=_("批准机构"), required=False)
    reason = forms.CharField(label=_("理由"), max_length=200)

    def approval(self) -> Approval:
        """Return what was filled in."""
        return Approval(**{name: self.cleaned_data[name] for name in ("on", "approval_no", "approved_by", "reason")})


class RenameForm(ApprovalForm):
    """A new name."""

    name = forms.CharField(label=_("新名称"), max_length=120)
    field_order = ("name",)


class ChangeTypeForm(ApprovalForm):
    """Another type."""

    org_type = forms.ChoiceField(label=_("改设为"), choices=OrgType)
    field_order = ("org_type",)


class MergeForm(ApprovalForm):
    """The organization that goes on."""

    into = LookUpField("orgs", permission="orgs.revoke_org", label=_("并入的党组织"))
    field_order = ("into",)


class JoinForm(OrgForm):
    """A unit that joins."""

    unit = LookUpField("units", permission=COVER, label=_("加入的单位"))
    on = PastDayField(label=_("开始日期"))
    reason = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("联合党支部超过5个单位时必须写明理由。")
    )


class LeaveForm(OrgForm):
    """When and why a unit leaves."""

    on = PastDayField(label=_("退出日期"), help_text=_("从这一天起不再覆盖。"))
    reason = forms.CharField(label=_("退出原因"), max_length=200)


class GridsForm(OrgForm):
    """More grids."""

    areas = GridsField(label=_("网格"))
    on = forms.DateField(label=_("开始日期"))


class ReleaseGridForm(OrgForm):
    """When a grid leaves."""

    on = forms.DateField(label=_("退出日期"), help_text=_("从这一天起不再覆盖。"))


class AppointForm(OrgForm):
    """A person takes a post."""

    person = LookUpField("people", permission="access.view_person", label=_("人员"))
    kind = forms.ChoiceField(label=_("党内职务"), choices=PostKind)
    on = PastDayField(label=_("任职日期"))
    secretary_source = forms.ChoiceField(
        label=_("书记来源"),
        choices=[("", "—"), *SecretarySource.choices],
        required=False,
        help_text=_("任书记时必填。"),
    )
    is_formal_member = forms.BooleanField(label=_("是正式党员"), required=False, initial=True)
    cross_post = forms.CharField(
        label=_("交叉任职"), max_length=80, required=False, help_text=_("在单位担任的管理职务，例如副总经理。")
    )
    approval_no = forms.CharField(label=_("任职文号"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """Say in the same round what a secretary lacks."""
        given = super().clean()
        if given.get("kind") == PostKind.SECRETARY:
            if not given.get("secretary_source") and "secretary_source" not in self.errors:
                self.add_error("secretary_source", _("请填写书记来源。"))
            if not given.get("is_formal_member"):
                self.add_error("is_formal_member", _("党组织书记应当是正式党员。"))
        return given


class RelieveForm(OrgForm):
    """When and why a post ends."""

    on = forms.DateField(label=_("免职日期"), help_text=_("从这一天起不再任职。"))
    reason = forms.CharField(label=_("免职原因"), max_length=120)


class ElectForm(OrgForm):
    """The report of an election."""

    on = PastDayField(label=_("选举日期"))
    entitled = forms.IntegerField(label=_("应到会有选举权人数"), min_value=1, max_value=32767)
    present = forms.IntegerField(
        label=_("实到会有选举权人数"), min_value=0, max_value=32767, help_text=_("不少于应到会人数的五分之四。")
    )
    elected = forms.IntegerField(label=_("选出委员数"), min_value=0, max_value=32767, required=False)
    approval_no = forms.CharField(label=_("批复文号"), max_length=60, required=False)

    def election(self) -> Election:
        """Return what was filled in."""
        return Election(**self.cleaned_data)


class ExtendForm(OrgForm):
    """An approved later election."""

    until = forms.DateField(label=_("延期至"), help_text=_("最多延长一年。"))
    approval_no = forms.CharField(label=_("延期批复文号"), max_length=60)
    reason = forms.CharField(label=_("延期理由"), max_length=200)


class StarsForm(OrgForm):
    """Stars of a day."""

    stars = forms.TypedChoiceField(label=_("星级"), choices=Star, coerce=int)
    on = PastDayField(label=_("评定日期"))
    approval_no = forms.CharField(label=_("公布文号"), max_length=60, required=False)


class GradeForm(OrgForm):
    """A grade in a year's round; the choice holds scheme and grade."""

    grade = forms.ChoiceField(label=_("等次"))
    year = forms.IntegerField(label=_("定级年度"), min_value=2000, max_value=2999)
    on = PastDayField(label=_("定级日期"))
    approval_no = forms.CharField(label=_("核准文号"), max_length=60, required=False)

    def __init__(self, *args: Any, schemes: list[RatingScheme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schemes = {scheme.pk: scheme for scheme in schemes}
        self.fields["grade"].choices = [
            (scheme.name, [(f"{scheme.pk}:{level['key']}", level["label"]) for level in scheme.levels])
            for scheme in schemes
        ]

    def chosen(self) -> tuple[RatingScheme, str]:
        """Return the scheme and the key of the grade."""
        pk, key = self.cleaned_data["grade"].split(":", 1)
        return self.schemes[int(pk)], key


class DemonstrationForm(OrgForm):
    """The title of a demonstration point."""

    title = forms.CharField(label=_("示范点名称"), max_length=80)
    on = PastDayField(label=_("确定日期"))
    approval_no = forms.CharField(label=_("公布文号"), max_length=60, required=False)


class WithdrawForm(OrgForm):
    """When and why a rating ends."""

    on = PastDayField(label=_("日期"))
    reason = forms.CharField(label=_("理由"), max_length=200)

"""Shapes of the administrators' acts: accounts, roles, tokens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import AccountKind, Role
from access.forms.areas import AreaChoiceField
from access.forms.scoped import ScopedForm, ScopedModelChoiceField
from access.models import Body, User


class BodyChoiceField(ScopedModelChoiceField):
    """A body whose home lies where the principal holds the permission."""

    def scope(self, principal) -> None:
        """Limit the choices."""
        self.queryset = Body.objects.at_home(principal, self.permission).filter(closed_on__isnull=True)


class CreateAccountForm(ScopedForm):
    """A new account."""

    area = AreaChoiceField(label=_("所属辖区"), permission="access.change_user")
    kind = forms.ChoiceField(label=_("账号类型"), choices=AccountKind)
    username = forms.CharField(label=_("用户名"), max_length=60, help_text=_("一律按小写保存。"))
    name = forms.CharField(label=_("姓名或系统名称"), max_length=60)
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=18,
        required=False,
        help_text=_("用来认出已登记的同一个人；加密保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class GiveAssignmentForm(ScopedForm):
    """A role for an account through a body."""

    user = ScopedModelChoiceField(label=_("账号"), permission="access.view_user", queryset=User.objects.all())
    role = forms.ChoiceField(label=_("角色"), choices=Role)
    body = BodyChoiceField(label=_("所在机构"), permission="access.give_assignment", queryset=Body.objects.none())
    since = forms.DateField(label=_("开始日期"))
    until = forms.DateField(label=_("结束日期"), required=False, help_text=_("从这一天起不再有效；长期有效则留空。"))
    reason = forms.CharField(label=_("理由"), max_length=200)


class EndAssignmentForm(forms.Form):
    """The day from which a role is no longer held."""

    on = forms.DateField(label=_("终止日期"), help_text=_("从这一天起不再有效。"))
    reason = forms.CharField(label=_("理由"), max_length=200)


class IssueTokenForm(forms.Form):
    """What a token is for and how long it lives."""

    name = forms.CharField(label=_("用途"), max_length=80)
    expires_on = forms.DateField(label=_("有效至"), help_text=_("当天结束时失效，最长一年。"))

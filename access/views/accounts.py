"""A system administrator's acts on accounts; temporary passwords are shown once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import answers
from access.doors import Door
from access.forms.accounts import CreateAccountForm, ReasonForm
from access.models import User
from access.services import accounts
from access.views.acts import RowActView, TitledActView


class CreateAccount(TitledActView):
    """Create an account that holds nothing yet."""

    door = Door("access.change_user")
    form_class = CreateAccountForm
    title = gettext_lazy("新建账号")

    def back(self) -> str:
        """Return to the list."""
        return reverse("admin:access_user_changelist")

    def form_valid(self, form: CreateAccountForm) -> HttpResponse:
        """Create it and show its temporary password."""
        try:
            with transaction.atomic():
                user, secret = accounts.create(**form.cleaned_data, at=timezone.now(), by=self.principal)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        except IntegrityError as error:
            return self.refused(form, ValidationError(answers.constraint_sentence(error)[1], code="conflict"))
        if not secret:
            messages.success(self.request, _("账号已建立，请签发令牌。"))
            return redirect("access:issue_token", pk=user.pk)
        return self.show_secret(account=user, secret=secret, label=_("临时密码"))


class ResetPassword(RowActView):
    """Give an account a temporary password."""

    door = Door("access.change_user")
    model = User
    form_class = ReasonForm
    title = gettext_lazy("重置密码")
    danger = True

    def back(self) -> str:
        """Return to the account."""
        return reverse("admin:access_user_change", args=[self.row.pk])

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        """Reset it and show the temporary password."""
        try:
            with transaction.atomic():
                secret = accounts.reset_password(
                    user=self.row, at=timezone.now(), by=self.principal, reason=form.cleaned_data["reason"]
                )
        except ValidationError as refusal:
            return self.refused(form, refusal)
        return self.show_secret(account=self.row, secret=secret, label=_("临时密码"))


class SwitchAccount(RowActView):
    """Disable an account, or enable it again."""

    door = Door("access.change_user")
    model = User
    form_class = ReasonForm
    danger = True

    @property
    def title(self) -> str:
        """Say which of the two."""
        return _("停用账号") if self.row.is_active else _("启用账号")

    def back(self) -> str:
        """Return to the account."""
        return reverse("admin:access_user_change", args=[self.row.pk])

    def perform(self, form: ReasonForm) -> Any:
        """Switch it."""
        reason = form.cleaned_data["reason"]
        accounts.switch(
            user=self.row, active=not self.row.is_active, reason=reason, at=timezone.now(), by=self.principal
        )
        return self.back()

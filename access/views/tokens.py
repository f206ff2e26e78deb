"""Issuing and revoking tokens; the secret is shown once."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.doors import Door
from access.forms.accounts import IssueTokenForm
from access.models import ApiToken, User
from access.services import tokens
from access.views.acts import RowActView
from access.views.generic import visible_or_404


class IssueToken(RowActView):
    """Issue a token for an account."""

    door = Door("access.change_user")
    model = User
    form_class = IssueTokenForm
    title = gettext_lazy("签发令牌")

    def back(self) -> str:
        """Return to the tokens."""
        return reverse("admin:access_apitoken_changelist")

    def form_valid(self, form: IssueTokenForm) -> HttpResponse:
        """Issue it and show its secret."""
        ends = timezone.make_aware(datetime.combine(form.cleaned_data["expires_on"] + timedelta(days=1), time.min))
        try:
            with transaction.atomic():
                _token, secret = tokens.issue(
                    user=self.row, name=form.cleaned_data["name"], expires_at=ends, at=timezone.now(), by=self.principal
                )
        except ValidationError as refusal:
            return self.refused(form, refusal)
        return self.show_secret(account=self.row, secret=secret, label=_("接口令牌"))


class RevokeToken(RowActView):
    """Revoke a token at once."""

    door = Door("access.change_user")
    model = ApiToken
    form_class = Form
    title = gettext_lazy("吊销令牌")
    danger = True

    @cached_property
    def row(self) -> ApiToken:
        """The token of a visible account."""
        token = ApiToken.objects.filter(pk=self.kwargs["pk"]).first()
        if token is None:
            raise Http404
        visible_or_404(User.objects, self.principal, self.door.permission, pk=token.user_id)
        return token

    def back(self) -> str:
        """Return to the tokens."""
        return reverse("admin:access_apitoken_changelist")

    def perform(self, form: Form) -> Any:
        """Revoke it."""
        tokens.revoke(token=self.row, at=timezone.now(), by=self.principal)
        return self.back()

"""Signing in, signing out, changing one's password: the doors that stand before every other."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from access.doors import Door
from access.forms.sign_in import ChangePasswordForm, SignInForm
from access.services import sign_in
from access.views.generic import ActView, DoorMixin


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignIn(ActView):
    """One page and one answer for every failure: wrong, unknown, disabled and locked look alike."""

    door = Door.public("nobody is signed in yet")
    commits_by_itself = True
    form_class = SignInForm
    template_name = "access/sign_in.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or go on when signed in already."""
        return redirect(self._next()) if request.user.is_authenticated else super().get(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Try once."""
        account = sign_in.sign_in(self.request, **form.cleaned_data, at=timezone.now())
        return self._refused() if account is None else redirect(self._next())

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Answer an empty or overlong form like a wrong one."""
        return self._refused()

    def _refused(self) -> HttpResponse:
        blank = SignInForm()  # what was typed is not repeated: the answer is the same for every name
        return self.render_to_response(self.get_context_data(form=blank, refused=True), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Carry the address to go to."""
        wanted = self.request.POST.get("next") or self.request.GET.get("next", "")
        return super().get_context_data(
            next=wanted, limit=sign_in.EVALUATIONS, minutes=sign_in.WINDOW.seconds // 60, **kwargs
        )

    def _next(self) -> str:
        wanted = self.request.POST.get("next") or self.request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(
            wanted, {self.request.get_host()}, require_https=self.request.is_secure()
        )
        return wanted if wanted and safe else "/"


class SignOut(DoorMixin, TemplateView):
    """Sign out by POST; a link only asks."""

    door = Door.public("signing out twice is no error")
    commits_by_itself = True
    template_name = "access/sign_out.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session."""
        sign_in.sign_out(request)
        return redirect("access:sign_in")


@method_decorator(sensitive_post_parameters("old", "new", "again"), name="dispatch")
class ChangePassword(ActView):
    """Replace one's own password, of one's own will or because it is temporary."""

    door = Door.signed_in("everybody keeps their own password", fresh_password=False)
    commits_by_itself = True
    form_class = ChangePasswordForm
    template_name = "access/change_password.html"
    success_url = reverse_lazy("access:sign_in")
    success_message = _("密码已修改，其他设备上的登录已失效。")

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        """Change it; the try is counted even when refused, so no transaction is opened around the service."""
        try:
            sign_in.change_own_password(
                self.request,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                at=timezone.now(),
                by=self.principal,
            )
        except ValidationError as refusal:
            return self.refused(form, refusal)
        return self.done()

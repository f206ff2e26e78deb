"""A security administrator gives and ends roles."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access.doors import Door
from access.forms.accounts import EndAssignmentForm, GiveAssignmentForm
from access.models import Assignment, User
from access.services import assignments
from access.views.acts import RowActView, TitledActView
from access.views.generic import visible_or_404


class GiveAssignment(TitledActView):
    """Let an account hold a role through a body."""

    door = Door("access.give_assignment")
    form_class = GiveAssignmentForm
    title = _("授予角色")
    success_message = _("角色已授予，对方下一次操作起生效。")

    @cached_property
    def account(self) -> User | None:
        """The account by which one came, if any; absent and invisible answer alike."""
        if "pk" not in self.kwargs:
            return None
        return visible_or_404(User.objects, self.principal, self.door.permission, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """Choose the account by which one came."""
        return {"user": self.account, "since": self.today}

    def back(self) -> str:
        """Return to the list."""
        return reverse("admin:access_assignment_changelist")

    def perform(self, form: GiveAssignmentForm) -> Any:
        """Give it."""
        assignments.give(**form.cleaned_data, by=self.principal)
        return self.back()


class EndAssignment(RowActView):
    """End a role on a day."""

    door = Door("access.give_assignment")
    model = Assignment
    form_class = EndAssignmentForm
    title = _("终止授权")
    danger = True
    success_message = _("授权已终止。")

    def get_initial(self) -> dict[str, Any]:
        """Propose today: the next request is refused."""
        return {"on": self.today}

    def back(self) -> str:
        """Return to the list."""
        return reverse("admin:access_assignment_changelist")

    def perform(self, form: EndAssignmentForm) -> Any:
        """End it."""
        assignments.end(assignment=self.row, **form.cleaned_data, by=self.principal)
        return self.back()

"""Base of the pages on which an administrator performs one act on one row."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from access import policy
from access.principals import Place
from access.views.generic import ActView, visible_or_404


class TitledActView(ActView):
    """A form with a title and a way back, on the common template."""

    template_name = "access/act.html"
    title: ClassVar[Any] = ""
    submit: ClassVar[Any] = ""
    danger: ClassVar[bool] = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the act and the row."""
        return super().get_context_data(
            title=self.title,
            submit=self.submit or self.title,
            danger=self.danger,
            about=self.about(),
            back=self.back(),
            **kwargs,
        )

    def about(self) -> str:
        """Say what the act is about."""
        return ""

    def back(self) -> str:
        """Return the address to go back to."""
        return "/"

    def show_secret(self, *, account: Any, secret: str, label: Any) -> HttpResponse:
        """Show a secret once; it is stored nowhere in clear."""
        context = {"title": self.title, "account": account, "secret": secret, "label": label, "back": self.back()}
        return self.response_class(self.request, "access/secret.html", context, using=self.template_engine)


class RowActView(TitledActView):
    """An act on one visible row of ``model``; reference data, which everybody reads, is refused by its place."""

    model: ClassVar[Any]

    @cached_property
    def row(self) -> Any:
        """The row; absent and invisible answer alike.

        Raises:
            Denied: reference data of a place in which the door's permission is not held.
        """
        manager = self.model._default_manager
        if hasattr(manager, "visible_to"):
            return visible_or_404(manager, self.principal, self.door.permission, pk=self.kwargs["pk"])
        row = get_object_or_404(manager, pk=self.kwargs["pk"])
        policy.check(self.principal, self.door.permission, self.place(row))
        return row

    def place(self, row: Any) -> Place:
        """Return where a row of reference data lies."""
        raise NotImplementedError

    def about(self) -> str:
        """Name the row."""
        return str(self.row)

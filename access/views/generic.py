"""Bases of pages: each declares its door, reads through the policy, and turns refusals into words."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import DetailView, FormView, ListView, View

from access import answers
from access.doors import Door
from access.principals import Principal

DIGITS = 18  # of the longest key


class DoorMixin(View):
    """A page with a declared door; ``self.principal`` and ``self.today`` are the request's."""

    door: ClassVar[Door]

    @property
    def principal(self) -> Principal:
        """Who asks."""
        return self.request.principal

    @property
    def today(self):
        """The local day; the clock is read at the doors."""
        return timezone.localdate()


class ScopedQuerysetMixin(DoorMixin):
    """Reads ``model`` as the principal may see it under the door's permission (or ``read_permission``)."""

    model: ClassVar[type[Model]]
    read_permission: ClassVar[str] = ""

    def get_queryset(self) -> QuerySet:
        """Return the visible rows; invisible and absent answer alike."""
        return self.model._default_manager.visible_to(self.principal, self.read_permission or self.door.permission)


class ScopedListView(ScopedQuerysetMixin, ListView):
    """A list of visible rows."""

    paginate_by = 50


class ScopedDetailView(ScopedQuerysetMixin, DetailView):
    """A page about one visible row."""


class ActView(DoorMixin, FormView):
    """A form that performs one act: ``perform(form)`` calls the service and returns what the page moves to.

    A refusal by rule or constraint becomes a sentence at its field and the form keeps what was typed (status 422); nothing is stored.
    """

    success_message: ClassVar[Any] = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the principal to scoped forms."""
        kwargs = super().get_form_kwargs()
        if getattr(self.get_form_class(), "takes_principal", False):
            kwargs["principal"] = self.principal
        return kwargs

    def perform(self, form: Form) -> Any:
        """Call the service; return a URL, or a model with ``get_absolute_url``."""
        raise NotImplementedError

    def form_valid(self, form: Form) -> HttpResponse:
        """Perform the act, or show its refusal on the form."""
        try:
            with transaction.atomic():
                result = self.perform(form)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        except IntegrityError as error:
            return self.refused(form, ValidationError(answers.constraint_sentence(error)[1], code="conflict"))
        return self.done(result)

    def done(self, result: Any = None) -> HttpResponse:
        """Say that it is done and move on."""
        if self.success_message:
            messages.success(self.request, self.success_message)
        return redirect(result if result is not None else self.get_success_url())

    def foreseen(self, form: Form) -> ValidationError | None:
        """Return what the rules refuse of the well-formed fields of a form that cannot be performed yet."""
        return None

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form again with its errors and with what the rules refuse of its other fields: one round for all."""
        refusal = self.foreseen(form)
        if refusal is not None:
            add_refusal(form, without(refusal, form.errors))
        return self.shown_again(form)

    def refused(self, form: Form, refusal: ValidationError) -> HttpResponse:
        """Put a service's refusal where the reader looks for it."""
        add_refusal(form, refusal)
        return self.shown_again(form)

    def shown_again(self, form: Form) -> HttpResponse:
        """Show the form again with what was typed and what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


def without(refusal: ValidationError, names: Any) -> ValidationError:
    """Return a refusal without the fields that are known to be faulty."""
    found = refusal.update_error_dict({})
    return ValidationError({name: errors for name, errors in found.items() if name not in names})


def add_refusal(form: Form, refusal: ValidationError) -> None:
    """Add a refusal to a form; fields that the form does not have are shown above it."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


def visible_or_404(queryset: Any, principal: Principal, permission: str, **lookup: Any) -> Any:
    """Return one visible row.

    Raises:
        Http404: absent, or not visible: the answer is the same.
    """
    row = queryset.visible_to(principal, permission).filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def named_row(queryset: Any, principal: Principal, permission: str, key: str) -> Any:
    """Return the visible row whose key stands in the address; ``None`` where no key stands there.

    Raises:
        Http404: absent, or not visible.
    """
    if not (key.isascii() and key.isdecimal() and len(key) <= DIGITS):
        return None
    return visible_or_404(queryset, principal, permission, pk=key)


def client_address(request: HttpRequest) -> str:
    """Return the peer's address; forwarded headers are not believed."""
    return request.META.get("REMOTE_ADDR", "")

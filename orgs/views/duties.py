"""Responsibility letters and pairings: their lists, one of each with what came of it, and the acts."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, TemplateView

from access import policy
from access.doors import Door
from access.views.acts import RowActView
from access.views.generic import DoorMixin, visible_or_404
from orgs.choices import LetterResult
from orgs.forms import bodies as body_forms
from orgs.forms import duties as forms
from orgs.models import BodyTask, Pairing, ResponsibilityLetter
from orgs.models.seats import place_of
from orgs.queries import bodies as tasks
from orgs.queries import duties as reads
from orgs.queries.records import KEEP as KEEP_LIFE
from orgs.services import bodies as acts
from orgs.views.bodies import OfBody

VIEW, KEEP, READ = reads.VIEW, reads.KEEP, reads.READ


class LetterList(DoorMixin, ListView):
    """Letters of a year, with how many of their targets are done."""

    door = Door(VIEW)
    template_name = "orgs/bodies/letters.html"
    paginate_by = 50

    @cached_property
    def form(self) -> forms.LetterFilterForm:
        """Read the year from the address."""
        form = forms.LetterFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    def get_queryset(self) -> QuerySet:
        """Return the selection."""
        return reads.letters(self.principal, year=getattr(self.form, "cleaned_data", {}).get("year"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Colour the results."""
        context = super().get_context_data(form=self.form, **kwargs)
        context["rows"] = reads.shown(list(context["page_obj"].object_list))
        return context


class LetterView(DoorMixin, TemplateView):
    """One letter: who signed, what became of each target, and what the check found."""

    door = Door(VIEW)
    template_name = "orgs/bodies/letter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it with its targets."""
        rows = ResponsibilityLetter.objects.select_related("upper__line", "upper__home", "lower")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        targets = BodyTask.objects.of(letter=row).select_related("owner").order_by("pk")
        check = reads.check_of(row)
        return super().get_context_data(
            row=row, targets=tasks.shown(list(targets), self.today), check=check,
            tone=reads.TONES[LetterResult(check.result)] if check else "",
            may_check=check is None and reads.may_check(row, self.principal), **kwargs,
        )  # fmt: skip


class SignLetter(OfBody):
    """Sign a letter."""

    form_class = forms.SignForm
    title = _("签订责任书")
    success_message = _("责任书已登记，目标已列为责任单位的任务。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today and this year."""
        return {"on": self.today, "year": self.today.year}

    def perform(self, form: Any) -> Any:
        """Record it."""
        return acts.sign_letter(upper=self.row, signed=form.signed(), by=self.principal)


class CheckLetter(RowActView):
    """The yearly check of a letter."""

    model = ResponsibilityLetter
    door = Door(KEEP)
    template_name = "orgs/bodies/act.html"
    form_class = forms.CheckForm
    title = _("年度考核")
    success_message = _("年度考核已登记。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, once it is clear that the body above acts.

        Raises:
            Denied: the principal does not act for it.
        """
        policy.check(self.principal, KEEP, place_of(self.row.upper))
        return {"on": self.today}

    def back(self) -> str:
        """Return to the letter."""
        return str(self.row.get_absolute_url())

    def perform(self, form: Form) -> Any:
        """Record it."""
        given = {**form.cleaned_data, "result": LetterResult(form.cleaned_data["result"])}
        acts.check_letter(letter=self.row, by=self.principal, **given)
        return self.back()


class PairingList(DoorMixin, ListView):
    """Pairings in force, with the number of activities held together."""

    door = Door(READ)
    template_name = "orgs/bodies/pairings.html"
    paginate_by = 50

    @cached_property
    def form(self) -> forms.PairingFilterForm:
        """Read the filters from the address."""
        form = forms.PairingFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    def get_queryset(self) -> QuerySet:
        """Return the selection."""
        return reads.pairings(self.principal, self.today, **self.form.asked())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the filters."""
        return super().get_context_data(form=self.form, **kwargs)


class PairingView(DoorMixin, TemplateView):
    """One pairing and what the two held together."""

    door = Door(READ)
    template_name = "orgs/bodies/pairing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it with its activities."""
        rows = Pairing.objects.select_related("body", "org", "org__area")
        row = visible_or_404(rows, self.principal, READ, pk=self.kwargs["pk"])
        stands = row.superseded_at is None and row.since <= self.today and (row.until is None or row.until > self.today)
        return super().get_context_data(
            row=row, rows=reads.activities(row), stands=stands,
            may_keep=stands and policy.can_on(self.principal, KEEP, row),
            may_record=stands and policy.can_on(self.principal, KEEP_LIFE, row.org), **kwargs,
        )  # fmt: skip


class PairBody(OfBody):
    """Pair the body with an organization."""

    form_class = forms.PairForm
    title = _("登记结对共建")
    success_message = _("结对共建已登记。")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Leave out the area: an organization is looked up, no list of bodies is needed."""
        given = super().get_form_kwargs()
        del given["area"]
        return given

    def perform(self, form: Form) -> Any:
        """Record it."""
        return acts.pair(body=self.row, by=self.principal, **form.cleaned_data)


class EndPairing(RowActView):
    """A pairing ends."""

    model = Pairing
    door = Door(KEEP)
    template_name = "orgs/bodies/act.html"
    form_class = body_forms.EndDayForm
    title = _("结束结对")
    danger = True
    success_message = _("已结束结对。")

    @cached_property
    def standing(self) -> Pairing:
        """The row of the address while nothing supersedes it.

        Raises:
            Http404: superseded.
        """
        row: Pairing = self.row
        if row.superseded_at is not None:
            raise Http404
        return row

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, once the row is found."""
        return {"on": self.today} if self.standing else {}

    def back(self) -> str:
        """Return to the list."""
        return reverse("orgs:pairings")

    def perform(self, form: Form) -> Any:
        """End it."""
        acts.end_pairing(row=self.standing, on=form.cleaned_data["on"], by=self.principal)
        return self.back()

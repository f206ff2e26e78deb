"""The visit at the door: everything known is filled in with its date and source, and one tap says that nothing changed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import policy
from access.doors import Door
from enterprises import forms, services
from enterprises.choices import SurveyPart, VisitOutcome
from enterprises.queries import answers, dossier, rounds
from enterprises.rules import survey as survey_rules
from enterprises.views.acts import UnitActView

SUBJECTS = ("client_uuid", "visited_on", "outcome", "note", "version", "revisit_on")


class VisitView(UnitActView):
    """Register a visit; what is known is filled in."""

    door = Door("enterprises.visit_unit")
    form_class = forms.VisitForm
    template_name = "enterprises/visit.html"
    heading = gettext_lazy("走访登记")
    submit = gettext_lazy("保存走访")

    @cached_property
    def facts(self) -> dossier.Facts:
        """What is known of the unit."""
        return dossier.facts_of(self.unit, self.principal)

    def get_initial(self) -> dict[str, Any]:
        """Show what is known today."""
        return forms.VisitForm.initial_of(self.unit, self.facts, self.today)

    def foreseen(self, form: Form) -> ValidationError | None:
        """Judge the counts although something is missing yet."""
        given = form.cleaned_data
        on = given.get("visited_on") or self.today
        found = services.faults_of_visit(
            self.unit, form.answers(), on=on, note=given.get("note", ""), by=self.principal,
            outcome=given.get("outcome") or VisitOutcome.DONE,
        )  # fmt: skip
        return found.refusal

    def get_form(self, form_class: Any = None) -> Form:
        """Ask what the unit's rounds ask; about the liaison person only whoever may appoint one."""
        form = super().get_form(form_class)
        parts = rounds.parts_asked(self.unit, self.principal) or SurveyPart.values
        parts = survey_rules.asked_with(parts, self.facts.on("members", self.today))
        form.ask(answers.asked_of(self.unit, self.principal, self.today), parts)
        if not policy.can_on(self.principal, "enterprises.appoint_liaison", self.unit):
            form.ask_no_liaison()
        visits = dossier.visits_of(self.unit, self.principal)
        confirmed = {name: one.visited_on for name, one in dossier.confirmed_in(visits, self.today).items()}
        form.tell(self.facts, self.today, confirmed)
        return form

    def perform(self, form: Form) -> str:
        """Register the visit and tell what waits; "nothing changed" confirms without a word about the rest."""
        data = form.cleaned_data
        plain = {name: data[name] for name in SUBJECTS}
        plain |= {"talks": data.get("talks", ()), "difficulty": form.difficulty()}
        if "unchanged" in self.request.POST:
            told = plain | {"outcome": VisitOutcome.DONE, "revisit_on": None, "confirmed": form.standing()}
        else:
            told = plain | {"answers": form.answers(), "liaison": form.liaison()}
        visited = services.visit(unit=self.unit, by=self.principal, **told)
        self.tell(visited.notices)
        messages.success(self.request, _("走访已登记。"))
        return self._onwards(visited)

    def _onwards(self, visited: Any) -> str:
        """Return where the visitor goes on: back to the list, past what changed if something did."""
        is_listed = "list" in self.request.GET
        if visited.visit.changed or visited.difficulty:
            address = reverse("enterprises:visit_changes", args=[visited.visit.pk])
            return f"{address}?next=1" if is_listed else address
        return reverse("enterprises:tasks") if is_listed else self.unit.get_absolute_url()

"""Pages that act: forms of application, area-wide proposal, assessment, budget, policy and batch."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from access.doors import Door
from access.principals import Place
from access.views.acts import RowActView, TitledActView
from funding import services
from funding.choices import EntitlementStatus
from funding.forms import acts as forms
from funding.models import Batch, Entitlement, PolicyVersion
from funding.rules.policies import PUBLISHED

MOST_CHOSEN = 1000  # payments in one batch


class Apply(TitledActView):
    """Apply for one organization; the rule's refusal stands on the form."""

    door = Door("funding.apply_entitlement")
    template_name = "funding/act.html"
    form_class = forms.ApplyForm
    title = _("申请补助")
    submit = _("核算并申请")
    success_message = _("已按政策核算并提交申请。")

    def get_initial(self) -> dict[str, Any]:
        """Take organization and year from the address."""
        org = self.request.GET.get("org", "")
        return {"year": self.today.year, "org": org if org.isdecimal() else None}

    def back(self) -> str:
        """Return to the list."""
        return reverse("funding:list")

    def foreseen(self, form: Form) -> ValidationError | None:
        """Judge policy, year and amount although something is missing yet."""
        given = form.cleaned_data
        found = services.application_faults(
            org=given.get("org"), row=given.get("policy"), when=(given.get("year"), self.today),
            decided=given.get("decided_yuan"), reason=given.get("reason", ""), by=self.principal,
        )  # fmt: skip
        return found.refusal

    def perform(self, form: Form) -> Entitlement:
        """Propose it."""
        given = dict(form.cleaned_data)
        return services.propose(row=given.pop("policy"), on=self.today, by=self.principal, **given)


class ProposeAll(TitledActView):
    """Compute a whole area; what comes out is shown before anything is written."""

    door = Door("funding.apply_entitlement")
    template_name = "funding/propose.html"
    form_class = forms.ProposeAllForm
    title = _("批量核算")
    submit = _("先看核算结果")

    def get_initial(self) -> dict[str, Any]:
        """Propose this year."""
        return {"year": self.today.year}

    def back(self) -> str:
        """Return to the list."""
        return reverse("funding:list")

    def form_valid(self, form: Form) -> HttpResponse:
        """Show what would be proposed, or propose it after the second button."""
        given = {**form.cleaned_data, "row": form.cleaned_data["policy"], "on": self.today, "by": self.principal}
        given.pop("policy")
        try:
            if "confirmed" not in self.request.POST:
                outcomes = services.preview(**given)
                return self.render_to_response(self.get_context_data(form=form, **_told(outcomes)))
            made = services.propose_all(**given)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        number = sum(outcome.standing is not None and outcome.decision.amount_yuan is not None for outcome in made)
        messages.success(self.request, _now("核算完成，共 %d 项补助已提出。") % number)
        return redirect(f"{self.back()}?status={EntitlementStatus.PROPOSED}&year={form.cleaned_data['year']}")


def _told(outcomes: list[services.Outcome]) -> dict[str, Any]:
    new = [outcome for outcome in outcomes if outcome.is_new]
    refused = [outcome for outcome in outcomes if outcome.standing is None and outcome.decision.refusal]
    rows = [{"org": o.org, "text": _words(o), "missing": bool(o.decision.missing_facts)} for o in refused]
    return {
        "outcomes": outcomes,
        "new": new,
        "amount": sum(outcome.decision.amount_yuan for outcome in new),
        "refused": sorted(rows, key=lambda row: not row["missing"]),
        "standing": sum(outcome.standing is not None for outcome in outcomes),
    }


def _words(outcome: services.Outcome) -> str:
    refusal = outcome.decision.refusal
    params = {key: _now(str(value)) for key, value in refusal.params.items()}
    return _now(refusal.message) % params


class Assess(TitledActView):
    """Record a year's assessment."""

    door = Door("funding.assess_org")
    template_name = "funding/act.html"
    form_class = forms.AssessForm
    title = _("登记年度考核结果")
    submit = _("登记")
    success_message = _("考核结果已登记。")

    def get_initial(self) -> dict[str, Any]:
        """Propose this year and today."""
        return {"year": self.today.year, "on": self.today}

    def back(self) -> str:
        """Return to the list."""
        return reverse("funding:list")

    def perform(self, form: Form) -> str:
        """Record it."""
        given = dict(form.cleaned_data)
        services.assess(has_passed=given.pop("has_passed") == "yes", by=self.principal, **given)
        return reverse("funding:assess")


class SetBudget(TitledActView):
    """Set a year's budget."""

    door = Door("funding.set_budget")
    template_name = "funding/act.html"
    form_class = forms.BudgetForm
    title = _("下达预算")
    success_message = _("预算已下达。")

    def get_initial(self) -> dict[str, Any]:
        """Propose this year."""
        return {"year": self.today.year}

    def back(self) -> str:
        """Return to the ledger."""
        return reverse("funding:ledger")

    def perform(self, form: Form) -> str:
        """Set it."""
        services.set_budget(on=self.today, by=self.principal, **form.cleaned_data)
        return self.back()


class Release(TitledActView):
    """Release a published standard in an area."""

    door = Door("funding.release_policy")
    template_name = "funding/act.html"
    form_class = forms.ReleaseForm
    title = _("发布补助政策")
    submit = _("发布")
    success_message = _("政策已发布；发布后不能修改，只能设定截止日期或发布新版本。")

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"since": self.today}

    def back(self) -> str:
        """Return to the policies."""
        return reverse("funding:policies")

    def perform(self, form: Form) -> str:
        """Release it."""
        given = dict(form.cleaned_data)
        code = given.pop("standard")
        spec = services.spec_of(next(one for one in PUBLISHED if one.code == code))
        services.load_policy(spec=spec, by=self.principal, **given)
        return self.back()


class End(RowActView):
    """Set the end of a version."""

    door = Door("funding.release_policy")
    template_name = "funding/act.html"
    model = PolicyVersion
    form_class = forms.EndForm
    title = _("设定截止日期")
    success_message = _("截止日期已设定。")

    def place(self, row: PolicyVersion) -> Place:
        """Return where its policy applies."""
        return Place(row.policy.area.path)

    def back(self) -> str:
        """Return to the policies."""
        return reverse("funding:policies")

    def perform(self, form: Form) -> str:
        """End it."""
        services.end_version(version=self.row, on=form.cleaned_data["on"], by=self.principal)
        return self.back()


class MakeBatch(TitledActView):
    """Choose approved entitlements and put them into a batch."""

    door = Door("funding.pay_payment")
    template_name = "funding/make_batch.html"
    form_class = forms.BatchForm
    title = _("编制拨付批次")
    success_message = _("批次已编制，请由另一人复核。")

    def get_initial(self) -> dict[str, Any]:
        """Name the batch; take what the list chose."""
        chosen = [one for one in self.request.GET.getlist("items") if one.isdecimal()]
        return {"name": _now("%(day)s补助拨付") % {"day": f"{self.today:%Y-%m-%d}"}, "items": chosen}

    def back(self) -> str:
        """Return to the batches."""
        return reverse("funding:batches")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what may be chosen, with what is chosen already."""
        context = super().get_context_data(choices=[], **kwargs)
        chosen = {str(one) for one in context["form"]["items"].value() or []}
        context["choices"] = list(context["form"].fields["items"].queryset[:MOST_CHOSEN])
        for item in context["choices"]:
            item.is_chosen = not chosen or str(item.pk) in chosen
        return context

    def perform(self, form: Form) -> Batch:
        """Make it; all of it belongs to the area of its policies."""
        items = list(form.cleaned_data["items"])
        area = items[0].policy.area
        return services.make_batch(
            area=area, name=form.cleaned_data["name"], items=items, on=self.today, by=self.principal
        )

"""Pages of the managing rules (归口规则): reading them, and asking them again of every unit of the area."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.policy import Denied
from access.principals import Place
from access.views.generic import DoorMixin
from enterprises import forms, services
from enterprises.models import ManagingRuleSet
from enterprises.queries import rule_sets
from enterprises.services.rule_sets import AT_ONCE
from enterprises.views.acts import RegisterActView

MOST_SHOWN = 200


class RuleSetsView(DoorMixin, TemplateView):
    """The rules of one's own areas, in words."""

    door = Door(rule_sets.VIEW)
    template_name = "enterprises/rule_sets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the sets."""
        return super().get_context_data(sets=rule_sets.shown(self.principal, self.today), **kwargs)


class ReviewRulesView(RegisterActView):
    """Which units the rules would give to another body; applying writes it as facts of that day."""

    door = Door(rule_sets.SET)
    form_class = forms.ApplyRulesForm
    template_name = "enterprises/rules_review.html"
    heading = gettext_lazy("按归口规则重新核对")
    submit = gettext_lazy("按规则变更")

    @cached_property
    def rule_set(self) -> ManagingRuleSet:
        """Return the set of the address; whoever does not set rules in its area may not ask it of units.

        Raises:
            Denied: the area lies elsewhere.
        """
        row = get_object_or_404(ManagingRuleSet.objects.select_related("area"), pk=self.kwargs["pk"])
        if not policy.can_on(self.principal, rule_sets.SET, Place(row.area.path)):
            raise Denied(rule_sets.SET, target=row)
        return row

    def get_initial(self) -> dict[str, Any]:
        """Begin with the day asked about."""
        return {"on": self._day()}

    def _day(self) -> date:
        try:
            return min(parse_date(self.request.GET.get("as_of", "")) or self.today, self.today)
        except ValueError:
            return self.today

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what would change."""
        changes = services.review_rules(area=self.rule_set.area, on=self._day(), by=self.principal)
        return super().get_context_data(
            rule_set=self.rule_set, on=self._day(), changes=changes[:MOST_SHOWN], total=len(changes), at_once=AT_ONCE,
            **kwargs,
        )  # fmt: skip

    def perform(self, form: Form) -> str:
        """Apply."""
        changed = services.apply_rules(area=self.rule_set.area, on=form.cleaned_data["on"], by=self.principal)
        messages.success(self.request, _("已变更%(count)d家单位的归口管理。") % {"count": changed})
        return reverse("enterprises:review_rules", args=[self.rule_set.pk])

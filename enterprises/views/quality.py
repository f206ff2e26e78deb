"""Quality of the ledger: the score of each street, the findings of each rule with owner and due date."""

import re
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from access.doors import Door
from access.models import Area
from access.views.generic import DoorMixin
from enterprises.queries import quality
from enterprises.rules.quality import OWNERS

KEY = re.compile(r"[0-9]{1,18}")


class QualityView(DoorMixin, TemplateView):
    """Each street's score, and how many units break which rule."""

    door = Door(quality.VIEW)
    template_name = "enterprises/quality.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count."""
        streets, found = quality.per_street(self.principal, self.today), quality.all_rules()
        rows = [
            {"rule": rule, "label": _(rule.label), "owner": _(OWNERS[rule.owner]),
             "number": sum(street.by_code.get(rule.code, 0) for street in streets),
             "url": reverse("enterprises:findings", args=[rule.code])}
            for rule in found
        ]  # fmt: skip
        return super().get_context_data(streets=streets, rules=rows, **kwargs)


class FindingsView(DoorMixin, TemplateView):
    """The units that break one rule."""

    door = Door(quality.VIEW)
    template_name = "enterprises/findings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page.

        Raises:
            Http404: no such rule.
        """
        code = self.kwargs["code"]
        rule = next((one for one in quality.all_rules() if one.code == code), None)
        if rule is None:
            raise Http404
        number = KEY.fullmatch(self.request.GET.get("area", ""))
        area = Area.objects.filter(pk=int(number[0])).first() if number else None
        page = quality.findings(code, self.principal, self.today, area=area, page=self.request.GET.get("page", ""))
        return super().get_context_data(
            page_obj=page, label=_(rule.label), owner=_(OWNERS[rule.owner]), days=rule.days, area=area, **kwargs
        )

"""Warnings (动态预警): what members and units ask for today, and the decisions on them."""

from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.views.acts import RowActView
from access.views.generic import DoorMixin
from enterprises.models import Unit
from orgs import services
from orgs.choices import WatchKind
from orgs.forms import watching as forms
from orgs.models import PartyOrg
from orgs.queries import watching as reads

VIEW, PLAN = reads.VIEW, reads.PLAN
PAGE, FIRST, RECENT = 50, 10, 10


class WarningList(DoorMixin, TemplateView):
    """Warnings by kind, the first of each; one kind alone in pages."""

    door = Door(VIEW)
    template_name = "orgs/warnings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the counts, and the rows that are shown."""
        form = forms.WarningFilterForm(self.request.GET or None, principal=self.principal)
        given = form.cleaned_data if form.is_valid() else {}
        found = reads.listed(self.principal, self.today, given.get("area"))
        wanted = [WatchKind(given["kind"])] if given.get("kind") else list(WatchKind)
        counts = {kind: rows.count() for kind, rows in found.items()}
        paged = Paginator(found[wanted[0]], PAGE) if len(wanted) == 1 else None
        page = paged.get_page(self.request.GET.get("page")) if paged else None
        groups = [
            (kind, counts[kind], reads.alerts(kind, list(page or found[kind][:FIRST]), self.today)) for kind in wanted
        ]
        return super().get_context_data(
            form=form, groups=groups, page_obj=page, totals=[(kind, counts[kind]) for kind in WatchKind],
            has_any=any(rows for _kind, _number, rows in groups),
            may_decide=policy.can(self.principal, PLAN), recent=reads.decisions(self.principal, RECENT), **kwargs,
        )  # fmt: skip


class _Decide(RowActView):
    door = Door(PLAN)
    form_class = forms.DecisionForm
    template_name = "orgs/decide_warning.html"
    title = _("登记研判意见")
    submit = _("保存")
    success_message = _("研判意见已登记。")

    def back(self) -> str:
        """Return to the list."""
        return reverse("orgs:warnings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the warning is."""
        return super().get_context_data(alert=self.alert, **kwargs)


class DecideOnUnit(_Decide):
    """The decision on a warning about a unit."""

    model = Unit

    @property
    def kind(self) -> WatchKind:
        """The kind of warning that the address names."""
        if self.kwargs["kind"] not in reads.OF_UNITS:
            raise Http404
        return WatchKind(self.kwargs["kind"])

    @cached_property
    def alert(self) -> reads.Alert | None:
        """The warning as it stands; None when the facts ask for nothing any more."""
        rows = reads.units(Unit.objects.visible_to(self.principal, PLAN).filter(pk=self.row.pk), self.kind, self.today)
        return next(iter(reads.alerts(self.kind, list(rows), self.today)), None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the joint organization that the unit would leave."""
        joint = reads.joint_of(self.row, self.today) if self.kind == WatchKind.OWN_BRANCH else None
        return super().get_context_data(joint=joint, **kwargs)

    def perform(self, form: Form) -> Any:
        """Record it."""
        answer = form.cleaned_data["answer"]
        services.decide_on_unit(unit=self.row, kind=self.kind, answer=answer, on=self.today, by=self.principal)
        return self.back()


class DecideOnOrg(_Decide):
    """The decision on the warning about a joint organization."""

    model = PartyOrg

    @cached_property
    def alert(self) -> reads.Alert | None:
        """The warning as it stands; None when the facts ask for nothing any more."""
        asked = reads.joint(PartyOrg.objects.visible_to(self.principal, PLAN).filter(pk=self.row.pk), self.today)
        return reads.Alert(*asked[self.row.pk], org=self.row) if self.row.pk in asked else None

    def perform(self, form: Form) -> Any:
        """Record it."""
        answer = form.cleaned_data["answer"]
        services.decide_on_org(org=self.row, answer=answer, on=self.today, by=self.principal)
        return self.back()

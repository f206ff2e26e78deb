"""Organization life: the list with its totals, what is due, one record, and writing it down on the phone."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.views.acts import RowActView
from access.views.generic import DoorMixin, ScopedListView, named_row, visible_or_404
from orgs import services
from orgs.choices import LifeKind
from orgs.forms import records as forms
from orgs.models import LifeRecord, Pairing, PartyOrg
from orgs.queries import due
from orgs.queries import records as reads
from orgs.rules.records import SHAPES
from orgs.views.acts import OrgAct

VIEW, KEEP = reads.VIEW, reads.KEEP
PAGE, MANY = 50, 30
AT_ONCE = _("只登记日期、议题和人数等，不要求照片、定位和签到；登错的可以更正或撤回。")


class LifeList(ScopedListView):
    """Records of organization life, filtered; what they come to by kind, each figure opening into its rows."""

    door = Door(VIEW)
    model = LifeRecord
    template_name = "orgs/life.html"

    @cached_property
    def form(self) -> forms.LifeFilterForm:
        """Read the filters from the address."""
        form = forms.LifeFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    def get_queryset(self) -> QuerySet:
        """Return the selection."""
        return reads.select(self.form.wanted(self.today), self.principal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the totals of the selection."""
        wanted = self.form.wanted(self.today)
        given = {name: value for name, value in self.request.GET.items() if name not in {"kind", "page"} and value}
        context = super().get_context_data(
            form=self.form, wanted=wanted, may_keep=policy.can(self.principal, KEEP),
            totals=[(one, f"?{urlencode({**given, 'kind': one.kind.value})}") for one in reads.totals(self.object_list)],
            **kwargs,
        )  # fmt: skip
        context["rows"] = list(context["page_obj"].object_list)
        return context


class DueList(DoorMixin, TemplateView):
    """Organizations with something to hold by the end of the month."""

    door = Door(VIEW)
    template_name = "orgs/life_due.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page."""
        form = forms.DueFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        area = getattr(form, "cleaned_data", {}).get("area")
        page = Paginator(due.listed(self.principal, self.today, area), PAGE).get_page(self.request.GET.get("page"))
        orgs = list(page.object_list)
        found = due.due_of(orgs, self.today)
        return super().get_context_data(
            form=form, page_obj=page, rows=[found[org.pk] for org in orgs], on=self.today,
            may_keep=policy.can(self.principal, KEEP), **kwargs,
        )  # fmt: skip


class LifeOf(DoorMixin, TemplateView):
    """The life of one organization: what is due, the latest records, and a button for each kind."""

    door = Door(VIEW)
    template_name = "orgs/life_of.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it."""
        rows = PartyOrg.objects.select_related("area")
        org = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        kinds: dict[str, list[LifeKind]] = {}
        for kind, shape in SHAPES.items():
            kinds.setdefault(_now(shape.group), []).append(kind)
        return super().get_context_data(
            org=org, due=due.due_of([org], self.today)[org.pk], rows=reads.latest(org, MANY), kinds=list(kinds.items()),
            may_keep=org.is_active(self.today) and policy.can_on(self.principal, KEEP, org), **kwargs,
        )  # fmt: skip


class LifeRecordView(DoorMixin, TemplateView):
    """One record, with what it said before it was put right."""

    door = Door(VIEW)
    template_name = "orgs/life_record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it."""
        rows = LifeRecord.objects.select_related("org", "org__area", "recorded_by")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        versions = reads.history(row)
        live = next((one for one in versions if one.superseded_at is None), None)
        return super().get_context_data(
            row=row, versions=versions, live=live, withdrawn=next((one for one in versions if one.is_withdrawn), None),
            may_keep=live == row and policy.can_on(self.principal, KEEP, row), **kwargs,
        )  # fmt: skip


class RecordLife(OrgAct):
    """Write down one meeting, activity or team."""

    door = Door(KEEP)
    rule = AT_ONCE
    submit = _("保存")
    success_message = _("组织生活已登记。")

    @cached_property
    def kind(self) -> LifeKind:
        """The kind that the address names; the organization is found first."""
        if self.row is None or self.kwargs["life"] not in LifeKind.values:
            raise Http404
        return LifeKind(self.kwargs["life"])

    @property
    def title(self) -> str:
        """Name the kind, or the body with which it was held."""
        if self.pairing is not None:
            return _now("登记：与“%s”的结对活动") % self.pairing.body
        return _now("登记：%s") % self.kind.label

    def get_form_class(self) -> type[forms.EntryForm]:
        """Return the form of the kind."""
        return forms.form_of(self.kind)

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, and with the people of the last record of this kind."""
        last = reads.last_of(self.row, self.kind)
        kept = {"host": last.host, "expected": last.expected} if last and not last.shape.is_standing else {}
        return {"on": self.today, **kept}

    def back(self) -> str:
        """Return to the life of the organization."""
        return reverse("orgs:life_of", args=[self.row.pk])

    @cached_property
    def pairing(self) -> Pairing | None:
        """The pairing of this organization that the address names: what is written down was held together."""
        rows = Pairing.objects.filter(org=self.row).select_related("body")
        found: Pairing | None = named_row(rows, self.principal, VIEW, self.request.GET.get("pairing", ""))
        return found

    def perform(self, form: Form) -> Any:
        """Record it."""
        services.record_life(
            org=self.row, entry=form.entry(), by=self.principal, pairing=self.pairing, **form.told()
        )
        return self.pairing if self.pairing is not None else self.back()


class _OfRecord(RowActView):
    door = Door(KEEP)
    model = LifeRecord
    template_name = "orgs/act.html"

    def back(self) -> str:
        """Return to the record."""
        return self.row.get_absolute_url()


class CorrectLife(_OfRecord):
    """Put a record right."""

    title = _("更正记录")
    success_message = _("记录已更正，原记录保留备查。")

    def get_form_class(self) -> type[forms.EntryForm]:
        """Return the form of its kind."""
        return forms.form_of(LifeKind(self.row.kind), is_correction=True)

    def get_initial(self) -> dict[str, Any]:
        """Begin with what it says."""
        plain = {name: getattr(self.row, name) for name in ("topic", "host", "expected", "attended", "result")}
        return {"on": self.row.since, "until": self.row.ends_on, **plain, **self.row.figures}

    def perform(self, form: Form) -> Any:
        """Correct it."""
        reason = form.cleaned_data["reason"]
        return services.correct_life(
            record=self.row, entry=form.entry(), reason=reason, by=self.principal, **form.told()
        )


class WithdrawLife(_OfRecord):
    """Withdraw a record."""

    form_class = forms.ReasonForm
    title = _("撤回记录")
    danger = True
    success_message = _("记录已撤回，不再计入统计。")

    def perform(self, form: Form) -> Any:
        """Withdraw it."""
        return services.withdraw_life(record=self.row, reason=form.cleaned_data["reason"], by=self.principal)

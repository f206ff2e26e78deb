"""Pages that are read: list, tree, dossier, and the answers of searchable selects."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from access import policy
from access.doors import Door
from access.models import Person
from access.registries import Panel, columns
from access.views.dossier import LaterPanelView, ScopedDossierView
from access.views.generic import DoorMixin, ScopedListView
from enterprises.models import Unit
from orgs.choices import FormationMode
from orgs.forms.filters import OrgFilterForm
from orgs.models import Member, PartyOrg
from orgs.queries import history, organizations

VIEW, RESOURCE = "orgs.view_org", "orgs.org"
MOST_FOUND = 30
MOST_UNITS = 200  # of a dossier; the rest is counted
ACTS = ("form_org", "cover_unit", "change_org", "revoke_org", "appoint_post", "elect_term", "extend_term", "rate_org",
        "grade_org")  # fmt: skip


class OrgList(ScopedListView):
    """The organizations in sight, filtered."""

    door = Door(VIEW)
    model = PartyOrg
    template_name = "orgs/list.html"

    @cached_property
    def form(self) -> OrgFilterForm:
        """Read the filters from the address."""
        form = OrgFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    @cached_property
    def wanted(self) -> organizations.Wanted:
        """Return what was asked for."""
        return self.form.wanted(self.today)

    def get_queryset(self) -> QuerySet:
        """Return the selection with what the list shows."""
        rows = organizations.with_summary(organizations.select(self.wanted, self.principal), self.wanted.on)
        for column in columns.of(RESOURCE):
            rows = column.annotate(rows, self.wanted.on)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Finish the rows of this page."""
        context = super().get_context_data(filter_form=self.form, on=self.wanted.on, **kwargs)
        context["columns"] = columns.of(RESOURCE)
        context["rows"] = organizations.finish(list(context["page_obj"].object_list), self.wanted.on)
        for row in context["rows"]:
            row.extra = [(column.label, getattr(row, column.key, None)) for column in context["columns"]]
        context["may_form"] = policy.can(self.principal, "orgs.form_org")
        return context


class OrgDossier(ScopedDossierView):
    """Everything about one organization: units, posts, terms, ratings, grids, events."""

    door = Door(VIEW)
    model = PartyOrg
    template_name = "orgs/dossier.html"
    resource = RESOURCE
    panel_url = "orgs:panel"
    acts = (*(f"orgs.{act}" for act in ACTS), "orgs.reverse_event")

    def get_queryset(self) -> QuerySet:
        """Return the visible rows with their area and superior."""
        rows = organizations.with_superior(super().get_queryset(), self.principal)
        return rows.select_related("area", "managing_body")

    def foreign(self, found: list[Panel], on: date) -> dict[str, Any]:
        """Count the units covered, in sight or not, where the panels read what lies beyond the scope."""
        return {"covered": organizations.covered_number(self.object, on), **super().foreign(found, on)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what is shown."""
        org, on = self.object, self.today
        units = list(organizations.covered_units(org, self.principal, on)[:MOST_UNITS])
        foreign, panels = self.loaded(on)
        file = history.read_file(org, self.principal, on)
        events = [*history.told(file.events), *(event for one in panels for event in one.events)]
        return super().get_context_data(
            facts=self._facts(),
            joinable=org.form in {FormationMode.JOINT, FormationMode.REGIONAL},
            units=units,
            hidden=foreign["covered"] - len(units),
            file=file,
            term_state=self._term_state(file, on),
            reversible=history.reversible(file) if org.rights["orgs.reverse_event"] else None,
            events=sorted(events, key=lambda event: str(event["on"]), reverse=True),
            may={act: org.is_active(on) and org.rights[f"orgs.{act}"] for act in ACTS},
            today=on,
            panels=self.rendered(panels, org=org, on=on),
            **kwargs,
        )

    def _facts(self) -> list[Any]:
        """Return what the dossier says in words; a superior out of sight is not named."""
        org = self.object
        url = reverse("orgs:detail", args=[org.parent_id]) if org.superior_name else ""
        unseen = _("不在您的职责范围内") if org.parent_id else ""
        return [
            (_("党组织性质"), org.get_nature_display()),
            {"label": _("上级党组织"), "value": org.superior_name or unseen, "url": url},
            (_("归口管理机构"), org.managing_body or ""),
            (_("成立日期"), org.founded_on.isoformat()),
            (_("终止日期"), org.ended_on.isoformat() if org.ended_on else ""),
        ]

    def _term_state(self, file: history.File, on: date) -> Any:
        last = file.terms[0] if file.terms else None
        ends_on, extended = (last.until, last.values["extended_until"]) if last else (None, None)
        return organizations.state_of_term(self.object, ends_on, extended, on)


class OrgPanel(LaterPanelView):
    """One panel of the dossier, when it comes into sight."""

    door = Door(VIEW)
    model = PartyOrg
    resource = RESOURCE

    def get_queryset(self) -> QuerySet:
        """Return the visible rows with their area."""
        return super().get_queryset().select_related("area", "managing_body")


class Choices(DoorMixin, View):
    """Units, organizations, people or members for a select that looks up while typing, under the asked permission."""

    door = Door.signed_in("the answer holds only rows on which the asked permission is held")
    models = {"units": Unit, "orgs": PartyOrg, "people": Person, "members": Member}
    reading = {"units": "enterprises.view_unit", "orgs": VIEW, "people": "access.view_person", "members": "orgs.view_member"}

    def get(self, request: HttpRequest, what: str) -> JsonResponse:
        """Return at most thirty matches.

        Raises:
            Http404: no such kind of rows.
        """
        permission, text = request.GET.get("permission", ""), request.GET.get("q", "").strip()[:60]
        if what not in self.models:
            raise Http404
        if not policy.is_declared(permission) or "\0" in text:
            return JsonResponse({"results": []})
        rows = self._search(what, text, permission)
        return JsonResponse({"results": [{"id": row.pk, "label": self._label(row)} for row in rows[:MOST_FOUND]]})

    def _search(self, what: str, text: str, permission: str) -> QuerySet:
        rows = self.models[what].objects.visible_to(self.principal, permission)
        rows = rows.visible_to(
            self.principal, self.reading[what]
        )  # a permission of another kind opens no rows of this one
        if what == "units":
            return rows.matching(text, self.principal, permission).select_related("area").order_by("pinyin", "pk")
        if what == "orgs":
            return rows.active_on(self.today).matching(text).select_related("area").order_by("pinyin", "pk")
        if what == "members":
            return rows.present().filter(name__contains=text).select_related("org").order_by("name", "pk")
        return rows.filter(name__contains=text).order_by("pinyin", "pk")

    def _label(self, row: Any) -> str:
        if isinstance(row, Person):
            return " ".join(filter(None, (row.name, row.employer, row.post)))
        if isinstance(row, Member):
            return f"{row.name} · {row.org}"
        return f"{row} · {row.area}"

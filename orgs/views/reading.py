"""Pages that are read: list, tree, dossier, and the answers of searchable selects."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from access import policy
from access.doors import Door
from access.models import Person
from access.registries import Panel, columns, panels, timelines
from access.views.generic import DoorMixin, ScopedDetailView, ScopedListView, visible_or_404
from enterprises.models import Unit
from orgs.choices import FormationMode
from orgs.forms.filters import OrgFilterForm
from orgs.models import DemonstrationPoint, GradeRecord, PartyOrg, StarRecord, Term
from orgs.queries import organizations

VIEW, RESOURCE = "orgs.view_org", "orgs.org"
MOST_FOUND = 30
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


class OrgTree(DoorMixin, ListView):
    """The top of the system of organizations; branches load when they are opened."""

    door = Door(VIEW)
    template_name = "orgs/tree.html"
    paginate_by = 100

    def get_queryset(self) -> QuerySet:
        """Return the organizations whose superior is not in sight."""
        return organizations.children(None, self.principal, self.today)


class OrgChildren(DoorMixin, ListView):
    """The organizations directly below one: a piece of the tree."""

    door = Door(VIEW)
    template_name = "orgs/_tree_rows.html"

    def get_queryset(self) -> QuerySet:
        """Return the children; an invisible parent answers like an absent one."""
        parent = visible_or_404(PartyOrg.objects, self.principal, VIEW, pk=self.kwargs["pk"])
        return organizations.children(parent, self.principal, self.today)


class OrgDossier(ScopedDetailView):
    """Everything about one organization: units, posts, terms, ratings, grids, events."""

    door = Door(VIEW)
    model = PartyOrg
    template_name = "orgs/dossier.html"

    def get_queryset(self) -> QuerySet:
        """Return the visible rows with their area and superior."""
        return super().get_queryset().select_related("area", "managing_body")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what is shown."""
        org, on = self.object, self.today
        units = list(organizations.covered_units(org, self.principal, on)[:200])
        term = self._rows(Term).order_by("-elected_on").first()
        may = {act: policy.can_on(self.principal, f"orgs.{act}", org) for act in ACTS} if org.is_active(on) else {}
        return super().get_context_data(
            facts=self._facts(),
            joinable=org.form in {FormationMode.JOINT, FormationMode.REGIONAL},
            units=units,
            hidden=organizations.hidden_units(org, on, len(units)),
            posts=organizations.posts_of(org, self.principal, on),
            grids=list(organizations.grids_of(org, self.principal, on)),
            terms=list(self._rows(Term).order_by("-elected_on")),
            term_state=organizations.state_of_term(
                org, term.ends_on if term else None, term.extended_until if term else None, on
            ),
            stars=list(self._rows(StarRecord).live().order_by("-valid")),
            grades=list(self._rows(GradeRecord).live().select_related("scheme").order_by("-valid")),
            demonstrations=list(self._rows(DemonstrationPoint).live().order_by("-valid")),
            events=self._told(),
            may=may,
            today=on,
            panels=list(filter(None, [self._panel(one, on) for one in panels.of(RESOURCE)])),
            **kwargs,
        )

    def _facts(self) -> list[Any]:
        """Return what the dossier says in words; a superior out of sight is not named."""
        org, rows = self.object, PartyOrg.objects.visible_to(self.principal, VIEW)
        superior = rows.filter(pk=org.parent_id).first() if org.parent_id else None
        name, url = (superior.name, superior.get_absolute_url()) if superior else ("", "")
        return [
            (_("党组织性质"), org.get_nature_display()),
            {"label": _("上级党组织"), "value": name or (_("不在您的职责范围内") if org.parent_id else ""), "url": url},
            (_("归口管理机构"), org.managing_body or ""),
            (_("成立日期"), org.founded_on.isoformat()),
            (_("终止日期"), org.ended_on.isoformat() if org.ended_on else ""),
        ]

    def _panel(self, panel: Panel, on: date) -> str:
        if not policy.can(self.principal, panel.perm):
            return ""
        context = {**panel.load(self.principal, self.object, on), "panel": panel, "org": self.object, "on": on}
        return render_to_string(panel.template, context, self.request)

    def _told(self) -> list[Any]:
        """Return the events of the organization's life and those that other apps tell, newest first."""
        told = organizations.life_events(organizations.events_of(self.object, self.principal))
        for tell in timelines.of(RESOURCE):
            told.extend(tell(self.principal, self.object))
        return sorted(told, key=lambda event: str(event["on"]), reverse=True)

    def _rows(self, model: Any) -> Any:
        return model.objects.visible_to(self.principal, VIEW).filter(org=self.object)


class Choices(DoorMixin, View):
    """Units, organizations or people for a select that looks up while typing, under the asked permission."""

    door = Door.signed_in("the answer holds only rows on which the asked permission is held")
    models = {"units": Unit, "orgs": PartyOrg, "people": Person}
    reading = {"units": "enterprises.view_unit", "orgs": VIEW, "people": "access.view_person"}

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
        rows = rows.visible_to(self.principal, self.reading[what])  # a permission of another kind opens no rows of this one
        if what == "units":
            return rows.matching(text, self.principal, permission).select_related("area").order_by("pinyin", "pk")
        if what == "orgs":
            return rows.active_on(self.today).matching(text).select_related("area").order_by("pinyin", "pk")
        return rows.filter(name__contains=text).order_by("pinyin", "pk")

    def _label(self, row: Any) -> str:
        if isinstance(row, Person):
            return " ".join(filter(None, (row.name, row.employer, row.post)))
        return f"{row} · {row.area}"

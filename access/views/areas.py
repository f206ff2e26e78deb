"""The tree of areas: browse, and for the committee add, rename, move, close from a day on."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, ListView, View

from access import policy
from access.choices import AreaLevel
from access.doors import Door
from access.forms.areas import AreaFilter, AreaForm, ChangeAreaForm, CloseAreaForm, areas_of
from access.models import Area
from access.principals import Place
from access.services import areas
from access.views.acts import RowActView, TitledActView
from access.views.generic import DoorMixin

MOST_FOUND = 50


def branches(rows: QuerySet) -> QuerySet:
    """Say of each area whether anything lies below it, so that only branches can be opened."""
    return rows.annotate(has_children=Exists(Area.objects.filter(parent=OuterRef("pk"))))


class AreaTree(DoorMixin, ListView):
    """The top of the tree, or what a search finds; branches load when they are opened."""

    door = Door("access.view_area")
    template_name = "access/areas.html"
    paginate_by = 100

    def get_queryset(self) -> QuerySet:
        """Return the roots, or the matches."""
        text = self.request.GET.get("q", "").strip()
        if not text:
            return branches(Area.objects.filter(parent=None)).order_by("closed_on", "code", "pk")
        found = Q(name__icontains=text) | Q(code__startswith=text) | Q(pinyin__startswith=text.lower())
        return branches(Area.objects.filter(found)).select_related("parent").order_by("path")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer one's own areas as a short way in."""
        mine = [scope.path for scope in self.principal.scopes()]
        return super().get_context_data(
            filters=AreaFilter(self.request.GET or None),
            text=self.request.GET.get("q", "").strip(),
            mine=Area.objects.filter(path__in=mine).order_by("path"),
            **kwargs,
        )


class AreaChildren(DoorMixin, ListView):
    """The areas directly below one: a piece of the tree, loaded when its branch is opened."""

    door = Door("access.view_area")
    template_name = "access/_area_rows.html"

    def get_queryset(self) -> QuerySet:
        """Return the children, open ones first."""
        return branches(Area.objects.filter(parent_id=self.kwargs["pk"])).order_by(
            "closed_on", "level", "code", "name", "pk"
        )


class AreaDetail(DoorMixin, DetailView):
    """One area: where it lies, what is below it, what it was before."""

    door = Door("access.view_area")
    template_name = "access/area.html"
    queryset = Area.objects.select_related("parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what is shown."""
        area = self.object
        return super().get_context_data(
            above=ancestors(area),
            children=branches(Area.objects.filter(parent=area)).order_by("closed_on", "level", "code", "name", "pk"),
            versions=area.versions.select_related("parent").order_by("-valid"),
            bodies=area.bodies.order_by("kind", "name", "pk"),
            may_change=policy.can_on(self.principal, "access.change_area", Place(area.path)),
            **kwargs,
        )


def ancestors(area: Area) -> QuerySet:
    """Return the areas above one, the root first."""
    return Area.objects.filter(pk__in=[int(pk) for pk in area.path.split(".")[:-2]]).order_by("path")


class AreaChoices(DoorMixin, View):
    """Areas for a select that looks up while typing: those in which the principal holds the permission."""

    door = Door.signed_in("the answer holds only areas in which the asked permission is held")

    def get(self, request: HttpRequest) -> JsonResponse:
        """Return at most fifty matches."""
        permission, text = request.GET.get("permission", ""), request.GET.get("q", "").strip()
        if not policy.is_declared(permission):
            return JsonResponse({"results": []})
        rows = areas_of(self.principal, permission).filter(closed_on__isnull=True).select_related("parent")
        levels = [level for level in request.GET.getlist("level") if level in AreaLevel.values]
        rows = rows.filter(level__in=levels) if levels else rows
        if text:
            rows = rows.filter(Q(name__icontains=text) | Q(code__startswith=text) | Q(pinyin__startswith=text.lower()))
        found = [
            {"id": row.pk, "label": f"{row.parent} / {row}" if row.parent else str(row)} for row in rows[:MOST_FOUND]
        ]
        return JsonResponse({"results": found})


class AddArea(TitledActView):
    """Add an area below another."""

    door = Door("access.change_area")
    form_class = AreaForm
    title = _("新增辖区")
    success_message = _("辖区已新增。")

    @cached_property
    def parent(self) -> Area:
        """The area above; roots come from the official files only.

        Raises:
            Denied: the permission is not held there.
        """
        area = get_object_or_404(Area, pk=self.kwargs["pk"])
        policy.check(self.principal, self.door.permission, Place(area.path))
        return area

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today, "level": AreaLevel.GRID}

    def about(self) -> str:
        """Name the area above."""
        return str(self.parent)

    def back(self) -> str:
        """Return to the area above."""
        return reverse("access:area", args=[self.parent.pk])

    def perform(self, form: AreaForm) -> Any:
        """Add it."""
        area = areas.add(parent=self.parent, **form.cleaned_data, by=self.principal)
        return reverse("access:area", args=[area.pk])


class _AreaAct(RowActView):
    door = Door("access.change_area")
    model = Area

    def place(self, row: Area) -> Place:
        """Return the area itself."""
        return Place(row.path)

    def back(self) -> str:
        """Return to the area."""
        return reverse("access:area", args=[self.row.pk])


class ChangeArea(_AreaAct):
    """Rename, recode or move an area from a day on."""

    form_class = ChangeAreaForm
    title = _("变更辖区")
    success_message = _("变更已记录，生效日之前的数据仍按原辖区统计。")

    def get_initial(self) -> dict[str, Any]:
        """Start from what it is."""
        return {"name": self.row.name, "code": self.row.code, "on": self.today}

    def perform(self, form: ChangeAreaForm) -> Any:
        """Change it."""
        areas.change(area=self.row, **form.cleaned_data, by=self.principal)
        return self.back()


class CloseArea(_AreaAct):
    """Close an area from a day on."""

    form_class = CloseAreaForm
    title = _("撤销辖区")
    danger = True
    success_message = _("辖区已撤销。")

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}

    def perform(self, form: CloseAreaForm) -> Any:
        """Close it."""
        areas.close(area=self.row, **form.cleaned_data, by=self.principal)
        return self.back()

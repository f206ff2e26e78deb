"""Acts on one organization; each page names the rule it stands on and calls one service."""

from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from access.doors import Door
from access.errors import conflict
from access.views.acts import RowActView
from access.views.generic import visible_or_404
from enterprises.models import Unit
from orgs import services
from orgs.forms import acts as forms
from orgs.forms.formation import FoundingForm
from orgs.models import LifeEvent, OrgGrid, PartyOrg
from orgs.queries import history


class RuledAct(RowActView):
    """An act on the row of the address that says the rule it stands on and begins with today."""

    template_name = "orgs/act.html"
    rule: ClassVar[Any] = ""

    def back(self) -> str:
        """Return to the row."""
        return str(self.row.get_absolute_url())

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rule."""
        return super().get_context_data(rule=self.rule, **kwargs)


class OrgAct(RuledAct):
    """An act on the organization of the address."""

    model = PartyOrg

    def back(self) -> str:
        """Return to the dossier."""
        return reverse("orgs:detail", args=[self.row.pk])

    def get_initial(self) -> dict[str, Any]:
        """Carry the version that the page shows."""
        return {"version": self.row.version, "on": self.today}

    def approved(self, form: Form) -> dict[str, Any]:
        """Return what every approved act takes."""
        return {
            "org": self.row,
            "approval": form.approval(),
            "version": form.cleaned_data["version"],
            "by": self.principal,
        }

    def plain(self, form: Form) -> dict[str, Any]:
        """Return the form's values with organization and actor."""
        return {"org": self.row, "by": self.principal, **form.cleaned_data}


class Rename(OrgAct):
    """Another name."""

    door = Door("orgs.change_org")
    form_class = forms.RenameForm
    title = _("更名")
    success_message = _("党组织已更名。")

    def perform(self, form: Form) -> Any:
        """Rename it."""
        return services.rename(name=form.cleaned_data["name"], **self.approved(form))


class ChangeType(OrgAct):
    """Another type."""

    door = Door("orgs.change_org")
    form_class = forms.ChangeTypeForm
    title = _("改设类型")
    rule = _("党员超过50人的可以设党总支，超过100人的可以设党委，须经上级党组织批准并重新选举。")
    success_message = _("党组织类型已改设。")

    def perform(self, form: Form) -> Any:
        """Change it."""
        return services.change_type(org_type=form.cleaned_data["org_type"], **self.approved(form))


class Merge(OrgAct):
    """Into another organization."""

    door = Door("orgs.revoke_org")
    form_class = forms.MergeForm
    title = _("并入其他党组织")
    rule = _("从合并之日起，原党组织终止，其覆盖的单位由并入的党组织继续覆盖。")
    danger = True
    success_message = _("党组织已合并。")

    def perform(self, form: Form) -> Any:
        """Merge it."""
        return services.merge(into=form.cleaned_data["into"], **self.approved(form))


class Revoke(OrgAct):
    """The end."""

    door = Door("orgs.revoke_org")
    form_class = forms.ApprovalForm
    title = _("撤销党组织")
    rule = _("从撤销之日起，覆盖、职务、届次、网格和评定一并结束；历史记录保留。")
    danger = True
    success_message = _("党组织已撤销。")

    def perform(self, form: Form) -> Any:
        """Revoke it."""
        return services.revoke(**self.approved(form))


class Reverse(OrgAct):
    """The last event of its life is taken back."""

    door = Door("orgs.reverse_event")
    form_class = forms.ApprovalForm
    title = _("撤回变更")
    rule = _(
        "撤回由上级批准，写明文号和理由；视同没有发生过这次变更，随之结束的覆盖、任职、网格和评定恢复，指导员选派须重新办理。"
    )
    danger = True
    success_message = _("变更已撤回。")

    @cached_property
    def event(self) -> LifeEvent | None:
        """Return the last event that may be taken back."""
        return history.last_reversible(self.row, self.principal)

    def about(self) -> str:
        """Name organization and event."""
        return f"{self.row} · {self.event or ''}".removesuffix(" · ")

    def perform(self, form: Form) -> Any:
        """Take it back.

        Raises:
            Conflict: there is nothing to take back.
        """
        if self.event is None:
            conflict(_("没有可以撤回的变更。"), code="nothing_to_reverse")
        return services.reverse_event(event=self.event, **self.approved(form))


class Join(OrgAct):
    """A unit joins a joint or regional organization."""

    door = Door("orgs.cover_unit")
    form_class = forms.JoinForm
    title = _("单位加入")
    rule = FoundingForm.base_fields["reason"].help_text
    success_message = _("单位已加入。")

    def perform(self, form: Form) -> Any:
        """Let it join."""
        return services.join(**self.plain(form)).org


class OfUnit(OrgAct):
    """An act on a unit that the organization covers."""

    @cached_property
    def unit(self) -> Unit:
        """Return the unit of the address; absent and invisible answer alike."""
        return visible_or_404(Unit.objects, self.principal, "orgs.cover_unit", pk=self.kwargs["unit_pk"])

    def about(self) -> str:
        """Name organization and unit."""
        return f"{self.row} · {self.unit}"


class Leave(OfUnit):
    """A unit leaves."""

    door = Door("orgs.cover_unit")
    form_class = forms.LeaveForm
    title = _("单位退出")
    danger = True
    success_message = _("单位已退出。")

    def perform(self, form: Form) -> Any:
        """Let it leave."""
        services.leave(unit=self.unit, **self.plain(form))
        return self.back()


class SplitOff(OfUnit):
    """A unit leaves to form its own organization."""

    door = Door("orgs.form_org")
    form_class = FoundingForm
    title = _("分出单独组建")
    rule = _("单位有正式党员3名以上的应当单独组建，同时退出联合党组织。（《中国共产党支部工作条例（试行）》第四条）")
    success_message = _("单位已单独组建党组织。")

    def perform(self, form: Form) -> Any:
        """Split it off."""
        return services.split_off(unit=self.unit, org=self.row, founding=form.founding(), by=self.principal)


class AddGrids(OrgAct):
    """More grids."""

    door = Door("orgs.cover_unit")
    form_class = forms.GridsForm
    title = _("增加网格")
    rule = _("网格内在营且未被覆盖的单位随之纳入。")
    success_message = _("网格已增加。")

    def perform(self, form: Form) -> Any:
        """Add them."""
        services.add_grids(**{**self.plain(form), "areas": list(form.cleaned_data["areas"])})
        return self.row


class ReleaseGrid(OrgAct):
    """A grid leaves a regional organization."""

    door = Door("orgs.cover_unit")
    form_class = forms.ReleaseGridForm
    title = _("退出网格")
    rule = _("从这一天起不再联系这个网格，网格内由它覆盖的单位一并退出；历史记录保留。")
    danger = True

    @cached_property
    def held(self) -> OrgGrid:
        """Return the grid that the organization holds; absent and invisible answer alike."""
        rows = OrgGrid.objects.filter(org=self.row).live().select_related("grid")
        return visible_or_404(rows, self.principal, "orgs.view_org", grid_id=self.kwargs["grid_pk"])

    def about(self) -> str:
        """Name organization and grid."""
        return f"{self.row} · {self.held.grid}"

    def perform(self, form: Form) -> Any:
        """Release it and say how many units left."""
        on = form.cleaned_data["on"]
        number = services.release_grid(org=self.row, area=self.held.grid, on=on, by=self.principal)
        text = ngettext("已退出网格，%d 家单位不再由它覆盖。", "已退出网格，%d 家单位不再由它覆盖。", number)
        messages.success(self.request, text % number)
        return self.row

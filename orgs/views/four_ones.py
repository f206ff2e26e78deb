"""The four ones of regional branches: lights of a quarter, the records behind them, and the acts that light them."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.forms import Form
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.forms.areas import AreaChoiceField
from access.views.generic import DoorMixin, visible_or_404
from enterprises.forms.days import PastDayField
from orgs import services
from orgs.choices import FormationMode, FourOne, Light
from orgs.forms.fields import OrgForm
from orgs.forms.filters import PLACES
from orgs.models import PartyOrg
from orgs.queries import four_ones as reads
from orgs.rules import four_ones as rules
from orgs.rules.terms import add_months
from orgs.views.acts import OrgAct

VIEW, KEEP = reads.VIEW, services.KEEP_FOUR_ONES
PAGE, QUARTERS = 50, 8
MOST = 32767


class QuarterForm(OrgForm):
    """Which quarter, and where."""

    area = AreaChoiceField(permission=VIEW, levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))
    quarter = forms.ChoiceField(label=_("季度"), required=False)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [rules.quarter_of(add_months(today, -3 * back)).name for back in range(QUARTERS)]
        self.fields["quarter"].choices = [(name, name) for name in names]
        self.current, self.today_is = names[0], today

    def chosen(self) -> rules.Quarter:
        """Return the quarter asked for; a name that is none asks for the present one."""
        given = getattr(self, "cleaned_data", {}).get("quarter") or self.current
        return rules.quarter_named(given) or rules.quarter_of(self.today_is)


class _OfQuarter(DoorMixin, TemplateView):
    door = Door(VIEW)

    @cached_property
    def form(self) -> QuarterForm:
        """Read quarter and place from the address."""
        form = QuarterForm(self.request.GET, principal=self.principal, today=self.today)
        form.is_valid()
        return form


class FourOnesList(_OfQuarter):
    """Regional branches with their lights."""

    template_name = "orgs/four_ones.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page."""
        quarter, area = self.form.chosen(), getattr(self.form, "cleaned_data", {}).get("area")
        page = Paginator(reads.branches(self.principal, quarter, area), PAGE).get_page(self.request.GET.get("page"))
        rows = reads.shown(list(page.object_list), quarter, on=self.today)
        return super().get_context_data(
            form=self.form, quarter=quarter, page_obj=page, rows=rows, ones=[one.label for one in FourOne], **kwargs
        )


class FourOnesOf(_OfQuarter):
    """One branch: each light with the record behind it."""

    template_name = "orgs/four_ones_of.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the records; of an organization that is no regional branch it is said that nothing is asked."""
        org = visible_or_404(PartyOrg.objects.select_related("area"), self.principal, VIEW, pk=self.kwargs["pk"])
        if org.form != FormationMode.REGIONAL:
            return super().get_context_data(org=org, row=None, quarter=self.form.chosen(), **kwargs)
        quarter = self.form.chosen()
        (row,) = reads.shown([org], quarter, on=self.today)
        grids = [(grid, row["behind"].leaders[grid.pk]) for grid in row["behind"].grids]
        bare = reads.without_card(org, self.principal, quarter, on=self.today)
        return super().get_context_data(
            org=org, row=row, quarter=quarter, form=self.form, grids=grids, bare=bare, missing=Light.MISSING,
            may_keep=policy.can_on(self.principal, KEEP, org), **kwargs,
        )  # fmt: skip


class VenueForm(OrgForm):
    """A venue."""

    name = forms.CharField(label=_("阵地名称"), max_length=120)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    is_shared = forms.BooleanField(label=_("与其他党组织共用"), required=False)
    on = PastDayField(label=_("启用日期"))


class ForumForm(OrgForm):
    """A forum."""

    on = PastDayField(label=_("召开日期"))
    topic = forms.CharField(label=_("议题"), max_length=200)
    units_present = forms.IntegerField(label=_("到会单位数"), min_value=0, max_value=MOST)
    people_present = forms.IntegerField(label=_("到会人数"), min_value=1, max_value=MOST)


class SetVenue(OrgAct):
    """The venue from a day on."""

    door = Door(KEEP)
    form_class = VenueForm
    title = _("登记活动阵地")
    success_message = _("活动阵地已登记。")

    def perform(self, form: Form) -> Any:
        """Record it."""
        services.set_venue(**self.plain(form))
        return self.row


class RecordForum(OrgAct):
    """A forum that was held."""

    door = Door(KEEP)
    form_class = ForumForm
    title = _("登记恳谈会")
    rule = _("每季度至少召开一次恳谈会，只登记日期、议题和到会数，不要求照片和签到。")
    success_message = _("恳谈会已登记。")

    def perform(self, form: Form) -> Any:
        """Record it."""
        services.record_forum(**self.plain(form))
        return self.row

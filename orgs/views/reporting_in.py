"""Members in service who reported in at a community (在职党员到社区报到): the register, the numbers, and their acts."""

from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access import policy
from access.choices import AreaLevel
from access.doors import Door
from access.forms.areas import areas_of
from access.outcome import Rate
from access.views.acts import RowActView
from access.views.generic import DoorMixin
from orgs.forms import reporting_in as forms
from orgs.models import ReportIn
from orgs.queries import reporting_in as reads
from orgs.services import reporting_in as acts
from orgs.views.search_acts import NewAct

VIEW, KEEP = reads.VIEW, reads.KEEP
PAGE = 50


class ReportedIn(DoorMixin, TemplateView):
    """Names and numbers, told apart."""

    door = Door(VIEW)
    template_name = "orgs/reported_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page of names, one of numbers, and the figures of the place that was asked for."""
        form = forms.ReportFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        wanted = form.wanted(self.today)
        told = reads.tally(self.principal, self.today, wanted.area)
        page = Paginator(reads.named(wanted, self.principal), PAGE).get_page(self.request.GET.get("page"))
        counts = Paginator(reads.counts(self.principal, self.today, wanted.area), PAGE)
        return super().get_context_data(
            form=form, page_obj=page, counts=counts.get_page(self.request.GET.get("numbers")), told=told, area=wanted.area,
            rate=Rate(told.own_total, told.own_members) if told.own_members > 0 and told.own_total <= told.own_members else None,
            may_keep=policy.can_by_place(self.principal, KEEP), **kwargs,
        )  # fmt: skip


class _New(NewAct):
    home = "orgs:reported_in"

    def about(self) -> str:
        """Name the register."""
        return str(_("在职党员报到"))

    def get_initial(self) -> dict[str, Any]:
        """Fill in the one community of those who answer for one only."""
        given = super().get_initial()
        if "area" not in given:
            found = areas_of(self.principal, KEEP).filter(level=AreaLevel.COMMUNITY, closed_on__isnull=True)
            keys = list(found.values_list("pk", flat=True)[:2])
            given["area"] = keys[0] if len(keys) == 1 else None
        return given

    def done(self, result: Any = None) -> Any:
        """Return to the register of the community."""
        return super().done(f"{self.back()}?area={result.area_id}")


class Report(_New):
    """By name."""

    form_class = forms.ReportForm
    title = _("登记报到党员")
    submit = _("保存")
    rule = _("只登记姓名、工作单位、报到日期和认领的岗位或服务，不要求签到、积分和照片。")
    success_message = _("报到已登记。")

    def perform(self, form: Form) -> Any:
        """Register."""
        given = form.cleaned_data
        return acts.report_in(area=given["area"], reporting=form.reporting(), on=given["on"], by=self.principal)


class CountReported(_New):
    """By number only."""

    form_class = forms.CountForm
    title = _("登记报到人数")
    submit = _("保存")
    rule = _("没有名单、只报数字的社区在这里登记；新的数字从统计日期起取代原来的数字。")
    success_message = _("报到人数已登记。")

    def perform(self, form: Form) -> Any:
        """Record the number."""
        given = form.cleaned_data
        return acts.count_reported(area=given["area"], counted=form.counted(), on=given["on"], by=self.principal)


class Feedback(RowActView):
    """How it went."""

    model = ReportIn
    door = Door(KEEP)
    template_name = "orgs/act.html"
    form_class = forms.FeedbackForm
    title = _("登记反馈")
    submit = _("保存")
    success_message = _("反馈已登记。")

    def back(self) -> str:
        """Return to the register of the community."""
        return f"{reverse('orgs:reported_in')}?area={self.row.area_id}"

    def get_initial(self) -> dict[str, Any]:
        """Begin with today and what stands."""
        return {"on": self.today, "post": self.row.post, "feedback": self.row.feedback}

    def perform(self, form: Form) -> Any:
        """Record it."""
        acts.give_feedback(report=self.row, by=self.principal, **form.cleaned_data)
        return self.back()

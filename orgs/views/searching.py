"""The double search (双找): the list with its figures, one target with everything done, and the two publications."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from orgs.choices import SearchStage, SearchStep
from orgs.forms import searching as forms
from orgs.models import SearchEntry, SearchTarget
from orgs.queries import searching as reads
from orgs.rules import searching as rules

VIEW, KEEP = reads.VIEW, reads.KEEP
PAGE = 50
KPIS = (
    ("listed", _("列入查找"), ""), ("sought", _("正在查找"), "sought"), ("found", _("已找到"), "found"),
    ("hidden", _("其中口袋、隐性党员"), "hidden"), ("moved", _("关系已转入"), ""),
)  # fmt: skip
ACTS = {
    SearchStep.CONTRACT: ("orgs:contract_target", _("确定承包")), SearchStep.CHECK: ("orgs:look_for", _("登记查找情况")),
    SearchStep.FIND: ("orgs:find_target", _("登记已找到")), SearchStep.GIVE_UP: ("orgs:give_up_target", _("登记未找到")),
    SearchStep.MOVE: ("orgs:enrol_found", _("登入名册")), SearchStep.STAY: ("orgs:target_stays", _("关系不转")),
    SearchStep.WITHDRAW: ("orgs:withdraw_target", _("撤销查找")),
}  # fmt: skip
MAIN = {  # the one act that is asked for next
    SearchStage.LISTED: SearchStep.CONTRACT, SearchStage.CONTRACTED: SearchStep.CHECK, SearchStage.CHECKED: SearchStep.CHECK,
    SearchStage.NOT_FOUND: SearchStep.CHECK, SearchStage.FOUND: SearchStep.MOVE,
}  # fmt: skip
ICONS = {
    SearchStep.FIND: ("user-check", "good"), SearchStep.MOVE: ("checks", "good"), SearchStep.STAY: ("checks", "good"),
    SearchStep.GIVE_UP: ("alert-triangle", "warn"), SearchStep.WITHDRAW: ("user-minus", "mute"),
}  # fmt: skip


class SearchList(DoorMixin, TemplateView):
    """Who is looked for."""

    door = Door(VIEW)
    template_name = "orgs/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page, and the figures of the place that was asked for."""
        form = forms.SearchFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        wanted = form.wanted(self.today)
        page = Paginator(reads.select(wanted, self.principal), PAGE).get_page(self.request.GET.get("page"))
        for row in page.object_list:
            row.tone = reads.TONES[SearchStage(row.stage)]
        told = reads.totals(wanted, self.principal)
        return super().get_context_data(
            form=form, page_obj=page, kpis=[(label, told[key], self._address(key, group)) for key, label, group in KPIS],
            org=wanted.org, area=wanted.area, may_keep=policy.can(self.principal, KEEP), **kwargs,
        )  # fmt: skip

    def _address(self, key: str, group: str) -> str:
        """Return the address of the rows behind a figure: the same place, organization and name."""
        asked = self.request.GET.copy()
        for name in ("page", "stage", "group"):
            asked.pop(name, None)
        if group:
            asked["group"] = group
        elif key == "moved":
            asked["stage"] = SearchStage.MOVED.value
        return f"?{asked.urlencode()}"


class TargetView(DoorMixin, TemplateView):
    """One target: who looks, every entry, what is left to try, and the next act."""

    door = Door(VIEW)
    template_name = "orgs/search_target.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read what is kept."""
        rows = SearchTarget.objects.select_related("org", "area")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        entries, stage = reads.entries_of(row), SearchStage(row.stage)
        tried = {entry.method for entry in entries if entry.method}
        return super().get_context_data(
            row=row, tone=reads.TONES[stage], events=[_event(entry) for entry in entries], acts=self._acts(row, stage),
            ways=[(way.label, way.value in tried) for way in rules.WAYS], is_sought=SearchStep.CHECK in rules.steps_from(stage),
            contractor=reads.on_roster(row.contractor_id, self.principal), member=reads.on_roster(row.member_id, self.principal),
            **kwargs,
        )  # fmt: skip

    def _acts(self, row: SearchTarget, stage: SearchStage) -> list[dict[str, Any]]:
        """Return the acts that may follow, the main one first."""
        if not policy.can_on(self.principal, KEEP, row):
            return []
        steps = sorted(rules.steps_from(stage), key=lambda step: step != MAIN.get(stage))
        found = [{"name": ACTS[step][0], "label": ACTS[step][1], "main": step == MAIN.get(stage)} for step in steps]
        if SearchStep.MOVE in steps:
            found.insert(1, {"name": "orgs:link_found", "label": _("已在名册中"), "main": False})
        return found


def _event(entry: SearchEntry) -> dict[str, Any]:
    icon, tone = ICONS.get(SearchStep(entry.step), ("user-search", "info"))
    if entry.step != SearchStep.CHECK:
        title, text = entry.get_step_display(), entry.note
    else:
        title, text = f"{entry.get_method_display()} · {entry.get_result_display()}", entry.note
    return {"on": entry.on, "title": title, "text": text, "icon": icon, "tone": tone}


class NoticeList(DoorMixin, TemplateView):
    """The two publications of bodies and organizations."""

    door = Door(VIEW)
    template_name = "orgs/search_notices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page."""
        page = Paginator(reads.notices(self.principal), PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page_obj=page, may_keep=policy.can(self.principal, KEEP), **kwargs)

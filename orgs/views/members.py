"""The roster: lists, one member with everything kept, and where roster and survey differ."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from enterprises.choices import FactSource
from orgs.choices import MemberStage
from orgs.forms import members as forms
from orgs.models import Member
from orgs.queries import members as reads
from orgs.services.members import keeping
from orgs.services.rules_in_force import sentence

VIEW, KEEP, TRANSFER, REVEAL = reads.VIEW, reads.KEEP, reads.TRANSFER, reads.REVEAL
PAGE = 50
HOLD_RELATION = {MemberStage.PROBATIONARY, MemberStage.FORMAL}


class MemberList(DoorMixin, TemplateView):
    """Who is on the rosters that the reader keeps."""

    door = Door(VIEW)
    template_name = "orgs/members.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page and how many are at each stage."""
        form = forms.MemberFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        wanted = form.wanted(self.today)
        rows = reads.select(wanted, self.principal)
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        for row in page.object_list:
            row.stage_label = MemberStage(row.stage_now).label if row.stage_now else ""
            row.state_label = reads.MemberState(state=row.state_now).get_state_display() if row.state_now else ""
        may_keep = wanted.org is not None and policy.can_on(self.principal, KEEP, wanted.org)
        return super().get_context_data(
            form=form, page_obj=page, totals=list(reads.totals(rows).items()), org=wanted.org, may_keep=may_keep, **kwargs
        )


class MemberView(DoorMixin, TemplateView):
    """One member: stages, relation, letters, state, and what may be done next."""

    door = Door(VIEW)
    template_name = "orgs/member.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read what is kept and what the rules say of the next stage."""
        rows = Member.objects.select_related("org", "org__area")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        person, on = keeping.candidate(row), self.today
        stages, states, letters = reads.stages_of(row), reads.states_of(row), reads.letters_of(row, on)
        records = reads.records_of(row)
        following = reads.next_step(person, on) if row.ended_on is None else None
        return super().get_context_data(
            row=row, stage=person.stage, stages=stages, relations=reads.relations_of(row), letters=letters, states=states,
            state=next((one for one in states if one.since <= on and (one.until is None or one.until > on)), None),
            records=records, examine_by=reads.examination_due(person, records) if row.ended_on is None else None,
            following=following, hints=_hints(following), events=_events(row, stages, states), acts=self._acts(row, person, letters),
            today=on, may_reveal=policy.can_on(self.principal, REVEAL, row), **kwargs,
        )  # fmt: skip

    def _acts(self, row: Member, person: Any, letters: list[dict[str, Any]]) -> dict[str, bool]:
        if row.ended_on is not None:
            return {}
        keeps, moves = (policy.can_on(self.principal, name, row) for name in (KEEP, TRANSFER))
        has_relation = person.stage in HOLD_RELATION
        return {
            "advance": keeps and person.stage != MemberStage.FORMAL,
            "extend": keeps and person.stage == MemberStage.PROBATIONARY and not person.extended_months,
            "mark": keeps and has_relation, "leave": keeps, "cultivate": keeps and person.stage != MemberStage.FORMAL,
            "letter": moves and has_relation and not any(one["is_open"] for one in letters), "move": moves,
        }  # fmt: skip


def _hints(following: Any) -> list[str]:
    return [sentence(one) for one in (*following.refusals, *following.warnings)] if following else []


def _events(row: Member, stages: list[Any], states: list[Any]) -> list[dict[str, Any]]:
    told = [{"on": one.since, "title": str(one), "text": one.note, "icon": "user", "tone": "good"} for one in stages]
    for one in states:
        told.append({"on": one.since, "title": str(one), "text": one.note or one.action, "icon": "alert-triangle", "tone": "warn"})
        if one.until is not None:
            told.append({"on": one.until, "title": _("恢复正常"), "text": str(one), "icon": "checks", "tone": "good"})
    if row.ended_on is not None:
        told.append({"on": row.ended_on, "title": _("离开名册"), "text": row.get_end_reason_display(), "icon": "user-minus"})
    return sorted(told, key=lambda one: one["on"], reverse=True)


class LetterList(DoorMixin, TemplateView):
    """Letters under way, the one that ends first on top."""

    door = Door(TRANSFER)
    template_name = "orgs/letters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page."""
        page = Paginator(reads.letters_under_way(self.principal, self.today), PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page_obj=page, rows=reads.lettered(page.object_list, self.today), **kwargs)


class RosterCheck(DoorMixin, TemplateView):
    """Organizations whose roster and survey differ."""

    door = Door(KEEP)
    template_name = "orgs/roster_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page."""
        rows = reads.with_survey(reads.differences(self.principal, self.today), self.today)
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        for row in page.object_list:
            row.counted_by = FactSource(row.counted_from).label if row.counted_from in FactSource.values else row.counted_from
        return super().get_context_data(page_obj=page, on=self.today, **kwargs)

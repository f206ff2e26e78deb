"""Acts on members and their letters: one page and one service each."""

from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access.doors import Door
from access.views.acts import RowActView
from orgs.choices import CultivationKind, MemberStage
from orgs.forms import members as forms
from orgs.models import Member, MemberTransfer
from orgs.queries import members as reads
from orgs.rules import members as rules
from orgs.services import members as acts
from orgs.services.members import keeping
from orgs.views.acts import OrgAct, RuledAct

KEEP, TRANSFER, REVEAL = reads.KEEP, reads.TRANSFER, reads.REVEAL


class Enrol(OrgAct):
    """Put somebody on the roster of an organization."""

    door = Door(KEEP)
    form_class = forms.EnrolForm
    title = _("登记党员或入党申请人")
    rule = _("只登记工作需要的信息；身份证号码和手机号码加密保存，查看须写明理由并留痕。")
    success_message = _("已登入名册。")

    def perform(self, form: Form) -> Any:
        """Enrol."""
        given = form.cleaned_data
        stage = MemberStage(given["stage"])
        return acts.enrol(org=self.row, entry=form.entry(), stage=stage, since=given["since"], by=self.principal)


class MemberAct(RuledAct):
    """An act on the member of the address."""

    model = Member
    door = Door(KEEP)

    def about(self) -> str:
        """Name the member."""
        return self.row.name


class Advance(MemberAct):
    """The next stage."""

    form_class = forms.AdvanceForm
    success_message = _("发展阶段已登记。")

    @cached_property
    def to(self) -> MemberStage | None:
        """The stage that follows."""
        found = reads.next_step(keeping.candidate(self.row), self.today)
        return found.stage if found else None

    @property
    def title(self) -> Any:
        """Name the stage."""
        return _("登记为%s") % self.to.label if self.to else _("登记发展阶段")

    @property
    def rule(self) -> Any:
        """Say the interval of the step."""
        return RULES.get(self.to, "")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over the stage."""
        return {**super().get_form_kwargs(), "to": self.to}

    def perform(self, form: Form) -> Any:
        """Advance; for a formal member there is no next stage."""
        given = {name: value for name, value in form.cleaned_data.items() if value is not None}
        return acts.advance(member=self.row, to=self.to or MemberStage.FORMAL, by=self.principal, **given)


RULES = {
    MemberStage.ACTIVIST: _("入党申请人一般满3至6个月可确定为入党积极分子。（《中国共产党发展党员工作细则》）"),
    MemberStage.TARGET: _("入党积极分子经过一年以上培养教育和考察，可列为发展对象。（《中国共产党发展党员工作细则》）"),
    MemberStage.PROBATIONARY: _("发展对象须经政治审查和不少于三天或24学时的集中培训。（《中国共产党发展党员工作细则》）"),
    MemberStage.FORMAL: _("预备期一年，从支部大会通过之日算起；期满方可转正。（《中国共产党发展党员工作细则》）"),
}


class Extend(MemberAct):
    """A longer probation."""

    form_class = forms.ExtendForm
    title = _("延长预备期")
    rule = _("预备期只能延长一次，不少于半年，不超过一年。（《中国共产党发展党员工作细则》）")
    success_message = _("预备期已延长。")

    def perform(self, form: Form) -> Any:
        """Extend it."""
        return acts.extend_probation(member=self.row, by=self.principal, **form.cleaned_data)


class Mark(MemberAct):
    """A special state."""

    form_class = forms.StateForm
    title = _("登记特殊状态")
    rule = _("流动党员连续6个月以上不能参加原支部组织生活；失联党员失去联系6个月以上。")
    success_message = _("特殊状态已登记。")

    def perform(self, form: Form) -> Any:
        """Enter it."""
        return acts.mark(member=self.row, marked=form.marked(), on=form.cleaned_data["on"], by=self.principal)


class Cultivate(MemberAct):
    """A talk, or an examination."""

    form_class = forms.CultivateForm
    title = _("登记谈话或考察")
    rule = _("收到入党申请书后一个月内派人谈话；对入党积极分子每半年考察一次。（《中国共产党发展党员工作细则》）")
    success_message = _("已登记。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, and with the talk for an applicant."""
        is_applicant = keeping.candidate(self.row).stage == MemberStage.APPLICANT
        kind = CultivationKind.TALK if is_applicant else CultivationKind.EXAMINATION
        return {**super().get_initial(), "kind": kind.value, "held_by": self.request.user.name}

    def perform(self, form: Form) -> Any:
        """Record it."""
        acts.cultivate(member=self.row, record=form.record(), by=self.principal)
        return self.row


class Unmark(MemberAct):
    """Back in ordinary life."""

    form_class = forms.OnForm
    title = _("恢复正常")
    success_message = _("特殊状态已结束。")

    def perform(self, form: Form) -> Any:
        """End it."""
        return acts.unmark(member=self.row, on=form.cleaned_data["on"], by=self.principal)


class LeaveRoster(MemberAct):
    """Off the roster."""

    form_class = forms.LeaveForm
    title = _("离开名册")
    danger = True
    success_message = _("已离开名册，记录保留。")

    def perform(self, form: Form) -> Any:
        """Take the member off."""
        return acts.leave_roster(member=self.row, by=self.principal, **form.cleaned_data)


class Reveal(MemberAct):
    """Show both numbers once, for a stated reason."""

    door = Door(REVEAL)
    template_name = "orgs/reveal.html"
    form_class = forms.RevealForm
    title = _("查看证件号码和手机号码")
    submit = _("查看")

    def form_valid(self, form: Form) -> HttpResponse:
        """Show them on this answer only."""
        try:
            with transaction.atomic():
                found = acts.reveal_numbers(member=self.row, reason=form.cleaned_data["reason"], by=self.principal)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        return self.render_to_response(self.get_context_data(form=form, numbers=found))


class IssueLetter(MemberAct):
    """A letter of introduction."""

    door = Door(TRANSFER)
    form_class = forms.LetterForm
    title = _("开具组织关系介绍信")
    rule = _("介绍信有效期一般不超过三个月，跨省的不超过六个月；以全国党员管理信息系统为准，这里只作登记。")
    success_message = _("介绍信已登记。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today and the usual validity."""
        return {"issued_on": self.today, "valid_until": rules.letter_until(self.today)}

    def perform(self, form: Form) -> Any:
        """Issue it."""
        acts.issue_letter(member=self.row, letter=form.letter(), by=self.principal)
        return self.row


class LetterAct(RowActView):
    """A step of the letter of the address."""

    model = MemberTransfer
    door = Door(TRANSFER)
    template_name = "orgs/act.html"
    form_class = forms.OnForm
    act: ClassVar[Any]

    def about(self) -> str:
        """Name the member."""
        return f"{self.row.member.name} · {self.row}"

    def back(self) -> str:
        """Return to the member."""
        return reverse("orgs:member", args=[self.row.member_id])

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def perform(self, form: Form) -> Any:
        """Call the service of the step."""
        self.act(transfer=self.row, by=self.principal, **form.cleaned_data)
        return self.back()


class Receive(LetterAct):
    """Handed in."""

    title, success_message = _("登记接收"), _("接收已登记。")
    act = staticmethod(acts.receive_letter)


class Confirm(LetterAct):
    """The receipt is back."""

    title, success_message = _("确认回执"), _("组织关系已转接。")
    act = staticmethod(acts.confirm_transfer)


class Cancel(LetterAct):
    """Void."""

    title, success_message, danger = _("作废介绍信"), _("介绍信已作废。"), True
    form_class = forms.CancelForm
    act = staticmethod(acts.cancel_transfer)


class Reissue(LetterAct):
    """Anew, where it has expired."""

    title, success_message = _("重新开具介绍信"), _("介绍信已重新开具。")
    form_class = forms.LetterForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with where the old one led, a day after its end at the earliest."""
        day = max(self.today, self.row.valid_until + timedelta(days=1))
        return {"issued_on": self.today, "valid_until": rules.letter_until(day), "to_org": self.row.to_org_id,
                "to_name": "" if self.row.to_org_id else self.row.to_name}  # fmt: skip

    def perform(self, form: Form) -> Any:
        """Issue it anew."""
        acts.reissue_letter(transfer=self.row, letter=form.letter(), by=self.principal)
        return self.back()

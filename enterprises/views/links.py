"""One-time links (确认链接): issuing one, the public page of the contact, and the officer's page with the answer beside what stands."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from access.doors import Door
from access.services import sign_in
from access.views.generic import ActView, client_address, visible_or_404
from enterprises import forms, services
from enterprises.choices import LinkState
from enterprises.models import ContactLink, Unit
from enterprises.queries import dossier
from enterprises.services.links import AMEND, INVITE
from enterprises.views.acts import RegisterActView, UnitActView

MOST_OPENINGS = 30  # per address and quarter of an hour: a token cannot be guessed, the limit keeps guessing quiet


class IssueLinkView(UnitActView):
    """Make a link for the unit's contact; its address is shown once."""

    door = Door(INVITE)
    form_class = forms.NoForm
    template_name = "enterprises/link_issued.html"
    heading = gettext_lazy("请联系人确认资料")
    submit = gettext_lazy("生成链接")

    def get_initial(self) -> dict[str, Any]:
        """Ask nothing."""
        return {}

    def perform(self, form: Form) -> str:
        """Issue it."""
        _row, token = services.issue_link(unit=self.unit, at=timezone.now(), by=self.principal)
        return self.request.build_absolute_uri(reverse("enterprises:contact_link", args=[token]))

    def done(self, result: Any = None) -> HttpResponse:
        """Show the address once; it stands in no log of ours."""
        return self.render_to_response(self.get_context_data(form=forms.NoForm(), address=result))


@method_decorator(never_cache, name="dispatch")
class ContactLinkView(ActView):
    """The page of the contact: what is known, to be confirmed or corrected, without an account."""

    door = Door.public("the token in the address is the key: random, kept as a digest, good once and for a week")
    form_class = forms.AnswerForm
    template_name = "enterprises/contact_link.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the opening by address; answer unknown, used, revoked and expired links alike."""
        if not sign_in.may_try(f"link {client_address(request)}", timezone.now(), most=MOST_OPENINGS):
            return self._closed(_("打开次数过多，请15分钟后再试。"), 429)
        if self.known is None:
            return self._closed(_("链接无效、已使用或已过期，请联系街道（社区）工作人员重新发送。"), 404)
        return super().dispatch(request, *args, **kwargs)

    def _closed(self, sentence: str, status: int) -> HttpResponse:
        return self.render_to_response({"sentence": sentence}, status=status)

    @cached_property
    def known(self) -> dict[str, Any] | None:
        """What is known behind the token."""
        return services.open_link(self.kwargs["token"])

    def get_initial(self) -> dict[str, Any]:
        """Show what stands."""
        return {name: self.known[name] for name in ("contact_name", "address", "business", "staff")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the unit."""
        return super().get_context_data(known=self.known, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep what changed; an answer without changes confirms."""
        given = dict(form.cleaned_data)
        for name in ("contact_name", "address", "business", "staff"):
            if given[name] == self.known[name]:
                given[name] = None if name == "staff" else ""
        try:
            kept = services.answer_link(token=self.kwargs["token"], **given)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        sentence = _("已收到，谢谢。工作人员核对后更新台账。") if kept else _("链接无效、已使用或已过期。")
        return self._closed(sentence, 200 if kept else 404)


class LinkView(RegisterActView):
    """What the contact sent beside what stands, to be applied with one tap."""

    door = Door(AMEND)
    form_class = forms.NoForm
    template_name = "enterprises/link_answer.html"
    heading = gettext_lazy("联系人填写的资料")
    submit = gettext_lazy("采用")
    success_message = gettext_lazy("已采用，来源记为“单位自报”。")

    @cached_property
    def link(self) -> ContactLink:
        """Return the link; invisible and absent answer alike."""
        rows = ContactLink.objects.select_related("unit", "unit__area")
        return visible_or_404(rows, self.principal, self.door.permission, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put both side by side."""
        unit: Unit = self.link.unit
        scale = dossier.facts_of(unit, self.principal).on("scale", self.today)
        return super().get_context_data(
            unit=unit,
            link=self.link,
            waits=self.link.state == LinkState.SENT,
            rows=_compared(self.link, unit, scale),
            **kwargs,
        )

    def perform(self, form: Form) -> Unit:
        """Apply."""
        services.apply_answer(link=self.link, on=self.today, by=self.principal)
        return self.link.unit


class RevokeLinkView(LinkView):
    """Let a link end, or lay its answer aside."""

    door = Door(INVITE)
    heading = gettext_lazy("作废或不采用")
    submit = gettext_lazy("作废或不采用")
    success_message = gettext_lazy("已办理。")

    def perform(self, form: Form) -> Unit:
        """Revoke."""
        services.revoke_link(link=self.link, on=self.today, by=self.principal)
        return self.link.unit


def _compared(link: ContactLink, unit: Unit, scale: dict[str, Any]) -> list[dict[str, Any]]:
    said = link.answer
    rows = [
        (_("联系人"), unit.contact_name, said.get("contact_name")),
        (_("联系电话"), unit.contact_phone_masked, f"*******{said['phone_tail']}" if said.get("phone_tail") else None),
        (_("地址"), unit.address, said.get("address")),
        (_("主营业务"), unit.business, said.get("business")),
        (_("从业人员"), scale.get("staff"), said.get("staff")),
    ]
    return [{"label": label, "now": now, "said": value} for label, now, value in rows]

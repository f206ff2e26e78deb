"""Service contact cards (服务联系卡) of the regional branches: one log line for each card handed to a unit."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access import crypto
from access.guarded import ScopedModel
from orgs.models.organizations import PartyOrg
from orgs.querysets import OfUnitQuerySet

PHONE_CONTEXT = "card.phone"


class ContactCard(ScopedModel):
    """A card handed to a unit, with whom to call; re-issued as often as the contact changes. Source: K13, 服务联系卡 13000余张."""

    scope_parent = "unit"

    unit = models.ForeignKey("enterprises.Unit", models.PROTECT, verbose_name=_("单位"), related_name="contact_cards")
    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("区域党组织"), related_name="contact_cards")
    number = models.CharField(_("卡号"), max_length=40)
    issued_on = models.DateField(_("发放日期"))
    contact_name = models.CharField(_("联系人"), max_length=60)
    contact_phone_cipher = models.TextField(editable=False, blank=True)
    contact_phone_tail = models.CharField(_("联系电话尾号"), max_length=4, editable=False, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = OfUnitQuerySet.as_manager()

    constraint_sentences = {"orgs_contactcard_append_only": _("联系卡发放记录只能追加，不能修改或删除。")}

    class Meta:
        verbose_name = _("服务联系卡")
        verbose_name_plural = pgettext_lazy("plural", "服务联系卡")
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_contactcard_number_unique",
                fields=["org", "number"],
                violation_error_message=_("该区域党组织已发放过这一卡号。"),
            ),
        )

    def __str__(self) -> str:
        return self.number


def phone_values(number: str) -> dict[str, str]:
    """Return the stored forms of a telephone number: encrypted, and its last four digits."""
    return {
        "contact_phone_cipher": crypto.encrypt(number, context=PHONE_CONTEXT),
        "contact_phone_tail": number[-4:],
    }

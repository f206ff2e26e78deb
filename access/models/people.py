"""People: one row per person, so that "the same person" is one row in every chain of approvals."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access import crypto
from access.guarded import GuardedQuerySet, ScopedModel
from access.models.areas import Area


class PersonQuerySet(GuardedQuerySet):
    """People are seen by whoever answers for the area that keeps their record."""

    reaches = {"access.person": "pk"}


class Person(ScopedModel):
    """A person with the least that the work needs; identifiers are encrypted and found by a blind index."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("建档辖区"), related_name="+")
    name = models.CharField(_("姓名"), max_length=60)
    pinyin = models.CharField(_("拼音"), max_length=120, blank=True, editable=False, db_collation="C")
    id_cipher = models.TextField(editable=False, blank=True)
    id_index = models.CharField(max_length=64, editable=False, blank=True)
    phone_cipher = models.TextField(editable=False, blank=True)
    phone_tail = models.CharField(_("手机尾号"), max_length=4, editable=False, blank=True)
    employer = models.CharField(_("工作单位"), max_length=120, blank=True)
    post = models.CharField(_("职务"), max_length=80, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = pgettext_lazy("plural", "人员")
        ordering = ("pinyin", "pk")
        constraints = (
            models.UniqueConstraint(
                name="access_person_id_unique",
                fields=["id_index"],
                condition=~models.Q(id_index=""),
                violation_error_message=_("该证件号码已登记为另一人。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        """The phone number in clear; reading it is an act that the caller audits."""
        return crypto.decrypt(self.phone_cipher, context="person.phone")

    @property
    def phone_masked(self) -> str:
        """The phone number as shown in lists."""
        return f"*******{self.phone_tail}" if self.phone_tail else ""

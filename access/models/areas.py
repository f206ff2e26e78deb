"""The tree of areas with its dated versions, industry lines, and the working bodies that answer for them."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.choices import AreaLevel, BodyKind, GridBasis
from access.guarded import NOTHING
from access.principals import Principal


class IndustryLine(models.Model):
    """An industry line (行业线): the second axis of responsibility. Source: K6 "形成横向到边、纵向到底的党建工作管理格局"."""

    code = models.CharField(_("代码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=60)

    class Meta:
        verbose_name = _("行业线")
        verbose_name_plural = pgettext_lazy("plural", "行业线")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class AreaQuerySet(models.QuerySet):
    """Areas are reference data and readable by everybody signed in."""

    def under(self, path: str) -> Self:
        """Keep the subtree of a path, its root included."""
        return self.filter(path__gte=path, path__lt=path[:-1] + "/") if path else self.none()

    def open_on(self, on: date) -> Self:
        """Keep the areas that exist on a day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))


class Area(models.Model):
    """An area as it stands today; its past codes, names and parents are :class:`AreaVersion` rows.

    ``path`` is made of our own ids with a closing dot ("3.17."), set by a trigger; official codes may change, ids never do.
    """

    level = models.CharField(_("级别"), max_length=12, choices=AreaLevel)
    code = models.CharField(_("区划代码"), max_length=20, blank=True, db_collation="C")
    name = models.CharField(_("名称"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级辖区"), null=True, blank=True, related_name="children"
    )
    path = models.TextField(_("路径"), unique=True, editable=False, db_collation="C", default="")
    pinyin = models.CharField(_("拼音"), max_length=200, blank=True, editable=False, db_collation="C")
    basis = models.CharField(_("网格划分"), max_length=10, choices=GridBasis, blank=True)
    opened_on = models.DateField(_("启用日期"))
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("辖区")
        verbose_name_plural = pgettext_lazy("plural", "辖区")
        ordering = ("path",)
        constraints = (
            models.UniqueConstraint(
                name="access_area_code_unique",
                fields=["code"],
                condition=~Q(code="") & Q(closed_on__isnull=True),
                violation_error_message=_("该区划代码已有辖区在用。"),
            ),
            models.CheckConstraint(
                name="access_area_closes_after_opening",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=models.F("opened_on")),
                violation_error_message=_("撤销日期必须晚于启用日期。"),
            ),
            models.CheckConstraint(
                name="access_area_grid_has_basis",
                condition=Q(level="grid") & ~Q(basis="") | ~Q(level="grid") & Q(basis=""),
                violation_error_message=_("网格必须说明按地域还是按行业划分，其他辖区不填。"),
            ),
        )

    def __str__(self) -> str:
        return self.name


class AreaVersion(models.Model):
    """What an area's code, name and parent were over a period; figures of a past day use the version of that day."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("辖区"), related_name="versions")
    code = models.CharField(_("区划代码"), max_length=20, blank=True, db_collation="C")
    name = models.CharField(_("名称"), max_length=120)
    parent = models.ForeignKey(
        Area, models.PROTECT, verbose_name=_("上级辖区"), null=True, blank=True, related_name="+"
    )
    path = models.TextField(_("路径"), db_collation="C")
    valid = DateRangeField(_("有效期"))
    reason = models.CharField(_("变更原因"), max_length=200, blank=True)

    constraint_sentences = {"access_areaversion_no_overlap": _("该辖区在此期间已有另一条沿革。")}

    class Meta:
        verbose_name = _("辖区沿革")
        verbose_name_plural = pgettext_lazy("plural", "辖区沿革")
        ordering = ("area", "valid")

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class BodyQuerySet(models.QuerySet):
    """Bodies are reference data; who may act through one is another question."""

    def at_home(self, principal: Principal, permission: str) -> Self:
        """Keep the bodies whose home lies where the principal holds a permission."""
        from access import policy  # noqa: PLC0415  the policy stands above the models

        if principal.is_system:
            return self.all()
        condition = NOTHING
        for scope in principal.scopes(policy.roles_with(permission)):
            condition |= scope.subtree("home__path")
        return self.filter(condition)


class Body(models.Model):
    """A working body (工作机构): who answers for which areas and, for some, for which industry line."""

    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=20, choices=BodyKind)
    key = models.CharField(_("规则标识"), max_length=40, blank=True, help_text=_("归口规则用来找到本机构的标识"))
    home = models.ForeignKey(Area, models.PROTECT, verbose_name=_("所在辖区"), related_name="bodies_at_home")
    areas = models.ManyToManyField(Area, verbose_name=_("负责辖区"), related_name="bodies", blank=True)
    line = models.ForeignKey(
        IndustryLine, models.PROTECT, verbose_name=_("行业线"), null=True, blank=True, related_name="bodies"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级机构"), null=True, blank=True, related_name="children"
    )
    duties = models.TextField(_("工作职责"), blank=True)
    document = models.CharField(_("成立文件"), max_length=120, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("工作机构")
        verbose_name_plural = pgettext_lazy("plural", "工作机构")
        ordering = ("home__path", "kind", "name")
        constraints = (
            models.UniqueConstraint(
                name="access_body_name_unique_at_home",
                fields=["home", "name"],
                violation_error_message=_("该辖区已有同名机构。"),
            ),
            models.UniqueConstraint(
                name="access_body_key_unique_at_home",
                fields=["home", "key"],
                condition=~Q(key=""),
                violation_error_message=_("该辖区已有机构使用此规则标识。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

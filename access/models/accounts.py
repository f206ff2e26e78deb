"""Accounts, what they are entrusted with, and rows they reach beyond their areas."""

from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Lower, Trim
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.choices import AccountKind, Role
from access.guarded import GuardedQuerySet, ScopedModel
from access.models.areas import Area, Body
from access.models.people import Person


class BeforeSignIn(GuardedQuerySet):
    """Rows from which one learns for whom to act."""

    rls = False  # ring 3 cannot apply before it is known who asks

    def at_the_door(self) -> Self:
        """Read an account, what it holds, or what it asked for, to find out for whom to act."""
        return self.as_system("who signs in or asked for a job, and what that account holds")


class UserQuerySet(BeforeSignIn):
    """Accounts are seen by the administrators of the area that keeps them."""

    def with_held(self, on: date) -> Self:
        """Add ``held_rows``: what each account holds on a day (``held_on``), for its principal."""
        day = models.Value(on, models.DateField())
        held = models.Func(models.F("pk"), day, function="access_held", output_field=models.JSONField())
        return self.annotate(held_rows=held, held_on=day)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Finds accounts at sign-in."""

    def get_by_natural_key(self, username: str) -> "User":
        """Return the account of a user name."""
        return self.at_the_door().get(username=username)


class User(AbstractBaseUser, ScopedModel):
    """An account of a person or an outside system; it holds nothing by itself, only through assignments."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("所属辖区"), related_name="+")
    username = models.CharField(
        _("用户名"), max_length=60, unique=True, db_collation="C", error_messages={"unique": _("该用户名已被使用。")}
    )
    kind = models.CharField(_("账号类型"), max_length=10, choices=AccountKind, default=AccountKind.PERSON)
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("人员"), null=True, blank=True, related_name="users"
    )
    name = models.CharField(_("显示名"), max_length=60)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True, editable=False)
    language = models.CharField(_("界面语言"), max_length=10, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ()

    constraint_sentences = {
        "access_user_kept_by_system_admin": _("账号只能由系统管理员维护。"),
        "access_user_password_own": _("密码只能由本人或系统管理员修改。"),
    }

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = pgettext_lazy("plural", "账号")
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                name="access_user_person_or_client",
                condition=models.Q(kind="person", person__isnull=False) | models.Q(kind="client", person__isnull=True),
                violation_error_message=_("个人账号必须对应一名人员，对接系统账号不对应人员。"),
            ),
            models.CheckConstraint(
                name="access_user_username_normal",
                condition=models.Q(username=Lower(Trim("username"))) & ~models.Q(username=""),
                violation_error_message=_("用户名用小写，首尾不留空格。"),
            ),
            models.UniqueConstraint(
                name="access_user_one_active_per_person",
                fields=["person"],
                condition=models.Q(is_active=True, person__isnull=False),
                violation_error_message=_("该人员已有启用的账号。"),
            ),
        )

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Return the name shown to others."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name shown to others."""
        return self.name

    is_superuser = False  # there is none: every right is an assignment

    @property
    def is_staff(self) -> bool:
        """Whether the administration site may be entered (Django's own name for it)."""
        return self.has_perm("access.enter_admin")

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the policy; Django's admin, DRF and templates come this way."""
        from access.backends import answer  # noqa: PLC0415  the backend stands above the models

        return answer(self, perm, obj)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        """Ask the policy for each permission."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether any permission of an app is held."""
        from access.backends import answer_module  # noqa: PLC0415

        return answer_module(self, app_label)


class AssignmentQuerySet(BeforeSignIn):
    """Who holds what; read before the scope is known."""

    def in_force(self, user_id: int, on: date) -> Self:
        """Open exactly one account's assignments of a day: they *are* its rights."""
        open_body = models.Q(body__closed_on__isnull=True) | models.Q(body__closed_on__gt=on)
        return self.filter(open_body, user_id=user_id, valid__contains=on).at_the_door()


class Assignment(ScopedModel):
    """A role held through a body for a period, given by somebody for a reason."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("账号"), related_name="assignments")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    role_group = models.CharField(max_length=10, editable=False, default="business")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("所在机构"), related_name="assignments")
    area = models.ForeignKey(
        Area, models.PROTECT, editable=False, related_name="+"
    )  # the body's home: who administers this line
    valid = DateRangeField(_("任期"))
    given_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("授权人"), null=True, related_name="+")
    reason = models.CharField(_("理由"), max_length=200)

    objects = AssignmentQuerySet.as_manager()

    constraint_sentences = {
        "access_assignment_incompatible": _("系统、安全、审计管理员与业务角色不能由同一人兼任（三员分立）。"),
        "access_assignment_once": _("该账号在此期间已在同一机构担任该角色。"),
        "access_assignment_by_security_admin": _("角色只能由安全管理员授予或收回，且授权人必须是操作人本人。"),
        "access_assignment_valid_not_empty": _("任期必须有开始日期，且不能为空。"),
    }

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = pgettext_lazy("plural", "授权")
        ordering = ("user_id", "role", "pk")
        constraints = (
            models.CheckConstraint(
                name="access_assignment_not_to_oneself",
                condition=models.Q(given_by__isnull=True) | ~models.Q(given_by=models.F("user")),
                violation_error_message=_("不能给自己授权。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.body}"


class ReachQuerySet(models.QuerySet):
    """Reaches are read by policy and by row-level security alike."""

    def in_force(self, person_id: int | None, resource: str, on: date | None) -> Self:
        """Keep what a person reaches on a day."""
        return self.filter(person_id=person_id, resource=resource, superseded_at__isnull=True, valid__contains=on)


class Reach(models.Model):
    """A row that a person may see beyond their areas for a period (a dispatch, a post, a contact); written by those services."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("人员"), related_name="reaches")
    resource = models.CharField(_("资源"), max_length=40)
    object_id = models.BigIntegerField(_("对象"))
    valid = DateRangeField(_("有效期"))
    because = models.CharField(_("依据"), max_length=60, help_text=_("例如 dispatch:12"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, editable=False)

    objects = ReachQuerySet.as_manager()
    constraint_sentences = {"access_reach_valid_not_empty": _("必须有开始日期，且结束日期晚于开始日期。")}

    class Meta:
        verbose_name = _("可及对象")
        verbose_name_plural = pgettext_lazy("plural", "可及对象")
        ordering = ("person_id", "resource", "object_id")
        indexes = (models.Index(name="access_reach_by_object", fields=["resource", "object_id"]),)

    def __str__(self) -> str:
        return f"{self.person_id} → {self.resource}:{self.object_id}"


class ApiToken(models.Model):
    """A secret of an outside system or a person, kept only as a digest."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("账号"), related_name="tokens")
    name = models.CharField(_("用途"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("签发时间"), auto_now_add=True)
    expires_at = models.DateTimeField(_("到期时间"))
    revoked_at = models.DateTimeField(_("吊销时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = pgettext_lazy("plural", "接口令牌")
        ordering = ("user", "pk")

    def __str__(self) -> str:
        return self.name

"""Acts on accounts, by a system administrator, who gives no rights with them (三员分立)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from access import audit, pinyin, policy
from access.choices import AccountKind
from access.crypto import blind_index, encrypt
from access.errors import refuse
from access.models import ApiToken, Area, Person, User
from access.names import normal_username
from access.passwords import temporary_password
from access.principals import Place, Principal
from access.services import people

PERMISSION = "access.change_user"


@transaction.atomic
def create(
    *, area: Area, username: str, name: str, kind: str, at: datetime, by: Principal, id_number: str = ""
) -> tuple[User, str]:
    """Create an account that holds nothing yet; return it with its temporary password (empty for an outside system).

    A person found by their identity number is the same person and gets no second row.

    Raises:
        Denied: ``by`` may not keep accounts of that area.
        ValidationError: the user name is taken or empty, or the person has an account.
    """
    policy.check(by, PERMISSION, Place(area.path))
    user = User(area=area, username=normal_username(username), name=name.strip(), kind=kind, must_change_password=True)
    if not user.username:
        refuse(_("用户名不能为空。"), field="username", code="required")
    if User.objects.filter(username=user.username).taken():
        refuse(_("该用户名已被使用。"), field="username", code="username_taken")
    secret = ""
    if kind == AccountKind.PERSON:
        user.person = _person(area=area, name=user.name, id_number=id_number)
        secret = temporary_password()
        user.set_password(secret)
        user.password_changed_at = at
    else:
        user.must_change_password = False
        user.set_unusable_password()
    user.save()
    user.refresh_from_db()
    audit.record(by, "access.account_created", user, username=user.username)
    return user, secret


def _person(*, area: Area, name: str, id_number: str) -> Person:
    number = id_number.strip().upper()
    found = people.keep(
        Q(id_index=blind_index(number)) & ~Q(id_index=""),
        area=area,
        name=name,
        pinyin=pinyin.plain(name)[:120],
        id_cipher=encrypt(number, context="person.id"),
        id_index=blind_index(number),
    )
    if found.name != name:
        refuse(_("姓名与该证件号码登记的不一致。"), field="name", code="name_differs")
    if User.objects.filter(person=found, is_active=True).taken():
        refuse(_("该人员已有启用的账号。"), field="id_number", code="access_user_one_active_per_person")
    return found


@transaction.atomic
def switch(*, user: User, active: bool, reason: str, at: datetime, by: Principal) -> User:
    """Disable an account, or enable it again; the next request of a disabled account is refused.

    Raises:
        Denied: ``by`` may not keep this account.
        ValidationError: one's own account.
    """
    user = _lock(user, by)
    if user.pk == by.user_id:
        refuse(_("不能停用自己的账号。"), code="own_account")
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        user.set_unusable_password()
        user.save(update_fields=["password"])  # ends its sessions for good, also if it is enabled again
        ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=at)
    audit.record(by, "access.account_enabled" if active else "access.account_disabled", user, reason=reason)
    return user


@transaction.atomic
def reset_password(*, user: User, reason: str, at: datetime, by: Principal) -> str:
    """Give an account a temporary password, which must be changed at the next sign-in; return it, to be shown once.

    Raises:
        Denied: ``by`` may not keep this account.
        ValidationError: one's own account, or one of an outside system.
    """
    user = _lock(user, by)
    if user.pk == by.user_id:
        refuse(_("请用“修改密码”修改自己的密码。"), code="own_account")
    if user.kind != AccountKind.PERSON:
        refuse(_("对接系统账号使用令牌，没有密码。"), code="client_has_no_password")
    secret = temporary_password()
    user.set_password(secret)
    user.must_change_password, user.password_changed_at = True, at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    audit.record(by, "access.password_reset", user, reason=reason)
    return secret


def _lock(user: User, by: Principal) -> User:
    policy.check(by, PERMISSION, user)
    found: User = User.objects.visible_to(by, PERMISSION).select_for_update(of=("self",)).get(pk=user.pk)
    return found

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.choices import AccountKind
from access.models import AuditEvent
from access.policy import Denied
from access.principals import Principal, open_scope
from access.services import accounts, tokens
from tests.factories.access import TODAY, UserFactory


def test_a_new_account_holds_nothing_and_its_password_must_be_changed(world, admins):
    now = timezone.now()
    open_scope(admins.system_by)
    user, secret = accounts.create(
        area=world.east_street,
        username=" Li.Si ",
        name="李四",
        kind=AccountKind.PERSON,
        id_number="510101199001011234",
        at=now,
        by=admins.system_by,
    )
    assert (user.username, user.must_change_password, user.check_password(secret)) == ("li.si", True, True)
    assert Principal.for_user(user, on=TODAY).roles == frozenset()
    with pytest.raises(ValidationError, match="已被使用"):
        accounts.create(
            area=world.east, username="ＬＩ.si", name="李四", kind=AccountKind.PERSON, at=now, by=admins.system_by
        )
    with pytest.raises(ValidationError, match="已有启用的账号"):
        accounts.create(
            area=world.east,
            username="lisi2",
            name="李四",
            kind=AccountKind.PERSON,
            id_number="510101199001011234",
            at=now,
            by=admins.system_by,
        )
    with pytest.raises(ValidationError, match="不一致"):
        accounts.create(
            area=world.east,
            username="lisi3",
            name="王五",
            kind=AccountKind.PERSON,
            id_number="510101199001011234",
            at=now,
            by=admins.system_by,
        )
    with pytest.raises(ValidationError, match="不能为空"):
        accounts.create(
            area=world.east, username="  ", name="王五", kind=AccountKind.PERSON, at=now, by=admins.system_by
        )
    with pytest.raises(Denied):
        accounts.create(
            area=world.west, username="far", name="远", kind=AccountKind.PERSON, at=now, by=admins.system_by
        )


def test_disabling_ends_password_and_tokens(world, admins):
    now, user = timezone.now(), UserFactory(area=world.east)
    open_scope(admins.system_by)
    _token, secret = tokens.issue(user=user, name="x", expires_at=now + timedelta(days=1), at=now, by=admins.system_by)
    assert tokens.find(secret, at=now).user_id == user.pk
    accounts.switch(user=user, active=False, reason="离职", at=now, by=admins.system_by)
    assert tokens.find(secret, at=now) is None
    accounts.switch(user=user, active=True, reason="返回", at=now, by=admins.system_by)
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert tokens.find(secret, at=now) is None
    assert accounts.reset_password(user=user, reason="x", at=now, by=admins.system_by)


def test_ones_own_account_and_outside_systems_are_left_alone(world, admins):
    now = timezone.now()
    client = UserFactory(area=world.east, kind=AccountKind.CLIENT, person=None)
    with pytest.raises(ValidationError, match="自己"):
        accounts.switch(user=admins.system, active=False, reason="x", at=now, by=admins.system_by)
    with pytest.raises(ValidationError, match="修改密码"):
        accounts.reset_password(user=admins.system, reason="x", at=now, by=admins.system_by)
    with pytest.raises(ValidationError, match="令牌"):
        accounts.reset_password(user=client, reason="x", at=now, by=admins.system_by)


@pytest.mark.parametrize(("days", "fine"), [(-1, False), (0, False), (1, True), (366, True), (367, False)])
def test_a_token_lives_a_year_at_most(world, admins, days, fine):
    now, user = timezone.now(), UserFactory(area=world.east)
    if not fine:
        with pytest.raises(ValidationError, match="一年"):
            tokens.issue(user=user, name="x", expires_at=now + timedelta(days=days), at=now, by=admins.system_by)
        return
    token, secret = tokens.issue(
        user=user, name="x", expires_at=now + timedelta(days=days), at=now, by=admins.system_by
    )
    assert secret not in token.digest
    assert tokens.find(secret, at=token.expires_at - timedelta(seconds=1)) is not None
    assert tokens.find(secret, at=token.expires_at) is None
    tokens.revoke(token=token, at=now, by=admins.system_by)
    tokens.revoke(token=token, at=now, by=admins.system_by)
    assert tokens.find(secret, at=now) is None
    assert AuditEvent.objects.filter(act="access.token_revoked").as_system("test").count() == 1

"""Two people save the same thing: exactly one wins, the others are told, nothing is overwritten silently."""

from collections import Counter
from contextlib import ExitStack

import pytest
from django.utils import timezone

from access.models import AuditEvent
from enterprises.models import Unit
from orgs.models import Coverage, PartyOrg
from tests.factories import enterprises, orgs
from tests.races.crowd import Member, at_once

pytestmark = pytest.mark.django_db(transaction=True)

QUICK, FULL = 3, 200  # rounds
CROWD = 20
TOLD = {409, 412, 422}
ROUNDS = [pytest.param(QUICK, id="quick"), pytest.param(FULL, id="full", marks=pytest.mark.full)]


@pytest.fixture
def world(web):
    """Give the district, committed; ``web`` first, since it empties afterwards."""
    return orgs.build()


@pytest.fixture
def crowd(web, world):
    with ExitStack() as stack:
        yield [stack.enter_context(Member(web, world.users["east"])) for _ in range(CROWD)]


def read(unit):
    return Unit.objects.as_system("test").get(pk=unit.pk)


def changes(act):
    return AuditEvent.objects.filter(act=act).as_system("test").count()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_unit_saved_by_many_over_the_api_is_saved_once(world, crowd, rounds):
    unit = world.unit()
    for number in range(rounds):
        before, tag = read(unit), f'"{read(unit).version}"'

        def save(who, member, tag=tag, number=number):
            values = {"short_name": f"简称{number}之{who}"}
            return member.api("PATCH", f"/api/v1/units/{unit.pk}/", values, If_Match=tag)

        answers = at_once(crowd, save)
        winners = [who for who, answer in enumerate(answers) if answer.status == 200]
        assert len(winners) == 1, Counter(answer.status for answer in answers)
        assert {answer.status for answer in answers} <= TOLD | {200}
        after = read(unit)
        assert after.version == before.version + 1
        assert after.short_name == f"简称{number}之{winners[0]}"
    assert changes("enterprises.amended") == rounds


def test_a_write_without_the_version_read_is_refused(world, crowd):
    unit = world.unit()
    assert crowd[0].api("PATCH", f"/api/v1/units/{unit.pk}/", {"short_name": "甲"}).status == 428
    assert read(unit).version == 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_unit_saved_by_two_through_the_page_is_saved_once(world, crowd, rounds):
    unit, path = world.unit(), ""
    for number in range(rounds):
        before = read(unit)
        path = f"/enterprises/{unit.pk}/edit/"
        same = {
            "version": before.version, "name": before.name, "kind": before.kind, "on": timezone.localdate(),
            "no_code_reason": before.no_code_reason,
        }  # fmt: skip

        def save(who, member, same=same, number=number, path=path):
            return member.form(path, same | {"short_name": f"简称{number}之{who}"})

        answers = at_once(crowd[:2], save)
        winners = [who for who, answer in enumerate(answers) if answer.status == 302]
        assert len(winners) == 1, Counter(answer.status for answer in answers)
        loser = answers[1 - winners[0]]
        assert loser.status in TOLD | {200}
        assert "field-errors" in loser.body.decode() or "form-summary" in loser.body.decode() or loser.status in TOLD
        after = read(unit)
        assert (after.version, after.short_name) == (before.version + 1, f"简称{number}之{winners[0]}")


SPELLINGS = (str, str.lower, lambda code: f" {code} ", lambda code: "-".join((code[:8], code[8:])),
             lambda code: code.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}))  # fmt: skip


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_code_in_many_spellings_is_registered_once(world, crowd, rounds):
    for number in range(rounds):
        code = enterprises.code()

        def register(who, member, code=code, number=number):
            values = {
                "uscc": SPELLINGS[who % len(SPELLINGS)](code), "name": f"示例同码{number}之{who}有限公司",
                "kind": "enterprise", "area": world.east_community.pk,
            }  # fmt: skip
            return member.api("POST", "/api/v1/units/", values)

        statuses = Counter(answer.status for answer in at_once(crowd, register))
        assert statuses[201] == 1, statuses
        assert max(statuses) < 500
        assert Unit.objects.filter(uscc=code).as_system("test").count() == 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_unit_is_organized_once_by_two_clerks(world, crowd, rounds):
    for number in range(rounds):
        unit = world.unit(formal=3)

        def form(who, member, unit=unit, number=number):
            values = {
                "name": f"示例{number}之{who}党支部", "on": timezone.localdate(), "approval_no": "示例1号",
                "org_type": "branch", "nature": "regular",
            }  # fmt: skip
            return member.form(f"/orgs/form/single/?unit={unit.pk}", values)

        answers = at_once(crowd[:2], form)
        assert sorted(answer.status for answer in answers)[-1] < 500
        assert sum(answer.status == 302 for answer in answers) == 1
        assert Coverage.objects.filter(unit=unit).live().as_system("test").count() == 1
    assert PartyOrg.objects.as_system("test").count() == rounds

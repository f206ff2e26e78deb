"""What the tests of the double search begin with: a branch, its roster, and somebody who is looked for."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from access.principals import system_scope
from orgs.choices import MemberStage, SearchMethod, SearchResult, SearchStage
from orgs.models import SearchEntry, SearchTarget
from orgs.services import members
from orgs.services import searching as acts
from orgs.services.members import Entry

FOUNDED = date(2012, 1, 1)
DAY = date(2015, 3, 2)
BORN = date(1960, 2, 29)
OFFICER = "示例承包干部"
CLUE = SearchResult.CLUE


def branch(world, by="committee", **more):
    return world.single(by=world.act_as(by), on=FOUNDED, **more)


def enrolled(org, by, name="示例老党员", stage=MemberStage.FORMAL, since=date(2011, 7, 1)):
    return members.enrol(org=org, entry=Entry(name, BORN), stage=stage, since=since, by=by)


def listed(world, by, name="示例失散党员", on=DAY, **more):
    more.setdefault("area", world.east_community)
    given = acts.Listed(name, SearchMethod.PHONE_CARDS, more.pop("clue", "老电话联系卡"), **more)
    return acts.list_target(listed=given, on=on, by=by)


def contracted(world, org, by, **more):
    target = listed(world, by, **more)
    contract = acts.Contract(org, officer=OFFICER)
    return acts.contract_target(target=target, contract=contract, on=target.listed_on, by=by)


def checked(world, org, by, ways=(SearchMethod.RELATIVES,), **more):
    target = contracted(world, org, by, **more)
    for way in ways:
        target = acts.look(target=target, method=way, result=CLUE, on=target.last_on, by=by)
    return target


def found(world, org, by, kind="", why="", **more):
    target = checked(world, org, by, **more)
    return acts.find(target=target, found=acts.Found(kind, why), on=target.last_on, by=by)


def at(world, org, by, stage, **more):
    """Return somebody whose search stands at a stage."""
    begun = {
        SearchStage.LISTED: lambda: listed(world, by, **more), SearchStage.FOUND: lambda: found(world, org, by, **more),
        SearchStage.CONTRACTED: lambda: contracted(world, org, by, **more),
        SearchStage.CHECKED: lambda: checked(world, org, by, **more),
    }  # fmt: skip
    if stage in begun:
        return begun[stage]()
    ended = {
        SearchStage.WITHDRAWN: (listed, lambda row: acts.withdraw_target(target=row, reason="重复", on=DAY, by=by)),
        SearchStage.NOT_FOUND: (checked, lambda row: acts.give_up(target=row, on=DAY, by=by, reason="线索已断")),
        SearchStage.STAYS: (found, lambda row: acts.stay(target=row, note="关系在原单位", on=DAY, by=by)),
        SearchStage.MOVED: (found, lambda row: acts.link_found(target=row, member=enrolled(org, by), on=DAY, by=by)),
    }  # fmt: skip
    before, act = ended[stage]
    return act(listed(world, by, **more) if before is listed else before(world, org, by, **more))


def codes(act):
    with pytest.raises(ValidationError) as refusal:
        act()
    told = refusal.value
    groups = told.error_dict.values() if hasattr(told, "error_dict") else [told.error_list]
    return {error.code for errors in groups for error in errors}


def entries(target):
    with system_scope("test"):
        return list(SearchEntry.objects.as_system("test").filter(target=target).values_list("step", "method", "note"))


def stored(target):
    with system_scope("test"):
        return SearchTarget.objects.as_system("test").get(pk=target.pk)

"""A member in the two districts, of every relation, with the numbers that nobody else may receive."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from access import crypto
from orgs.models import (
    CultivationRecord,
    Member,
    MemberStageFact,
    MemberState,
    MemberTransfer,
    RelationFact,
    ReportIn,
    ReportInCount,
    SearchEntry,
    SearchNotice,
    SearchTarget,
)
from tests.factories.districts.world import World


def make_member(world: World, at: str, rows: dict) -> None:
    """Plant a formal member, out of contact, with a letter on its way."""

    def told(what: str) -> str:
        return world.token(at, what)

    number, phone = told("member-id"), told("member-phone")
    member = rows["member"] = Member.objects.create(
        org=rows["org"], name=told("member"), born_on=date(1980, 1, 1),
        id_cipher=crypto.encrypt(number, context="member.id"), id_index=crypto.blind_index(number), id_tail="0000",
        phone_cipher=crypto.encrypt(phone, context="member.phone"), phone_index=crypto.blind_index(phone),
        phone_tail="0000",
    )  # fmt: skip
    valid = DateRange(world.since, None)
    MemberStageFact.objects.create(member=member, stage="formal", note=told("member-note"), valid=valid)
    MemberState.objects.create(
        member=member, state="lost", lost_reason="4", contact_on=world.since, note=told("member-state"), action=told("member-action"),
        valid=valid,
    )  # fmt: skip
    rows["cultivation"] = CultivationRecord.objects.create(
        member=member, kind="talk", held_on=world.since, held_by=told("member-talker"), finding=told("member-finding")
    )
    RelationFact.objects.create(member=member, org=rows["org"], org_name=told("member-relation"), valid=valid)
    rows["transfer"] = MemberTransfer.objects.create(
        member=member, to_name=told("member-to"), letter_no=told("member-letter"), issued_on=world.since,
        valid_until=world.since + timedelta(days=90),
    )  # fmt: skip


def make_search(world: World, at: str, rows: dict, line: str) -> None:
    """Plant somebody who is looked for, the publications, and who reported in by name and by number."""

    def told(what: str) -> str:
        return world.token(at, what)

    org, since = rows["org"], world.since
    target = rows["target"] = SearchTarget.objects.create(
        area=org.area, org=org, line_code=line, name=told("target"), clue_from="friends", clue=told("target-clue"),
        officer=told("officer"), stage="contracted", listed_on=since, last_on=since,
    )  # fmt: skip
    rows["search_entry"] = SearchEntry.objects.create(target=target, step="list", on=since, note=told("entry-note"))
    rows["search_notice"] = SearchNotice.objects.create(
        area=org.area, org=org, line_code=line, kind="notice", published_on=since, place=told("notice-place")
    )
    here = {"area": org.area, "line_code": line}
    rows["reported"] = ReportIn.objects.create(
        **here, name=told("reported"), work_unit=told("work-unit"), post=told("post"), reported_on=since
    )
    valid = DateRange(since - timedelta(days=9), since) if line else world.valid  # two sets lie in one community
    rows["reported_number"] = ReportInCount.objects.create(**here, reported=7, note=told("number-note"), valid=valid)

"""A member in the two districts, of every relation, with the numbers that nobody else may receive."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from access import crypto
from orgs.models import CultivationRecord, Member, MemberStageFact, MemberState, MemberTransfer, RelationFact
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

"""Acts on people: entering a person once, so that every chain of approvals points to one row."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction
from django.db.models import Q

from access import audit, crypto, pinyin, policy
from access.bulk import insert_many
from access.models import Area, Person
from access.principals import Place, Principal, system_scope


@transaction.atomic
def register(
    *, name: str, area: Area, by: Principal, line_code: str = "", employer: str = "", post: str = "", phone: str = ""
) -> Person:
    """Enter a person whose record an area (and, for a member unit's staff, its line) keeps.

    Raises:
        Denied: ``by`` may not keep records of people there.
    """
    policy.check(by, "access.change_person", Place(area.path, line_code))
    person = Person.objects.create(
        name=name.strip(),
        pinyin=pinyin.plain(name.strip())[:120],
        area=area,
        line_code=line_code,
        employer=employer.strip(),
        post=post.strip(),
        phone_cipher=crypto.encrypt(phone, context="person.phone"),
        phone_tail=phone[-4:],
    )
    audit.record(by, "access.person_registered", person)
    return person


def _everywhere() -> AbstractContextManager[None]:
    return system_scope("a person is one row, wherever it is kept")


def keep(known: Q, **values: Any) -> Person:
    """Return the person that a condition names, or enter one: a person is one row, which may be kept where the actor sees nothing.

    The caller has checked the act for which the person is needed.
    """
    with _everywhere():
        return Person.objects.as_system().filter(known).first() or Person.objects.create(**values)


def keep_many(wanted: Sequence[tuple[set[int], dict[str, Any]]]) -> list[Person]:
    """Return for each wish (keys among which a person of its name may stand, values) the person that stands there, or a new one.

    A few statements however many are wanted; the caller has checked the acts for which the people are needed.
    """
    with _everywhere():
        keys = {pk for among, _values in wanted for pk in among}
        rows = Person.objects.as_system().filter(pk__in=keys).order_by("pk") if keys else ()
        known = {row.pk: row for row in rows}
        found = []
        for among, values in wanted:
            same = [known[pk] for pk in sorted(among) if pk in known and known[pk].name == values["name"]]
            found.append(same[0] if same else Person(**values))
        insert_many(one for one in found if one.pk is None)
        return found

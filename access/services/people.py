"""Acts on people: entering a person once, so that every chain of approvals points to one row."""

from django.db import transaction
from pypinyin import lazy_pinyin

from access import audit, crypto, policy
from access.models import Area, Person
from access.principals import Place, Principal


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
        pinyin=" ".join(lazy_pinyin(name.strip()))[:120],
        area=area,
        line_code=line_code,
        employer=employer.strip(),
        post=post.strip(),
        phone_cipher=crypto.encrypt(phone, context="person.phone"),
        phone_tail=phone[-4:],
    )
    audit.record(by, "access.person_registered", person)
    return person

"""Checking an identity and turning it into the stored columns; used by registering and amending alike."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import Person
from access.outcome import N_, Refusal
from access.services import people
from enterprises.choices import UnitKind
from enterprises.models import Unit
from enterprises.models.unit import name_values, phone_values
from enterprises.rules import contact, names, uscc
from enterprises.services.inputs import Findings, Identity

PLAIN = (
    "kind", "social_kind", "no_code_reason", "registration_type", "controlling_capital", "is_outside_branch",
    "industry_section", "industry_class", "business", "is_qualified", "founded_on", "legal_rep_is_member",
    "owner_is_member", "contact_name", "address", "longitude", "latitude",
)  # fmt: skip
COLUMNS: dict[str, Any] = {column.name: column for column in Unit._meta.concrete_fields}
SWITCHES = frozenset(name for name, column in COLUMNS.items() if type(column) is models.BooleanField)
CHOICES = {
    name: frozenset(str(v) for v, _l in column.flatchoices) for name, column in COLUMNS.items() if column.choices
}
LENGTHS = {  # of text that nothing but its length can keep out
    name: column.max_length or 0
    for name, column in COLUMNS.items()
    if type(column) is models.CharField and not column.choices and len(column.validators) == 1
}
FOUNDED_ON = _("成立日期")  # put into words where something is wrong
PEOPLE = {"legal_rep": N_("法定代表人"), "owner": N_("出资人（业主）")}


def check(identity: Identity, *, today: date | None) -> str:
    """Insist that an identity is well-formed; return its name as names are compared.

    Args:
        identity: what was entered.
        today: the local day of the act; no founding date lies after it.

    Raises:
        ValidationError: everything that is wrong, each sentence at its field.
    """
    findings = Findings()
    _refuse_unfit(identity, findings)
    findings.raise_if_any()
    code = uscc.normalise(identity.uscc)
    values = _plain(identity) | {"uscc": code}
    if names.search_key(identity.name):
        values |= {part: names.normalise_name(getattr(identity, part)) for part in ("name", "short_name")}
    else:
        findings.add("name", Refusal("name_missing", N_("单位名称必须填写，且应含有文字。")))
    _check_code(identity, code, findings)
    _check_kind(identity, findings)
    _check_dates_and_point(identity, today, findings)
    if identity.contact_phone:
        findings.add("contact_phone", contact.check_phone(identity.contact_phone))
    _check_columns(values, findings)
    findings.raise_if_any()
    return names.match_key(values["name"])


def columns(identity: Identity) -> dict[str, Any]:
    """Return the stored columns of an identity that :func:`check` found well-formed, people apart."""
    values = _plain(identity)
    values |= name_values(identity.name, short_name=identity.short_name, uscc=uscc.normalise(identity.uscc))
    if identity.contact_phone is not None:
        values |= phone_values(contact.normalise_phone(identity.contact_phone) if identity.contact_phone else "")
    return values


def _plain(identity: Identity) -> dict[str, Any]:
    return {name: getattr(identity, name) for name in PLAIN} | {"owner_posts": list(identity.owner_posts)}


def _refuse_unfit(identity: Identity, findings: Findings) -> None:
    texts = {name: value for name, value in vars(identity).items() if isinstance(value, str)}
    if contact.check_fit("".join(texts.values())) is not None:
        for name, value in texts.items():
            findings.add(name, contact.check_fit(value))


def _check_code(identity: Identity, code: str, findings: Findings) -> None:
    if code:
        findings.add("uscc", uscc.check(code))
        if identity.no_code_reason:
            findings.add(
                "no_code_reason", Refusal("code_and_reason", N_("已填写统一社会信用代码，不必再填无代码原因。"))
            )
    elif not identity.no_code_reason:
        findings.add("uscc", Refusal("code_missing", N_("请填写统一社会信用代码；确实没有的，请选择无代码原因。")))


def _check_kind(identity: Identity, findings: Findings) -> None:
    if identity.social_kind and identity.kind != UnitKind.SOCIAL:
        findings.add("social_kind", Refusal("social_kind", N_("只有社会组织填写社会组织种类。")))
    if identity.kind == UnitKind.SOCIAL and not identity.social_kind:
        findings.add("social_kind", Refusal("social_kind_missing", N_("社会组织须选择社会组织种类。")))
    if identity.industry_class:
        if not re.fullmatch(r"[0-9]{2,4}", identity.industry_class):
            findings.add("industry_class", Refusal("industry_class", N_("行业小类应为2至4位数字（GB/T 4754-2017）。")))
        if not identity.industry_section:
            findings.add("industry_section", Refusal("industry_section", N_("填写行业小类时须先选行业门类。")))


def _check_dates_and_point(identity: Identity, today: date | None, findings: Findings) -> None:
    if identity.founded_on is not None and today is not None:
        findings.add("founded_on", contact.check_not_future(FOUNDED_ON, identity.founded_on, today=today))
    if (identity.longitude is None) != (identity.latitude is None):
        missing = "latitude" if identity.latitude is None else "longitude"
        findings.add(missing, Refusal("point_is_whole", N_("经度和纬度须同时填写。")))


def _check_columns(values: dict[str, Any], findings: Findings) -> None:
    """Let the model's fields judge lengths, choices and number ranges."""
    for name in values.keys() - findings.found.keys():
        column = COLUMNS[name]
        if not (_fits(name, values[name]) or (column.blank and values[name] in column.empty_values)):
            try:
                column.clean(values[name], None)
            except ValidationError as error:
                findings.include(ValidationError({name: error.error_list}))


def _fits(name: str, value: Any) -> bool:
    """Say of plain values, and only of them, that a column takes them; its own judgement is slow and asked for the rest."""
    if type(value) is bool:
        return name in SWITCHES
    if not value or not isinstance(value, str):
        return False
    if name in CHOICES:
        return value in CHOICES[name]
    return len(value) <= LENGTHS.get(name, 0) and "\x00" not in value


def name_people(units: Sequence[Unit], identities: Sequence[Identity], before: Sequence[Unit]) -> None:
    """Set the people of units (``legal_rep``, ``owner``): as given, the one already there ``before``, or a new one by name."""
    for part, post in PEOPLE.items():
        wanted = []
        for unit, identity, known in zip(units, identities, before, strict=True):
            given = getattr(identity, part)
            name = names.normalise_name(given) if isinstance(given, str) else ""
            setattr(unit, part, given if isinstance(given, Person) else None)
            if name:
                among = {pk for pk in (known.legal_rep_id, known.owner_id) if pk}  # one person may be both
                values = {"name": name[:60], "pinyin": names.sort_key(name)[:120], "area": unit.area}
                wanted.append((unit, (among, {**values, "employer": known.name, "post": post})))
        people_of = people.keep_many([wish for _unit, wish in wanted]) if wanted else []
        for (unit, _wish), person in zip(wanted, people_of, strict=True):
            setattr(unit, part, person)

"""Checking an identity and turning it into the stored columns; used by registering and amending alike."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from access.models import Area, Person
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
PEOPLE = {"legal_rep": N_("法定代表人"), "owner": N_("出资人（业主）")}


def columns(identity: Identity, *, today: date | None) -> dict[str, Any]:
    """Return the stored columns of an identity, people apart.

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
    values = {name: getattr(identity, name) for name in PLAIN}
    values["owner_posts"] = list(identity.owner_posts)
    if names.search_key(identity.name):
        values |= name_values(identity.name, short_name=identity.short_name, uscc=code)
    else:
        findings.add("name", Refusal("name_missing", N_("单位名称必须填写，且应含有文字。")))
    _check_code(identity, code, findings)
    _check_kind(identity, findings)
    _check_dates_and_point(identity, today, findings)
    if identity.contact_phone is not None:
        values |= _phone(identity.contact_phone, findings)
    _check_columns(values, findings)
    findings.raise_if_any()
    return values


def _refuse_unfit(identity: Identity, findings: Findings) -> None:
    for name, value in vars(identity).items():
        if isinstance(value, str):
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
        findings.add("founded_on", contact.check_not_future(_("成立日期"), identity.founded_on, today=today))
    if (identity.longitude is None) != (identity.latitude is None):
        missing = "latitude" if identity.latitude is None else "longitude"
        findings.add(missing, Refusal("point_is_whole", N_("经度和纬度须同时填写。")))


def _phone(number: str, findings: Findings) -> dict[str, str]:
    if not number:
        return phone_values("")
    findings.add("contact_phone", contact.check_phone(number))
    return phone_values(contact.normalise_phone(number))


def _check_columns(values: dict[str, Any], findings: Findings) -> None:
    """Let the model's fields judge lengths, choices and number ranges."""
    unit = Unit(**values)
    skipped = {field.name for field in unit._meta.fields if field.attname not in values} | set(findings.found)
    try:
        unit.clean_fields(exclude=skipped)
    except ValidationError as error:
        findings.include(error)


def person(part: str, given: Person | str | None, unit: Unit, area: Area) -> Person | None:
    """Return the person of a part (``legal_rep``, ``owner``): as given, the one already there, or a new one by name."""
    if given is None or isinstance(given, Person):
        return given
    name = names.normalise_name(given)
    if not name:
        return None
    known = Q(pk__in=[unit.legal_rep_id, unit.owner_id], name=name)  # one person may be both
    return people.keep(
        known, name=name[:60], pinyin=names.sort_key(name)[:120], area=area, employer=unit.name, post=PEOPLE[part]
    )

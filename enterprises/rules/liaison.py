"""When a liaison person (党建工作联络员) may be appointed, replaced or ended.

Source: domain 3.2, 中办发〔2012〕11号 as published: units without an organization get instructors or liaison persons.
"""

from datetime import date

from access.outcome import N_, Refusal
from enterprises.choices import OperatingStatus

LEFT = frozenset({OperatingStatus.MOVED_OUT, OperatingStatus.CLOSED})


def check_appoint(*, standing: str, status: OperatingStatus | None, on: date) -> Refusal | None:
    """Refuse a second liaison person beside the one in force, and any for a unit that has left; "" is nobody in force."""
    if status in LEFT:
        return Refusal("unit_left", N_("该单位在%(on)s已迁出或注销，不能指派联络员。"), {"on": on.isoformat()})
    if standing:
        message = N_("该单位已有联络员“%(name)s”，请使用更换联络员。")
        return Refusal("liaison_stands", message, {"name": standing})
    return None


def check_standing(*, standing: str, on: date) -> Refusal | None:
    """Refuse to replace or end where nobody is in force."""
    if standing:
        return None
    return Refusal("liaison_missing", N_("该单位在%(on)s没有联络员。"), {"on": on.isoformat()})

"""Qianwei's subsidies of three years, through the funding services themselves.

Who passed and when money arrived is invented; standards and the total ("近三年划拨补助经费60余万元") are the source's. Source: Q7.
"""

from datetime import date
from decimal import Decimal

from access.principals import Principal
from funding import services
from funding.models import Entitlement, Policy
from funding.rules.policies import QIANWEI_ANNUAL, QIANWEI_STARTUP
from reports.demo.places import Ground

YEARS = (2020, 2021, 2022)
SINCE = date(2020, 1, 1)
DOCUMENT = "犍为县两新组织党建经费保障(示例)"
BUDGET = Decimal(220_000)


def load(built: Ground, made: dict) -> None:
    """Pay start-up and annual subsidies of each year in its December from its budget, by five different people."""
    by = _who(built, SINCE)
    rows = [
        services.load_policy(
            area=built.county,
            spec=services.spec_of(standard),
            since=SINCE,
            by=by["orgdept"],
            document=DOCUMENT,
            is_budgeted=True,
        ).policy
        for standard in (QIANWEI_STARTUP, QIANWEI_ANNUAL)
    ]
    for year in YEARS:
        _budget(built, year)
        _assess(built, made["assessed"], year)
        _propose(built, rows, year)
        _decide(built, year)
        _pay(built, year)


def _who(built: Ground, on: date) -> dict[str, Principal]:
    logins = ("committee", "committee2", "orgdept", "finance", "finance2")
    return {login: Principal.for_user(built.users[login], on=on) for login in logins}


def _budget(built: Ground, year: int) -> None:
    on = date(year, 1, 15)
    services.set_budget(
        area=built.county,
        year=year,
        source=QIANWEI_ANNUAL.fund,
        total_yuan=BUDGET,
        on=on,
        by=_who(built, on)["finance"],
    )


def _assess(built: Ground, orgs: list, year: int) -> None:
    on = date(year, 12, 1)
    by = _who(built, on)["orgdept"]
    for org in orgs:
        services.assess(org=org, year=year, has_passed=True, on=on, by=by)


def _propose(built: Ground, rows: list[Policy], year: int) -> None:
    on = date(year, 12, 4)
    by = _who(built, on)["committee"]
    for row in rows:
        services.propose_all(area=built.county, row=row, year=year, on=on, by=by)


def _decide(built: Ground, year: int) -> None:
    reviewed_on, approved_on = date(year, 12, 8), date(year, 12, 14)
    items = list(Entitlement.objects.filter(area_path__startswith=built.county.path, year=year).as_system())
    services.review(items=items, on=reviewed_on, by=_who(built, reviewed_on)["committee2"])
    services.approve(items=items, on=approved_on, by=_who(built, approved_on)["orgdept"])


def _pay(built: Ground, year: int) -> None:
    made_on, paid_on = date(year, 12, 18), date(year, 12, 25)
    by, later = _who(built, made_on), _who(built, paid_on)
    items = list(Entitlement.objects.filter(area_path__startswith=built.county.path, year=year).as_system())
    name = f"{year}年两新组织党组织补助经费"
    batch = services.make_batch(area=built.county, name=name, items=items, on=made_on, by=by["finance"])
    services.confirm(batch=batch, on=made_on, by=by["finance2"])
    services.send(batch=batch, on=made_on, by=by["finance"])
    services.pay_batch(batch=batch, on=paid_on, by=later["finance"], voucher_no=f"示例凭证{year}-12")
    services.settle(batch=batch, on=paid_on, by=later["finance"])

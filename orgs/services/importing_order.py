"""The order of a table of organizations: superiors come before those under them, wherever they stand in the file.

A superior may be in the ledger or in the file. One that is in the file is looked for by its name, in all sheets; rows that stand
above each other in a circle are refused together, naming all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from access.models import Area, Body
from enterprises.choices import RowVerdict
from enterprises.rules import names
from enterprises.services.sheets.importers import Context, Parsed
from orgs.choices import FormationMode, OrgType
from orgs.models import PartyOrg
from orgs.services.founding import Founding
from orgs.services.founding import found as found_bare
from orgs.services.importing_writing import form_of

VIEW = "orgs.view_org"
KEY = "orgs"  # where a context keeps the forest
SHOWN = 8  # rows of a circle that a sentence names


@dataclass
class Forest:
    """The organizations that a file names, by the key of their name; what is learnt of each while its rows are tried."""

    rows: dict[str, Parsed] = field(default_factory=dict)
    is_one_sheet: bool = True
    places: dict[str, tuple[int, int | None]] = field(default_factory=dict)  # key → area, managing body
    claims: dict[int, Parsed] = field(default_factory=dict)  # unit → the row that covers it

    def above(self, row: Parsed) -> Parsed | None:
        """Return the row of the superior that a row names, if the file has it."""
        return self.rows.get(names.match_key(row.values.get("parent") or ""))

    def where(self, row: Parsed) -> str:
        """Return where a row stands, with the name that it says."""
        told = {"sheet": row.sheet, "number": row.number, "name": row.values.get("name", "")}
        return (_("第%(number)s行“%(name)s”") if self.is_one_sheet else _("“%(sheet)s”第%(number)s行“%(name)s”")) % told

    def learn(self, row: Parsed, org: PartyOrg) -> None:
        """Keep where a tried organization would lie."""
        self.places[names.match_key(row.values["name"])] = (org.area_id, org.managing_body_id)

    def found_above(self, row: Parsed, context: Context) -> None:
        """Found the superior of a row for its trial, if the file founds it: what the row's own rules ask of it, and no more."""
        above = self.above(row)
        if above is None or above.verdict != RowVerdict.NEW:
            return
        values, (area, body) = above.values, self.places[names.match_key(above.values["name"])]
        found_bare(
            Founding(
                name=values["name"], on=date.fromisoformat(values["founded_on"]), area=_get(area, context),
                org_type=OrgType(values.get("org_type", OrgType.BRANCH)),
                managing_body=Body.objects.filter(pk=body).first() if body else None,
            ),
            form="", by=context.by,
        )  # fmt: skip


def _get(area: int, context: Context) -> Area:
    return context.area if area == context.area.pk else Area.objects.get(pk=area)


def forest_of(context: Context) -> Forest:
    """Return what a context keeps of the file."""
    kept: Forest = context.kept.setdefault(KEY, Forest())
    return kept


def arrange(rows: Sequence[Parsed], context: Context) -> list[Parsed]:
    """Return the rows with superiors before those under them; refuse what is said twice and what stands in a circle."""
    forest = forest_of(context)
    forest.is_one_sheet = len({row.sheet for row in rows}) <= 1
    for row in rows:
        if row.values.get("name"):
            row.values["name"] = names.normalise_name(row.values["name"])
            first = forest.rows.setdefault(names.match_key(row.values["name"]), row)
            if first is not row:
                told = {"where": forest.where(first)}
                row.refuse("name", _("与%(where)s重复，只保留一条。") % told, RowVerdict.CONFLICT)
    _tell_apart(rows, forest, context)
    above = {
        key: names.match_key(row.values["parent"])
        for key, row in forest.rows.items()
        if names.match_key(row.values.get("parent") or "") in forest.rows
    }
    for circle in circles(above):
        _refuse_circle([forest.rows[key] for key in circle], forest)
    return _superiors_first(rows, forest)


def _superiors_first(rows: Sequence[Parsed], forest: Forest) -> list[Parsed]:
    """Return the rows as in the file, each superior that stands below a row of its own drawn up before it."""
    taken: set[int] = set()
    sorted_rows: list[Parsed] = []
    for row in rows:
        chain: list[Parsed] = []
        one: Parsed | None = row
        while one is not None and id(one) not in taken:
            chain.append(one)
            taken.add(id(one))
            one = forest.above(one)
        sorted_rows += reversed(chain)
    return sorted_rows


def _tell_apart(rows: Sequence[Parsed], forest: Forest, context: Context) -> None:
    """Tell a superior in ledger or file from a body that manages: tables call both the superior organization."""
    said = {row.values[name] for row in rows for name in ("managing_body", "parent") if row.values.get(name)}
    bodies = set(Body.objects.filter(name__in=said, closed_on__isnull=True).values_list("name", flat=True))
    orgs = set(PartyOrg.objects.visible_to(context.by, VIEW).filter(name__in=said).values_list("name", flat=True))
    orgs |= {name for name in said if names.match_key(name) in forest.rows}
    known = {"managing_body": bodies, "parent": orgs}
    for row in rows:
        for name, other in (("managing_body", "parent"), ("parent", "managing_body")):
            words = row.values.get(name)
            if words and not row.values.get(other) and words not in known[name] and words in known[other]:
                row.values[other] = row.values.pop(name)


def circles(above: Mapping[str, str]) -> list[list[str]]:
    """Return the circles among keys of which each stands below one other, each once."""
    found: list[list[str]] = []
    walked: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        key = start
        while key in above and key not in walked and key not in path:
            path[key] = None
            key = above[key]
        if key in path:
            turning = list(path)
            found.append(turning[turning.index(key) :])
        walked |= path.keys()
    return found


def _refuse_circle(rows: Sequence[Parsed], forest: Forest) -> None:
    if len(rows) == 1:
        rows[0].refuse("parent", _("%(where)s的上级党组织不能是它自己。") % {"where": forest.where(rows[0])})
        return
    for place, row in enumerate(rows):
        turned = [*rows[place:], *rows[:place]]
        told = [forest.where(one) for one in turned[:SHOWN]] + (["…"] if len(turned) > SHOWN else [])
        message = _("上级党组织首尾相接，分不出上下级：%(rows)s。") % {"rows": " → ".join([*told, forest.where(row)])}
        row.refuse("parent", message)


def check_above(row: Parsed, context: Context) -> None:
    """Refuse a row whose superior stands in the file and cannot be founded, unless the ledger has it."""
    forest = forest_of(context)
    above = forest.above(row)
    if above is None or not above.is_refused or row.is_refused or _is_in_ledger(row.values["parent"], context):
        return
    message = _("上级党组织在本文件%(where)s，该行未通过核对；改正后两行一并导入。")
    row.refuse("parent", message % {"where": forest.where(above)})


def claim(row: Parsed, context: Context) -> None:
    """Keep what a row covers; refuse it if an earlier row of the file covers some of that already."""
    if form_of(row.values) == FormationMode.REGIONAL:
        return
    forest, message = forest_of(context), _("第%(nth)s个覆盖单位已写在%(where)s，一个单位只能由一个党组织覆盖。")
    for nth, pk in enumerate(row.values["unit_ids"], start=1):
        if pk in forest.claims:
            told = {"nth": nth, "where": forest.where(forest.claims[pk])}
            row.refuse("units", message % told, RowVerdict.CONFLICT)
    if not row.is_refused:
        forest.claims |= dict.fromkeys(row.values["unit_ids"], row)


def _is_in_ledger(name: str, context: Context) -> bool:
    return bool(PartyOrg.objects.visible_to(context.by, VIEW).active_on(context.on).filter(name=name).exists())

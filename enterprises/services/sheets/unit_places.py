"""The areas that a table of units names, as far as its importer may register there."""

from django.utils.translation import gettext as _

from access import policy
from access.guarded import NOTHING
from access.models import Area
from enterprises.rules.sheets.cells import folded
from enterprises.services import observed
from enterprises.services.sheets.importers import Context, Parsed

REGISTER = "enterprises.register_unit"
PLACES = ("zone", "township", "community", "park", "building", "grid")
STREETS = ("街道办事处", "街道")
COMMUNITIES = ("社区居委会", "居委会", "村委会", "社区", "村")


class Places:
    """The areas into which the actor may register units, by the names that tables use."""

    def __init__(self, context: Context) -> None:
        self.default, self.by_id = context.area, {context.area.pk: context.area}
        self.known = observed.Known((), context.on)
        self.by_words: dict[str, list[Area]] = {}
        condition = NOTHING
        for scope in context.by.scopes(policy.roles_with(REGISTER)):
            condition |= scope.subtree()
        rows = Area.objects.filter(condition, level__in=PLACES, closed_on__isnull=True).order_by("path")
        above: dict[str, str] = {}
        for area in rows:
            self.by_id[area.pk] = area
            above[area.path] = area.name
            parts = [above[p] for p in _paths_above(area.path) if p in above]
            spoken = {area.name, area.code or "", *("".join(parts[n:]) for n in range(len(parts)))}
            for words in {folded(one) for one in spoken} | {_short(area.name)}:
                if words:
                    self.by_words.setdefault(words, []).append(area)

    def resolve(self, row: Parsed) -> None:
        """Put the area's id into a row; one that is not known, or not unique, is said."""
        said = row.values.get("area")
        if not said:
            self._by_default(row)
            return
        found = self.find(said)
        if len(found) == 1:
            row.values["area_id"] = found[0].pk
        elif found:
            row.refuse("area", _("“%(area)s”在您的辖区内不止一处，请写明所属街道。") % {"area": said})
        else:
            row.refuse("area", _("“%(area)s”不是您辖区内的街道、社区、园区或网格。") % {"area": said})

    def _by_default(self, row: Parsed) -> None:
        """Put a row without an area into the file's own, unless that is a whole district."""
        if self.default.level in PLACES:
            row.values["area_id"] = self.default.pk
        else:
            row.refuse("area", _("请填写所属街道或社区；整张表属于一个街道的，上传时“默认辖区”选该街道。"))

    def find(self, said: str) -> list[Area]:
        """Return the areas that words may name; the one inside the file's own area before others."""
        found = self.by_words.get(folded(said)) or [
            area for area in self.by_words.get(_short(said), ()) if area.level in _levels(said)
        ]
        inside = [area for area in found if area.path.startswith(self.default.path)]
        return inside if len(found) > 1 and len(inside) == 1 else found


def _paths_above(path: str) -> list[str]:
    parts = path.rstrip(".").split(".")
    return [".".join(parts[: n + 1]) + "." for n in range(len(parts))]


def _short(name: str) -> str:
    words = folded(name)
    for ending in (*STREETS, *COMMUNITIES):
        if words.endswith(ending) and len(words) > len(ending):
            return words.removesuffix(ending)
    return words


def _levels(said: str) -> tuple[str, ...]:
    """Return what a name may be of by its ending: a street is never meant by a community's name, nor the other way round."""
    words = folded(said)
    if words.endswith(STREETS):
        return ("township", "zone")
    return ("community",) if words.endswith(COMMUNITIES) else PLACES

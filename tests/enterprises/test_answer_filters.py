"""Extra questions narrow the list of units by what was answered: options, spans of numbers and days, words of a text."""

from urllib.parse import urlencode

import pytest

from access.models import User
from access.principals import acting
from enterprises import services
from enterprises.choices import QuestionKind
from enterprises.forms.exporting import keys
from enterprises.forms.filters import UnitFilterForm
from enterprises.queries import listing
from enterprises.services.sheets.exports import Asked
from tests.enterprises.rounds import met
from tests.factories.access import TODAY

ANSWERS = {"floor": (QuestionKind.NUMBER, [50.5, 120, 9]), "built": (QuestionKind.DAY, ["2025-12-31", "2026-01-01", "2026-05-01"]),
           "client": (QuestionKind.TEXT, ["沈阳机床", "鞍山钢铁 100%", "本溪"])}  # fmt: skip


@pytest.fixture
def answered(land, committee, officers, units):
    """Three units with their answers, and one that was not asked."""
    with acting(committee):
        for number, (code, (kind, _said)) in enumerate(ANSWERS.items()):
            services.design_question(
                on=TODAY, by=committee, code=code, label=f"{'甲乙丙'[number]}题内容", kind=kind, in_list=True
            )
    for place, made in enumerate(units[:3]):
        extra = {code: said[place] for code, (_kind, said) in ANSWERS.items()}
        met(officers[0], made, answers=services.Survey(extra=extra))
    return [made.pk for made in units[:4]]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ({"answer_floor_from": "50.5"}, [0, 1]), ({"answer_floor_from": "50.51"}, [1]), ({"answer_floor_to": "９"}, [2]),
        ({"answer_floor_from": "10", "answer_floor_to": "119"}, [0]), ({"answer_floor_from": "很多"}, []),
        ({"answer_built_from": "2026-01-01"}, [1, 2]), ({"answer_built_to": "2025-12-31"}, [0]),
        ({"answer_built_from": "昨天"}, []), ({"answer_client": "机床"}, [0]), ({"answer_client": "100%"}, [1]),
        ({"answer_client": "%"}, [1]), ({"answer_client": '"'}, []), ({"answer_client": ""}, [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_the_list_and_its_file_hold_the_units_that_answered_so(land, committee, answered, query, places):
    with acting(committee):
        form = UnitFilterForm(query, principal=committee)
        assert form.is_valid()
        rows = form.narrowed(listing.select(form.wanted(TODAY), committee), TODAY)
        shown = set(rows.values_list("pk", flat=True)) & set(answered)
        filed = set(keys(Asked(query, TODAY), committee)) & set(answered)
    assert shown == filed == {answered[place] for place in places}


def test_the_page_offers_them_and_keeps_what_was_typed(client, land, committee, answered):
    user = User.objects.as_system("test").get(pk=committee.user_id)
    client.force_login(user, backend="access.backends.PolicyBackend")
    page = client.get(
        f"/enterprises/?{urlencode({'answer_floor_from': '50', 'answer_client': '钢铁'})}"
    ).content.decode()
    assert 'name="answer_floor_to"' in page
    assert 'value="钢铁"' in page


def test_a_round_takes_in_the_units_that_answered_so(land, committee, answered):
    with acting(committee):
        found = services.foresee(
            area=land.county, wanted={"answer_floor_from": "100"}, parts=(), questions=0, on=TODAY, by=committee
        )
    assert found.units == 1

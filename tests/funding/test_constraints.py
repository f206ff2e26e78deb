"""The database is the last judge: raw statements as the role of the web processes, each refused, nothing changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from access.answers import constraint_sentences
from funding.choices import Action, BatchStatus, EntitlementStatus, PaymentStatus
from funding.models import Entitlement
from funding.rules import steps
from tests.factories.funding import TODAY


def _run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _to_the_end(act):
    with transaction.atomic():
        act()
        _run("SET CONSTRAINTS ALL IMMEDIATE")


def _refused(sql, *params, constraint=""):
    """Run a statement to the end of its transaction, deferred checks included; it must fail."""
    with pytest.raises(DatabaseError) as caught:
        _to_the_end(lambda: _run(sql, *params))
    if constraint:
        assert caught.value.__cause__.diag.constraint_name == constraint
        assert constraint in constraint_sentences()


@pytest.fixture
def paid(purse):
    payment = purse.paid()
    purse.by("finance")
    return payment


PAID = [  # statement with the ids of a paid chain, the constraint that refuses ("" = a missing right)
    ("UPDATE funding_ledgerentry SET memo = 'x'", ""),
    ("DELETE FROM funding_ledgerentry", ""),
    ("UPDATE funding_ledgerleg SET amount_yuan = 1", ""),
    ("DELETE FROM funding_ledgerleg", ""),
    ("TRUNCATE funding_ledgerleg", ""),
    ("UPDATE funding_entitlementstep SET person_id = NULL", ""),
    ("DELETE FROM funding_entitlementstep", ""),
    ("DELETE FROM funding_entitlement", ""),
    ("DELETE FROM funding_payment", ""),
    ("DELETE FROM funding_batch", ""),
    ("UPDATE funding_move SET to_status = 'paid'", ""),
    ("INSERT INTO funding_move VALUES ('entitlement', 'proposed', 'pay', 'paid')", ""),
    ("ALTER TABLE funding_ledgerleg DISABLE TRIGGER ALL", ""),
    ("UPDATE funding_entitlement SET status = 'proposed'", "funding_entitlement_no_jump"),
    ("UPDATE funding_entitlement SET status = 'approved'", "funding_entitlement_no_jump"),  # no step says so
    ("UPDATE funding_entitlement SET amount_yuan = 9999", "funding_entitlement_kept"),
    ("UPDATE funding_entitlement SET approved_yuan = 4999", "funding_entitlement_kept"),
    ("UPDATE funding_entitlement SET reviewer_id = applicant_id", "funding_entitlement_kept"),
    ("UPDATE funding_entitlement SET year = 2014", "funding_entitlement_kept"),
    ("UPDATE funding_entitlement SET derivation = '{}'", "funding_entitlement_kept"),
    ("UPDATE funding_payment SET amount_yuan = 1", "funding_payment_kept"),
    ("UPDATE funding_payment SET paid_on = '2014-01-01'", "funding_payment_kept"),
    ("UPDATE funding_payment SET status = 'pending'", "funding_payment_no_jump"),
    ("UPDATE funding_payment SET status = 'cancelled'", "funding_payment_no_jump"),
    ("UPDATE funding_batch SET status = 'draft'", "funding_batch_no_jump"),
    ("UPDATE funding_batch SET maker_id = checker_id", "funding_batch_kept"),
    ("UPDATE funding_batch SET checker_id = maker_id", "funding_batch_kept"),
    ("UPDATE funding_policyversion SET spec = '{}'", "funding_policyversion_released_stays"),
    ("DELETE FROM funding_policyversion", "funding_policyversion_released_stays"),
    (
        "INSERT INTO funding_policyversion (policy_id, number, valid, spec, clause, released_at)"
        " SELECT policy_id, 9, '[2015-06-01,)', spec, clause, now() FROM funding_policyversion LIMIT 1",
        "funding_policyversion_one_in_force",
    ),
    (
        "INSERT INTO funding_payment (batch_id, entitlement_id, org_id, payee, amount_yuan, status, voucher_no, note, version,"
        " area_path, line_code) SELECT batch_id, entitlement_id, org_id, payee, amount_yuan, 'pending', '', '', 1, '', ''"
        " FROM funding_payment",
        "funding_payment_no_jump",
    ),
    (
        "INSERT INTO funding_ledgerentry (area_id, kind, \"on\", memo, area_path, line_code, recorded_at)"
        " SELECT area_id, 'pay', \"on\", '', '', '', now() FROM funding_ledgerentry LIMIT 1",
        "funding_ledgerentry_balanced",
    ),
    (
        "INSERT INTO funding_ledgerleg (entry_id, account, amount_yuan, area_path, line_code)"
        " SELECT id, 'granted', 0, '', '' FROM funding_ledgerentry LIMIT 1",
        "",
    ),
    (
        "INSERT INTO funding_ledgerentry (area_id, kind, \"on\", memo, area_path, line_code, recorded_at)"
        " SELECT area_id, 'reversal', \"on\", '', '', '', now() FROM funding_ledgerentry LIMIT 1",
        "funding_ledgerentry_reversal_names_entry",
    ),
    (
        "INSERT INTO funding_entitlementstep (entitlement_id, org_id, action, from_status, to_status, person_id, name, \"on\","
        " reason, area_path, line_code) SELECT id, org_id, 'reverse', 'paid', 'approved', applicant_id, 'x', paid_on, 'x', '', ''"
        " FROM funding_entitlement",
        "",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "constraint"), PAID)
def test_the_database_refuses(paid, sql, constraint):
    _refused(sql, constraint=constraint)


def test_an_unbalanced_entry_is_refused_at_the_end_of_the_transaction(paid):
    entry = (
        'WITH e AS (INSERT INTO funding_ledgerentry (area_id, kind, "on", memo, area_path, line_code, recorded_at)'
        " SELECT area_id, 'budget', \"on\", '', '', '', now() FROM funding_ledgerentry LIMIT 1 RETURNING id)"
        " SELECT id FROM e"
    )

    def write():
        with connection.cursor() as cursor:
            cursor.execute(entry)
            pk = cursor.fetchone()[0]
        for account, amount in (("appropriation", "10.00"), ("fund", "-9.99")):
            _run(
                "INSERT INTO funding_ledgerleg (entry_id, account, amount_yuan, area_path, line_code)"
                " VALUES (%s, %s, %s, '', '')", pk, account, amount,
            )  # fmt: skip

    with pytest.raises(DatabaseError) as caught:
        _to_the_end(write)
    assert caught.value.__cause__.diag.constraint_name == "funding_ledgerentry_balanced"


def test_a_second_payment_of_one_entitlement_is_refused(purse):
    batch = purse.batch()
    purse.by("finance")
    _refused(
        "INSERT INTO funding_payment (batch_id, entitlement_id, org_id, payee, amount_yuan, status, voucher_no, note, version,"
        " area_path, line_code) SELECT batch_id, entitlement_id, org_id, payee, amount_yuan, 'pending', '', '', 1, '', ''"
        " FROM funding_payment", constraint="funding_payment_once",
    )  # fmt: skip
    assert batch.payments.as_system("t").count() == 1


def test_more_than_approved_is_not_paid(purse):
    purse.batch()
    purse.by("finance")
    _refused(
        "INSERT INTO funding_payment (batch_id, entitlement_id, org_id, payee, amount_yuan, status, voucher_no, note, version,"
        " area_path, line_code) SELECT batch_id, entitlement_id, org_id, payee, amount_yuan + 1, 'pending', '', '', 1, '', ''"
        " FROM funding_payment", constraint="funding_payment_as_approved",
    )  # fmt: skip


def test_a_step_in_another_name_is_refused(purse):
    item = purse.proposed()
    other = purse.world.users["orgdept"].person_id
    purse.by("committee2")
    _refused(
        "INSERT INTO funding_entitlementstep (entitlement_id, org_id, action, from_status, to_status, person_id, name, \"on\","
        " reason, area_path, line_code) VALUES (%s, %s, 'review', 'proposed', 'reviewed', %s, 'x', %s, '', '', '')",
        item.pk, item.org_id, other, TODAY, constraint="funding_entitlementstep_by_oneself",
    )  # fmt: skip


def test_the_same_person_with_another_hand_is_refused(purse):
    item = purse.proposed()
    purse.by("committee")
    _refused(
        "INSERT INTO funding_entitlementstep (entitlement_id, org_id, action, from_status, to_status, person_id, name, \"on\","
        " reason, area_path, line_code) VALUES (%s, %s, 'review', 'proposed', 'reviewed', %s, 'x', %s, '', '', '')",
        item.pk, item.org_id, item.applicant_id, TODAY, constraint="funding_entitlementstep_one_hand",
    )  # fmt: skip


@pytest.mark.parametrize("amount", ["-1", "0", "'NaN'"])
def test_an_impossible_amount_is_refused(purse, amount):
    purse.proposed()
    purse.by("committee")
    _refused(f"UPDATE funding_entitlement SET amount_yuan = {amount}")


def test_paid_and_reserved_stay_within_the_budget(purse):
    purse.budget(10_000)
    purse.by("finance")
    _refused("UPDATE funding_budget SET reserved_yuan = 10001", constraint="funding_budget_not_exceeded")
    _refused("UPDATE funding_budget SET paid_yuan = -1", constraint="funding_budget_not_negative")
    _refused("DELETE FROM funding_budget")


def test_the_allowed_moves_are_those_of_the_rules(db):
    tables = {"entitlement": steps.ENTITLEMENT, "batch": steps.BATCH, "payment": steps.PAYMENT}
    expected = {
        (kind, str(status), str(action), str(move.to))
        for kind, table in tables.items()
        for status, moves in table.items()
        for action, move in moves.items()
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, from_status, action, to_status FROM funding_move WHERE kind <> 'trail'")
        assert set(cursor.fetchall()) == expected


@pytest.mark.parametrize("kind", [EntitlementStatus, BatchStatus, PaymentStatus])
def test_every_pair_of_states_is_allowed_or_not_as_the_rules_say(db, kind):
    name = {EntitlementStatus: "entitlement", BatchStatus: "batch", PaymentStatus: "payment"}[kind]
    table = getattr(steps, name.upper())
    with connection.cursor() as cursor:
        for before in kind:
            for after in kind:
                cursor.execute("SELECT funding_may_move(%s, %s, %s)", [name, before, after])
                assert cursor.fetchone()[0] is (after in {move.to for move in table[before].values()})


def test_the_hands_are_those_of_the_rules(db):
    with connection.cursor() as cursor:
        for action in Action:
            cursor.execute("SELECT funding_hand(%s)", [action])
            assert cursor.fetchone()[0] == steps.HANDS[action]


def test_another_area_is_out_of_sight_for_raw_reads_and_writes(purse):
    purse.proposed()
    purse.by("west")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM funding_entitlement")
        assert cursor.fetchone()[0] == 0
        cursor.execute("UPDATE funding_entitlement SET version = 7")
        assert cursor.rowcount == 0
    assert Entitlement.objects.as_system("t").get().version == 1

"""What Django's models cannot say: row-level security, facts, the tables of steps, and who may stand where in a chain.

The allowed moves stand here as data (a migration never changes); a test compares them with ``funding.rules.steps``.
"""

from django.conf import settings
from django.db import migrations

from access.rls import FactTable, ScopeTable

OF_ORG = {"orgs.org": "org_id"}
ROLES = f'"{settings.DB_APP_ROLE}", "{settings.DB_SYSTEM_ROLE}"'

MOVES = f"""
CREATE TABLE funding_move (kind text, from_status text, action text, to_status text, PRIMARY KEY (kind, from_status, action));
INSERT INTO funding_move VALUES
  ('entitlement', 'proposed', 'review', 'reviewed'), ('entitlement', 'proposed', 'return', 'returned'),
  ('entitlement', 'proposed', 'refuse', 'refused'), ('entitlement', 'proposed', 'cancel', 'cancelled'),
  ('entitlement', 'reviewed', 'approve', 'approved'), ('entitlement', 'reviewed', 'return', 'returned'),
  ('entitlement', 'reviewed', 'refuse', 'refused'),
  ('entitlement', 'returned', 'propose', 'proposed'), ('entitlement', 'returned', 'cancel', 'cancelled'),
  ('entitlement', 'approved', 'batch', 'batched'), ('entitlement', 'approved', 'cancel', 'cancelled'),
  ('entitlement', 'batched', 'pay', 'paid'), ('entitlement', 'batched', 'unbatch', 'approved'),
  ('entitlement', 'paid', 'reverse', 'approved'), ('entitlement', 'paid', 'claw_back', 'clawed_back'),
  ('batch', 'draft', 'confirm', 'confirmed'), ('batch', 'draft', 'cancel', 'cancelled'),
  ('batch', 'confirmed', 'send', 'sent'), ('batch', 'confirmed', 'return', 'draft'),
  ('batch', 'confirmed', 'cancel', 'cancelled'), ('batch', 'sent', 'settle', 'settled'),
  ('payment', 'pending', 'send', 'sent'), ('payment', 'pending', 'unbatch', 'cancelled'),
  ('payment', 'sent', 'pay', 'paid'), ('payment', 'sent', 'fail', 'failed'),
  ('payment', 'failed', 'resend', 'sent'), ('payment', 'failed', 'unbatch', 'cancelled'),
  ('payment', 'paid', 'reverse', 'reversed'),
  -- what is only noted in the trail of an entitlement: how it begins, and what happens to its batch
  ('trail', '', 'propose', 'proposed'), ('trail', '', 'refuse', 'refused'),
  ('trail', 'batched', 'confirm', 'batched'), ('trail', 'batched', 'send', 'batched'),
  ('trail', 'batched', 'return', 'batched'), ('trail', 'batched', 'fail', 'batched'), ('trail', 'batched', 'resend', 'batched');
REVOKE INSERT, UPDATE, DELETE ON funding_move FROM {ROLES};

CREATE FUNCTION funding_may_move(of text, was text, becomes text) RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT EXISTS (SELECT 1 FROM funding_move WHERE kind = of AND from_status = was AND to_status = becomes) $$;
CREATE FUNCTION funding_hand(action text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT CASE
  WHEN action IN ('propose', 'review', 'approve') THEN action
  WHEN action = 'claw_back' THEN 'approve'
  WHEN action IN ('batch', 'unbatch', 'send', 'resend', 'pay', 'fail', 'settle') THEN 'pay'
  WHEN action IN ('confirm', 'reverse') THEN 'check' END $$;
CREATE FUNCTION funding_refuse(sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'refused: %', sentence USING ERRCODE = 'check_violation', CONSTRAINT = sentence; END $$;
"""

VERSION = f"""
ALTER TABLE funding_policyversion ADD CONSTRAINT funding_policyversion_valid_not_empty
  CHECK (NOT isempty(valid) AND lower(valid) IS NOT NULL);
ALTER TABLE funding_policyversion ADD CONSTRAINT funding_policyversion_one_in_force
  EXCLUDE USING gist (int8range(policy_id, policy_id, '[]') WITH &&, valid WITH &&) WHERE (released_at IS NOT NULL);
CREATE FUNCTION funding_policyversion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.released_at IS NULL THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'valid' <> to_jsonb(OLD) - 'valid' OR lower(NEW.valid) <> lower(OLD.valid)
     OR NOT upper_inf(OLD.valid) THEN
    PERFORM funding_refuse('funding_policyversion_released_stays');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_policyversion_guard BEFORE UPDATE OR DELETE ON funding_policyversion
  FOR EACH ROW EXECUTE FUNCTION funding_policyversion_guard();
ALTER TABLE funding_assessment ADD CONSTRAINT funding_assessment_valid_is_its_year
  CHECK (valid = daterange(make_date(year, 1, 1), make_date(year + 1, 1, 1)));
REVOKE DELETE ON funding_policy FROM {ROLES};
"""

STEP = f"""
CREATE FUNCTION funding_entitlementstep_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); item record; crossed boolean; last_to text;
BEGIN
  SELECT status, org_id INTO item FROM funding_entitlement WHERE id = NEW.entitlement_id FOR UPDATE;
  SELECT to_status INTO last_to FROM funding_entitlementstep WHERE entitlement_id = NEW.entitlement_id ORDER BY id DESC LIMIT 1;
  crossed := EXISTS (SELECT 1 FROM funding_entitlementstep s WHERE s.entitlement_id = NEW.entitlement_id
    AND s.person_id = NEW.person_id AND funding_hand(s.action) <> funding_hand(NEW.action));
  PERFORM access_leave_system(before);
  IF crossed THEN PERFORM funding_refuse('funding_entitlementstep_one_hand'); END IF;
  IF NEW.org_id <> item.org_id OR coalesce(last_to, '') <> NEW.from_status
     OR (last_to IS NULL AND item.status <> NEW.to_status) OR (last_to IS NOT NULL AND item.status <> NEW.from_status)
     OR NOT EXISTS (SELECT 1 FROM funding_move m WHERE m.kind IN ('entitlement', 'trail')
       AND m.from_status = NEW.from_status AND m.action = NEW.action AND m.to_status = NEW.to_status) THEN
    PERFORM funding_refuse('funding_entitlementstep_as_table');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_entitlementstep_guard BEFORE INSERT ON funding_entitlementstep
  FOR EACH ROW EXECUTE FUNCTION funding_entitlementstep_guard();
CREATE FUNCTION funding_entitlementstep_by_oneself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT access_is_person(NEW.person_id) THEN PERFORM funding_refuse('funding_entitlementstep_by_oneself'); END IF;
  NEW.recorded_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER funding_entitlementstep_by_oneself BEFORE INSERT ON funding_entitlementstep
  FOR EACH ROW WHEN (current_user = '{settings.DB_APP_ROLE}') EXECUTE FUNCTION funding_entitlementstep_by_oneself();
"""

# Which columns a move may write; everything else of an entitlement stands as it was proposed.
ENTITLEMENT = f"""
CREATE FUNCTION funding_entitlement_written(was text, becomes text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['version', 'area_path', 'line_code'] || CASE
    WHEN was = becomes AND was = 'batched' THEN ARRAY['checker_id']
    WHEN was = becomes THEN ARRAY[]::text[]
    WHEN becomes = 'reviewed' THEN ARRAY['status', 'reviewer_id', 'reviewed_on']
    WHEN becomes = 'approved' AND was = 'reviewed' THEN ARRAY['status', 'approver_id', 'approved_on', 'approved_yuan', 'budget_id']
    WHEN becomes = 'approved' THEN ARRAY['status', 'payer_id', 'checker_id', 'paid_on']
    WHEN becomes = 'batched' THEN ARRAY['status', 'payer_id']
    WHEN becomes = 'paid' THEN ARRAY['status', 'payer_id', 'paid_on']
    WHEN becomes = 'proposed' THEN ARRAY['status', 'applicant_id', 'proposed_on', 'reviewer_id', 'reviewed_on', 'amount_yuan',
      'derivation', 'refusal', 'policy_version_id', 'unit_id']
    WHEN becomes = 'refused' THEN ARRAY['status', 'refusal']
    ELSE ARRAY['status'] END $$;
CREATE FUNCTION funding_entitlement_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text; trail record; fixed text[];
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM funding_refuse('funding_entitlement_kept'); END IF;
  IF NOT EXISTS (SELECT 1 FROM funding_policyversion v WHERE v.id = NEW.policy_version_id AND v.policy_id = NEW.policy_id
                 AND v.released_at IS NOT NULL) THEN
    PERFORM funding_refuse('funding_entitlement_version_of_policy');
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.status NOT IN ('proposed', 'refused') OR NEW.approved_yuan IS NOT NULL
       OR coalesce(NEW.reviewer_id, NEW.approver_id, NEW.payer_id, NEW.checker_id) IS NOT NULL THEN
      PERFORM funding_refuse('funding_entitlement_no_jump');
    END IF;
    RETURN NEW;
  END IF;
  fixed := funding_entitlement_written(OLD.status, NEW.status);
  IF OLD.status <> NEW.status THEN
    before := access_enter_system();
    SELECT from_status, to_status INTO trail FROM funding_entitlementstep WHERE entitlement_id = NEW.id ORDER BY id DESC LIMIT 1;
    PERFORM access_leave_system(before);
    IF NOT funding_may_move('entitlement', OLD.status, NEW.status) OR trail IS NULL
       OR trail.from_status <> OLD.status OR trail.to_status <> NEW.status THEN
      PERFORM funding_refuse('funding_entitlement_no_jump');
    END IF;
  END IF;
  IF to_jsonb(NEW) - fixed <> to_jsonb(OLD) - fixed THEN PERFORM funding_refuse('funding_entitlement_kept'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_entitlement_guard BEFORE INSERT OR UPDATE OR DELETE ON funding_entitlement
  FOR EACH ROW EXECUTE FUNCTION funding_entitlement_guard();
REVOKE DELETE ON funding_entitlement FROM {ROLES};
"""

BATCH = f"""
CREATE FUNCTION funding_batch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM funding_refuse('funding_batch_kept'); END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'draft' OR NEW.checker_id IS NOT NULL THEN PERFORM funding_refuse('funding_batch_no_jump'); END IF;
    RETURN NEW;
  END IF;
  IF OLD.status <> NEW.status AND NOT funding_may_move('batch', OLD.status, NEW.status) THEN
    PERFORM funding_refuse('funding_batch_no_jump');
  END IF;
  IF ROW(NEW.area_id, NEW.maker_id, NEW.made_on, NEW.name) IS DISTINCT FROM ROW(OLD.area_id, OLD.maker_id, OLD.made_on, OLD.name)
     OR (NEW.checker_id IS DISTINCT FROM OLD.checker_id AND NEW.status NOT IN ('confirmed', 'draft')) THEN
    PERFORM funding_refuse('funding_batch_kept');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_batch_guard BEFORE INSERT OR UPDATE OR DELETE ON funding_batch
  FOR EACH ROW EXECUTE FUNCTION funding_batch_guard();

CREATE FUNCTION funding_payment_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text; item record; batch_status text; free text[] := ARRAY['status', 'paid_on', 'voucher_no', 'note', 'version', 'area_path',
  'line_code'];
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM funding_refuse('funding_payment_kept'); END IF;
  before := access_enter_system();
  SELECT org_id, approved_yuan, status INTO item FROM funding_entitlement WHERE id = NEW.entitlement_id;
  SELECT status INTO batch_status FROM funding_batch WHERE id = NEW.batch_id;
  PERFORM access_leave_system(before);
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'pending' OR batch_status IS DISTINCT FROM 'draft' THEN PERFORM funding_refuse('funding_payment_no_jump'); END IF;
    IF item.org_id <> NEW.org_id OR item.approved_yuan IS DISTINCT FROM NEW.amount_yuan OR item.status <> 'batched' THEN
      PERFORM funding_refuse('funding_payment_as_approved');
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.status <> NEW.status AND (NOT funding_may_move('payment', OLD.status, NEW.status)
     OR (NEW.status IN ('sent', 'paid') AND batch_status <> 'sent') OR (NEW.status = 'paid' AND item.status <> 'paid')) THEN
    PERFORM funding_refuse('funding_payment_no_jump');
  END IF;
  IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free OR (OLD.paid_on IS NOT NULL AND NEW.paid_on IS DISTINCT FROM OLD.paid_on) THEN
    PERFORM funding_refuse('funding_payment_kept');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_payment_guard BEFORE INSERT OR UPDATE OR DELETE ON funding_payment
  FOR EACH ROW EXECUTE FUNCTION funding_payment_guard();
REVOKE DELETE ON funding_batch, funding_payment, funding_budget FROM {ROLES};
"""

# Rows stand as written; only their place follows an area that moves, by the owner's own function.
LEDGER = f"""
CREATE FUNCTION funding_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - ARRAY['area_path', 'line_code'] <> to_jsonb(OLD) - ARRAY['area_path', 'line_code'] THEN
    PERFORM funding_refuse(TG_TABLE_NAME || '_append_only');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_ledgerentry_keep BEFORE UPDATE OR DELETE ON funding_ledgerentry FOR EACH ROW EXECUTE FUNCTION funding_keep_row();
CREATE TRIGGER funding_ledgerleg_keep BEFORE UPDATE OR DELETE ON funding_ledgerleg FOR EACH ROW EXECUTE FUNCTION funding_keep_row();
CREATE TRIGGER funding_entitlementstep_keep BEFORE UPDATE OR DELETE ON funding_entitlementstep
  FOR EACH ROW EXECUTE FUNCTION funding_keep_row();
REVOKE UPDATE, DELETE ON funding_ledgerentry, funding_ledgerleg, funding_entitlementstep FROM {ROLES};

CREATE FUNCTION funding_ledgerentry_stamp() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN NEW.recorded_at := now(); RETURN NEW; END $$;
CREATE TRIGGER funding_ledgerentry_stamp BEFORE INSERT ON funding_ledgerentry FOR EACH ROW EXECUTE FUNCTION funding_ledgerentry_stamp();

CREATE FUNCTION funding_ledgerleg_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); written timestamptz;
BEGIN
  SELECT recorded_at INTO written FROM funding_ledgerentry WHERE id = NEW.entry_id;
  PERFORM access_leave_system(before);
  IF written IS DISTINCT FROM now() THEN PERFORM funding_refuse('funding_ledgerleg_append_only'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_ledgerleg_guard BEFORE INSERT ON funding_ledgerleg FOR EACH ROW EXECUTE FUNCTION funding_ledgerleg_guard();

CREATE FUNCTION funding_ledgerentry_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); found record; mirrors boolean := true; granted numeric; approved numeric;
BEGIN
  SELECT count(*) AS legs, coalesce(sum(amount_yuan), 0) AS total INTO found FROM funding_ledgerleg WHERE entry_id = NEW.id;
  IF NEW.reverses_id IS NOT NULL THEN
    mirrors := NOT EXISTS (
      (SELECT account, -amount_yuan FROM funding_ledgerleg WHERE entry_id = NEW.reverses_id
       EXCEPT ALL SELECT account, amount_yuan FROM funding_ledgerleg WHERE entry_id = NEW.id)
      UNION ALL
      (SELECT account, amount_yuan FROM funding_ledgerleg WHERE entry_id = NEW.id
       EXCEPT ALL SELECT account, -amount_yuan FROM funding_ledgerleg WHERE entry_id = NEW.reverses_id));
  END IF;
  IF NEW.entitlement_id IS NOT NULL THEN
    SELECT coalesce(sum(l.amount_yuan), 0) INTO granted FROM funding_ledgerleg l JOIN funding_ledgerentry e ON e.id = l.entry_id
      WHERE e.entitlement_id = NEW.entitlement_id AND l.account = 'granted';
    SELECT coalesce(approved_yuan, 0) INTO approved FROM funding_entitlement WHERE id = NEW.entitlement_id;
  END IF;
  PERFORM access_leave_system(before);
  IF found.legs < 2 OR found.total <> 0 THEN PERFORM funding_refuse('funding_ledgerentry_balanced'); END IF;
  IF NOT mirrors THEN PERFORM funding_refuse('funding_ledgerentry_reversal_mirrors'); END IF;
  IF granted IS NOT NULL AND (granted > approved OR granted < 0) THEN PERFORM funding_refuse('funding_ledgerentry_within_approved'); END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funding_ledgerentry_check AFTER INSERT ON funding_ledgerentry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION funding_ledgerentry_check();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]

    operations = [
        ScopeTable("funding_assessment", parent=("orgs_partyorg", "org_id"), reach=OF_ORG),
        ScopeTable("funding_entitlement", parent=("orgs_partyorg", "org_id"), reach=OF_ORG),
        ScopeTable("funding_entitlementstep", parent=("funding_entitlement", "entitlement_id"), reach=OF_ORG),
        ScopeTable("funding_payment", parent=("funding_entitlement", "entitlement_id"), reach=OF_ORG),
        ScopeTable("funding_batch", parent=("access_area", "area_id")),
        ScopeTable("funding_budget", parent=("access_area", "area_id")),
        ScopeTable("funding_ledgerentry", parent=("access_area", "area_id")),
        ScopeTable("funding_ledgerleg", parent=("funding_ledgerentry", "entry_id")),
        FactTable("funding_assessment", key=("org_id",)),
        *(migrations.RunSQL(sql) for sql in (MOVES, VERSION, STEP, ENTITLEMENT, BATCH, LEDGER)),
    ]

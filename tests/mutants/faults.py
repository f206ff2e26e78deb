"""The planted faults: where, what stood there, what stands there instead, and the test that must see it."""

from tests.mutants.fault import Fault
from tests.mutants.faults_of_members import MEMBERS
from tests.mutants.faults_of_plans import PLANS
from tests.mutants.faults_of_serving import SERVING
from tests.mutants.faults_of_the_register import REGISTER

FAULTS = (
    *SERVING, *REGISTER, *MEMBERS, *PLANS,
    Fault(
        "quorum-forgotten", "orgs/rules/elections.py",
        "if present * QUORUM_WHOLE >= entitled * QUORUM_PART:", "if present:",
        "tests/orgs/test_rules_elections.py::test_four_fifths_are_a_quorum",
    ),
    Fault(
        "scope-filter-dropped", "access/guarded.py",
        "return self.filter(policy.where(principal, permission, type(self)))._open()", "return self._open()",
        "tests/enterprises/test_visible.py",
    ),
    Fault(
        "guard-of-reading-removed", "access/guarded.py",
        "self.opened or self.model is _checking.get() or (self.by_key and (_deleting.get() or _names_keys(self)))", "True",
        "tests/access/test_guarded_forms.py::test_every_form_of_reading_without_a_scope_raises",
    ),
    Fault(
        "guard-lost-with-the-kind-of-query", "access/guarded.py",
        '__set__(self, _guarded(kind))', "__set__(self, kind)",
        "tests/access/test_guarded_forms.py::test_every_form_of_reading_without_a_scope_raises",
    ),
    Fault(
        "policy-line-widened", "enterprises/grants.py",
        "grant(Role.LEADER, *READ)", "grant(Role.LEADER, *KEEP)",
        "tests/enterprises/test_pages.py::test_roles_meet_the_door_of_the_list",
    ),
    Fault(
        "lock-of-a-unit-removed", "enterprises/services/locking.py",
        '    rows = Unit.objects.visible_to(by, permission).select_for_update(of=("self",))\n    found',
        "    rows = Unit.objects.visible_to(by, permission)\n    found",
        "tests/enterprises/test_races.py::test_one_version_is_amended_once",
    ),
    Fault(
        "visit-leaves-its-task-open", "enterprises/services/visiting.py",
        "        task=settle(unit, VisitOutcome(outcome), on=visited_on, revisit_on=revisit_on)", "        task=None",
        "tests/enterprises/test_rounds.py::test_one_visit_counts_in_every_open_round_that_has_the_unit",
    ),
    Fault(
        "officer-of-another-place-accepted", "enterprises/services/rounds/dealing.py",
        "outside = sum(not officer.covers(path) for _pk, path in rows)", "outside = 0",
        "tests/enterprises/test_rounds.py::test_an_officer_of_another_place_is_refused_and_no_unit_changes_hands",
    ),
    Fault(
        "constraint-dropped", "enterprises/migrations/0002_guards.py",
        "CHECK (enterprises_uscc_is_well_formed(uscc))", "CHECK (true)",
        "tests/enterprises/test_constraints.py::test_a_unit_that_cannot_be_is_refused_in_chinese",
    ),
    Fault(
        "view-undeclared", "orgs/views/formation.py",
        "    door = Door(FORM)\n    template_name = \"orgs/form_start.html\"", "    template_name = \"orgs/form_start.html\"",
        "tests/access/test_doors.py::test_every_door_of_the_project_is_declared",
    ),
    Fault(
        "door-middleware-open", "access/middleware.py",
        "if door.admits(request.principal):", "if True:",
        "tests/access/test_doors.py::test_a_door_admits_by_permission",
    ),
    Fault(
        "row-level-security-open", "access/rls.py",
        'scope = " OR ".join(visible)', 'scope = "true"',
        "tests/access/test_guarded.py::test_raw_sql_without_a_scope_sees_no_row_and_the_table_forces_it",
    ),
    Fault(
        "end-day-counted", "access/dated.py",
        "holds_from__lte=on, holds_until__gt=on)",
        "holds_from__lte=on, holds_until__gte=on)",
        "tests/access/test_dated.py::test_the_first_day_counts_and_the_end_day_does_not",
    ),
    Fault(
        "threshold-lowered", "orgs/rules/limits.py",
        "min_formal_members: int = 3 ", "min_formal_members: int = 2 ",
        "tests/orgs/test_rules_formation.py::test_a_single_organization_needs_three_formal_members",
    ),
    Fault(
        "check-digit-ignored", "enterprises/rules/uscc.py",
        "expected = check_digit(code[:-1])", "expected = code[-1]",
        "tests/enterprises/test_rules_uscc.py::test_one_wrong_character_never_passes",
    ),
    Fault(
        "four-eyes-removed", "funding/rules/steps.py",
        '    Action.APPROVE: "approve",', "    Action.APPROVE: None,",
        "tests/funding/test_rules_steps.py",
    ),
    Fault(
        "audit-line-dropped", "enterprises/services/registration.py",
        '    audit.record_many(by, "enterprises.registered", [(one, {"uscc": one.uscc, "source": source}) for one in units])\n', "",
        "tests/enterprises/test_services_register.py::test_register_writes_the_unit_its_facts_and_one_audit_line",
    ),
    Fault(
        "cursor-unbound", "access/api/pagination.py",
        "if version != VERSION or not hmac.compare_digest(owner, context):", "if version != VERSION:",
        "tests/api/test_cursors.py::test_a_cursor_belongs_to_its_address_filters_order_and_caller",
    ),
    Fault(
        "cursor-unsigned", "access/api/pagination.py",
        "version, owner, kind, raw, pk = signing.loads(token, salt=SALT)",
        "version, owner, kind, raw, pk = json.loads(signing.b64_decode(token.split(':')[0].encode()))",
        "tests/api/test_cursors.py::test_altered_cursors_are_refused",
    ),
    Fault(
        "lock-out-removed", "access/services/sign_in.py",
        "        return cursor.fetchone() is not None", "        return cursor.fetchone() is not None or True",
        "tests/access/test_sign_in.py::test_the_sixth_password_is_not_evaluated_even_when_right",
    ),
    Fault(
        "version-not-compared", "access/api/viewsets.py",
        'if given.removeprefix("W/") != etag(version):', "if False:",
        "tests/api/test_versions.py::test_a_write_without_the_right_version_changes_nothing",
    ),
    Fault(
        "joint-counted-as-affiliated", "reports/queries/state.py",
        "bool_or(c.mode = 'joint') AS joint", "bool_or(c.mode = 'affiliated') AS joint",
        "tests/reports/test_worked_example.py::test_the_coverage_page_shows_the_rates_of_the_worked_example",
    ),
    Fault(
        "ids-of-others-accepted", "access/api/serializers.py",
        "return readable(self.choices_of, request.principal, self.permission)", "return super().get_queryset()",
        "tests/api/test_ids.py::test_ids_in_bodies_answer_like_absent_ones",
    ),
    Fault(
        "serializer-with-all-fields", "enterprises/api/serializers.py",
        '''            "managing_body", "line_code", "version",
        )  # fmt: skip
''',
        '''            "managing_body", "line_code", "version", "contact_phone_cipher", "contact_name",
        )  # fmt: skip
''',
        "tests/api/test_fields.py",
    ),
    Fault(
        "a-list-reads-as-the-system", "orgs/queries/organizations.py",
        "    rows = PartyOrg.objects.visible_to(principal, VIEW)\n", '    rows = PartyOrg.objects.as_system("a list")\n',
        "tests/security/test_canary.py::test_nothing_of_others_is_received[street_officer]",
    ),
    Fault(
        "admin-rows-of-others", "access/admin/base.py",
        "            return manager.visible_to(request.principal, permission)\n        if not",
        '            return manager.as_system("a list")\n        if not',
        "tests/security/test_admin_surfaces.py::test_pages_of_a_foreign_row_say_that_there_is_none",
    ),
    Fault(
        "admin-filter-with-all-areas", "access/admin/filters.py",
        "return manager.filter(condition)", "return manager.all()",
        "tests/security/test_admin_surfaces.py::test_filters_offer_visible_choices",
    ),
    Fault(
        "admin-lookups-free", "access/admin/base.py",
        "        return False\n\n    def get_search_fields", "        return True\n\n    def get_search_fields",
        "tests/security/test_admin_oracle.py::test_guessed_filters_are_refused",
    ),
    Fault(
        "one-page-without-its-policy-of-scripts", "enterprises/urls.py",
        "listing.UnitListView.as_view()", '__import__("csp.decorators").decorators.csp_exempt()(listing.UnitListView.as_view())',
        "tests/security/test_headers.py::test_no_page_is_exempt[committee]",
    ),
    Fault(
        "headers-after-who-answers-first", "config/settings.py",
        '    "csp.middleware.CSPMiddleware",  # before whoever may answer by itself: a wrong host, a static file\n', "",
        "tests/security/test_headers.py::test_without_tls_one_is_led_to_it_or_refused",
    ),
    Fault(
        "net-open-to-writing", "access/rls.py",
        """TO "{names["app"]}" USING ({scope}) WITH CHECK ({scope});'""", """TO "{names["app"]}" USING ({scope}) WITH CHECK (true);'""",
        "tests/security/test_net.py::test_a_row_is_not_put_outside_the_scope",
    ),
    Fault(
        "one-table-outside-the-net", "access/rls.py",
        'f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;',
        """f"ALTER TABLE {table} {'DISABLE' if table == 'orgs_post' else 'ENABLE'} ROW LEVEL SECURITY;""",
        "tests/security/test_net.py::test_every_table_is_behind_the_net_or_named_with_its_reason",
    ),
    Fault(
        "import-undone-over-a-change", "enterprises/services/sheets/unit_undoing.py",
        "isinstance(unit, Unit) and unit.version != row.version_after", "False",
        "tests/enterprises/test_imports.py::test_a_batch_is_undone_except_what_was_changed_since",
    ),
    Fault(
        "rest-of-a-fact-forgotten-among-many", "access/dated.py",
        "        kept += [rest for row in over for rest in _rests(model, row, fact.since, fact.until)]\n", "",
        "tests/access/test_dated.py::test_every_day_answers_like_a_plain_list",
    ),
    Fault(
        "facts-of-one-key-written-in-one-round", "access/dated.py",
        "        times[key] += 1\n", "",
        "tests/access/test_dated.py::test_facts_written_together_leave_the_rows_that_they_leave_one_by_one",
    ),
    Fault(
        "refused-rows-of-a-chunk-written-beside-others", "enterprises/services/sheets/applying.py",
        "            transaction.set_rollback(True)\n", "",
        "tests/enterprises/test_imports.py::test_a_row_refused_among_many_stands_with_its_reason_and_stops_no_other",
    ),
    Fault(
        "import-confirmed-twice", "enterprises/services/sheets/batches.py",
        "    if batch.state in CONFIRMED_STATES:\n        return batch", "    if False:\n        return batch",
        "tests/enterprises/test_imports_pages.py::test_a_clerk_uploads_previews_confirms_and_undoes",
    ),
    Fault(
        "formulas-written-into-csv", "enterprises/services/sheets/writing.py",
        "if is_like_formula(text) else text", "if False else text",
        "tests/enterprises/test_imports_pages.py::test_text_like_a_formula_stays_text",
    ),
    Fault(
        "phone-overwrites-silently", "enterprises/rules/phone.py",
        "        if known == shown:", "        if True:",
        "tests/enterprises/phone/test_applying.py::test_the_same_field_changed_twice_is_a_conflict_with_both_values",
    ),
    Fault(
        "phone-entered-out-of-order", "enterprises/services/phone/applying.py",
        "if row.sequence > locked.last_sequence + 1:", "if row.sequence < 0:",
        "tests/enterprises/phone/test_receiving.py::test_what_comes_before_its_turn_waits",
    ),
    Fault(
        "phone-clock-believed", "enterprises/rules/phone.py",
        "ahead = sent - received if sent is not None else timedelta(0)", "ahead = timedelta(0)",
        "tests/enterprises/phone/test_receiving.py::test_the_servers_time_counts",
    ),
    Fault(
        "revoked-phone-sends", "enterprises/services/phone/receiving.py",
        "    if device.revoked_at is not None:", "    if False:",
        "tests/enterprises/phone/test_stale.py::test_a_revoked_phone_sends_nothing_and_its_file_is_brought_by_a_supervisor",
    ),
    Fault(
        "place-of-a-picture-kept", "enterprises/rules/pictures.py",
        "        if is_image:", "        if True:",
        "tests/enterprises/phone/test_photos.py::test_a_picture_is_written_anew_from_its_image_alone",
    ),
    Fault(
        "piece-of-a-picture-unchecked", "enterprises/services/phone/photos.py",
        "    if hashlib.sha256(chunk.data).hexdigest() != chunk.sha256:", "    if False:",
        "tests/enterprises/phone/test_photos.py::test_uploads_cut_at_random_bytes_are_resumed_without_a_corrupt_file",
    ),
    Fault(
        "number-of-a-person-in-clear", "enterprises/services/phone/numbers.py",
        "LIAISON_PHONE: crypto.encrypt(told, context=_context(number))", "LIAISON_PHONE: told",
        "tests/enterprises/phone/test_parts.py::test_the_number_of_a_person_is_kept_encrypted",
    ),
    Fault(
        "saved-file-entered-by-itself", "enterprises/services/phone/delivering.py",
        "        hold(row, Held(HeldReason.BY_FILE))\n", "",
        "tests/enterprises/phone/test_stale.py::test_a_file_is_decided_visit_by_visit_and_never_twice",
    ),
    Fault(
        "vanished-entry-unseen", "enterprises/services/sheets/staging.py",
        "        for row in _absent(", "        for row in () and _absent(",
        "tests/enterprises/test_registers.py::test_a_later_file_is_compared_with_the_former_one_and_what_vanished_is_cancelled",
    ),
    Fault(
        "difference-told-twice", "enterprises/services/sheets/register_judging.py",
        "        if was_listed and not moved:", "        if False:",
        "tests/enterprises/test_registers.py::test_differences_become_tasks_and_the_ledger_stays",
    ),
    Fault(
        "rehearsal-stays", "enterprises/services/sheets/rehearsing.py",
        "            raise _Enough\n", "",
        "tests/api/test_importers.py::test_organizations_are_founded_with_units_and_secretary_and_come_back_the_same",
    ),
    Fault(
        "difficulty-confirmed-by-its-solver", "enterprises/rules/difficulties.py",
        "not any(confirmer.is_same(solver) for solver in solvers)", "True",
        "tests/enterprises/test_difficulties.py::test_whoever_solved_it_does_not_confirm_it_and_nothing_is_written",
    ),
    Fault(
        "light-of-any-age", "enterprises/queries/clear.py",
        "outcome=VisitOutcome.DONE, visited_on__range=(oldest, on))", "outcome=VisitOutcome.DONE, visited_on__lte=on)",
        "tests/enterprises/test_clear.py::test_the_list_knows_how_old_a_visit_may_be",
    ),
    Fault(
        "two-legal-persons-merged", "enterprises/services/merging.py",
        "if kept.uscc and alias.uscc and kept.uscc[ORG_PART] != alias.uscc[ORG_PART]:", "if False:",
        "tests/enterprises/test_merging.py::test_what_cannot_be_one_unit_is_refused_and_nothing_is_written",
    ),
    Fault(
        "dismissed-for-ever", "enterprises/rules/duplicates.py",
        "for part in (entry.match, entry.uscc, entry.phone_tail)]", "for part in (entry.uscc, entry.phone_tail)]",
        "tests/enterprises/test_merging.py::test_a_dismissed_pair_is_offered_again_only_when_what_was_compared_changes",
    ),
    Fault(
        "answer-to-what-is-not-asked-kept", "enterprises/services/answering.py",
        "    for code in idle({**before, **kept}, questions, counts=counts):", "    for code in ():",
        "tests/enterprises/test_conditions.py::test_an_answer_to_what_is_not_asked_is_refused_and_nothing_is_kept",
    ),
    Fault(
        "answer-kept-without-the-one-it-hangs-on", "enterprises/services/observed.py",
        "if not units or not any(one.show for one in questions.asking.values()):", "if units:",
        "tests/enterprises/test_conditions.py::test_an_answer_ends_with_the_answer_it_hangs_on_and_stays_in_its_history",
    ),
)  # fmt: skip

"""What must hold after an upgrade, beside that nothing is lost; run by `./dev test --upgrade`.

The command itself compares every stored value of every record of the former version with the present one
(models ``customs.*``, their files, messages and activities, the numbers of sequences). Write here:

- into ``MOVED`` what a migration changes on purpose, under the version that it leads to:
  ``"19.0.2.0.0": {(model, field): "why, and which check looks after it"}``, the field ``*`` for a model whose
  rows all went elsewhere; an entry that changes nothing is refused;
- into ``KEPT`` what an upgraded database has otherwise than a new one, on purpose: ``(part, field): "why"``,
  where a part is a model of which the addon ships records, ``column``, ``index`` or ``constraint`` (field
  ``as``);
- a function ``check_…(env, former)`` for each promise: ``env`` is the superuser's in the upgraded database,
  archived records included; ``former["records"][model][id][field]`` is what stood there before, dates as ISO
  texts, relations as ids, files as SHA-256; ``former["version"]`` is the version it came from.

This file is read alone: it imports nothing from the other tests.
"""

import hashlib
import re

LINE = "customs.declaration.line"
DECISION_LINE = "customs.preference.decision.line"

# Former grounds of a procedure -> the codes of the consequences that say so now.
GROUNDS = {
    "refusal_ground_id": {"refusal"},
    "obstruction_ground_id": {"obstruction"},
    "failure_ground_id": {"insufficient", "report"},
    "false_ground_id": {"false"},
}

MOVED = {
    "19.0.2.0.0": {
        ("customs.task", "answer"): "answers are rows of their own: check_answers",
    },
    "19.0.4.0.0": {
        (LINE, "duty_at_stake"): "no sum holds a duty that is not known: check_unknown_duties",
        (DECISION_LINE, "duty"): "the same of goods in proposed decisions: check_unknown_duties",
        **{
            ("customs.proof.type", name): "the weight of declarations of origin: check_proofs_of_origin"
            for name in ("weight_article", "weight_ground_id", "weight_tolerance_percent")
        },
        ("customs.proof.remark", "names_original"): "back-to-back certificates: check_proofs_of_origin",
        ("customs.agreement", "transit_article"): "documents of transit: check_proofs_of_origin",
        ("customs.authority.specimen", "kind"): "rows of what is exchanged: check_proofs_of_origin",
        ("customs.ground", "note"): "plain English: check_words_of_the_law",
        ("customs.ground", "name"): "as the agreement has it: check_words_of_the_law",
        ("customs.content.item", "article"): "as the agreement has it: check_words_of_the_law",
        ("customs.deadline.rule", "owed_by"): "the team owes the report: check_who_owes_the_report",
        ("customs.deadline", "owed_by"): "the team owes the report: check_who_owes_the_report",
        ("customs.deadline.rule", "name"): "plain English: check_words_of_the_law",
        ("customs.deadline.rule", "lapse_meaning"): "plain English: check_words_of_the_law",
        ("customs.content.item", "name"): "plain English: check_words_of_the_law",
        ("customs.content.item", "hint"): "plain English: check_words_of_the_law",
        ("customs.task.answer", "answered_by_name"): "a letter is the person's: check_letters",
        **{("customs.procedure", name): "rows of consequences: check_consequences" for name in GROUNDS},
        ("customs.procedure", "hs_digits"): "six digits, as the text has it: check_similar_goods",
        ("customs.preference.suspension", "hs_digits"): "drafts follow it: check_similar_goods",
        ("customs.suspension.goods", "hs_digits"): "goods of drafts, too: check_similar_goods",
        ("customs.suspension.goods", "hs_prefix"): "goods of drafts, too: check_similar_goods",
    },
}
KEPT = {}


def check_letters(env, former):
    """An answer by letter is the person's, not the officer's who recorded it; other names stay."""
    for answer_id, values in former["records"].get("customs.task.answer", {}).items():
        answer = env["customs.task.answer"].browse(int(answer_id))
        name = answer.task_id.person_id.name if answer.by_letter else values["answered_by_name"]
        assert answer.answered_by_name == name, (
            f"{answer.task_id.name}: answered by {answer.answered_by_name}"
        )


def check_addressees(env, former):
    """Cases go on asking the authority that they asked; teams and costs are as they were in the code."""
    if former["version"] >= "19.0.4.0.0":
        return
    for model in ("customs.verification.request", "customs.verification.visit"):
        for case in env[model].browse(former["records"].get(model, ())):
            then = former["records"][model][case.id]
            kept = (case.addressee_kind, case.exporting_authority_id.id, case._asked_persons().ids)
            assert kept == ("authority", then["exporting_authority_id"] or False, []), case.display_name
            assert case._authority_there() == case.exporting_authority_id, case.display_name
    for procedure in env["customs.procedure"].browse(former["records"].get("customs.procedure", ())):
        assert procedure._addressee_kinds() == ["authority"], procedure.display_name
        settings = (procedure.team, procedure.costs, procedure.visit_after in ("result", "lapse"))
        assert settings == ("both", "own", True), procedure.display_name
        assert procedure.report_to_person and not procedure.report_to_authority, procedure.display_name


def check_unknown_duties(env, former):
    """A duty that was there stays known; a zero of which nobody knows whether it was given is not known."""
    if former["version"] >= "19.0.4.0.0":
        return
    for line in env[LINE].browse(former["records"].get(LINE, ())):
        assert not line.without_is_zero and not line.with_is_zero, f"{line.display_name}: nobody gave a zero"
        sides = [line.duty_without or line.rate_without, line.duty_with or line.rate_with]
        if not all(sides):
            assert not line.duty_known, f"{line.display_name}: its duty counts as known"
        stake = max(line.duty_without - line.duty_with, 0) if line.duty_known else 0
        assert not line.currency_id.compare_amounts(line.duty_at_stake, stake), (
            f"{line.display_name}: {stake}"
        )
    for row in env[DECISION_LINE].browse(former["records"].get(DECISION_LINE, ())):
        if row.decision_id.decided_on and row.duty:
            assert row.duty_known, f"{row.display_name}: decided with an amount, and not known"
        assert row.duty_known or not row.duty, f"{row.display_name}: an amount that is not known"


def check_documents_are_as_approved(env, former):
    """Approved documents have the bytes that their SHA-256 was made of (IT9)."""
    for document in env["customs.document"].browse(former["records"]["customs.document"]):
        stored = former["records"]["customs.document"][document.id]["sha256"]
        if not stored:
            continue
        assert document.sha256 == stored, f"{document.name} has another SHA-256"
        if not document.file_ids:
            found = hashlib.sha256(document._content()).hexdigest()
            assert found == stored, f"{document.name} is another file"
        assert document._is_unchanged(), f"{document.name}: its files are others"


def check_enclosures(env, former):
    """The copies that approved requests enclose are kept with their letters."""
    for model in ("customs.verification.request", "customs.verification.visit"):
        for case in env[model].browse(former["records"].get(model, ())).filtered("request_approved_on"):
            letter = case._letter("request")
            if letter:
                proofs = {row["proof"] for row in letter._enclosed()}
                assert proofs == set(case._proofs_with_scan().ids), f"{case.display_name}: {proofs}"
                assert all(letter._enclosed_file(proof) for proof in proofs), case.display_name


def check_answers(env, former):
    """What was answered before answers were rows of their own stands in one, with its files (RS16.9)."""
    if former["version"] != "19.0.1.0.0":
        return
    for task in env["customs.task"].browse(former["records"]["customs.task"]):
        then = former["records"]["customs.task"][task.id]
        if not (then["answered_on"] or then["sent_back_on"] or then["accepted_on"]):
            continue
        assert task.answer_ids.text == (then["answer"] or False), f"{task.name}: another answer"
        assert set(task.answer_ids.attachment_ids.ids) == set(then["answer_attachment_ids"] or ())
        assert (task.answer_ids.outcome == "accepted") == bool(then["accepted_on"])


def check_notes_on_contacts(env, former):
    """What officers wrote on contacts is read within their authority (CU-A)."""
    for message in env["mail.message"].search([("model", "=", "res.partner"), ("body", "!=", False)]):
        writers = message.create_uid | message.author_id.user_ids
        served = writers.filtered(
            lambda user: user.has_group("customs_verification.group_reader")
        ).customs_authority_ids
        if served and message._says_something():
            assert served <= message.customs_authority_ids, (
                f"a note on {message.record_name} is open to the house"
            )


def check_register_and_facts_agree(env, former):
    """Each letter that was sent and each document that came is in the register, with the day of its fact."""
    for model in ("customs.verification.visit", "customs.verification.request"):
        for case in env[model].search([]):
            for name, spec in case._fact_specs().items():
                if case[name] and spec.received:
                    found = case.document_ids.filtered(lambda row, kind=spec.received: row.kind == kind)
                    assert found.mapped("received_on") == [case[name]], f"{case.name}: {name}"
                elif case[name] and spec.letter and case._letter(spec.letter):
                    assert case._letter(spec.letter).sent_on == case[name], f"{case.name}: {name}"


def check_records_are_chained(env, former):
    """What was recorded before there were chains is chained, and the check finds nothing (IT9)."""
    assert not env["customs.fact"].search_count([("hash", "=", False)]), "entries without a hash"
    for model in ("customs.verification.visit", "customs.verification.request"):
        for case, found in env[model].search([])._check_chain():
            assert not found, f"{case.name}: {found}"
            assert case.fact_count == len(case.fact_ids), f"{case.name} knows of {case.fact_count} entries"


def check_law_of_preference(env, former):
    """An agreement that was there has the terms of restoration and suspension (RS10.3, RS10.5, RS16.12)."""
    law = env.ref("customs_verification.agreement_eaeu_rs")
    assert (law.restoration_length, law.restoration_unit) == (12, "month")
    assert law.falsification_article
    assert env.ref("customs_verification.procedure_eaeu_rs_visit").suspension_article
    assert env.ref("customs_verification.ground_eaeu_rs_1").asks_slips
    assert env.ref("customs_verification.ground_eaeu_rs_3").asks_falsified


def check_consequences(env, former):
    """Each ground of a procedure is that of a consequence; obstruction has one of its own (RS16.8b)."""
    for number, values in former["records"].get("customs.procedure", {}).items():
        procedure = env["customs.procedure"].browse(int(number))
        assert not procedure.step_problems, f"{procedure.display_name}: {procedure.step_problems}"
        for column, codes in GROUNDS.items():
            rows = procedure.consequence_ids.filtered(lambda row, codes=codes: row.code in codes)
            if values.get(column):
                assert rows, f"{procedure.display_name}: nothing says what {column} said"
            if values.get(column) and column != "obstruction_ground_id":
                assert values[column] in rows.ground_id.ids, f"{procedure.display_name}: {column}"
        for step in procedure.step_ids:
            usual = env[procedure.case_model]._fact_specs()[step.fact]
            assert set(usual.needs) <= set(step.after_ids.mapped("fact")), f"{step.name}: not in its order"


def check_similar_goods(env, former):
    """Ten digits became six; a suspension in force keeps its own, and a supervisor looks (RS16.12c)."""
    if former["version"] >= "19.0.4.0.0":
        return
    for number, values in former["records"].get("customs.procedure", {}).items():
        digits = values.get("hs_digits") or 6
        procedure = env["customs.procedure"].browse(int(number))
        assert procedure.hs_digits == (6 if digits == 10 else digits), f"{procedure.name}: digits"
        assert procedure.hs_digits == procedure.hs_digits_text or procedure.hs_digits_reason
    for number, values in former["records"].get("customs.preference.suspension", {}).items():
        suspension = env["customs.preference.suspension"].browse(int(number))
        if values["started_on"]:
            assert suspension.hs_digits == values["hs_digits"], f"{suspension.name}: digits"
        else:
            assert suspension.hs_digits == suspension.visit_id.procedure_id.hs_digits, suspension.name
        if suspension.state == "in_force":
            assert suspension.digits_note, f"{suspension.name} does not say that it keeps its digits"
            assert len(suspension.activity_ids) == 1, f"{suspension.name}: nobody is asked to look"
    for number, values in former["records"].get("customs.suspension.goods", {}).items():
        goods = env["customs.suspension.goods"].browse(int(number))
        digits = goods.suspension_id.hs_digits
        assert (goods.hs_digits, goods.hs_prefix) == (digits, values["hs_code"][:digits]), goods.display_name


def check_persons(env, former):
    """Proofs from before keep the persons they had, and say that one field held two of them (RS2)."""
    if former["version"] >= "19.0.4.0.0":
        return
    for number, values in former["records"].get("customs.origin.proof", {}).items():
        proof = env["customs.origin.proof"].browse(int(number))
        assert (proof.exporter_id.id, proof.consignee_id.id or False) == (
            values["exporter_id"],
            values["consignee_id"] or False,
        ), f"{proof.display_name}: other persons"
        assert proof.persons_as_one and not (proof.consignor_id | proof.importer_id), proof.display_name


def check_whose_day(env, former):
    """Each deadline says whose day counts, and what ended without being met says when (RS16.5a, RS16.6)."""
    for row in env["customs.deadline"].search([]):
        case = env[row.res_model].browse(row.res_id)
        assert row.day_authority_id, row.case_name
        ended = row.start_on and not row.done_on and row.rule_id.bound == "at_most" and case.closed_on
        assert (row.ended_on or False) == (ended or False), f"{row.case_name}: ended on {row.ended_on}"


def check_words_of_rules_have_rows(env, former):
    """What the law says in words ("at once") is a row of a case, without a date (RS15.7)."""
    for rule in env["customs.deadline.rule"].search([("length", "=", 0), ("active", "=", True)]):
        cases = env[rule.procedure_id.case_model].search(
            [("procedure_id", "=", rule.procedure_id.id), (rule.start_fact, "!=", False)]
        )
        cases = cases.filtered(lambda case, rule=rule: rule._holds_on(case[rule.start_fact]))
        rows = env["customs.deadline"].search([("rule_id", "=", rule.id)])
        assert set(rows.mapped("res_id")) == set(cases.ids), rule.display_name
        assert not any(rows.mapped("due_on")) and not any(rows.mapped("is_open")), rule.display_name
    others = env["customs.deadline"].search([("gives_way", "=", True)])
    assert not others, "no case had several limits for a step before"


def check_first_action(env, former):
    """Where a time counts from the first request of a verification, cases that are there have that day."""
    for request in env["customs.verification.request"].search([]):
        assert request.first_action_on == request.request_sent_on, request.name
    for visit in env["customs.verification.visit"].search([]):
        before, sent = visit.verification_request_id.request_sent_on, visit.request_sent_on
        wanted = min(before or sent, sent) if sent else False
        assert visit.first_action_on == wanted, visit.name


def check_states(env, former):
    """Every case has the state and the end that it had."""
    for model in ("customs.verification.request", "customs.verification.visit"):
        for number, values in former["records"].get(model, {}).items():
            case = env[model].browse(int(number))
            env.add_to_compute(case._fields["state"], case)
            env.add_to_compute(case._fields["closed_on"], case)
            assert case.state == values["state"], f"{case.name}: {values['state']} became {case.state}"


def check_excluded_goods(env, former):
    """The lists of goods outside the preference are there, and the agreement names their article (RSM4.3)."""
    agreement = env.ref("customs_verification.agreement_eaeu_rs")
    assert agreement.excluded_article == "Art. 4(3), Annexes 1 and 2", agreement.excluded_article
    count = env["customs.excluded.goods"].search_count([("agreement_id", "=", agreement.id)])
    assert count >= 165, f"{count} rows of goods outside the preference"


def check_proofs_of_origin(env, former):
    """The agreement says of its proofs what it says in a new database (RS9.3, RS12.9, RS13.3)."""
    law = env.ref("customs_verification.agreement_eaeu_rs")
    assert law.transit_article == "Annex 3, Art. 9(3)", law.transit_article
    declaration = env.ref("customs_verification.proof_type_eaeu_rs_declaration")
    assert declaration.weight_ground_id == env.ref("customs_verification.ground_eaeu_rs_5")
    assert (declaration.weight_article, declaration.weight_tolerance_percent) == ("Annex 3, Art. 13(3)", 5.0)
    remark = env.ref("customs_verification.remark_eaeu_rs_back_to_back")
    assert remark.names_original and remark.names_body, "back-to-back certificates"
    for number, values in former["records"].get("customs.authority.specimen", {}).items():
        specimen = env["customs.authority.specimen"].browse(int(number))
        assert specimen.kind_id.code == values["kind"], f"{specimen.name}: {specimen.kind_id.code}"
        exchanged = specimen.authority_id.specimen_ids.filtered(
            lambda row, of=specimen: row.agreement_id == of.agreement_id
        )
        asked = specimen.agreement_id.specimen_kind_ids.filtered("is_required")
        assert asked <= exchanged.kind_id, f"{specimen.authority_id.name}: taken for missing"


def check_declarations_are_ready(env, former):
    """Declared goods of a former version have what matching and restoration read (RS16.12c, RS10.3)."""
    for line in env["customs.declaration.line"].search([]):
        assert line.characteristics_key, f"{line.display_name} has no key"
        assert line.importer_firm_id == line.declaration_id.importer_id.commercial_partner_id
        if former["version"] < "19.0.3.0.0":  # before there were suspensions and decisions over goods
            assert line.preference_state == ("claimed" if line.preference_claimed else "not_claimed")
        assert bool(line.restorable_until) == bool(line.agreement_id), f"{line.display_name}: last day"


def check_something_was_there(env, former):
    """The demonstration of the former version held what the comparison is for."""
    records = former["records"]
    for model in ("customs.fact", "customs.document", "customs.deadline", "customs.verification.visit"):
        assert records[model], f"the former version had no {model}"


def check_rows_are_sealed(env, former):
    """What counts in law is sealed, and no record is said to be changed because of the update (IT9)."""
    for model in env["customs.record.mixin"]._record_kinds():
        for record, findings in env[model].search(env[model]._with_record())._check_chain():
            wrong = [finding for finding in findings if finding.chain]
            assert not wrong, f"{record.display_name}: {record._findings_in_words(wrong)}"


def check_no_file_is_public(env, former):
    """No file of a record of ours is public: a reader could publish one before 19.0.4.0.0 (RSM26)."""
    public = [
        ("public", "=", True),
        ("res_model", "=like", "customs.%"),
        ("id", "!=", 0),
        ("res_id", "!=", 0),
    ]
    assert not env["ir.attachment"].search_count(public), "a file is public"


def check_mails_are_the_new_ones(env, former):
    """No mail template that nobody edited attaches a report or writes dates in figures (RSM26)."""
    templates = env["ir.model.data"].search(
        [("module", "=", "customs_verification"), ("model", "=", "mail.template")]
    )
    for template in env["mail.template"].browse(templates.mapped("res_id")):
        assert not template.report_template_ids, f"{template.name} attaches a report"
        assert "format_date" not in f"{template.subject} {template.body_html}", template.name


def check_articles_are_cited(env, former):
    """An agreement that was there has its articles with their citations (RS15.5)."""
    law = env.ref("customs_verification.agreement_eaeu_rs")
    assert law._cite("Annex 3, Art. 16(4)(1)") == "Annex 3, Art. 16(4)(1)"
    assert len(law.article_ids) > 50, "articles are missing"
    assert law._provision("team") == "Annex 3, Art. 16(2)", "provisions are missing"


def check_authorities_keep_their_names(env, former):
    """Names and addresses that are kept in each language now are what they were (RS15.5)."""
    for number, values in former["records"]["customs.authority"].items():
        authority = env["customs.authority"].with_context(lang="en_US").browse(number)
        for name in ("name", "street", "city"):
            assert (authority[name] or False) == (values[name] or False), f"{authority.code}: {name}"


def check_words_of_the_law(env, former):
    """Records of the law that nobody edited say what the addon says now, in each language."""
    env = env(context=dict(env.context, lang="en_US"))
    rule = env.ref("customs_verification.rule_eaeu_rs_visit_start")
    assert rule.name == "Visit starts", rule.name
    assert rule.lapse_meaning.startswith("The visit does not start in time."), rule.lapse_meaning
    hint = env.ref("customs_verification.content_eaeu_rs_visit_object").hint
    assert hint == "both the goods and the doubts must be entered", hint
    assert env.ref("customs_verification.mail_activity_type_likely").name == "Assess similar goods"
    assert env.ref("customs_verification.cron_stamp").name == "Customs Verification: time stamp of records"
    for note in env["customs.ground"].search([("agreement_id.code", "=", "EAEU-RS")]).mapped("note"):
        assert "Slips" not in (note or ""), note
        assert not note or "accuracy or completeness" in note, note
    assert "withdrawn" in env.ref("customs_verification.ground_eaeu_rs_3").name
    first = env.ref("customs_verification.content_eaeu_rs_report_1").article
    assert first == "Annex 3, Art. 16(10), first indent", first
    assert env.ref("customs_verification.content_eaeu_rs_doc_reasons").article == "Annex 3, Art. 15(5)"
    if "ru_RU" in dict(env["res.lang"].get_installed()):
        assert rule.with_context(lang="ru_RU").name == "Начало визита", "the translation is lost"


def check_words_of_procedures(env, former):
    """Questions, reports and the note on grounds are rows, as the software had them (RS15.6c, RS16.10)."""
    if former["version"] >= "19.0.4.0.0":
        return
    for procedure in env["customs.procedure"].search([]):
        if procedure.case_model == "customs.verification.request":
            answers = set(procedure.result_question_ids.mapped("answer"))
            assert answers == {"authentic", "originating", "rules_met"}, procedure.display_name
        elif procedure.case_model == "customs.verification.visit":
            assert "report" in procedure.letter_ids.mapped("kind"), procedure.display_name
    for agreement in env["customs.agreement"].search([]):
        expected = "period" if agreement.restoration_length else "none"
        assert agreement.restoration == expected, agreement.display_name
    shipped = env.ref("customs_verification.agreement_eaeu_rs")
    assert "accuracy or completeness" in (shipped.grounds_note or ""), shipped.grounds_note


def check_answers_of_cases(env, former):
    """Answers keep number and date as the record has them; what is requested is listed (RS15.6a, RS15.8)."""
    for visit in env["customs.verification.visit"].search([("refusal_received_on", "!=", False)]):
        entries = visit.fact_ids.filtered(lambda row: row.fact == "refusal_received_on" and row.value_on)
        assert visit.refusal_reference in (False, *entries.mapped("reference")), visit.name
        assert visit.answer_sent_on == visit.refusal_dated_on, visit.name
    for rule in ("rule_eaeu_rs_documents_result", "rule_eaeu_rs_visit_answer"):
        row = env.ref(f"customs_verification.{rule}")
        assert row.sent_fact and row.lapse_article, rule
    waiting = env["customs.verification.request"].search([("state", "in", ("approved", "requested"))])
    for case in waiting.filtered("asked_data"):
        assert case.item_ids, f"{case.name}: nothing is listed"


def check_who_owes_the_report(env, former):
    """The inspection team owes the report, also in visits that are under way (RS16.11)."""
    rule = env.ref("customs_verification.rule_eaeu_rs_visit_report")
    rows = env["customs.deadline"].search([("rule_id", "=", rule.id)])
    assert {rule.owed_by, *rows.mapped("owed_by")} == {"inspection_team"}, rows.mapped("owed_by")


def check_jobs_find_their_methods(env, former):
    """Every scheduled job of the addon calls a method that there is: methods have been renamed."""
    rows = env["ir.model.data"].search([("module", "=", "customs_verification"), ("model", "=", "ir.cron")])
    jobs = env["ir.cron"].with_context(active_test=False).browse(rows.mapped("res_id")).exists()
    assert len(jobs) >= 10, f"jobs are missing: {jobs.mapped('name')}"
    for job in jobs:
        code = (job.code or "").strip()
        call = re.fullmatch(r"""model(?:\.env\[["']([\w.]+)["']\])?\.(\w+)\(\)""", code)
        assert call, f"{job.name} runs other code: {code}"
        model = env[call[1] or job.model_id.model]
        assert hasattr(model, call[2]), f"{job.name}: there is no {model._name}.{call[2]}"

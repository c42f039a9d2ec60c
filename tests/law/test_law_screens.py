from lxml import etree

from odoo import Command
from odoo.tests import Form, tagged

from ..common.cases import CustomsCase, TourCase

# Action -> the clean address under which it opens.
ACTIONS = {
    "customs_agreement": "customs-agreements",
    "customs_procedure": "customs-procedures",
    "customs_deadline_rule": "customs-deadline-rules",
    "customs_ground": "customs-grounds",
    "customs_excluded_goods": "customs-excluded-goods",
    "customs_proof_type": "customs-proof-types",
    "customs_authority": "customs-authorities",
    "customs_calendar_exception": "customs-calendar",
    "customs_calendar_publication": "customs-published-calendars",
    "customs_origin_proof": "customs-proofs",
    "customs_declaration": "customs-declarations",
    "customs_verification_request": "documentary-verifications",
    "customs_preference_decision": "preference-decisions",
}
LAW = list(ACTIONS)[:9]
CASES = list(ACTIONS)[9:]


@tagged("post_install", "-at_install")
class TestScreens(CustomsCase):
    def action(self, name):
        return self.env.ref(f"customs_verification.action_{name}")

    def seen(self, user):
        """Return which of our actions the user finds in the menus."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        found, ahead = set(), list(menus["root"]["children"])
        while ahead:
            menu = menus[ahead.pop()]
            ahead += menu["children"]
            found.add((menu["action_model"], menu["action_id"]))
        return {name for name in ACTIONS if ("ir.actions.act_window", self.action(name).id) in found}

    def test_every_screen_explains_itself(self):
        """Each screen has a clean address, and says what it is for while it is empty."""
        for name, path in ACTIONS.items():
            with self.subTest(action=name):
                action = self.action(name)
                self.assertEqual(
                    (action.path, action.res_model), (path, name.replace("_", ".", 1).replace("_", "."))
                )
                self.assertIn("o_view_nocontent_smiling_face", action.help)
                text = etree.fromstring(f"<div>{action.help}</div>").xpath("string()")
                self.assertGreater(len(" ".join(text.split())), 120)

    def test_every_view_opens_for_those_who_see_it(self):
        """Each kind of view of each screen loads for the role that works with it."""
        for name in ACTIONS:
            user = self.administrator if name in LAW else self.officer
            action = self.action(name)
            model = self.env[action.res_model].with_user(user)
            with self.subTest(action=name):
                views = model.get_views([(False, kind) for kind in (*action.view_mode.split(","), "search")])[
                    "views"
                ]
                self.assertEqual(set(views), {*action.view_mode.split(","), "search"})

    def test_menus_by_role(self):
        """Administrators keep the law and see no case; supervisors read the law; readers see the cases."""
        self.assertEqual(self.seen(self.administrator), set(LAW))
        self.assertEqual(self.seen(self.reader), set(CASES))
        self.assertEqual(self.seen(self.officer), set(CASES))
        self.assertEqual(self.seen(self.supervisor), set(ACTIONS))

    def test_goods_are_numbered_as_they_are_added(self):
        """RS12.1: box 6 counts from 1 on, and an own number is kept."""
        proof = self.proof(line_ids=[Command.create(self.line_values(position=4))]).with_user(self.officer)
        with Form(proof) as form:
            for number in ("0406901300", "0406901500"):
                with form.line_ids.new() as line:
                    line.position = 4
                    line.description = "Cheese"
                    line.hs_code = number
                    line.criterion_id = self.env.ref("customs_verification.criterion_eaeu_rs_p")
                    line.gross_weight_kg = 1
        self.assertEqual(proof.line_ids.mapped("position"), [4, 5, 6])

    def test_type_of_proof_brings_its_agreement(self):
        """The type of proof is asked for first: it brings its agreement along."""
        form = Form(self.env["customs.origin.proof"].with_user(self.officer))
        self.assertFalse(form.agreement_id)
        form.proof_type_id = self.ct2
        self.assertEqual(form.agreement_id, self.agreement)

    def test_links_show_for_the_remarks_chosen(self):
        """RS12.7, RS12.8, RS12.9: the form asks for the other certificate of the remark that was ticked."""
        links = {
            "duplicate": ("original_id", "is_duplicate"),
            "replacement": ("replaced_id", "is_replacement"),
            "back_to_back": ("basis_id", "is_back_to_back"),
        }
        arch = etree.fromstring(self.env["customs.origin.proof"].get_view(view_type="form")["arch"])
        for kind, (field, flag) in links.items():
            remark = self.ct2.remark_ids.filtered(lambda row, kind=kind: row.kind == kind)
            proof = self.env["customs.origin.proof"].new({"proof_type_id": self.ct2.id, "remark_ids": remark})
            self.assertEqual([name for _field, name in links.values() if proof[name]], [flag])
            (node,) = arch.xpath(f"//field[@name='{field}']")
            self.assertEqual(
                (node.get("invisible"), node.get("required")), (f"not {flag} and not {field}", flag)
            )

    def test_where_a_proof_stands_today(self):
        """RS12.4, RS12.7: valid until its last day; a duplicate falls with its original."""
        proof = self.proof(issued_on=self.day(-30), applicant_on=self.day(-30))
        self.assertEqual(proof.validity, "valid")
        old = self.proof(issued_on=self.day(-500), applicant_on=self.day(-500))
        self.assertEqual(old.validity, "expired")
        duplicate = self.proof(
            issued_on=self.day(-10),
            original_id=proof.id,
            exporter_id=proof.exporter_id.id,
            remark_ids=[Command.set(self.env.ref("customs_verification.remark_eaeu_rs_duplicate").ids)],
            official_remarks=f"Duplicate of {proof.number} of {proof.issued_on}",
        )
        self.assertEqual(duplicate.validity, "valid")
        proof.write({"annulled_on": self.today, "annulment_reason": "Issued in error"})
        self.assertEqual((proof.validity, duplicate.validity), ("annulled", "annulled"))

    def test_name_and_address_of_the_boxes(self):
        """RS12.1: boxes 1 and 2 hold name and address, names in their own script too."""
        exporter = self.person("Zadruga „Šumadija“", street="Bulevar 1", city="Čačak")
        importer = self.person(
            "A very long name of a firm that no field on a phone shows in full LLP",
            self.kz,
            city="Алматы",
            customs_native_name="«Қазақстан» ЖШС",
        )
        proof = self.proof(exporter_id=exporter.id, consignee_id=importer.id)
        self.assertEqual(proof.exporter_lines.split("\n"), ["Bulevar 1", "Čačak", "Serbia"])
        self.assertEqual(
            proof.consignee_lines.split("\n"), [importer.name, "«Қазақстан» ЖШС", "Алматы", "Kazakhstan"]
        )

    def test_why_to_look_again(self):
        """RS12.1, RS12.5: lists and cards say in a word what is the matter with a proof."""
        proof = self.proof(transport=False)
        self.assertEqual(proof.marks, "Boxes empty")
        proof.transport = "By road"
        self.assertFalse(proof.marks)
        self.declaration(proof=proof, gross_weight_kg=1051)
        self.assertEqual(proof.marks, "Overweight")

    def declaration(self, proof=None, number="T/1", days=-1, persons=None, **values):
        importer, exporter = persons or (proof.consignee_id, proof.exporter_id)
        return self.env["customs.declaration"].create(
            {
                "number": number,
                "registered_on": self.day(days),
                "importing_authority_id": self.importing.id,
                "importer_id": importer.id,
                "exporter_id": exporter.id,
                "line_ids": [
                    Command.create(
                        {
                            "hs_code": "0406905000",
                            "description": "Cheese",
                            "agreement_id": self.agreement.id,
                            "currency_id": self.eur.id,
                            "proof_id": proof.id if proof else False,
                            **values,
                        }
                    )
                ],
            }
        )

    def test_why_splitting_is_suspected(self):
        """RS14.1: a declaration names those with which it looks like one consignment, and the article."""
        self.agreement.splitting_days = 30
        persons = (self.person("Importer", self.kz), self.person("Exporter"))
        first = self.declaration(number="T/11", days=-20, persons=persons, customs_value=150)
        self.assertFalse(first.splitting_reasons)
        second = self.declaration(number="T/12", days=-2, persons=persons, customs_value=120)
        self.env.invalidate_all()
        for text in ("T/11", "T/12", "within 30 days", "200.00 EUR", "Annex 3, Art. 14(1)"):
            self.assertIn(text, second.splitting_reasons)
        self.assertIn("T/12", first.line_ids.splitting_reason)
        far = self.declaration(number="T/13", days=-100, persons=persons, customs_value=120)
        self.assertFalse(far.splitting_reasons)

    def test_goods_of_a_declaration_are_numbered(self):
        """Goods added to a declaration get the next number and the same agreement."""
        declaration = self.declaration(proof=self.proof(), gross_weight_kg=10).with_user(self.officer)
        with Form(declaration) as form, form.line_ids.new() as line:
            line.hs_code = "0406901300"
            line.description = "Another cheese"
            line.preference_claimed = False
        self.assertEqual(declaration.line_ids.mapped("position"), [1, 2])
        self.assertEqual(declaration.line_ids.agreement_id, self.agreement)

    def test_from_proof_to_verification(self):
        """RS15.4: the button on a proof opens a documentary verification of it."""
        proof = self.proof().with_user(self.officer)
        action = proof.action_request_verification()
        requests = self.env["customs.verification.request"].with_user(self.officer)
        form = Form(requests.with_context(**action["context"]))
        form.exporting_authority_id = self.exporting
        request = form.save()
        self.assertEqual((request.proof_ids, request.importing_authority_id), (proof, self.importing))
        self.assertEqual(proof.verification_request_ids, request)

    def test_reader_starts_no_verification(self):
        """A reader sees a proof and starts nothing on it."""
        with self.refused(error=Exception):
            self.proof().with_user(self.reader).action_request_verification()

    def test_from_verification_to_visit(self):
        """RS16.1: a visit follows a documentary verification that has a result."""
        open_request = self.documentary(answered=False)
        with self.refused("a visit is possible only after a result that was not satisfactory"):
            open_request.action_start_visit()
        request = self.documentary()
        context = request.action_start_visit()["context"]
        self.assertEqual(context["default_verification_request_id"], request.id)
        self.assertEqual(context["default_exporting_authority_id"], self.exporting.id)
        self.assertEqual(context["default_verified_person_id"], request.proof_ids.exporter_id.id)

    def test_empty_steps_of_the_kanban(self):
        """The cards of documentary verifications show every step of the way, also the empty ones."""
        self.documentary(answered=False)
        groups = (
            self.env["customs.verification.request"]
            .with_user(self.officer)
            .with_context(read_group_expand=True)
            .formatted_read_group([], ["state"], ["__count"])
        )
        self.assertEqual([group["state"] for group in groups], ["draft", "approved", "requested", "answered"])


@tagged("post_install", "-at_install")
class TestLawTour(CustomsCase, TourCase):
    def test_law_in_the_web_client(self):
        """An administrator reads facts by their names, ends a rule and begins its new version (RS16.5a)."""
        rule = self.env.ref("customs_verification.rule_eaeu_rs_visit_answer")
        rule.valid_to = self.day(30)
        self.start_tour(
            f"/odoo/customs-deadline-rules/{rule.id}", "customs_law_new_version", login="test_administrator"
        )
        new = rule.procedure_id.rule_ids.filtered(lambda row: row.code == "RS16.5a") - rule
        self.assertEqual((new.valid_from, new.length, new.verified), (self.day(31), 90, False))
        self.assertEqual(new.done_fact, "consent_received_on")

    def test_proof_in_the_web_client(self):
        """RS12.1, RS12.7: the form shows the 13 boxes, and asks for the original of a duplicate."""
        proof = self.proof()
        self.start_tour(f"/odoo/customs-proofs/{proof.id}", "customs_proof_boxes", login="test_officer")

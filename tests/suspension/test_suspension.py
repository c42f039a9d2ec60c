from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common.suspension import BRAND, SuspensionCase


@tagged("post_install", "-at_install")
class TestDraft(SuspensionCase):
    def test_from_a_visit(self):
        """RS16.12, RS16.12c: the goods of the visit with producer and exporter, from the sending on."""
        suspension = self.suspensions.with_user(self.officer).browse(
            self.case.with_user(self.officer).draft_suspension()
        )
        goods = suspension.goods_ids
        self.assertEqual((suspension.state, suspension.starts_on), ("draft", self.case.request_sent_on))
        self.assertEqual((goods.hs_code, goods.description), ("0406905000", "White cheese in brine"))
        self.assertEqual((goods.exporter_id, goods.producer_id), (self.exporter, self.producer))
        self.assertEqual(goods.visit_goods_id, self.case.goods_ids)
        self.assertEqual(suspension.author_ids, self.officer)
        self.assertIn("White cheese", suspension.goods_summary)

    def test_no_draft(self):
        """RS16.12: before the request is sent, and once the visit is over, there is no suspension."""
        draft, withdrawn = self.visit(), self.sent_visit(-10)
        self.record(withdrawn, "withdrawn_on", -5, user=self.supervisor)
        reported = self.visited()
        self.report(reported).with_user(self.supervisor).action_approve()
        silent = self.sent_visit(-10)
        for visit, sentence in (
            (draft, "the request was not sent"),
            (withdrawn, "was closed on"),
            (reported, "the report was approved on"),
        ):
            self.assertFalse(visit.suspension_possible)
            with self.refused(visit.name, sentence):
                visit.with_user(self.officer).draft_suspension()
            with self.refused(sentence):
                self.suspensions.with_user(self.officer).create({"visit_id": visit.id})
        self.visit_procedure.suspension_article = False
        with self.refused("has no article that allows a suspension"):
            silent.with_user(self.officer).draft_suspension()

    def test_goods_under_another(self):
        """RS16.12: goods of a visit stand under one suspension of it at a time."""
        first = self.in_force()
        with self.refused(f"already suspended by {first.name}"):
            self.case.with_user(self.officer).draft_suspension()
        second = self.suspensions.with_user(self.officer).create(
            {
                "visit_id": self.case.id,
                "reason": "The same",
                "goods_ids": [Command.create(first.goods_ids.copy_data()[0] | {"suspension_id": False})],
            }
        )
        with self.refused(f"already suspended by {first.name} since"):
            second.with_user(self.supervisor).put_in_force()
        second.goods_ids.brand = "Another"
        second.with_user(self.supervisor).put_in_force()
        self.assertEqual(self.case.suspension_count, 2)
        for suspension in (first, second):
            self.assertIn(suspension.name, self.case.suspensions_in_force)

    def test_gate(self):
        """RS16.12, RS16.12c: one message names everything that is missing; the panel says the same."""
        self.visit_procedure.write({"hs_digits": 8, "hs_digits_reason": "Tried"})
        suspension = self.suspensions.with_user(self.officer).create(
            {
                "visit_id": self.case.id,
                "starts_on": self.day(-50),
                "goods_ids": [
                    Command.create({"hs_code": "040690", "description": "Cheese", "producer_id": False}),
                    Command.create(
                        {
                            "hs_code": "0406905000",
                            "description": "Brined",
                            "brand": "X",
                            "no_characteristics": True,
                            "producer_id": self.producer.id,
                        }
                    ),
                ],
            }
        )
        sentences = (
            "is before the sending of the request",
            "Why the preference is suspended",
            "040690 Cheese: an HS code of at least 8 digits",
            "040690 Cheese: the producer or the exporter",
            "040690 Cheese: brand, model or article number",
            "0406905000 Brined: characteristics are entered, but",
        )
        with self.refused(*sentences):
            suspension.with_user(self.supervisor).put_in_force()
        (step,) = suspension.missing_items
        self.assertEqual(len(step["missing"]), len(sentences))
        suspension.starts_on = self.day(1)
        suspension.goods_ids.unlink()
        with self.refused("is in the future", "The goods: at least one row"):
            suspension.with_user(self.supervisor).put_in_force()
        self.assertEqual((suspension.state, suspension.started_on), ("draft", False))

    def test_what_it_would_mean(self):
        """RS16.12: the officer sees numbers, duty and list before anything is decided; nothing is marked."""
        certain = self.declared(brand=BRAND)
        self.declared(brand="Other")
        likely = self.declared()
        suspension = self.draft()
        self.assertEqual((suspension.preview_count, suspension.likely_now), (1, 1))
        self.assertIn("15.00", suspension.preview_duty)
        action = suspension.action_open_lines()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), certain)
        self.assertFalse((certain | likely).mark_ids)
        with Form(suspension) as form:
            form.reason = "More"
            self.assertEqual(form.preview_count, 1)

    def test_give_up(self):
        """RS16.12: a draft is given up with a reason, and never deleted."""
        suspension = self.draft()
        with self.refused("Enter the reason"):
            suspension.give_up(" ")
        with self.refused("cannot be deleted"):
            suspension.sudo().unlink()
        suspension.give_up("Too early")
        self.assertEqual(suspension.state, "cancelled")
        for act in (
            lambda: suspension.with_user(self.supervisor).put_in_force(),
            lambda: suspension.give_up("Again"),
            lambda: suspension.write({"reason": "Other"}),
            lambda: suspension.goods_ids.write({"brand": "Other"}),
        ):
            with self.refused("was cancelled on"):
                act()
        self.assertFalse(self.recorded(suspension), "a draft is no act of law")
        self.assertTrue(self.draft(), "its goods are free again")


@tagged("post_install", "-at_install")
class TestLife(SuspensionCase):
    def test_put_in_force(self):
        """RS16.12: a supervisor who did not write it does it; goods are marked at once."""
        line, before = self.declared(brand=BRAND.upper()), self.declared(day=-41, brand=BRAND)
        suspension = self.draft()
        with self.assertRaises(AccessError):
            suspension.put_in_force()
        suspension.with_user(self.supervisor).reason = "Written by the supervisor"
        with self.refused("You prepared "):
            suspension.with_user(self.supervisor).put_in_force()
        suspension.with_user(self.supervisor_2).put_in_force()
        self.assertEqual((suspension.state, suspension.started_by_id), ("in_force", self.supervisor_2))
        self.assertEqual((line.preference_state, line.suspension_ids), ("suspended", suspension))
        self.assertEqual((line.visit_ids, before.preference_state), (self.case, "claimed"))
        self.assertEqual((suspension.marked_count, "15.00" in suspension.marked_duty), (1, True))
        self.assertEqual(
            self.recorded(suspension), [("suspension_started", self.case.request_sent_on, False)]
        )
        fact = self.case.sudo().fact_ids[:1]
        self.assertEqual((fact.recorded_by_id, fact.reason), (self.supervisor_2, suspension.reason))
        self.assertIn(BRAND, fact.note)
        self.assertIn(suspension.name, "".join(self.case.message_ids.mapped("body")))
        self.assertIn("suspended for similar goods", "".join(suspension.message_ids.mapped("body")))
        with self.refused("has been in force since"):
            suspension.with_user(self.supervisor).put_in_force()

    def test_goods_written_by_another(self):
        """RS16.12: who wrote a row of the goods, or judged, wrote the draft."""
        suspension = self.draft()
        suspension.goods_ids.with_user(self.supervisor).article_no = "7"
        with self.refused("You prepared "):
            suspension.with_user(self.supervisor).put_in_force()

    def test_nothing_by_hand(self):
        """RS16.12: what is in force is changed by an act alone, and facts of its life are never written."""
        suspension = self.in_force()
        for user in (self.officer, self.supervisor):
            mine = suspension.with_user(user)
            for values in (
                {"starts_on": self.day(-30)},
                {"reason": "Other"},
                {"goods_ids": [Command.clear()]},
                {"goods_ids": [Command.create({"hs_code": "0406905000", "description": "X"})]},
            ):
                with (
                    self.subTest(user=user.login, values=values),
                    self.refused("is in force. Only a supervisor"),
                ):
                    mine.write(values)
            for act in (lambda mine=mine: mine.goods_ids.write({"brand": "X"}), mine.goods_ids.unlink):
                with self.subTest(user=user.login), self.refused("is in force. Only a supervisor"):
                    act()
            for name in (
                "started_on",
                "ended_on",
                "cancelled_on",
                "end_kind",
                "author_ids",
                "state",
                "hs_digits",
            ):
                with (
                    self.subTest(user=user.login, field=name),
                    self.refused("set by the buttons of the suspension"),
                ):
                    mine.write({name: False})
            with self.refused("cannot be moved to another visit"):
                mine.write({"visit_id": self.sent_visit().id})
        with self.refused("this is filled in automatically and cannot be"):
            self.draft(self.sent_visit()).goods_ids.write({"hs_prefix": "04"})

    def test_change(self):
        """RS16.12: a supervisor changes window and goods, with a reason; marks and record follow."""
        early, late, other = (
            self.declared(day=-35, brand=BRAND),
            self.declared(day=-10, brand=BRAND),
            self.declared(day=-10, brand="Second"),
        )
        self.visit_procedure.write({"hs_digits": 10, "hs_digits_reason": "Tried"})
        suspension = self.in_force()
        mine, goods = suspension.with_user(self.supervisor), suspension.goods_ids
        with self.assertRaises(AccessError):
            suspension.change("Because", starts_on=self.day(-20))
        with self.refused("Enter the reason"):
            mine.change(" ", starts_on=self.day(-20))
        with self.refused("was not changed"):
            mine.change("Because")
        with self.refused(
            "cannot be changed. Missing", "is before the sending", "HS code of at least 10 digits"
        ):
            mine.change("Because", self.day(-60), [[1, goods.id, {"hs_code": "040690"}]])
        for wrong in (
            [[1, 0, {}]],
            [[6, 0, []]],
            [[0, 0, {"visit_goods_id": 1}]],
            "x",
            [[0, 0, {"producer_id": -1}]],
        ):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                mine.change("Because", goods=wrong)
        self.assertEqual(
            (early | late | other).mapped("preference_state"), ["suspended", "suspended", "claimed"]
        )
        values = {
            "hs_code": "0406905000",
            "description": "More",
            "brand": "second",
            "exporter_id": self.exporter.id,
        }
        mine.change("Narrower and wider", str(self.day(-20)), [[0, 0, values]])
        self.assertEqual(
            (early | late | other).mapped("preference_state"), ["claimed", "suspended", "suspended"]
        )
        self.assertEqual(
            self.recorded(suspension)[1:],
            [("suspension_changed", self.day(-20), self.case.request_sent_on)],
        )
        self.assertIn("New: 0406905000 More", self.case.sudo().fact_ids[:1].note)
        mine.change("Not those", goods=[[2, goods.id]])
        self.assertEqual(late.preference_state, "claimed")
        self.assertEqual(self.recorded(suspension)[2], ("suspension_changed", self.day(-20), False))

    def test_end(self):
        """RS16.12: a supervisor ends it on a day; goods registered before stay released."""
        early, late = self.declared(day=-20, brand=BRAND), self.declared(day=-10, brand=BRAND)
        suspension = self.in_force()
        mine = suspension.with_user(self.supervisor)
        with self.assertRaises(AccessError):
            suspension.end("Enough")
        with self.refused("Enter the reason", "is in the future"):
            mine.end(" ", self.day(1))
        with self.refused("is before its first day"):
            mine.end("Enough", self.day(-41))
        mine.end("Enough", self.day(-10))
        self.assertEqual((suspension.state, suspension.end_kind), ("ended", "supervisor"))
        self.assertEqual((early | late).mapped("preference_state"), ["released", "claimed"])
        mine.end("It was the day after", self.day(-9))
        self.assertEqual((early | late).mapped("preference_state"), ["released", "released"])
        mine.take_back("The doubts came again")
        self.assertEqual((suspension.state, early.preference_state), ("in_force", "suspended"))
        self.assertEqual(
            self.recorded(suspension)[1:],
            [
                ("suspension_ended", self.day(-10), False),
                ("suspension_ended", self.day(-9), self.day(-10)),
                ("suspension_ended", False, self.day(-9)),
            ],
        )

    def test_end_with_the_report(self):
        """RS16.12b: it ends with the report's approval, and is in force again without it."""
        visit = self.visited(proof=self.proof(exporter_id=self.exporter.id), person=self.producer)
        line = self.declared(brand=BRAND)
        suspension = self.in_force(visit)
        self.report(visit).with_user(self.supervisor).action_approve()
        self.assertEqual(
            (suspension.state, suspension.ended_on, suspension.end_kind), ("ended", self.today, "report")
        )
        self.assertEqual(line.preference_state, "released")
        for act in (
            lambda: suspension.with_user(self.supervisor).end("Earlier", self.day(-1)),
            lambda: suspension.with_user(self.supervisor).take_back("Again"),
        ):
            with self.refused("ended automatically on"):
                act()
        visit.with_user(self.supervisor).record_fact("report_approved_on", False, reason="A page was missing")
        self.assertEqual((suspension.state, line.preference_state), ("in_force", "suspended"))
        self.assertEqual(
            self.recorded(suspension)[1:],
            [("suspension_ended", self.today, False), ("suspension_ended", False, self.today)],
        )

    def test_end_with_the_withdrawal(self):
        """RS16.12: it ends when the request is withdrawn; a corrected date moves the end, a withdrawn one
        takes it back."""
        suspension, draft = self.in_force(), self.draft(self.sent_visit())
        self.record(self.case, "withdrawn_on", -3, user=self.supervisor)
        self.assertEqual((suspension.ended_on, suspension.end_kind), (self.day(-3), "withdrawn"))
        self.record(self.case, "withdrawn_on", -2, user=self.supervisor, reason="Wrong day")
        self.assertEqual(suspension.ended_on, self.day(-2))
        self.case.with_user(self.supervisor).record_fact("withdrawn_on", False, reason="By mistake")
        self.assertEqual((suspension.state, draft.state), ("in_force", "draft"))
        self.assertEqual(
            [row[0] for row in self.recorded(suspension)], ["suspension_started"] + ["suspension_ended"] * 3
        )

    def test_ended_before_the_withdrawal(self):
        """RS16.12: an end that a supervisor set lies on the day of the withdrawal at the latest."""
        suspension = self.in_force()
        suspension.with_user(self.supervisor).end("Enough", self.day(-2))
        self.record(self.case, "withdrawn_on", -5, user=self.supervisor)
        self.assertEqual((suspension.ended_on, suspension.end_kind), (self.day(-5), "supervisor"))
        with self.refused("when it ends at the latest"):
            suspension.with_user(self.supervisor).end("Later", self.day(-4))
        self.case.with_user(self.supervisor).record_fact("withdrawn_on", False, reason="By mistake")
        self.assertEqual(suspension.state, "ended", "what a supervisor ended, a supervisor takes up again")

    def test_other_activities_stay(self):
        """Design: an act closes what it answers, and no other activity."""
        suspension = self.in_force()
        note = suspension.with_user(self.officer).activity_schedule(
            "mail.mail_activity_data_todo", summary="Mine"
        )
        suspension.with_user(self.supervisor).end("Enough")
        self.assertEqual(suspension.activity_ids, note)

    def test_draft_after_the_end_of_the_visit(self):
        """RS16.12: a draft is not put in force once the request is withdrawn."""
        draft = self.draft()
        self.record(self.case, "withdrawn_on", -3, user=self.supervisor)
        with self.refused("was closed on"):
            draft.with_user(self.supervisor).put_in_force()

    def test_sending_corrected(self):
        """RS16.12: no window begins before the request was sent, also when that day is corrected."""
        line = self.declared(day=-38, brand=BRAND)
        suspension = self.in_force()
        self.assertEqual(line.preference_state, "suspended")
        self.record(self.case, "request_sent_on", -37, user=self.supervisor, reason="The post's stamp")
        self.assertEqual((suspension.starts_on, line.preference_state), (self.day(-37), "claimed"))
        self.assertEqual(
            self.recorded(suspension)[1:], [("suspension_changed", self.day(-37), self.day(-40))]
        )
        self.record(self.case, "request_sent_on", -39, user=self.supervisor, reason="The first stamp")
        self.assertEqual(suspension.starts_on, self.day(-37), "an earlier sending widens no window by itself")

    def test_sending_withdrawn(self):
        """RS16.12: the sending is not withdrawn under a suspension in force; once ended it covers nothing."""
        line = self.declared(day=-38, brand=BRAND)
        suspension = self.in_force()
        with self.refused("cannot be withdrawn while the preference is suspended", suspension.name):
            self.case.with_user(self.supervisor).record_fact("request_sent_on", False, reason="Never sent")
        suspension.with_user(self.supervisor).end("Never sent")
        self.case.with_user(self.supervisor).record_fact("request_sent_on", False, reason="Never sent")
        self.assertEqual((line.preference_state, suspension.ended_on), ("claimed", suspension.starts_on))

    def test_no_report_will_come(self):
        """RS16.6: a refused visit ends no suspension by itself; the supervisor is asked."""
        suspension = self.in_force()
        self.record(self.case, "refusal_received_on", -1)
        self.assertEqual(suspension.state, "in_force")
        self.assertEqual(suspension.activity_ids.user_id, self.supervisor)
        suspension.with_user(self.supervisor).end("No visit")
        self.assertFalse(suspension.activity_ids)

    def test_several(self):
        """RS16.12: ending one leaves goods suspended by another, and both are told apart."""
        visit = self.sent_visit(-30, proof=self.proof(exporter_id=self.exporter.id))
        line = self.declared(brand=BRAND)
        first, second = self.in_force(), self.in_force(visit)
        self.assertEqual(line.suspension_ids, first | second)
        self.assertEqual(line.visit_ids, self.case | visit)
        first.with_user(self.supervisor).end("Enough")
        self.assertEqual(line.preference_state, "suspended")
        second.with_user(self.supervisor).end("Enough")
        self.assertEqual(line.preference_state, "released")

    def test_terms_stay(self):
        """RS16.12c: once in force it stays under the digits with which it was put in force, and says so."""
        self.visit_procedure.write({"hs_digits": 10, "hs_digits_reason": "As before"})
        suspension, draft = self.in_force(), self.draft(self.sent_visit(-30))
        self.assertIn("Why the procedure asks for 10: As before", suspension.digits_note)
        self.visit_procedure.write({"hs_digits": 6, "suspension_article": "Art. 99"})
        self.assertEqual((suspension.hs_digits, suspension.article), (10, "Annex 3, Art. 16(12)"))
        self.assertIn("10 digits of the HS code. The procedure now asks for 6", suspension.digits_note)
        self.assertEqual(
            (draft.hs_digits, draft.goods_ids.hs_prefix, draft.digits_note), (6, "040690", False)
        )
        suspension.with_user(self.supervisor).end("Enough")
        self.assertIn("It was in force with 10 digits", suspension.digits_note)

    def test_six_digits(self):
        """RS2, RS16.12c: a code of the Harmonized System has six digits; what follows is national."""
        self.assertEqual((self.visit_procedure.hs_digits, self.visit_procedure.hs_digits_text), (6, 6))
        same, other = (
            self.declared(brand=BRAND, hs_code=code, description=code)
            for code in ("0406909900", "0406105000")
        )
        suspension = self.in_force()
        self.assertEqual(suspension.goods_ids.hs_prefix, "040690")
        self.assertEqual((same.preference_state, other.preference_state), ("suspended", "claimed"))

    def test_who_sold_not_who_sent(self):
        """RS2, RS16.12c: the consignor is not the exporter, on the declaration as on the suspension."""
        forwarder = self.person("Forwarder d.o.o.")
        sold, sent = (self.declared(brand=BRAND, exporter=exporter) for exporter in (None, forwarder))
        sent.declaration_id.consignor_id = self.exporter
        sold.declaration_id.consignor_id = forwarder
        suspension = self.in_force(brand=BRAND, producer_id=False)
        self.assertEqual(suspension.goods_ids.exporter_id, self.exporter)
        self.assertEqual((sold.preference_state, sent.preference_state), ("suspended", "claimed"))

    def test_an_exporter_that_may_be_a_consignor(self):
        """RS2: an exporter from a proof with one field for two persons is confirmed first."""
        suspension, proof = self.draft(), self.case.goods_ids.proof_id
        self.env.flush_all()
        self.env.cr.execute("UPDATE customs_origin_proof SET persons_as_one = TRUE WHERE id = %s", [proof.id])
        self.env.invalidate_all()
        with self.refused("sold the goods or only sent them", self.exporter.name, proof.display_name):
            suspension.with_user(self.supervisor).put_in_force()
        proof.with_user(self.officer).action_confirm_persons()
        suspension.with_user(self.supervisor).put_in_force()

    def test_other_digits_have_a_reason(self):
        """RS16.12c: other digits than the text has are a setting of the procedure, with its reason."""
        with self.assertRaises(ValidationError) as refused:
            self.visit_procedure.hs_digits = 8
        self.assertIn("share 8 digits", str(refused.exception))
        self.assertIn("the text asks for 6. Enter the reason", str(refused.exception))
        self.visit_procedure.write({"hs_digits": 8, "hs_digits_reason": "As the exporting Party does"})

    def test_digits_of_the_procedure(self):
        """RS16.12c: a supervisor has a suspension in force follow the procedure; goods and record follow."""
        self.visit_procedure.write({"hs_digits": 10, "hs_digits_reason": "As before"})
        line = self.declared(brand=BRAND, hs_code="0406909900")
        suspension = self.in_force()
        self.visit_procedure.hs_digits = 6
        mine = suspension.with_user(self.supervisor)
        self.assertEqual(line.preference_state, "claimed")
        wizard = self.env["customs.change.suspension"].with_user(self.supervisor)
        wizard = wizard.create({"suspension_id": suspension.id, "reason": "As the text asks"})
        self.assertIn("The procedure now asks for 6", wizard.digits_note)
        wizard.digits_of_procedure = True
        wizard.action_apply()
        self.assertEqual((suspension.hs_digits, suspension.digits_note), (6, False))
        self.assertEqual(line.preference_state, "suspended")
        note = suspension.visit_id.sudo().fact_ids.sorted("id")[-1].note
        self.assertIn("No longer: Digits of the HS code that must match: 10", note)
        self.assertIn("New: Digits of the HS code that must match: 6", note)
        with self.refused("was not changed"):
            mine.change("Again", digits_of_procedure=True)

    def test_foreign(self):
        """CU-A: nobody drafts on, or acts on, a suspension of another authority."""
        suspension = self.in_force()
        for act in (
            lambda user: self.case.with_user(user).draft_suspension(),
            lambda user: self.suspensions.with_user(user).create({"visit_id": self.case.id}),
            lambda user: suspension.with_user(user).end("X"),
            lambda user: suspension.goods_ids.with_user(user).write({"brand": "X"}),
        ):
            with self.assertRaises(AccessError):
                act(self.foreign_supervisor)

    def test_somebody_else_at_this_moment(self):
        """RS16.12: who comes while another acts gets a sentence."""
        suspension = self.draft()
        with (
            patch.object(type(suspension), "lock_for_update", side_effect=LockError("x")),
            self.refused("Another user is changing", error=LockError),
        ):
            suspension.with_user(self.supervisor).put_in_force()

    def test_constant_queries(self):
        """Speed: the list of suspensions asks as many questions for many as for few."""
        for number in range(4):
            self.in_force(self.sent_visit(-30 - number, proof=self.proof(exporter_id=self.exporter.id)))
        self.declared(brand=BRAND)
        names = ["name", "goods_summary", "marked_count", "marked_duty", "likely_count", "state"]
        counts = []
        for limit in (1, 4):
            self.env.invalidate_all()
            records = self.suspensions.with_user(self.officer).search(
                [("state", "=", "in_force")], limit=limit
            )
            before = self.env.cr.sql_log_count
            records.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestQueue(SuspensionCase):
    def queue(self, suspension, user=None):
        action = suspension.with_user(user or self.officer).action_open_likely()
        return self.env[action["res_model"]].with_user(user or self.officer).search(action["domain"])

    def test_queue(self):
        """RS16.12c: goods described alike are one row, with duty, why and what is missing."""
        lines = self.declared() | self.declared(day=-18)
        self.declared(description="Quark")
        suspension = self.draft()
        rows = self.queue(suspension)
        self.assertEqual(rows.mapped("line_count"), [2, 1])
        row = rows[0]
        self.assertIn(row.sample_line_id, lines)
        self.assertIn("30.00", row.duty)
        self.assertIn("exporter", row.why)
        self.assertIn("Brand", row.missing)
        self.assertEqual(suspension.likely_now, 2)
        self.assertEqual(row.action_open_sample()["res_id"], row.sample_line_id.id)

    def test_judged_in_the_draft(self):
        """RS16.12c: an officer judges several at once; later goods follow the judgement."""
        line, other = self.declared(), self.declared(description="Quark")
        suspension = self.draft()
        rows = self.queue(suspension)
        wizard = (
            self.env["customs.judge.goods"]
            .with_user(self.officer)
            .with_context(**rows.action_judge()["context"])
            .create({"verdict": "similar", "reason": "The same tins"})
        )
        wizard.action_apply()
        self.assertEqual((len(suspension.judgement_ids), suspension.likely_now), (2, 0))
        self.assertFalse(self.recorded(suspension))
        suspension.judgement_ids.filtered(lambda row: "Quark" in row.described_as).correct(
            False, "Quark is none"
        )
        suspension.with_user(self.supervisor).put_in_force()
        self.assertEqual((line.preference_state, other.preference_state), ("suspended", "claimed"))
        self.assertTrue(line.mark_ids.by_judgement)
        self.assertIn("White cheese: similar to", self.case.sudo().fact_ids[:1].note)
        self.assertEqual(self.declared(day=-1).preference_state, "suspended", "goods to come included")

    def test_judged_in_force(self):
        """RS16.12c: in force a judgement marks at once and is recorded; a supervisor alone corrects it."""
        suspension = self.in_force()
        line = self.declared()
        self.assertEqual((line.preference_state, suspension.likely_now), ("claimed", 1))
        goods = suspension.goods_ids
        with self.refused("Enter the reason"):
            suspension.judge(goods.id, [line.characteristics_key], True, "")
        with self.refused("These goods need no assessment (already assessed or certain", "nonsense"):
            suspension.judge(goods.id, ["nonsense", None], True, "Seen")
        with self.refused("are not in"):
            suspension.judge(0, [line.characteristics_key], True, "Seen")
        suspension.judge(goods.id, line.characteristics_key, True, "Seen")
        self.assertEqual(line.preference_state, "suspended")
        judgement = suspension.judgement_ids
        with self.refused("These goods need no assessment (already assessed or certain"):
            suspension.judge(goods.id, [line.characteristics_key], False, "Seen")
        with self.assertRaises(AccessError):
            judgement.with_user(self.officer).correct(False, "Seen again")
        with self.refused("Enter the reason"):
            judgement.with_user(self.supervisor).correct(False, "")
        judgement.with_user(self.supervisor).correct(False, "Seen again")
        self.assertEqual((line.preference_state, judgement.judged_by_id), ("claimed", self.supervisor))
        acts = self.recorded(suspension)
        self.assertEqual([act[0] for act in acts[1:]], ["suspension_judged"] * 2)
        with self.refused("cannot be deleted"):
            judgement.sudo().unlink()
        suspension.with_user(self.supervisor).end("Enough")
        with self.refused("ended on"):
            judgement.with_user(self.supervisor).correct(True, "Late")

    def test_told_once_a_day(self):
        """RS16.12: new likely goods are counted on the suspension, and the officer has one activity."""
        suspension, other = self.in_force(), self.in_force(self.sent_visit(-30), brand="Other")
        with self.enter_registry_test_mode():
            job = self.env.ref("customs_verification.cron_tell_likely")
            job.method_direct_trigger()
            self.declared()
            job.method_direct_trigger()
            self.declared(description="Quark")
            job.method_direct_trigger()
        self.assertEqual((suspension.likely_count, other.likely_count), (2, 0))
        self.assertEqual(len(suspension.activity_ids), 1)
        self.assertEqual(suspension.activity_ids.user_id, self.case.officer_id)
        self.assertFalse(other.activity_ids)


@tagged("post_install", "-at_install")
class TestSuspensionForms(SuspensionCase):
    def change(self, suspension, **values):
        action = self.env["customs.change.suspension"].with_user(self.supervisor)
        return Form(action.with_context(default_suspension_id=suspension.id, **values))

    def test_change_in_its_form(self):
        """RS16.12: the form of the change begins with what is in force, and applies what was typed."""
        suspension = self.in_force()
        with self.change(suspension, default_kind="change") as form:
            self.assertEqual(form.starts_on, suspension.starts_on)
            with form.goods_ids.edit(0) as row:
                self.assertEqual(row.brand, BRAND)
                row.article_no = "A-1"
            form.reason = "The article became known"
        form.record.action_apply()
        self.assertEqual((suspension.goods_ids.article_no, suspension.goods_ids.brand), ("A-1", BRAND))
        form.record.action_apply()  # pressed twice, it acts once
        self.assertEqual(len(self.recorded(suspension)), 2)

    def test_end_in_its_form(self):
        """RS16.12: the form of the end."""
        suspension = self.in_force()
        with self.change(suspension, default_kind="end") as form:
            form.reason = "Enough"
        form.record.action_apply()
        self.assertEqual((suspension.state, suspension.end_reason), ("ended", "Enough"))

    def test_forms_open(self):
        """Design: each form opens in every state, for whoever may read it."""
        drafted, running = self.draft(self.sent_visit()), self.in_force()
        ended = self.in_force(self.sent_visit())
        ended.with_user(self.supervisor).end("Enough")
        for user in (self.reader, self.officer, self.supervisor):
            for suspension in (drafted, running, ended):
                with self.subTest(user=user.login, state=suspension.state):
                    Form(suspension.with_user(user))
            Form(self.case.with_user(user))

    def test_xlsx(self):
        """Design, Output: the goods under suspensions as XLSX, from the Print menu."""
        self.declared(brand=BRAND)
        suspension = self.in_force()
        report = self.env["ir.actions.report"].with_user(self.reader)
        content, kind = report._render_customs_xlsx("customs_verification.suspended_goods", suspension.ids)
        self.assertEqual((kind, content[:2]), ("xlsx", b"PK"))
        content, _kind = report._render_customs_xlsx("customs_verification.suspended_goods", [])
        self.assertEqual(content[:2], b"PK")

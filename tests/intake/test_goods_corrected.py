"""What a declaration and the rows of a visit said before is kept, and who corrects what counts already."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.imports import ImportCase
from ..common.report import ReportCase
from ..common.suspension import BRAND, SuspensionCase


def bodies(record):
    """Return what the history of a record says, as one text."""
    return "\n".join(map(str, record.sudo().message_ids.mapped("body")))


@tagged("post_install", "-at_install")
class TestGoodsCorrected(SuspensionCase):
    """RS16.12: no goods leave a suspension unseen because somebody writes them anew."""

    def setUp(self):
        super().setUp()
        self.suspension = self.in_force()
        self.line = self.declared(brand=BRAND)
        self.head = self.line.declaration_id
        self.assertEqual(self.line.preference_state, "suspended")

    def test_what_counts_is_not_changed_by_an_officer(self):
        """RS16.12: each field that a system or a person has said, through the head and through the goods."""
        officer = self.line.with_user(self.officer)
        values = {
            "hs_code": "0406901000",
            "description": "Other",
            "brand": "Other",
            "goods_model": "Other",
            "article_no": "Other",
            "producer_id": self.producer.id,
            "preference_claimed": False,
            "proof_reference": "RS 1",
            "proof_dated_on": self.day(-90),
            "gross_weight_kg": 5.0,
            "net_weight_kg": 5.0,
            "customs_value": 5.0,
            "position": 7,
        }
        for name, value in values.items():
            with (
                self.subTest(name=name),
                self.refused("the preference for these goods is suspended", ("Only a supervisor")),
            ):
                officer.write({name: value})
            with (
                self.subTest(name=name, door="head"),
                self.refused("the preference for these goods is suspended"),
            ):
                officer.declaration_id.write({"line_ids": [Command.update(officer.id, {name: value})]})
        other = self.person("Another d.o.o.")
        for name, value in {
            "registered_on": self.day(-60),
            "number": "XX/1",
            "exporter_id": other.id,
            "importer_id": other.id,
            "consignment_country_id": self.kz.id,
        }.items():
            with self.subTest(name=name), self.refused("the preference for these goods is suspended"):
                officer.declaration_id.write({name: value})
        officer.write({"brand": BRAND, "hs_code": "0406905000"})  # the same again says nothing new
        self.assertEqual(self.line.preference_state, "suspended")

    def test_supervisor_corrects_with_a_reason(self):
        """RS16.12: a supervisor corrects it, with the reason; declaration, suspension and case keep it."""
        head = self.head.with_user(self.supervisor)
        with self.refused("with a reason on the declaration"):
            head.write({"registered_on": self.day(-60)})
        with self.refused("Enter the reason"):
            head.correct_goods({"registered_on": self.day(-60)}, " ")
        with self.assertRaises(AccessError):
            self.head.with_user(self.officer).correct_goods({"registered_on": self.day(-60)}, "Typed wrongly")
        with self.assertRaises(AccessError):
            self.head.with_user(self.reader).correct_goods({"registered_on": self.day(-60)}, "Typed wrongly")
        before = self.head.registered_on
        head.correct_goods({"registered_on": self.day(-60)}, "Typed wrongly")
        self.assertEqual(self.line.preference_state, "claimed")
        for text in (str(before), str(self.day(-60)), "Typed wrongly"):
            self.assertIn(text, bodies(self.head))
        self.assertEqual(self.head.message_ids[:1].author_id, self.supervisor.partner_id)
        self.assertIn("suspended_goods_corrected", [row[0] for row in self.recorded(self.suspension)])
        [entry] = self.case.sudo().fact_ids.filtered(lambda fact: fact.fact == "suspended_goods_corrected")
        self.assertEqual(entry.reason, "Typed wrongly")
        self.assertIn(str(before), entry.note)
        self.assertIn(self.line.display_name, entry.note)

    def test_goods_by_themselves(self):
        """RS16.12: the same through the goods; what stays under the suspension makes no entry."""
        line = self.line.with_user(self.supervisor)
        with self.refused("with a reason on the declaration"):
            line.brand = "Other"
        line.correct_goods({"gross_weight_kg": 12.5}, "Weighed again")
        self.assertEqual(self.line.preference_state, "suspended")
        self.assertNotIn("suspended_goods_corrected", [row[0] for row in self.recorded(self.suspension)])
        line.correct_goods({"brand": "Other"}, "Read again")
        self.assertEqual(self.line.preference_state, "claimed")
        self.assertIn(BRAND, bodies(self.head))
        self.assertIn("suspended_goods_corrected", [row[0] for row in self.recorded(self.suspension)])

    def test_history_of_other_goods(self):
        """IT9: goods under no suspension are corrected by officers; former and new values stay."""
        line = self.declared(brand="Own")
        head = line.declaration_id.with_user(self.officer)
        said = len(head.message_ids)
        head.write(
            {
                "registered_on": self.day(-21),
                "line_ids": [
                    Command.update(line.id, {"brand": "New", "proof_dated_on": self.day(-30)}),
                    Command.create(
                        {
                            "position": 2,
                            "hs_code": "180632",
                            "description": "Chocolate",
                            "preference_claimed": False,
                        }
                    ),
                ],
            }
        )
        self.assertEqual(len(head.message_ids), said + 1)
        body = str(head.message_ids[:1].body)
        for text in ("Own", "New", str(self.day(-20)), str(self.day(-21)), str(self.day(-30)), "Chocolate"):
            self.assertIn(text, body)
        head.line_ids[1].unlink()
        self.assertIn("Chocolate", str(head.message_ids[:1].body))
        with self.refused("Messages here cannot be deleted"):
            head.message_ids.unlink()
        with self.refused("Messages here cannot be changed"):
            head.message_ids[:1].write({"body": "Nothing"})
        # What was corrected goes, with its history, by a supervisor alone.
        with self.refused("Only a supervisor can delete it"):
            head.unlink()
        head.with_user(self.supervisor).unlink()
        self.assertFalse(head.exists())

    def test_history_is_not_switched_off(self):
        """IT9: no context of a caller takes the history off what it writes."""
        proof = self.proof()
        for days, key in enumerate(("tracking_disable", "mail_notrack"), 1):
            for record, name in (
                (proof.with_user(self.officer), "issued_on"),
                (self.agreement.with_user(self.administrator), "in_force_on"),
            ):
                with self.subTest(key=key, model=record._name):
                    self.env.cr.flush()
                    before = len(record.message_ids)
                    day = (record[name] or self.today) + timedelta(days=days)
                    record.with_context(**{key: True}).write({name: day})
                    self.env.cr.flush()
                    record.invalidate_recordset()
                    self.assertGreater(len(record.message_ids), before)

    def test_own_defaults(self):
        """IT9: a default of the officer's own changes neither the day nor the author of a correction."""
        line = self.declared(brand="Own")
        head = line.declaration_id.with_user(self.officer)
        defaults = self.env["ir.default"].with_user(self.officer)
        defaults.set("mail.message", "date", "2001-01-01 00:00:00", user_id=True)
        defaults.set("mail.message", "author_id", self.supervisor.partner_id.id, user_id=True)
        head.write({"registered_on": self.day(-21)})
        message = head.message_ids[:1]
        self.assertEqual(message.date.year, fields.Datetime.now().year)
        self.assertEqual(message.author_id, self.officer.partner_id)

    def test_duty_is_given_afterwards(self):
        """RS11.1: a rate may be given for suspended goods; the history says what stood there."""
        self.line.with_user(self.officer).rate_without = 20.0
        self.assertIn("20.0", bodies(self.head))

    def test_transit_of_suspended_goods(self):
        """RS9.2: an officer records which document of transit was seen, also for suspended goods."""
        self.line.with_user(self.officer).record_transit_proof("none", "None was shown")
        self.assertIn("None was shown", bodies(self.head))

    def test_contact_is_moved(self):
        """RS16.12: goods that leave a suspension because a contact moves are in the record of the case."""
        office = self.env["res.partner"].create({"name": "Office", "parent_id": self.exporter.id})
        moved = self.declared(brand=BRAND, exporter=office)
        self.assertEqual(moved.preference_state, "suspended")
        other = self.person("Another d.o.o.")
        entries = len(self.recorded(self.suspension))
        office.write({"parent_id": other.id})
        self.assertEqual((moved.preference_state, self.line.preference_state), ("claimed", "suspended"))
        [entry] = self.case.sudo().fact_ids.filtered(lambda fact: fact.fact == "suspended_goods_moved")
        self.assertEqual(len(self.recorded(self.suspension)), entries + 1)
        self.assertEqual(entry.reference, self.suspension.name)
        for text in (moved.display_name, "Office", other.name):
            self.assertIn(text, entry.note)
        self.assertNotIn(self.line.display_name, entry.note)
        self.assertIn(moved.display_name, bodies(self.suspension))
        office.write({"parent_id": self.exporter.id})
        self.assertEqual(moved.preference_state, "suspended")
        self.assertEqual(len(self.recorded(self.suspension)), entries + 1, "what comes under it is no loss")

    def test_contact_is_merged(self):
        """RS16.12: the same where it is merged into a contact of another firm."""
        office = self.env["res.partner"].create({"name": "Office", "parent_id": self.exporter.id})
        moved = self.declared(brand=BRAND, exporter=office)
        other = self.person("Another d.o.o.")
        twin = self.env["res.partner"].create({"name": "Twin", "parent_id": other.id})
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        with mute_logger("odoo.addons.base.partner.merge"):
            merge._merge([office.id, twin.id], twin)
        self.assertEqual((moved.exporter_id, moved.preference_state), (twin, "claimed"))
        [entry] = self.case.sudo().fact_ids.filtered(lambda fact: fact.fact == "suspended_goods_moved")
        for text in (moved.display_name, "Twin", other.name):
            self.assertIn(text, entry.note)
        self.assertNotIn(self.line.display_name, entry.note)

    def test_goods_of_the_suspension_move(self):
        """RS16.12: the same where the goods of the suspension itself name the contact that moves."""
        office = self.env["res.partner"].create({"name": "Office", "parent_id": self.exporter.id})
        named = {"exporter_id": office.id, "producer_id": False}
        self.suspension.goods_ids.sudo()._write_guarded(named)
        self.assertEqual(self.line.preference_state, "suspended")
        office.write({"parent_id": self.person("Another d.o.o.").id})
        self.assertEqual(self.line.preference_state, "claimed")
        [entry] = self.case.sudo().fact_ids.filtered(lambda fact: fact.fact == "suspended_goods_moved")
        self.assertIn(self.line.display_name, entry.note)

    def test_proof_that_comes_later(self):
        """IT9: goods come under a proof that is registered after them, and the history says so."""
        named = [self.declared(brand="Own", proof_reference="RS 00000999") for _ in range(2)]
        proof = self.proof(number="RS 00000999")
        self.assertEqual(named[0].proof_id | named[1].proof_id, proof)
        for line in named:
            [message] = line.declaration_id.message_ids
            for text in ("The proof of origin that was declared is registered", proof.display_name):
                self.assertIn(text, str(message.body))
            self.assertEqual(message.author_id, self.env.user.partner_id)

    def test_one_message_for_a_set(self):
        """Design, Scale: one message for each declaration, in a constant number of queries."""
        self.env.flush_all()

        def cost(count):
            heads = self.env["customs.declaration"].union(
                *(self.declared(brand="Own").declaration_id for _ in range(count))
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            heads.write({"consignment_country_id": self.kz.id})
            self.env.flush_all()
            self.assertEqual([len(head.message_ids) for head in heads], [1] * count)
            return self.env.cr.sql_log_count - before

        cost(2)
        self.assertLessEqual(cost(20), cost(4) + 20)


@tagged("post_install", "-at_install")
class TestImportNoted(ImportCase):
    def test_import_of_suspended_goods(self):
        """RS16.12: an import that corrects goods under a suspension is noted; other goods as before."""
        case = self.sent_visit(-60, proof=self.proof(exporter_id=self.exporter.id), person=self.producer)
        suspension = case.env["customs.preference.suspension"].browse(
            case.with_user(self.officer).draft_suspension()
        )
        suspension.with_user(self.officer).write({"reason": "The milk was not from Serbia."})
        suspension.with_user(self.officer).goods_ids.write({"brand": "LACTO Premium"})
        suspension.with_user(self.supervisor).put_in_force()
        rows = [self.line(), self.line(number="50700/110126/0000002", brand="Other")]
        self.imported(self.csv(rows))
        first, second = self.goods()
        self.assertEqual(first.preference_state, "suspended")
        self.assertFalse(first.declaration_id.message_ids | second.declaration_id.message_ids)
        for row in rows:
            row["registered_on"] = str(self.day(-70))
            row["proof_dated_on"] = str(self.day(-80))
        self.imported(self.csv(rows))
        self.assertEqual(first.preference_state, "claimed")
        self.assertIn(str(self.day(-70)), bodies(first.declaration_id))
        self.assertIn(str(self.day(-50)), bodies(first.declaration_id))
        entry = case.sudo().fact_ids.filtered(lambda fact: fact.fact == "suspended_goods_corrected")
        self.assertEqual(entry.reference, suspension.name)


@tagged("post_install", "-at_install")
class TestRowsOfFinishedVisits(ReportCase):
    """IT9: what a visit that is reported or over holds is not rewritten unseen, in whatever row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = cls.case.member_ids.filtered(lambda member: member.side == "importing")
        cls.cost = cls.env["customs.inspection.cost"].create(
            {"visit_id": cls.case.id, "member_id": own.id, "amount": 80.0, "spent_on": cls.day(-38)}
        )
        cls.env["customs.visit.obstruction"].create(
            {"visit_id": cls.case.id, "happened_on": cls.today, "who": "A. B.", "description": "Locked"}
        )

    def rows(self):
        """Return a row of each model of rows, with fields that say something and other values."""
        mixin = "customs.visit.row.mixin"
        for name, model in self.env.registry.items():
            if mixin not in model._inherit or model._abstract:
                continue
            row = self.env[name].search([("visit_id", "=", self.case.id)], limit=1)
            self.assertTrue(row, name)
            for field_name, field in row._fields.items():
                own = field.store and field.column_type and not (field.compute or field.related)
                without = {"id", "visit_id", "create_uid", "write_uid"} | row._unsealed_fields
                if not own or field_name in without:
                    continue
                other = self.other(row, field)
                if other is not None:
                    yield row, field_name, other

    def other(self, row, field):
        value = row[field.name]
        if field.type in ("char", "text"):
            return f"{value or ''}1"
        if field.type in ("float", "monetary", "integer"):
            return value + 1
        if field.type == "date":
            return self.day(-37)
        if field.type == "boolean":
            return not value
        if field.type == "selection":
            return next(key for key, _label in field._description_selection(self.env) if key != value)
        return None

    def test_class(self):
        """IT9: every row model, every field, after the approval and after the end: no officer rewrites it."""
        tried = 0
        finishes = {"approved": self._approve, "over": self._over}
        for how, finish in finishes.items():
            finish()
            for row, name, value in self.rows():
                tried += 1
                with self.subTest(how=how, row=row._name, name=name), self.refused():
                    row.with_user(self.officer).write({name: value})
            for row in {row for row, _name, _value in self.rows()}:
                with self.subTest(how=how, row=row._name, act="unlink"), self.refused():
                    row.with_user(self.officer).unlink()
        self.assertGreater(tried, 20)

    def _over(self):
        query = "UPDATE customs_verification_visit SET closed_on = %s WHERE id = %s"
        self._sql(query, self.today, self.case.id)

    def test_supervisor_corrects_a_cost(self):
        """RS16.13: a supervisor corrects it; the case keeps what stood there before, deleted rows too."""
        self._approve()
        with self.refused("A supervisor can correct it", error=UserError):
            self.cost.with_user(self.officer).spent_on = self.day(-37)
        self.cost.with_user(self.officer).write({"spent_on": self.day(-38)})  # nothing new
        cost = self.cost.with_user(self.supervisor)
        cost.write({"spent_on": self.day(-37), "amount": 81.0})
        self.assertIn(str(self.day(-38)), str(self.case.message_ids[:1].body))
        self.assertIn("81.0", str(self.case.message_ids[:1].body))
        cost.unlink()
        self.assertIn("81.0", str(self.case.message_ids[:1].body))

    def test_draft(self):
        """RS16.13: until the report is approved an officer writes freely."""
        self.cost.with_user(self.officer).spent_on = self.day(-37)
        self.assertEqual(self.cost.spent_on, self.day(-37))

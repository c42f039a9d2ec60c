"""Attacks on suspensions and decisions of the preference: by forms, by bent values, by the order of acts.

The importer's own doors are tried in `test_attacks.py` and `test_portal_preferences.py`.
"""

import base64
import io
import zipfile
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools import import_file
from ..common.access import AccessCase
from ..common.decision import DecisionCase
from ..common.imports import HEADINGS, ImportCase
from ..common.several_connections import NUMBERS, MomentCase
from ..common.suspension import SuspensionCase

MARKUP = '<b>bold</b><a href="https://evil.example.com">here</a>'
# What a program may send where a text, a day, or a list of ids is due.
BENT = (5, True, ["x"], {"a": 1}, "\ud800", "x\0y", [True], [2**40], [["x"]])


@tagged("post_install", "-at_install")
class TestNamedByAForm(AccessCase):
    """CU-A: nobody learns of another authority's records by naming them, saved or not yet saved."""

    def setUp(self):
        super().setUp()
        self.told = []

    def tries(self, user, model, vals, record=None):
        """Name what is another's through the doors of a form, and note what is told."""
        forms = self.env[model].with_user(user)
        wanted = {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in forms._fields.items()
            if forms._has_field_access(field, "read") and not name.startswith(("activity_", "message_"))
        }
        defaults = {f"default_{name}": value for name, value in vals.items()}
        doors = {
            "defaults": lambda: forms.with_context(**defaults).onchange({}, [], wanted),
            "values": lambda: forms.onchange(dict(vals), list(vals), wanted),
        }
        if record:
            doors["write"] = lambda: (
                record.with_user(user).write(vals) and record.with_user(user).read(list(vals))
            )
        elif forms._transient:
            doors["create"] = lambda: forms.create(dict(vals)).web_read(wanted)
        for door, act in doors.items():
            said = ""
            try:
                with self.env.cr.savepoint():
                    self.env.invalidate_all()
                    said = str(act())
                    raise ValueError("enough")  # nothing of it stays
            except (UserError, ValueError) as error:
                said += str(error)
            yield door, said

    def note(self, user, model, vals, names, record=None):
        for door, said in self.tries(user, model, vals, record):
            for name in filter(None, map(str, names)):
                if name in said:
                    self.told.append((user.login, model, door, list(vals), name))

    def own_records(self, comodel):
        """Return the records of the own case that nobody of the other authority reads."""
        return [
            row
            for (model, which), row in self.own.items()
            if model == comodel and which != "law" and row.sudo().exists()
        ]

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_references(self):
        """CU-A: each reference of each model, set to another authority's record, tells nothing of it."""
        for user in (self.foreign_officer, self.foreign_supervisor):
            for model, fields in sorted(self._references().items()):
                record = next(
                    (row for (name, _which), row in self.foreign.items() if name == model and row.id), None
                )
                for name, comodel, many in fields:
                    for other in self.own_records(comodel)[:1]:
                        vals = {name: [Command.set(other.ids)] if many else other.id}
                        self.note(user, model, vals, [other.sudo().display_name], record)
        self.assertFalse(self.told)

    def _references(self):
        """Return model -> [(field, model it refers to, whether to many)] of what officers write."""
        found = {}
        for model in self.env:
            if not model.startswith("customs.") or not self.env[model]._auto:
                continue
            if not self.env[model].with_user(self.foreign_supervisor).has_access("create"):
                continue
            found[model] = [
                (name, field.comodel_name, field.type == "many2many")
                for name, field in self.env[model]._fields.items()
                if field.store
                and field.type in ("many2one", "many2many")
                and self.own_records(field.comodel_name)
            ]
        return found

    @mute_logger("odoo.sql_db")
    def test_wizards(self):
        """CU-A: each wizard, created upon another authority's case, tells nothing of it: no sums either."""
        decision = self.own["customs.preference.decision"].sudo()
        names = [self.own[model].sudo().name for model in ("customs.preference.suspension",)]
        names += [decision.name, decision.totals, decision.ground_id.display_name]
        for model, vals in self._wizard_values(self.own["customs.verification.visit"]).items():
            self.note(self.foreign_officer, model, vals, names)
        self.assertFalse(self.told)


@tagged("post_install", "-at_install")
class TestSuspensionAttacks(SuspensionCase):
    def test_goods_of_another_visit(self):
        """RS11.1.7: goods of another visit, of which it is found that they comply, save none of these."""
        draft, other = self.draft(), self.sent_visit(-30)
        with self.refused("the chosen goods do not belong to the visit"):
            draft.goods_ids.visit_goods_id = other.goods_ids
        with self.refused("the chosen goods do not belong to the visit"):
            values = {"hs_code": "040690", "description": "x", "visit_goods_id": other.goods_ids.id}
            draft.goods_ids = [Command.create(values)]

    @mute_logger("odoo.sql_db")
    def test_bent_values(self):
        """IT9: whatever is sent to a suspension or to the answer for clearance, no error of the server."""
        draft, line = self.draft(), self.declared()
        standing = self.in_force(self.sent_visit(-30))
        declarations, law = self.env["customs.declaration"], self.agreement.code
        for bent in BENT:
            goods = {"hs_code": "040690", "description": "x", "brand": bent, "producer_id": bent}
            asked = {"agreement": law, "hs_code": "040690", "brand": bent, "exporter_name": bent}
            for act in (
                lambda bent=bent: draft.judge(bent, bent, True, bent),
                lambda bent=bent: draft.give_up(bent),
                lambda bent=bent: standing.end(bent, bent),
                lambda bent=bent: standing.change(bent, bent, bent),
                lambda goods=goods: standing.change("Why", None, [[0, 0, goods]]),
                lambda bent=bent: standing.ask_importers(bent, bent),
                lambda bent=bent: standing.ask_importers("What?", bent),
                lambda bent=bent: line.with_user(self.officer).apply_for_restoration(bent),
                lambda bent=bent: declarations.may_grant([bent, {"id": bent}, {"agreement": bent}]),
                lambda bent=bent: declarations.may_grant([{"number": bent, "position": bent}]),
                lambda asked=asked: declarations.may_grant(
                    [asked, {"agreement": "\ud800", "hs_code": "040690"}]
                ),
            ):
                with self.subTest(bent=repr(bent)), self.env.cr.savepoint(), self.assertRaises(UserError):
                    act()
                    self.env.flush_all()
                    raise UserError("it was taken")  # pylint: disable=translation-required

    def test_search(self):
        """CU-A: the search for goods under another authority's suspension finds none, whatever is asked."""
        suspension, line = self.in_force(), self.declared(brand="Lacto Premium")
        for user, number in ((self.officer, 1), (self.foreign_officer, 0)):
            lines = self.env["customs.declaration.line"].with_user(user)
            for value in (suspension.ids, [suspension.id, 2**40, False]):
                self.assertEqual(lines.search_count([("falls_under_id", "in", value)]), number)
            for value in ("x", ["x"]):
                with self.refused("Unsupported operator"):
                    lines.search([("falls_under_id", "in", value)])
            with self.refused("Unsupported operator"):
                lines.search([("falls_under_id", "any", [("reason", "ilike", "milk")])])
        self.assertEqual(suspension.mark_ids.line_id, line)

    def test_act_as_supervisor(self):
        """RS16.12: no field, command or default puts in force, ends or changes what an officer wrote."""
        draft, standing = self.draft(), self.in_force(self.sent_visit(-30))
        goods, other = standing.goods_ids.with_user(self.officer), self.draft(self.sent_visit(-20))
        standing = standing.with_user(self.officer)
        day = str(self.day(-5))
        for act in (
            lambda: draft.write({"started_on": day}),
            lambda: draft.write({"state": "in_force"}),
            lambda: draft.write({"author_ids": [Command.clear()]}),
            lambda: draft.goods_ids.write({"started_on": day}),
            lambda: draft.goods_ids.write({"hs_prefix": "04"}),
            lambda: draft.copy({"started_on": day}),
            draft.put_in_force,
            lambda: standing.write({"ended_on": day}),
            lambda: standing.write({"hs_digits": 4}),
            lambda: standing.write({"reason": "Other"}),
            lambda: standing.write({"starts_on": day}),
            lambda: standing.write({"visit_id": draft.visit_id.id}),
            lambda: standing.write({"goods_ids": [Command.update(goods.id, {"brand": "Other"})]}),
            lambda: standing.write(
                {"goods_ids": [Command.create({"hs_code": "040690", "description": "x"})]}
            ),
            lambda: standing.write({"goods_ids": [Command.clear()]}),
            lambda: standing.write({"goods_ids": [Command.link(draft.goods_ids.id)]}),
            lambda: draft.write({"goods_ids": [Command.link(goods.id)]}),
            lambda: standing.visit_id.write(
                {"suspension_ids": [Command.update(standing.id, {"reason": "Other"})]}
            ),
            lambda: standing.visit_id.write({"suspension_ids": [Command.delete(standing.id)]}),
            lambda: goods.write({"no_characteristics": True}),
            lambda: goods.write({"suspension_id": other.id}),
            goods.copy,
            goods.unlink,
            lambda: (
                goods.load(["suspension_id/.id", "hs_code", "description"], [[standing.id, "040690", "x"]])[
                    "ids"
                ]
                or standing._refuse_unless_draft()
            ),
            lambda: standing.end("Because"),
            lambda: self._by_wizard(standing, {"kind": "end", "reason": "Because"}),
            lambda: self._by_reason(standing, "put_in_force"),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()
                self.env.flush_all()
        defaults = {"default_started_on": day, "default_state": "in_force", "default_author_ids": False}
        new = draft.with_context(**defaults).copy()
        self.assertEqual((new.state, new.started_on, new.author_ids), ("draft", False, self.officer))
        self.assertEqual((draft.state, standing.state, len(standing.goods_ids)), ("draft", "in_force", 1))

    def _by_wizard(self, suspension, vals):
        wizard = self.env["customs.change.suspension"].with_user(self.officer)
        wizard.create({"suspension_id": suspension.id, **vals}).action_apply()

    def _by_reason(self, record, method):
        wizard = self.env["customs.give.reason"].with_user(self.officer)
        vals = {"res_model": record._name, "res_id": record.id, "method": method, "reason": "x"}
        wizard.create(vals).action_apply()

    def test_author_by_a_detour(self):
        """RS16.12: a supervisor who wrote but a word of the draft does not put it in force."""
        for act in (
            lambda row: row.goods_ids.write({"brand": "Other"}),
            lambda row: row.visit_id.write({"suspension_ids": [Command.update(row.id, {"reason": "Other"})]}),
            lambda row: row.goods_ids[:1].copy({"brand": "Third"}),
            lambda row: row.write({"starts_on": self.day(-9)}),
        ):
            draft = self.draft(self.sent_visit(-30)).with_user(self.supervisor)
            act(draft)
            with self.refused("You prepared "):
                draft.put_in_force()


@tagged("post_install", "-at_install")
class TestDecisionAttacks(DecisionCase):
    def setUp(self):
        super().setUp()
        self.paper = self.proof()
        self.lines = self.declared(self.paper, 2)
        self.visit = self.refused_visit(self.paper)
        self.proposal = self.decision(self.visit)[:1]
        self.assertTrue(self.proposal.line_ids)

    @mute_logger("odoo.sql_db")
    def test_bent_values(self):
        """IT9: whatever is sent to a decision, no error of the server."""
        proposal = self.proposal.with_user(self.supervisor)
        for bent in BENT:
            for act in (
                lambda bent=bent: proposal.decide(bent, bent, bent),
                lambda bent=bent: proposal.dismiss(bent),
                lambda bent=bent: proposal.revoke(bent),
                lambda bent=bent: proposal.add_goods(bent, "Why"),
                lambda bent=bent: proposal.add_goods(self.lines.ids, bent),
                lambda bent=bent: proposal.line_ids[0].leave_out(bent),
            ):
                with self.subTest(bent=repr(bent)), self.env.cr.savepoint(), self.assertRaises(UserError):
                    act()
                    self.env.flush_all()
                    raise UserError("it was taken")  # pylint: disable=translation-required

    def test_markup(self):
        """IT9: markup in a reason is text to the supervisor who is asked to decide, and in the history."""
        lines = self.declared(exporter_id=self.person("Another Exporter").id, days=-5)
        self.suspension(self.visit, lines, ended=0, end_kind="supervisor")
        number = lines.with_user(self.officer).apply_for_restoration(MARKUP)
        decision = self.env["customs.preference.decision"].browse(number)
        bodies = [str(decision.activity_ids.note), *map(str, decision.message_ids.mapped("body"))]
        self.assertIn("&lt;b&gt;", bodies[0])
        for body in bodies:
            self.assertNotIn("<b>", body)
            self.assertNotIn("<a ", body)

    def test_another_ground_without_trace(self):
        """RS11.2: a supervisor who takes another ground before deciding leaves a trace of it."""
        self.env.flush_all()
        self.cr.flush()  # what was just created tracks nothing
        former = self.proposal.ground_id
        other = (self.agreement.ground_ids - former)[:1]
        self.proposal.with_user(self.supervisor).ground_id = other
        self.env.flush_all()
        self.cr.flush()
        self.env.invalidate_all()
        values = self.proposal.message_ids.sudo().tracking_value_ids
        self.assertIn(former.display_name, values.mapped("old_value_char"))

    def test_reminder_switched_off(self):
        """RS10.3: nobody writes by hand that the reminder of the last day was sent."""
        with self.refused("this is filled in automatically and cannot be entered"):
            self.lines.with_user(self.officer).restoration_reminded_on = self.today

    def test_revoked_decision(self):
        """RS11.1: a refusal that was revoked does not keep the clearance system from granting."""
        self.decide(self.proposal)
        declarations = self.env["customs.declaration"].with_user(self.reader)

        def codes():
            [answer] = declarations.may_grant([{"id": self.lines[0].id}])
            return [reason["code"] for reason in answer["reasons"]]

        self.assertIn("refused", codes())
        self.proposal.with_user(self.supervisor).revoke("Wrong")
        self.assertNotIn("refused", codes())


@tagged("post_install", "-at_install")
class TestDecisionSameMoment(MomentCase):
    @mute_logger("odoo.sql_db")
    def test_goods_found_while_deciding(self):
        """RS11.1: goods that are found while a supervisor decides do not get into what was decided."""
        with self._env() as env:
            decision, goods = self._proposal(env)
            number, line_id = decision.id, goods.id
        decisions = "customs.preference.decision"
        with self._env() as late:
            seen = late[decisions].browse(number)
            self.assertEqual(seen.state, "proposed")  # the snapshot of this transaction begins
            with self._env() as env:
                env[decisions].browse(number).decide("For these reasons")
            with self.assertRaises(SerializationFailure):
                seen._refresh_goods()
            late.cr.rollback()
        with self._env() as env:
            decision = env[decisions].browse(number)
            decision._refresh_goods()
            self.assertEqual(decision.state, "decided")
            self.assertEqual(decision.line_ids.line_id.ids, [line_id])

    def _proposal(self, env):
        """Return a proposal to restore goods of a revoked refusal, and its goods; more are found later."""
        law = env.ref("customs_verification.agreement_eaeu_rs")
        authority = env["customs.authority"].create(
            {
                "name": "Moment KZ",
                "code": f"M-KZ-{next(NUMBERS)}",
                "country_id": env.ref("base.kz").id,
                "is_customs_authority": True,
            }
        )
        firm = env["res.partner"].create({"name": "Moment Importer", "is_company": True})
        day = authority._today()
        goods = {
            "hs_code": "0406905000",
            "description": "Cheese",
            "customs_value": 0.01,
            "currency_id": env.ref("base.EUR").id,
            "agreement_id": law.id,
        }
        declaration = env["customs.declaration"].create(
            {
                "number": f"M/{next(NUMBERS)}",
                "registered_on": day - timedelta(days=5),
                "importing_authority_id": authority.id,
                "importer_id": firm.id,
                "consignment_country_id": env.ref("base.rs").id,
                "line_ids": [Command.create({**goods, "position": place}) for place in (1, 2)],
            }
        )
        values = {
            "res_model": declaration._name,
            "res_id": declaration.id,
            "agreement_id": law.id,
            "importing_authority_id": authority.id,
            "ground_id": law.ground_ids.filtered(lambda row: not row.asks_slips and not row.asks_falsified)[
                0
            ].id,
            "proposed_on": day,
        }
        decisions = env["customs.preference.decision"]._behind_the_door()
        rows = [
            Command.create({"line_id": line.id, "currency_id": line.currency_id.id})
            for line in declaration.line_ids
        ]
        refusal = decisions.create(
            {**values, "trigger": "a", "decided_on": day, "revoked_on": day, "line_ids": rows}
        )
        proposal = decisions.create(
            {
                **values,
                "kind": "restoration",
                "scope": "revoked",
                "trigger": "b",
                "origin_decision_id": refusal.id,
                "line_ids": rows[:1],
            }
        )
        return proposal, declaration.line_ids[0]


@tagged("post_install", "-at_install")
class TestImportAttacks(ImportCase):
    def test_source_of_another(self):
        """CU-A: nobody of another authority imports through a source, nor says how its files are read."""
        own = self.source.with_user(self.foreign_officer)
        columns = own.env["customs.import.column"]
        mine = own.create({"name": "Mine", "importing_authority_id": self.other_importing.id})
        self.source.column_ids.filtered(lambda column: column.field == "brand").unlink()
        column = {"source_id": own.id, "field": "brand", "heading": "Model"}
        content = base64.b64encode(self.csv([self.line()])).decode()
        runs, file = self.imports.with_user(self.foreign_officer), {"file": content, "file_name": "a.csv"}
        for act in (
            lambda: columns.create(column),
            lambda: columns.create({**column, "importing_authority_id": self.other_importing.id}),
            lambda: columns.create({**column, "source_id": mine.id}).write({"source_id": own.id}),
            lambda: mine.write({"column_ids": [Command.link(self.source.column_ids[0].id)]}),
            lambda: mine.write({"importing_authority_id": self.importing.id}),
            lambda: own.import_lines([self.line()]),
            lambda: own.start_import("a.csv", content),
            lambda: runs.create({**file, "source_id": own.id}),
            lambda: runs.create({**file, "source_id": mine.id}).write({"source_id": own.id}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()
                self.env.flush_all()
        self.assertNotIn("brand", self.source._mapping())

    def test_workbook_that_fills_the_memory(self):
        """IT9: parts of a workbook that are read whole are no larger than what is held in memory."""
        book = io.BytesIO()
        with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", b" " * 2**20)
            archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
        source = self.make_source(name="Books", file_kind="xlsx")
        with (
            patch.object(import_file, "LARGEST_IN_MEMORY", 2**19),
            self.refused("The unpacked workbook is too large"),
        ):
            source.start_import("a.xlsx", base64.b64encode(book.getvalue()).decode())

    def test_bent_files(self):
        """IT9: a file that is none, or no base64, is refused with a sentence."""
        sources = {"csv": self.source, "xlsx": self.make_source(name="Books", file_kind="xlsx")}
        for content in ("%%%", "é", 5, True, ["x"], {"a": 1}, "", b"\xff", "UEsDBA==", "AA==", "77u/"):
            for kind, source in sources.items():
                with (
                    self.subTest(content=repr(content), kind=kind),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    source.start_import("../../a.csv", content)

    def test_bent_rows(self):
        """IT9: whatever a line says, it is taken or told, and never an error; no year 1 or 9999 gets in."""
        bent = ("\0", "\ud800", 10**400, float("inf"), float("nan"), -1, True, [], {}, "=1+1", "1e400")
        bent += ("9999-12-31", "0001-01-01", "2026-02-30", "x" * 10**6)
        rows = [self.line(**{name: value}) for name in HEADINGS for value in bent]
        rows += [*bent, {"id": 1}, {"number": None}, {1: 2}, {"\ud800": 1}]
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            said = self.source.import_lines(part)
            self.assertEqual([row["row"] for row in said], list(range(1, len(part) + 1)))
        days = self.goods().mapped("registered_on")
        self.assertTrue(all(1990 <= day.year <= 2100 for day in days))

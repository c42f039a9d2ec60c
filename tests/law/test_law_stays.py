"""The law of cases stays where it is, and what it said before is kept: by class, over all rows of law."""

# pylint: disable=translation-required  # what a test writes is not translated

import re

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...models.law.customs_noted_mixin import UNSAID
from ..common.cases import CustomsCase
from ..common.other_values import changed_without_a_word

MOVES = {"customs.procedure": "a duplicate may become the procedure of another agreement"}


class LawCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.other_agreement = cls.env["customs.agreement"].create({"code": "OTHER", "name": "Other"})
        cls.other_procedure = cls.visit_procedure.copy({"code": "OTHER", "name": "Visit of another kind"})
        cls.env["customs.authority.contact"].create({"authority_id": cls.exporting.id, "name": "Test"})
        cls.env["customs.service.rule"].create(
            {"procedure_id": cls.visit_procedure.id, "channel": "email", "article": "Art. 1"}
        )
        cls.sent_visit()
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def kinds(self):
        """Return the models of rows of law."""
        mixin = self.registry["customs.law.row.mixin"]
        return sorted(
            name for name, kind in self.registry.items() if issubclass(kind, mixin) and not kind._abstract
        )

    def rows(self):
        """Yield one row of each kind of law; those of the procedure and the agreement with cases."""
        own = {
            "customs.agreement": self.agreement,
            "customs.procedure": self.visit_procedure,
            "customs.authority": self.exporting,
        }
        for model in self.kinds():
            of_procedure = "procedure_id" in self.env[model]._fields
            procedure = (
                self.documents_procedure if model == "customs.result.question" else self.visit_procedure
            )
            domain = [("procedure_id", "=", procedure.id)] if of_procedure else []
            row = own.get(model) or self.env[model].search(domain, limit=1)
            self.assertTrue(row, model)
            yield row.with_user(self.administrator)


@tagged("post_install", "-at_install")
class TestLawStays(LawCase):
    """Which law a case is under is not changed under it (IT9, RS16)."""

    def test_every_row_of_law(self):
        """IT9: what is deleted with an agreement, procedure or authority belongs to it for good."""
        kinds = self.kinds()
        for model, kind in self.registry.items():
            for name, field in kind._fields.items():
                part = field.type == "many2one" and field.store and field.comodel_name in kinds
                if part and field.required and field.ondelete == "cascade" and self.stays(model):
                    with self.subTest(model=model, field=name):
                        self.assertIn(model, kinds)
                        self.assertEqual(kind._belongs_to, name)

    def stays(self, model):
        """Return whether rows of the model are kept, and do not move."""
        return model not in MOVES and not self.env[model]._transient

    def test_rows_do_not_move(self):
        """IT9: no row of law moves to another agreement, procedure or authority, or into a used one."""
        tried = 0
        for row in self.rows():
            name = row._belongs_to
            if not name:
                continue
            place = row[name]
            other = self.env[place._name].search([("id", "!=", place.id)], limit=1)
            whole = [
                field.name
                for field in place._fields.values()
                if field.type == "one2many" and field.comodel_name == row._name and field.inverse_name == name
            ]
            calls = [lambda row=row, other=other, name=name: row.write({name: other.id})]
            calls += [
                lambda other=other, many=many, row=row: other.with_user(self.administrator).write(
                    {many: [Command.link(row.id)]}
                )
                for many in whole
            ]
            for number, call in enumerate(calls):
                tried += 1
                with self.subTest(model=row._name, way=number), self.refused("cannot be"):
                    call()
            row.write({name: place.id})  # nothing new
        self.assertGreater(tried, 20)

    def test_into_a_used_procedure(self):
        """RS16: nor do steps, rules and consequences of an unused procedure move into a used one."""
        for name in ("step_ids", "rule_ids", "consequence_ids"):
            row = self.other_procedure[name][:1].with_user(self.administrator)
            with self.subTest(name), self.refused("cannot be moved"):
                row.procedure_id = self.visit_procedure
            with self.subTest(name), self.refused("cannot be moved"):
                self.visit_procedure.with_user(self.administrator).write({name: [Command.link(row.id)]})
            with self.subTest(name), self.refused("cannot be moved"):
                self.other_procedure.with_user(self.administrator).copy(
                    {"code": "THIRD", name: [Command.link(row.id)]}
                )

    def test_used_procedure(self):
        """RS16: agreement and type of case stay once any case is under the procedure, a draft included."""
        self.documentary(answered=False)
        for procedure, model in (
            (self.visit_procedure, "customs.verification.request"),
            (self.documents_procedure, "customs.verification.visit"),
        ):
            law = procedure.with_user(self.administrator)
            for vals in ({"case_model": model}, {"agreement_id": self.other_agreement.id}):
                with (
                    self.subTest(procedure=procedure.code, vals=vals),
                    self.refused("cannot be changed", "is under this procedure", "Duplicate the procedure"),
                ):
                    law.write(vals)
            with self.refused("is under this procedure"):
                self.other_agreement.with_user(self.administrator).procedure_ids = [
                    Command.link(procedure.id)
                ]
            law.write(
                {"case_model": law.case_model, "agreement_id": law.agreement_id.id, "valid_to": "2200-01-01"}
            )
        steps = self.visit_procedure.step_ids.with_user(self.administrator)
        with self.refused("something is recorded"):
            steps.filtered("closes")[:1].closes = False

    def test_settings_of_a_used_procedure(self):
        """RS15.5, RS16.1, RS16.6: who is asked, what comes first, whose day it is stay for running cases."""
        law = self.visit_procedure.with_user(self.administrator)
        settings = law._settled_fields()
        self.assertLessEqual(14, len(settings))
        other = {"boolean": lambda name: not law[name]}
        for name in sorted(settings):
            field = law._fields[name]
            if field.type == "boolean":
                value = other["boolean"](name)
            else:
                choices = [key for key, _label in field._description_selection(self.env) if key != law[name]]
                value = choices[0]
            with self.subTest(name), self.refused("cannot be changed: something is recorded"):
                law.write({name: value})
            law.write({name: law[name]})

    def test_who_keeps_the_law_is_told_no_case(self):
        """CU-A: a refusal names the case to those who may read it, and to nobody else."""
        both = new_test_user(
            self.env,
            "keeper.and.supervisor",
            groups="customs_verification.group_administrator,customs_verification.group_supervisor",
            customs_authority_ids=[Command.set(self.importing.ids)],
        )
        for user, told in ((self.administrator, False), (both, True)):
            for change in (
                lambda law: law.write({"agreement_id": self.other_agreement.id}),
                lambda law: law.write({"reminder_first": not law.reminder_first}),
                lambda law: law.step_ids[:1].write({"closes": not law.step_ids[:1].closes}),
                lambda law: law.write({"is_draft": True}),
            ):
                with self.subTest(user=user.login), self.assertRaises(UserError) as refused:
                    change(self.visit_procedure.with_user(user))
                said = str(refused.exception)
                self.assertEqual(bool(re.search(r"[DV]V/\d{4}/", said)), told, said)
                self.assertEqual("a record that you have no access to" in said, not told, said)

    def test_unused_procedure(self):
        """RS16: a duplicate becomes the procedure of another agreement."""
        law = self.other_procedure.with_user(self.administrator)
        law.agreement_id = self.other_agreement
        self.assertEqual(law.agreement_id, self.other_agreement)

    def test_code_is_no_update(self):
        """IT9: code that somebody keeps in the database is no update of the software."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Change the law",
                "model_id": self.env["ir.model"]._get_id("customs.procedure"),
                "state": "code",
                "code": f"p = env['customs.procedure'].sudo().browse({self.visit_procedure.id})\n"
                "p.write({'case_model': 'customs.verification.request'})",
            }
        )
        with self.refused("is under this procedure"):
            action.run()


@tagged("post_install", "-at_install")
class TestFormerLaw(LawCase):
    """What the law said before is kept, with who changed it (IT9)."""

    def history(self, row):
        return row._place_of_notes().sudo().message_ids

    def test_words_of_every_language(self):
        """IT9: words that are changed past `write`, in any language, are noted as `write` notes them."""
        tried = 0
        for row in self.rows():
            for name, field in row._fields.items():
                if not (field.store and field.translate):
                    continue
                tried += 1
                with self.subTest(model=row._name, field=name):
                    row.write({name: "Former words"})
                    self.env.flush_all()
                    self.env.cr.precommit.run()
                    former = self.history(row)
                    words = {"en_US": "Other words", "ru_RU": "Другие слова"}
                    row.update_field_translations(name, words)
                    [note] = self.history(row) - former
                    for text in ("Former words", "Other words", "Другие слова", "ru_RU"):
                        self.assertIn(text, note.body)
                    self.assertEqual(note.author_id, self.administrator.partner_id)
                    row.update_field_translations(name, words)
                    self.assertEqual(self.history(row) - former, note, "what is no change is not noted")
                    row.web_override_translations({name: "One for all"})
                    self.assertEqual(len(self.history(row) - former), 2)
                    with self.refused(error=AccessError):
                        row.with_user(self.supervisor).update_field_translations(name, {"en_US": "X"})
        self.assertGreater(tried, 25)

    def test_every_translated_word(self):
        """IT9: whatever has words in several languages is a row of law."""
        kinds = self.kinds()
        for model, kind in self.registry.items():
            if model.startswith("customs.") and not kind._abstract and not kind._transient:
                for name, field in kind._fields.items():
                    if field.store and field.translate:
                        with self.subTest(model=model, field=name):
                            self.assertIn(model, kinds)

    def test_every_value(self):
        """IT9, RSM29: whatever an administrator changes is in a history, but a row's place in a mere list."""
        said = []
        for row in self.rows():
            order = frozenset() if getattr(row, "_order_counts", False) else {"sequence"}
            said += [name and f"{row._name}.{name}" for name in changed_without_a_word(row, UNSAID | order)]
        self.assertEqual(sorted({name for name in said if name}), [], "changed, and no history says so")
        self.assertGreater(len(said), 120)

    def test_who_serves_an_authority(self):
        """IT9, CU-A: to whom the cases of an authority are opened, whichever side is written."""
        user, authority = self.foreign_officer, self.importing.with_user(self.administrator)
        groups = "base.group_erp_manager,base.group_partner_manager,customs_verification.group_administrator"
        manager = new_test_user(self.env, "keeper.of.users", groups=groups)
        logins = user.with_user(manager)
        ways = (
            lambda: authority.write({"user_ids": [Command.link(user.id)]}),
            lambda: authority.write({"user_ids": [Command.unlink(user.id)]}),
            lambda: logins.write({"customs_authority_ids": [Command.link(authority.id)]}),
            lambda: logins.write({"customs_authority_ids": [Command.set(self.other_importing.ids)]}),
            lambda: logins.copy({"login": "copied", "customs_authority_ids": [Command.set(authority.ids)]}),
            lambda: authority.invite_liaison("Liaison", "liaison.noted@example.com"),
        )
        for number, way in enumerate(ways):
            with self.subTest(number):
                former, served = (
                    self.history(authority),
                    authority.sudo().with_context(active_test=False).user_ids,
                )
                way()
                now = authority.sudo().with_context(active_test=False).user_ids
                [changed] = (now - served) | (served - now)
                new = self.history(authority) - former
                [note] = new.filtered(lambda message: "Users changed" in message.body)
                self.assertIn(f"#{changed.id}<", note.body)
                self.assertNotIn(changed.name, note.body)
                self.assertIn(note.author_id, (self.administrator | manager).partner_id)
        former = self.history(authority)
        authority.write({"user_ids": [Command.link(self.officer.id)]})
        self.assertEqual(self.history(authority), former, "what is no change is not noted")
        new = authority.create(
            {
                "name": "New",
                "code": "T-NEW",
                "country_id": self.kz.id,
                "is_customs_authority": True,
                "user_ids": [Command.link(user.id)],
            }
        )
        self.assertIn(f"#{user.id}<", "".join(self.history(new).mapped("body")))

    def test_words_are_shown_at_once(self):
        """RS16, RS15.5: the new words of a step and a citation are those that papers show."""
        visit = self.visit()
        step = self.visit_procedure.step_ids[:1].with_user(self.administrator)
        self.assertNotEqual(visit._fact_label(step.fact), "New words")
        step.update_field_translations("name", {"en_US": "New words"})
        self.assertEqual(visit._fact_label(step.fact), "New words")
        article = self.agreement.article_ids[:1].with_user(self.administrator)
        self.agreement._cite(article.name)
        article.update_field_translations("citation", {"en_US": "New citation"})
        self.assertEqual(self.agreement._cite(article.name), "New citation")

    def test_what_is_not_tracked(self):
        """IT9: of agreements and authorities every word is kept, also what Odoo does not track."""
        for row, name in (
            (self.agreement, "citation"),
            (self.agreement, "preference_article"),
            (self.exporting, "decision_rights"),
            (self.exporting, "letters_name_officer"),
            (self.agreement.article_ids[:1], "citation"),
        ):
            with self.subTest(model=row._name, field=name):
                law = row.with_user(self.administrator)
                former = self.history(law)
                before = law._noted_text(name)
                law.write({name: not law[name] if law._fields[name].type == "boolean" else "Other words"})
                [note] = self.history(law) - former
                self.assertIn(before, note.body)
                self.assertIn(law._noted_text(name), note.body)

    def test_order_of_steps(self):
        """RS16: after which others a step comes, and which exclude it, is kept when it is changed."""
        step = self.other_procedure.step_ids.filtered("after_ids")[:1].with_user(self.administrator)
        others = self.other_procedure.step_ids - step - step.after_ids - step._all_before()
        for name, value in (
            ("after_ids", [Command.clear()]),
            ("without_ids", [Command.set(others[:1].ids)]),
        ):
            with self.subTest(name):
                step.write({name: value})
                self.env.flush_all()
                self.env.cr.precommit.run()
                self.assertIn(name, step.sudo().message_ids.tracking_value_ids.field_id.mapped("name"))

    def test_deleting_rules(self):
        """IT9: a rule with a history is archived, and the sentence says so."""
        rule = self.visit_procedure.rule_ids[:1].with_user(self.administrator)
        rule.sudo()._message_log(body="A note")
        with self.refused("cannot be deleted", "Archive it instead"):
            rule.unlink()
        rule.active = False

    def test_what_is_looked_up(self):
        """RSM4.3: by which digits a row is looked up follows from its code, and nobody writes it."""
        row = self.env["customs.excluded.goods"].search([], limit=1).with_user(self.administrator)
        with self.refused("filled in automatically"):
            row.hs_key = "000000"
        self.env.cr.execute("UPDATE customs_excluded_goods SET hs_key = '000000' WHERE id = %s", [row.id])
        self.env.invalidate_all()
        [problem] = self.env["customs.record.check"]._law_problems()
        self.assertIn(row.display_name, problem)

    def test_notes_stay(self):
        """IT9: nobody takes off or rewrites the notes of former law, neither who changed it."""
        places = set()
        for row in self.rows():
            place = row._place_of_notes()
            if place._name in places:
                continue
            places.add(place._name)
            note = place.sudo()._message_log(body="A note")
            note.author_id = self.administrator.partner_id
            for user in (self.administrator, self.env.ref("base.user_admin"), self.env.ref("base.user_root")):
                message = note.with_user(user)
                for call in (message.unlink, lambda message=message: message.write({"body": "Other"})):
                    with self.subTest(model=place._name, user=user.login), self.assertRaises(UserError):
                        call()
            self.assertEqual(note.body, "<p>A note</p>")
        self.assertIn("customs.agreement", places)
        self.assertIn("customs.authority", places)
        self.assertIn("customs.procedure.step", places)

    def test_unused_law_goes(self):
        """IT9: an agreement or authority that nothing refers to is deleted with its history."""
        authority = self.env["customs.authority"].create(
            {"name": "X", "code": "X", "country_id": self.kz.id, "is_customs_authority": True}
        )
        agreement = self.env["customs.agreement"].create({"code": "X", "name": "X"})
        for row in (agreement, authority):
            notes = row.message_ids | row.sudo()._message_log(body="A note")
            row.with_user(self.administrator).unlink()
            self.assertFalse(row.exists() or notes.exists())

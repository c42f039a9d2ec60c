# pylint: disable=translation-required  # what a test writes is not translated

from unittest.mock import patch

from odoo.tests import tagged

from ..common.access import AccessCase
from ..common.cases import CustomsCase

# What may go, and why: nothing of it is evidence.
MAY_GO = {
    "customs.deadline": "derived from facts and rules, and built anew from them",
    "customs.inspection.cost": "an account of expenses (RS16.13), open until it is settled",
    "customs.import.source": "set-up; one that has brought anything stays (its own test)",
    "customs.import.column": "set-up of a source",
    "customs.declaration.import": "a file that was not imported; one that was stays (its own test)",
    "customs.upload.limit": "counts of what one sender sent within hours; they say nothing of a case",
    "customs.import.seen": "what a running import has read; it goes with the end of the file",
}


@tagged("post_install", "-at_install")
class TestRetention(AccessCase):
    """Nothing inside its retention time can be deleted, by anybody, through any door (RS12.10, IT9)."""

    # pylint: disable=translation-required  # what a test writes is not translated

    def _kept(self):
        """Return the records of a case that are no open wizards and no windows on others."""
        return {
            model: self.own[model]
            for (model, _which), record in self.own.items()
            if not record.is_transient() and record._auto and model not in MAY_GO
        }

    def test_nobody_deletes(self):
        """IT9: no record of a case goes: not by the supervisor, not by the superuser."""
        report = self.own["customs.verification.report"]
        report.with_user(self.supervisor).action_approve()
        kept = self._kept()
        self.assertGreater(len(kept), 20)
        for model, record in kept.items():
            for user in (self.officer, self.supervisor, self.administrator, self.env.ref("base.user_root")):
                with self.subTest(model=model, user=user.login), self.refused():
                    record.with_user(user).unlink()
                    self.env.flush_all()
            with self.subTest(model=model):
                self.assertTrue(record.exists())

    def test_history(self):
        """IT9: what was written in a case stays: notes, words, mail, and their files."""
        case = self.own["customs.verification.visit"]
        file = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"A", "res_model": case._name, "res_id": case.id}
        )
        messages = case.with_user(self.officer).message_post(body="A word", attachment_ids=file.ids).sudo()
        self.env.flush_all()
        self.env.cr.precommit.run()  # what a new record changes is not tracked
        case.planned_to = self.day(-30)
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages |= case.message_post(body="By mail", message_type="email")
        messages |= self.env["mail.message"].search(
            [("model", "=", case._name), ("res_id", "=", case.id), ("tracking_value_ids", "!=", False)],
            limit=1,
        )
        self.assertTrue(messages.tracking_value_ids)
        for message in messages:
            for act in (
                lambda message=message: message.sudo().unlink(),
                lambda message=message: message.sudo().write({"body": "Other"}),
                lambda message=message: message.sudo().write({"res_id": self.foreign[case._name].id}),
            ):
                with self.subTest(message=message.body), self.refused("Messages here cannot be"):
                    act()
        with self.refused("Logged changes cannot be changed or deleted"):
            messages.tracking_value_ids.sudo().unlink()
        with self.refused("part of the record"):
            file.sudo().unlink()

    def test_draft_goes_with_its_history(self):
        """Design: a draft with nothing recorded is deleted with its notes."""
        draft = self.visit()
        draft.message_post(body="A word")
        notes = draft.message_ids
        draft.unlink()
        self.assertFalse(notes.exists())


@tagged("post_install", "-at_install")
class TestUninstalling(CustomsCase):
    """IT9: the addon is not uninstalled by mistake: it says what would be lost, and asks in writing."""

    def setUp(self):
        super().setUp()
        self.module = self.env["ir.module.module"].search([("name", "=", "customs_verification")])
        # Odoo marks the modules; nothing is removed before the next load.
        self.marked = self.startPatcher(patch.object(type(self.module), "write", lambda *_args: True))

    def test_guard(self):
        """IT9: whoever asks for it, and by whichever module, is told what would be lost."""
        self.sent_visit()
        for module in (self.module, self.module.search([("name", "=", "portal")])):
            with self.refused("permanently", "Recorded Fact", "may_be_uninstalled"):
                module.button_uninstall()
        self.module.search([("name", "=", "auth_totp")])._refuse_unconfirmed_loss()
        self.env["ir.config_parameter"].set_param("customs_verification.may_be_uninstalled", "another")
        with self.refused():
            self.module.button_uninstall()
        self.env["ir.config_parameter"].set_param(
            "customs_verification.may_be_uninstalled", self.env.cr.dbname
        )
        self.assertTrue(self.module.button_uninstall())

    def test_dialogue(self):
        """IT9: the dialogue of Apps counts what would be lost, and goes on when the database is named."""
        self.sent_visit()
        wizard = self.env["base.module.uninstall"].create({"module_ids": self.module.ids})
        self.assertIn("Verification Visit", wizard.customs_loss)
        with self.refused("Type the name of this database"):
            wizard.action_uninstall()
        wizard.customs_confirmation = self.env.cr.dbname
        with patch.object(
            type(self.module), "button_immediate_uninstall", lambda module: module.button_uninstall()
        ):
            self.assertTrue(wizard.action_uninstall())

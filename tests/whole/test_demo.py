from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    def test_demonstration_loads_in_every_state(self):
        """The demonstration is recorded through the door for facts, so it must fit the law on any day."""
        if self.env.ref("customs_verification.demo_authority_kz", raise_if_not_found=False):
            visits = self.env["customs.verification.visit"].search([])
        else:
            self.env["customs.demo"]._load()
            visits = self.env["customs.verification.visit"].search([])
        states = {"draft", *filter(None, visits.procedure_id.step_ids.mapped("state"))}
        self.assertEqual(set(visits.mapped("state")), states)
        self.assertTrue(visits.filtered("is_late"))
        self.assertTrue(visits.obstruction_ids)
        self.assertEqual(set(filter(None, visits.mapped("conclusion"))), {"complies", "not_complies"})
        # All that the demonstration did was done in due form: no record says otherwise (IT9).
        self.env.cr.flush()
        checked = 0
        for model in self.env["customs.record.mixin"]._record_kinds():
            records = self.env[model].search(self.env[model]._with_record())
            for record, findings in records._check_chain():
                checked += 1
                self.assertFalse(findings, record._findings_in_words(findings) if findings else "")
        self.assertGreater(checked, 10)

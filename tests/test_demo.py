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
        states = dict(self.env["customs.verification.visit"]._fields["state"].selection)
        self.assertEqual(set(visits.mapped("state")), set(states))
        self.assertTrue(visits.filtered("is_late"))
        self.assertTrue(visits.obstruction_ids)
        self.assertEqual(set(filter(None, visits.mapped("conclusion"))), {"complies", "not_complies"})

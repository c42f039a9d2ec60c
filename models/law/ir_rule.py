from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Refuse without the names of our records: Odoo lists them in developer mode (CU-A).

        The display name of a case or a proof tells its number and its persons.
        """
        if not records._name.startswith("customs."):
            return super()._make_access_error(operation, records)
        error = super()._make_access_error(operation, records.browse())
        records.invalidate_recordset()
        return error

    @api.model
    def _forget_domains(self):
        """Let every worker evaluate the record rules anew (CU-A, IT9).

        Odoo keeps the domain of a rule for each user with the ids that it named, e.g. those of
        ``user.customs_authority_ids``, and clears that for the fields of Odoo itself alone. Call this where
        something else changes that the rules of this addon read of a user.

        The other workers are told when the transaction has been committed. Until then a search in another
        thread of this one may still keep what was true before, so the rules are forgotten once more then.
        """
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

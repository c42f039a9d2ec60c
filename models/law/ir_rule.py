from odoo import api, models

# Of these models nobody is told the names of records that are refused: ours, and what hangs on records of any
# model. A file bears a title, an activity its summary, a follower and a notification the name of a person.
UNNAMED = ("customs.", "mail.", "ir.attachment")


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Refuse without the names of our records: Odoo lists them in developer mode (CU-A).

        The display name of a case or a proof tells its number and its persons. Whoever is logged in turns the
        developer mode on, by ``?debug=1``.
        """
        if not records._name.startswith(UNNAMED):
            return super()._make_access_error(operation, records)
        error = super()._make_access_error(operation, records.browse())
        records.invalidate_recordset()
        return error

    def _compute_domain_context_values(self):
        """Keep the domains of a user of the portal with the company that the user represents (CU-A).

        Odoo keeps the domain of a rule for each user with the ids that it named, e.g. that of
        ``user.commercial_partner_id``. Contacts move, are merged and deleted in many ways, some in SQL
        alone, so the company is part of what the domain is kept by: in every worker, without telling any of
        them.
        """
        yield from super()._compute_domain_context_values()
        if not self.env.su and self.env.user._is_portal():
            yield self.env.user._own_firm().id

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

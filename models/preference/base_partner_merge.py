from odoo import models
from odoo.tools import SQL

# Which partner of which goods stands for which firm.
FIRMS = (
    ("customs_declaration_line", "importer_id", "importer_firm_id"),
    ("customs_declaration_line", "exporter_id", "exporter_firm_id"),
    ("customs_declaration_line", "producer_id", "producer_firm_id"),
    ("customs_suspension_goods", "exporter_id", "exporter_firm_id"),
    ("customs_suspension_goods", "producer_id", "producer_firm_id"),
)


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge; Odoo says in SQL alone who stands for whom now, so the firms of goods follow in SQL."""
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        merged = self.env["res.partner"].browse(partner_ids).exists()._with_those_below()
        if not merged:
            return result
        self.env.add_to_compute(merged._fields["commercial_partner_id"], merged)
        self.env.flush_all()
        for table, person, firm in FIRMS:
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s AS g SET %(firm)s = p.commercial_partner_id FROM res_partner p"
                    " WHERE p.id = g.%(person)s AND g.%(person)s = ANY(%(ids)s)"
                    " AND g.%(firm)s IS DISTINCT FROM p.commercial_partner_id",
                    table=SQL.identifier(table),
                    firm=SQL.identifier(firm),
                    person=SQL.identifier(person),
                    ids=merged.ids,
                )
            )
        self.env.invalidate_all(flush=False)
        merged._mark_their_goods()
        return result

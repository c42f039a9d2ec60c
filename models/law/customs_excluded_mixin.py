from odoo import api, fields, models

from . import goods_outside


class CustomsExcludedMixin(models.AbstractModel):
    """What names goods warns of those that the agreement leaves outside the preference, or may (RSM4.3)."""

    _name = "customs.excluded.mixin"
    _description = "Goods Compared with Excluded Goods"
    # By which fields of the model its goods, and what is known of them, change.
    _excluded_depends = ()

    excluded_warning = fields.Text(
        string="Possibly outside the Preference",
        compute="_compute_excluded_warning",
        help="Goods that the agreement does not grant the preference, or only within a tariff quota.",
    )

    @api.depends(lambda self: self._excluded_depends)
    def _compute_excluded_warning(self):
        """One query for any number of records and goods."""
        goods = {record: record.sudo()._goods_asked() for record in self}
        asked = {
            (record, place): one for record, some in goods.items() for place, (_name, one) in enumerate(some)
        }
        found = goods_outside.warnings(self.env, asked)
        for record, some in goods.items():
            texts = [
                f"{name}: {found[record, place]}"
                for place, (name, _one) in enumerate(some)
                if (record, place) in found
            ]
            record.excluded_warning = "\n".join(dict.fromkeys(texts)) or False

    def _goods_asked(self):
        """Return [(name, `goods_outside.Goods`)] of the goods of a record; as superuser."""
        raise NotImplementedError

    def _goods_named(self, goods, proof, day):
        """Return what is asked of ``goods`` of this record, and of their ``proof``."""
        asked = goods_outside.Goods(
            self.agreement_id._origin.id,
            self.importing_authority_id.country_id.id,
            goods.hs_code or "",
            day or fields.Date.context_today(self),
            tuple(proof.origin_country_id.ids),
            "",
            goods.description or "",
        )
        return f"{goods.hs_code or ''} {' '.join((goods.description or '').split())[:60]}", asked

from odoo import api, fields, models

# Longer names do not fit into the field of a box, on a phone first of all.
SHORT_NAME = 36

PERSONS = ("exporter_id", "consignor_id", "consignee_id", "importer_id")


class CustomsProofPersonsMixin(models.AbstractModel):
    """The persons whom a proof of origin names, each in a field of its own (RS2, RS13.2, RS18).

    A proof names who sells the goods and who receives them. A box that names two persons says that one acts
    on behalf of the other; then there is a consignor beside the exporter, an importer beside the consignee.
    To be named here gives nobody a right (`docs/decisions/0022-persons-of-a-proof.md`).
    """

    _name = "customs.proof.persons.mixin"
    _description = "Persons of a Proof of Origin"

    exporter_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        help="Who sells the goods to the importer under the foreign trade contract.",
    )
    consignor_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Who hands the goods to the carrier on behalf of the exporter. Empty: the exporter.",
    )
    consignee_id = fields.Many2one(
        "res.partner",
        index=True,
        ondelete="restrict",
        help="Who receives the goods from the carrier.",
    )
    importer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Who buys the goods from the exporter, if the consignee acts on behalf of another "
        "person. Empty: the consignee.",
    )
    signatory_role = fields.Selection(
        [("exporter", "Exporter"), ("producer", "Producer"), ("consignor", "Consignor")],
        string="Signed as",
        help="In which role the declaration of origin was made out.",
    )
    persons_as_one = fields.Boolean(
        string="Persons Not Distinguished",
        compute="_compute_persons_as_one",
        store=True,
        help="Registered when one field held the exporter or the consignor, and another one the importer or "
        "the consignee.",
    )
    exporter_lines = fields.Text(compute="_compute_person_lines", help="Name and address in full.")
    consignor_lines = fields.Text(compute="_compute_person_lines", help="Name and address in full.")
    consignee_lines = fields.Text(compute="_compute_person_lines", help="Name and address in full.")
    importer_lines = fields.Text(compute="_compute_person_lines", help="Name and address in full.")

    @api.depends(*PERSONS)
    def _compute_persons_as_one(self):
        """Who enters a person has told them apart; the update marks the proofs that were there."""
        self.persons_as_one = False

    @api.depends(
        *(
            f"{person}.{name}"
            for person in PERSONS
            for name in ("name", "customs_native_name", "contact_address")
        )
    )
    def _compute_person_lines(self):
        for proof in self:
            for person in PERSONS:
                proof[person.replace("_id", "_lines")] = proof._person_lines(proof[person])

    @api.model
    def _person_lines(self, person):
        """Return name and address as the box has them, without a name that its field shows in full."""
        name = person.name if len(person.name or "") > SHORT_NAME else ""
        address = (person._display_address(without_company=True) or "").split("\n") if person else []
        lines = (name, person.customs_native_name, *address)
        return "\n".join(line.strip() for line in lines if line and line.strip()) or False

    def _importer(self):
        """Return who buys the goods: the importer, or the consignee where the proof names one person."""
        return self.importer_id or self.consignee_id

    def action_confirm_persons(self):
        """Confirm that each person of these proofs stands in its own field.

        :raises AccessError: the user may not change the proofs
        """
        self.check_access("write")
        told = self.filtered("persons_as_one")
        told._write_guarded({"persons_as_one": False})
        for proof in told:
            proof._message_log(body=self.env._("Exporter, consignor, consignee and importer were confirmed."))
        return True

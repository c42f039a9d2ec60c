from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Whom a request may go to: the field of the procedure that allows it -> the kind that a case names.
ASKED = {
    "asks_authority": "authority",
    "asks_body": "body",
    "asks_exporter": "exporter",
    "asks_importer": "importer",
}

# To whom a report may go.
REPORTED = ("report_to_person", "report_to_authority", "report_to_body", "report_to_importer")

# Who else gets the request, besides who is asked and an authority that the case informs.
COPIED = ("copy_to_body", "copy_to_importer")

# By these a case asks, waits, visits and reports: they are sealed as the rest of the law is.
COUNTED = frozenset({*ASKED, *REPORTED, *COPIED, "visit_after", "reminder_first", "team", "costs"})


class CustomsProcedure(models.Model):
    """Who answers, who visits, who is told of the report, and what a visit needs before it (RS15.5, RS16)."""

    _inherit = "customs.procedure"

    asks_authority = fields.Boolean(
        string="Verification Authority of the Other Party", default=True, help="A request may go to it."
    )
    asks_body = fields.Boolean(
        string="Issuing Body", help="A request may go to the body that issued the proof of origin."
    )
    asks_exporter = fields.Boolean(
        string="Exporter or Producer",
        help="A request may go to the exporter or producer directly, who then answers itself.",
    )
    asks_importer = fields.Boolean(
        string="Importer", help="A request may go to the importer directly, who then answers itself."
    )
    copy_to_body = fields.Boolean(
        string="Bodies That Issued the Proofs", help="They receive the request at the same time."
    )
    copy_to_importer = fields.Boolean(
        string="Importers of the Goods", help="They receive the request at the same time."
    )
    visit_after = fields.Selection(
        [
            ("result", "Only after a result that does not satisfy"),
            ("lapse", "Also if there is no result in time"),
            ("at_least", "Also once the least time for the answer is over"),
            ("nothing", "Without an earlier verification"),
        ],
        string="A Visit Is Possible",
        required=True,
        default="result",
        help="What the documentary verification must have come to before a visit is requested.",
    )
    reminder_first = fields.Boolean(
        string="Second Letter First",
        help="The absence of an answer has consequences only after a reminder or second request was sent.",
    )
    team = fields.Selection(
        [
            ("both", "Officials of both Parties"),
            ("accompanied", "Officials of the importing Party, possibly with some of the exporting Party"),
            ("importing", "Officials of the importing Party only"),
        ],
        string="Inspection Team",
        required=True,
        default="both",
        help="Who must be in the team before a visit starts.",
    )
    costs = fields.Selection(
        [
            ("own", "Each Party bears those of its own representatives"),
            ("importing", "The importing Party bears all of them"),
            ("open", "The agreement does not say"),
        ],
        string="Costs of the Visit",
        required=True,
        default="own",
    )
    report_to_person = fields.Boolean(
        string="Verified Persons", default=True, help="They receive the report."
    )
    report_to_authority = fields.Boolean(
        string="Authority of the Exporting Party", help="It receives the report."
    )
    report_to_body = fields.Boolean(
        string="Issuing Bodies", help="The bodies that issued the proofs receive the report."
    )
    report_to_importer = fields.Boolean(string="Importers", help="Importers of the goods receive the report.")

    @api.model
    @api.model
    def _settled_fields(self):
        return super()._settled_fields() | COUNTED

    def _is_sealed(self, name, field):
        return name in COUNTED or super()._is_sealed(name, field)

    def _addressee_kinds(self):
        """Return the kinds of addressees to which a request of this procedure may go, the usual one first."""
        return [kind for name, kind in ASKED.items() if self[name]]

    @api.constrains("case_model", *ASKED)
    def _check_addressees(self):
        for procedure in self:
            kinds = procedure._addressee_kinds()
            case = self.env[procedure.case_model]
            possible = getattr(case, "_addressees_possible", frozenset(ASKED.values()))
            if not kinds:
                raise ValidationError(self.env._("Procedure %s: choose who may be asked.", procedure.name))
            if not possible.issuperset(kinds):
                labels = [self._fields[name]._description_string(self.env) for name in ASKED]
                raise ValidationError(
                    self.env._(
                        "Procedure %(procedure)s: a case of this type cannot ask: %(kinds)s.",
                        procedure=procedure.name,
                        kinds=", ".join(
                            label
                            for label, kind in zip(labels, ASKED.values(), strict=True)
                            if kind in kinds and kind not in possible
                        ),
                    )
                )

    @api.constrains("case_model", *REPORTED)
    def _check_report_addressees(self):
        for procedure in self:
            if procedure.case_model == "customs.verification.visit" and not any(
                procedure[name] for name in REPORTED
            ):
                raise ValidationError(
                    self.env._("Procedure %s: choose who receives the report.", procedure.name)
                )

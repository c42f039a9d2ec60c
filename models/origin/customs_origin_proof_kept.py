from collections import defaultdict
from contextlib import contextmanager

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .customs_origin_proof import CONTENT
from .customs_origin_proof_check import LINKS
from .ir_attachment import FORMER_KEPT


class CustomsOriginProof(models.Model):
    """What is registered is kept: within the retention time, and in use as it was (RS12.10)."""

    _inherit = "customs.origin.proof"

    def _uses(self):
        """Return what uses these proofs: {proof: [names]}, without those that nothing uses."""
        uses = defaultdict(list)
        requests = self.env["customs.verification.request"].sudo()
        for request in requests.search([("proof_ids", "in", self.ids), ("request_approved_on", "!=", False)]):
            for proof in request.proof_ids & self:
                uses[proof].append(request.display_name)
        goods = self.env["customs.visit.goods"].sudo()
        for row in goods.search(
            [("proof_id", "in", self.ids), ("visit_id.request_approved_on", "!=", False)]
        ):
            uses[row.proof_id].append(row.visit_id.display_name)
        for name in LINKS.values():
            for proof in self.sudo().with_context(active_test=False).search([(name, "in", self.ids)]):
                uses[proof[name]].append(proof.display_name)
        return uses

    @contextmanager
    def _changing(self):
        """Around a change of what these proofs say: once in use, a supervisor corrects it, and it is logged.

        A declaration was accepted, or a letter written, on what the proof said then (RS12.10).
        """
        uses = self._uses() if self.ids else {}
        former = {proof: proof._content() for proof in self if proof in uses}
        yield
        for proof, before in former.items():
            after = proof._content()
            changed = [name for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
            if changed:
                proof._refuse_correction(uses[proof], changed)
                proof._log_correction([(name, before.get(name, ""), after.get(name, "")) for name in changed])

    def _content(self):
        """Return what the paper says, field by field, as text."""
        self.ensure_one()
        content = self._as_texts(CONTENT)
        for part in (*self.line_ids, *self.invoice_ids):
            content.update(part._content())
        return content

    def _refuse_correction(self, uses, changed):
        if self.env.su or self.env.user.has_group("customs_verification.group_supervisor"):
            return
        raise UserError(
            self.env._(
                "%(proof)s stays as it was registered, because it is used: %(uses)s. A supervisor "
                "can correct it "
                "(%(fields)s).",
                proof=self.display_name,
                uses=", ".join(list(dict.fromkeys(uses))[:3]),
                fields=", ".join(changed),
            )
        )

    def _log_correction(self, changes):
        """Keep the former values in the history of the proof."""
        rows = Markup("").join(
            Markup("<li>%s: <s>%s</s> → %s</li>") % (name, before or "-", after or "-")
            for name, before, after in changes
        )
        self._message_log(body=Markup("<p>%s</p><ul>%s</ul>") % (self.env._("Corrected while in use"), rows))

    def _is_retained(self):
        """Tell whether the retention time runs (RS12.10, RS13.6)."""
        self.ensure_one()
        return bool(self.retention_until and self._today() <= self.retention_until)

    def _refuse_loss(self):
        """Refuse that anything of a proof is deleted within its retention time (RS12.10, RS13.6)."""
        for proof in self:
            if proof._is_retained():
                raise ValidationError(
                    self.env._(
                        "%(proof)s and its documents are kept until %(until)s (%(article)s): nothing "
                        "of it is "
                        "deleted or put away.",
                        proof=proof.display_name,
                        until=proof.retention_until,
                        article=proof.proof_type_id.retention_article or proof.proof_type_id.article,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_retained(self):
        self._refuse_loss()
        self._refuse_loss_of_used()

    def _refuse_loss_of_used(self):
        """Refuse the loss of a proof that a case or declaration names, also after its retention."""
        uses = self._uses()
        for request in (
            self.env["customs.verification.request"].sudo().search([("proof_ids", "in", self.ids)])
        ):
            for proof in request.proof_ids & self:
                uses[proof].append(request.display_name)
        for proof, names in uses.items():
            raise ValidationError(
                self.env._(
                    "%(proof)s is used: %(uses)s. It stays in the register.",
                    proof=proof.display_name,
                    uses=", ".join(list(dict.fromkeys(names))[:3]),
                )
            )

    def _refuse_loss_of_parts(self, parts):
        """Goods and invoices of a proof in use stay on it; others go with a note of what they said."""
        for proof, uses in self._uses().items():
            raise ValidationError(
                self.env._(
                    "%(proof)s is used: %(uses)s. What it lists stays on it and can be corrected by "
                    "a supervisor.",
                    proof=proof.display_name,
                    uses=", ".join(list(dict.fromkeys(uses))[:3]),
                )
            )
        for proof in self:
            gone = [
                f"{title}: {text}"
                for part in parts
                if part.proof_id == proof
                for title, text in part._content().items()
                if text
            ]
            rows = Markup("").join(Markup("<li>%s</li>") % row for row in gone)
            proof._message_log(body=Markup("<p>%s</p><ul>%s</ul>") % (self.env._("Removed"), rows))

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._refuse_loss()
        self._refuse_giving_away(vals)
        self._refuse_revival(vals)
        proofs = self
        if "file" in vals:
            self._keep_former_scan(vals["file"])
            proofs = self.with_context(customs_former_kept=FORMER_KEPT)
        return super(CustomsOriginProof, proofs).write(vals)

    def unlink(self):
        # mail.thread deletes the messages before it asks for rights, and their refusal names the proof.
        self.check_access("unlink")
        return super().unlink()

    def _refuse_giving_away(self, vals):
        """A proof does not vanish into the register of an authority which the user does not serve."""
        new = vals.get("importing_authority_id")
        if not new or self.env.su or new in self.env.user.customs_authority_ids.ids:
            return
        if any(proof.importing_authority_id.id != new for proof in self):
            raise AccessError(self.env._("You do not serve the authority to which you would give the proof."))

    def _refuse_revival(self, vals):
        """An annulled proof stays annulled, unless a supervisor corrects it."""
        if "annulled_on" not in vals or self._is_by_the_software() or self.env.su:
            return
        new = fields.Date.to_date(vals["annulled_on"]) or False
        if any(
            proof.annulled_on and proof.annulled_on != new for proof in self
        ) and not self.env.user.has_group("customs_verification.group_supervisor"):
            raise UserError(self.env._("An annulment that is recorded is corrected by a supervisor."))

    def _keep_former_scan(self, value):
        """A new scan takes the former one's place on the form; the former one stays among the documents."""
        scans = self._scans()
        if scans and not value:
            self.browse(scans.mapped("res_id"))._refuse_loss()
            return
        names = {proof.id: proof.file_name for proof in self}
        for scan in scans.filtered(lambda scan: scan._is_changed_by({"datas": value})):
            scan.copy(
                {"res_field": False, "name": self.env._("Former scan %s", names[scan.res_id] or scan.name)}
            )

    def _scans(self):
        domain = [("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "in", self.ids)]
        return self.env["ir.attachment"].sudo().search(domain)

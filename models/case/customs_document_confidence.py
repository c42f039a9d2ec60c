from odoo import models
from odoo.exceptions import AccessError, UserError

SUPERVISORS = "customs_verification.group_supervisor"


class CustomsDocument(models.Model):
    """Documents given in confidence: who gave them, and who lifted it (RSM26, IT8)."""

    _inherit = "customs.document"

    def mark_confidential(self, giving_authority_id=None, giving_person_id=None):
        """Mark the document as given in confidence by an authority or a person.

        :raises UserError: nobody, or two, are named as its giver
        """
        self._check_may_run_case()
        if bool(giving_authority_id) == bool(giving_person_id):
            raise UserError(self.env._("Say who gave it in confidence: an authority or a person."))
        self.sudo()._write_guarded(
            {
                "confidentiality": "confidential",
                "giving_authority_id": giving_authority_id,
                "giving_person_id": giving_person_id,
            }
        )
        return True

    def lift_confidentiality(self, reason):
        """Make the document an ordinary one again, with the reason, which the case keeps.

        :raises AccessError: the user is no supervisor
        :raises UserError: there is no reason
        """
        self._check_may_run_case()
        if not self.env.user.has_group(SUPERVISORS):
            raise AccessError(self.env._("Only a supervisor makes a confidential document ordinary."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is confidential no more."))
        for document in self:
            document.sudo()._write_guarded({"confidentiality": "ordinary"})
            document._case()._message_log(
                body=self.env._(
                    "%(document)s is confidential no more: %(reason)s",
                    document=document.display_name,
                    reason=reason.strip(),
                )
            )
        return True

from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.given import given_content, given_day

ANSWERS = ("yes", "no", "not_stated")


class CustomsIncomingRequest(models.Model):
    """How the authority that was asked answers: each act is recorded as its user's (RS15, RS16)."""

    _inherit = "customs.incoming.request"

    def acknowledge(self):
        """Confirm the receipt of the request today (RS15.7).

        :raises UserError: it was confirmed already, or withdrawn
        """
        case = self._case_to_answer()
        self._record(case, "request_acknowledged_on")
        return True

    def consent(self, reference, dated_on=None, note=None, files=()):
        """Give the written consent to the visit, with its paper (RS16.5a).

        :param reference: number of the written consent
        :param dated_on: date written on it
        :param files: the paper: (file name, content) each, the content in base64 when it comes by remote call
        :raises UserError: everything that stands against it, all at once
        """
        case = self._case_to_answer("visit")
        self._record(
            case, "consent_received_on", reference=reference, dated_on=dated_on, note=note, files=files
        )
        return True

    def refuse(self, note, reference=None, dated_on=None, files=()):
        """Refuse the visit, with the reasons (RS16.6).

        :raises UserError: everything that stands against it, all at once
        """
        case = self._case_to_answer("visit")
        if not (note or "").strip():
            raise UserError(self.env._("Give the reasons for the refusal."))
        self._record(
            case, "refusal_received_on", reference=reference, dated_on=dated_on, note=note, files=files
        )
        return True

    def give_result(self, reference, authentic, originating, rules_met, dated_on=None, note=None, files=()):
        """Give the result of the documentary verification: three answers and their paper (RS15.6c).

        :param authentic, originating, rules_met: ``yes``, ``no`` or ``not_stated``
        :raises UserError: everything that stands against it, all at once
        """
        case = self._case_to_answer("documents")
        answers = {"authentic": authentic, "originating": originating, "rules_met": rules_met}
        if any(answer not in ANSWERS for answer in answers.values()):
            raise UserError(self.env._("Answer each of the three questions with: yes, no or not stated."))
        self._record(
            case, "result_received_on", reference=reference, dated_on=dated_on, note=note, files=files
        )
        case.write({**answers, "result_note": note})
        return True

    def add_material(self, subject, files, is_confidential=False):
        """Hand in documents for the case, in confidence where they are so given (RSM26).

        :raises UserError: no subject, no file, or what is wrong with the files
        """
        case = self._case_to_answer()
        problems = []
        if not (subject or "").strip():
            problems.append(self.env._("Say what the documents are."))
        if not files:
            problems.append(self.env._("Add at least one file."))
        if problems:
            raise UserError("\n".join(problems))
        own = self.exporting_authority_id
        document = self.env["customs.document"]._receive(
            [
                {
                    "kind": "material",
                    "subject": subject.strip(),
                    "res_model": case._name,
                    "res_id": case.id,
                    "sender_authority_id": own.id,
                    "received_on": case._today(),
                    "confidentiality": "confidential" if is_confidential else "ordinary",
                    "giving_authority_id": own.id if is_confidential else False,
                }
            ]
        )
        document._take_files(self._given_files(files))
        case._message_log(
            body=self.env._("%(authority)s handed in: %(what)s", authority=own.name, what=subject.strip())
        )
        return True

    def add_team_member(self, first_name, last_name, position, native_first_name=None, native_last_name=None):
        """Name an official of the own authority for the inspection team (RS16.2).

        :raises UserError: what is missing, or the report is approved already
        """
        case = self._case_to_answer("visit")
        case.member_ids.create(
            {
                "visit_id": case.id,
                "first_name": (first_name or "").strip(),
                "last_name": (last_name or "").strip(),
                "position": (position or "").strip(),
                "native_first_name": (native_first_name or "").strip() or False,
                "native_last_name": (native_last_name or "").strip() or False,
                "authority_id": self.exporting_authority_id.id,
            }
        )
        return True

    def remove_team_member(self, member_id):
        """Take an official of the own authority off the team, before the visit begins.

        :raises UserError: the member is none of the own authority, or the visit has begun
        """
        case = self._case_to_answer("visit")
        own = case.member_ids.filtered(
            lambda member: member.id == member_id and member.authority_id == self.exporting_authority_id
        )
        if not own:
            raise UserError(self.env._("Only members whom your authority named are taken off the team."))
        own.unlink()
        return True

    def ask_verified_person(self, due_on):
        """Ask the verified persons for their consent, with the warning of RS16.5b, through the portal.

        :param due_on: the last day for their answer
        :raises UserError: they were asked already, or the time for the answer has passed
        """
        case = self._case_to_answer("visit")
        due_on = given_day(self.env, due_on)
        if not due_on:
            raise UserError(self.env._("Give the last day for the answer of the verified person."))
        tasks = self.env["customs.task"].sudo()
        for person in case._verified_persons():
            tasks |= tasks.create(
                {
                    "name": self.env._("Consent to the verification visit %s", self.name),
                    "kind": "consent",
                    "res_model": case._name,
                    "res_id": case.id,
                    "person_id": person.id,
                    "officer_id": case.officer_id.id,
                    "due_on": due_on,
                    "question": self.env._(
                        "%(authority)s asks for a verification visit at your premises. Do you consent?",
                        authority=self.authority_name,
                    ),
                }
            )
        tasks.action_ask()
        return True

    def _case_to_answer(self, kind=None):
        """Return the case as superuser, after all checks of who answers; others get an AccessError."""
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if self.exporting_authority_id not in user.customs_authority_ids:
            raise AccessError(self.env._("Only the authority that was asked answers."))
        if user._is_internal() and not user.has_group("customs_verification.group_officer"):
            raise AccessError(self.env._("Only an officer of the authority that was asked answers."))
        if kind and self.kind != kind:
            raise UserError(self.env._("%s is a request of another kind.", self.name))
        return self._case().sudo()

    def _record(self, case, fact, reference=None, dated_on=None, note=None, files=()):
        """Record ``fact`` of today in the case, with its paper in the register."""
        if case[fact]:
            raise UserError(self.env._("This was answered already, on %s.", case[fact]))
        case._record_facts(
            {fact: case._today()},
            note=note,
            reference=reference,
            dated_on=given_day(self.env, dated_on),
            files=self._given_files(files),
        )

    def _given_files(self, files):
        """Return the files as bytes and uploads; a remote call sends them in base64."""
        return [
            (name, given_content(content) if isinstance(content, str) else content)
            for name, content in files or ()
        ]

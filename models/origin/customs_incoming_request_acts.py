import hashlib
from contextlib import closing

from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.given import given_day, given_files, given_text
from .customs_verification_visit import ARTICLE

ANSWERS = ("yes", "no", "not_stated")
LINE, TEXT = 200, 20_000  # characters that a line and a text may have


class CustomsIncomingRequest(models.Model):
    """How the authority that was asked answers: each act is recorded as its user's (RS15, RS16)."""

    _inherit = "customs.incoming.request"

    def acknowledge(self):
        """Confirm the receipt of the request today (RS15.7).

        :raises UserError: it was confirmed already, or withdrawn
        """
        case = self._case_to_answer()
        self._record(case, "request_acknowledged_on", self._closed_problems(case))
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
            case,
            "consent_received_on",
            self._closed_problems(case),
            reference=reference,
            dated_on=dated_on,
            note=note,
            files=files,
        )
        return True

    def refuse(self, note, reference=None, dated_on=None, files=()):
        """Refuse the visit, with the reasons (RS16.6).

        :raises UserError: everything that stands against it, all at once
        """
        case = self._case_to_answer("visit")
        problems = self._closed_problems(case)
        if not given_text(note):
            problems.append(self.env._("Give the reasons for the refusal."))
        self._record(
            case,
            "refusal_received_on",
            problems,
            reference=reference,
            dated_on=dated_on,
            note=note,
            files=files,
        )
        return True

    def give_result(self, reference, authentic, originating, rules_met, dated_on=None, note=None, files=()):
        """Give the result of the documentary verification: three answers and their paper (RS15.6c).

        :param authentic, originating, rules_met: ``yes``, ``no`` or ``not_stated``
        :raises UserError: everything that stands against it, all at once
        """
        case = self._case_to_answer("documents")
        answers = {"authentic": authentic, "originating": originating, "rules_met": rules_met}
        problems = self._closed_problems(case)
        if any(answer not in ANSWERS for answer in answers.values()):
            problems.append(self.env._("Answer each of the three questions with: yes, no or not stated."))
        self._record(
            case,
            "result_received_on",
            problems,
            reference=reference,
            dated_on=dated_on,
            note=note,
            files=files,
        )
        case.write({**answers, "result_note": given_text(note) or False})
        return True

    def add_material(self, subject, files, is_confidential=False):
        """Hand in documents for the case, in confidence where they are so given (RSM26).

        :raises UserError: no subject, no file, what is wrong with the files, or the request was withdrawn
        """
        case = self._case_to_answer()
        subject = given_text(subject)
        problems = self._withdrawn_problems(case) + self._too_long(subject, LINE, self.env._("What it is"))
        if not subject:
            problems.append(self.env._("Say what the documents are."))
        given, wrong = self._given_files(files)
        if not given and not wrong:
            wrong = [self.env._("Add at least one file.")]
        self._refuse(problems + wrong, given)
        own = self.exporting_authority_id
        document = self.env["customs.document"]._receive(
            [
                {
                    "kind": "material",
                    "subject": subject,
                    "res_model": case._name,
                    "res_id": case.id,
                    "sender_authority_id": own.id,
                    "received_on": case._today(),
                    "confidentiality": "confidential" if is_confidential else "ordinary",
                    "giving_authority_id": own.id if is_confidential else False,
                }
            ]
        )
        document._take_files(given)
        case._message_log(
            body=self.env._("%(authority)s handed in: %(what)s", authority=own.sudo().name, what=subject)
        )
        self.invalidate_recordset()
        return True

    def add_team_member(self, first_name, last_name, position, native_first_name=None, native_last_name=None):
        """Name an official of the own authority for the inspection team (RS16.2).

        :raises UserError: what is missing, or the request is answered for, or the report approved already
        """
        case = self._case_to_answer("visit")
        values = {
            "first_name": given_text(first_name),
            "last_name": given_text(last_name),
            "position": given_text(position),
            "native_first_name": given_text(native_first_name) or False,
            "native_last_name": given_text(native_last_name) or False,
        }
        problems = self._closed_problems(case)
        members = case.member_ids
        for name, text in values.items():
            label = members._fields[name]._description_string(self.env)
            problems += self._too_long(text or "", LINE, label)
            if not text and name in ("first_name", "last_name", "position"):
                problems.append(self.env._("%s: is missing.", label))
        named = {
            (row.first_name, row.last_name)
            for row in members
            if row.authority_id == self.exporting_authority_id
        }
        if (values["first_name"], values["last_name"]) in named:
            problems.append(self.env._("%(name)s is in the team already.", name=values["last_name"]))
        self._refuse(problems)
        members.create({"visit_id": case.id, "authority_id": self.exporting_authority_id.id, **values})
        self.invalidate_recordset()
        return True

    def remove_team_member(self, member_id):
        """Take an official of the own authority off the team, before the visit begins.

        :raises UserError: the member is none of the own authority, or the visit has begun
        """
        case = self._case_to_answer("visit")
        own = case.member_ids.filtered(
            lambda member: member.id == member_id and member.authority_id == self.exporting_authority_id
        )
        problems = self._closed_problems(case)
        if not own:
            problems.append(self.env._("Only members whom your authority named are taken off the team."))
        self._refuse(problems)
        own.unlink()
        self.invalidate_recordset()
        return True

    def ask_verified_person(self, due_on):
        """Ask the verified persons for their consent, with the warning of RS16.5b, through the portal.

        :param due_on: the last day for their answer, within the time for the own answer
        :raises UserError: they were asked already, or the time for the answer has passed
        """
        case = self._case_to_answer("visit")
        due_on, undated = self._given_date(due_on)
        self._refuse(self._closed_problems(case) + (undated or self._problems_of_asking(case, due_on)))
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
        self.invalidate_recordset()
        return True

    def _problems_of_asking(self, case, due_on):
        """Return why the verified persons cannot be asked until ``due_on``, as sentences (RS16.5b)."""
        problems = []
        if case.answer_received_on:
            problems.append(self.env._("This was answered already, on %s.", case.answer_received_on))
        if not due_on:
            problems.append(self.env._("Give the last day for the answer of the verified person."))
        elif due_on < case._today():
            problems.append(self.env._("The last day lies in the past."))
        elif case._today() <= (self.answer_due_on or due_on) < due_on:
            # The consent is obtained within the time for the authority's own answer.
            problems.append(
                self.env._(
                    "The last day lies after the last day of your own answer, %(day)s (%(article)s).",
                    day=self.answer_due_on,
                    article=f"{ARTICLE}(5)",
                )
            )
        return problems

    def _case_to_answer(self, kind=None):
        """Return the case as superuser, locked, after all checks of who answers (else AccessError)."""
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if self.exporting_authority_id not in user.customs_authority_ids:
            raise AccessError(self.env._("Only the authority that was asked answers."))
        if user._is_internal() and not user.has_group("customs_verification.group_officer"):
            raise AccessError(self.env._("Only an officer of the authority that was asked answers."))
        if kind and self.kind != kind:
            raise UserError(self.env._("%s is a request of another kind.", self.name))
        case = self._case().sudo()
        # Two answers at the same moment: the second one finds the first.
        case._lock()
        case.invalidate_recordset()
        self.invalidate_recordset()
        return case

    def _note_opening(self, document):
        """Note that the own authority opened a letter to it, and who read one in confidence (RSM26)."""
        own = self.env.user.customs_authority_ids
        services = document.sudo().service_ids
        services.filtered(lambda row: row.addressee_authority_id in own)._note_opening()
        document._note_reading("downloaded")

    def _page_version(self):
        """Return what tells a page from one that was opened before something was done with the request."""
        self.ensure_one()
        case = self._case().sudo()
        seen = (
            *(str(self[name]) for name in sorted(self._fields) if name.endswith("_on")),
            self.state,
            sorted(case.member_ids.ids) if self.kind == "visit" else (),
            sorted(self.document_ids.ids),
        )
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]

    def _check_page_version(self, version):
        """Refuse an act from a page that is out of date: an old form does nothing a second time.

        :raises UserError: something was done with the request since
        :raises AccessError: the user does not answer for the authority that was asked
        """
        self._case_to_answer()
        if version != self._page_version():
            raise UserError(
                self.env._(
                    "This page was out of date: something was done with the request in the meantime. Look at "
                    "it again; what you typed is still there."
                )
            )

    def _withdrawn_problems(self, case):
        """Return, as sentences, that nothing is awaited any more."""
        if not case.withdrawn_on:
            return []
        return [self.env._("This request was withdrawn on %s: nothing is awaited of you.", case.withdrawn_on)]

    def _closed_problems(self, case):
        """Return, as sentences, that the case has ended: an answer cannot change it any more."""
        problems = self._withdrawn_problems(case)
        if case.closed_on and not problems:
            problems = [self.env._("This request was closed on %s: no answer is taken.", case.closed_on)]
        return problems

    def _record(self, case, fact, problems, reference=None, dated_on=None, note=None, files=()):
        """Record ``fact`` of today in the case with its paper, unless something stands against it."""
        given, wrong = self._given_files(files)
        day, undated = self._given_date(dated_on)
        document = {"reference": given_text(reference) or False, "dated_on": day}
        note = given_text(note)
        problems = [
            *problems,
            *undated,
            *self._too_long(document["reference"] or "", LINE, self.env._("Reference")),
            *self._too_long(note, TEXT, self.env._("Note")),
        ]
        if case[fact]:
            # Why a correction needs a supervisor concerns those who run the case.
            problems = [self.env._("This was answered already, on %s.", case[fact])]
        elif not problems:
            problems = case._fact_problems({fact: case._today()}, None, **document)
        self._refuse(problems + wrong, given)
        case._record_facts({fact: case._today()}, note=note or None, files=given, **document)
        self.invalidate_recordset()

    def _given_date(self, value):
        """Return the day, and what is wrong with how it was given."""
        try:
            return given_day(self.env, value), []
        except UserError as error:
            return False, [str(error)]

    def _given_files(self, files):
        """Return the files as bytes and uploads, and what is wrong with how they were given."""
        try:
            return given_files(files), []
        except (TypeError, ValueError):
            return [], [self.env._("Files are given as a list of name and content.")]

    def _too_long(self, text, length, label):
        """Return, as sentences, that ``text`` is longer than anybody reads."""
        if len(text) <= length:
            return []
        return [self.env._("%(field)s: at most %(length)s characters.", field=label, length=length)]

    def _refuse(self, problems, files=()):
        """Refuse an act for its ``problems``, naming in the same message what is wrong with its files."""
        if not problems:
            return
        if files:
            problems = problems + self._file_problems(files)
        raise UserError("\n".join(dict.fromkeys(problems)))

    def _file_problems(self, files):
        """Return what speaks against ``files``; they are taken for nothing, and given back at once."""
        with closing(self.env.cr.savepoint()):
            try:
                self.env["customs.file"]._take(files)
            except UserError as error:
                return [str(error)]
        return []

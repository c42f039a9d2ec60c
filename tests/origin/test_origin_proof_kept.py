"""Proofs of origin: what is registered is kept, what is used is corrected openly, who may do what."""

# pylint: disable=translation-required  # what a test writes is not translated

import base64
from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ...models.origin.proof_check import LINKS
from ..common.cases import CustomsCase
from ..common.proof import DAY, ProofCase

SCAN = base64.b64encode(b"%PDF-1.4 another scan")


@tagged("post_install", "-at_install")
class TestKept(ProofCase):
    def assertKept(self, work, error=ValidationError):  # noqa: N802 - as unittest's own
        self.assertNames(self.refusal(work, error), "and its documents must be kept until")

    def everybody(self):
        yield from (self.officer, self.supervisor, self.env.ref("base.user_admin"), self.env.user)

    def test_retention_is_three_years(self):
        """RS12.10, RS13.6: copies and documents are kept for 3 years."""
        proof = self.proof(issued_on=date(2024, 2, 29), applicant_on=False, invoice_ids=False)
        self.assertEqual(proof.retention_until, date(2027, 2, 28))
        declaration = self.proof(proof_type_id=self.declaration_of_origin.id, customs_value=5)
        self.assertEqual(declaration.retention_until, fields.Date.add(declaration.issued_on, years=3))

    def test_a_proof_is_not_deleted(self):
        """RS12.10: by nobody, not by sudo either, until its last day has passed."""
        values = self.proof_values(issued_on=date(2022, 6, 15), applicant_on=False, invoice_ids=False)
        with freeze_time("2022-06-16 06:00:00"):
            proof = self.proofs.create(values)
        with freeze_time("2025-06-15 06:00:00"):
            for user in self.everybody():
                if proof.with_user(user).has_access("unlink"):
                    self.assertKept(proof.with_user(user).unlink)
            self.assertKept(proof.with_user(self.officer).sudo().unlink)
        with freeze_time("2025-06-16 06:00:00"):
            proof.with_user(self.officer).unlink()
        self.assertFalse(proof.exists())

    def test_archiving_is_no_way_to_delete(self):
        """RS12.10: within the retention time a proof is not put away either, and its number stays taken."""
        proof, old = self.proof(), self.old_proof()
        self.assertKept(proof.with_user(self.supervisor).action_archive)
        self.assertKept(lambda: (proof + old).write({"active": False}))
        old.action_archive()
        self.assertFalse(old.active)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.proof(number=old.number)
        old.unlink()
        self.assertFalse(old.exists())

    def test_the_scan_is_kept(self):
        """RS12.10: the scan is not emptied; a new one takes its place, and both stay."""
        proof = self.proof()
        for value in (False, None, ""):
            self.assertKept(lambda new=value: proof.with_user(self.officer).write({"file": new}))
        scan = self._scan(proof)
        first = scan.raw
        proof.with_user(self.officer).write({"file": SCAN, "file_name": "better.pdf"})
        self.assertEqual(self._scan(proof).raw, base64.b64decode(SCAN))
        former = self._attachments(proof).filtered(lambda file: not file.res_field)
        self.assertEqual((former.raw, former.name), (first, "Former scan ct2.pdf"))
        for file in (self._scan(proof), former):
            self.assertKept(file.sudo().unlink)
        proof.write({"file": SCAN})
        self.assertEqual(len(self._attachments(proof)), 2, "the same scan again is no new one")

    def test_the_scan_of_a_proof_in_use(self):
        """RS12.10, RS15.5: a supervisor replaces it; proof and case note it, both scans stay."""
        proof, bare = self.proof(copy_pages=2), self.proof(file=False, file_name=False)
        case = self.documentary(proof, answered=False)
        visit = self.visit()
        visit.goods_ids.unlink()
        goods = {"hs_code": "0406905000", "description": "White cheese in brine"}
        visit.goods_ids = [Command.create({"proof_line_id": line.id, **goods}) for line in bare.line_ids]
        officer, supervisor = proof.with_user(self.officer), proof.with_user(self.supervisor)
        officer.write({"file": base64.b64encode(b"%PDF-1.4 in draft"), "file_name": "draft.pdf"})
        case.with_user(self.supervisor)._approve_request(self.today)
        self.approve(visit)
        first = self._scan(proof).raw
        for user in (officer, supervisor):
            for values in (
                {"file": SCAN},
                {"file_name": "x.pdf"},
                {"copy_pages": 3},
                {"file": SCAN, "copy_pages": 2},
            ):
                with (
                    self.subTest(values),
                    CustomsCase.refused(self, "its scan stays", "Replace Scan", case.name),
                ):
                    user.write(values)
        officer.write(
            {"file": base64.b64encode(first), "file_name": "draft.pdf", "copy_pages": 2}
        )  # the same
        bare.with_user(self.officer).write({"file": SCAN, "file_name": "late.pdf", "copy_pages": 1})
        with CustomsCase.refused(self, "Only a supervisor can do this", error=AccessError):
            officer.replace_scan(SCAN.decode(), "better.pdf", "Unreadable")
        with CustomsCase.refused(
            self, "Add the new scan", "name of the file", "number of pages", "Enter the reason"
        ):
            supervisor.replace_scan("", " ", " ", -1)
        with CustomsCase.refused(self, "is there already"):
            supervisor.replace_scan(base64.b64encode(first).decode(), "draft.pdf", "Unreadable", 2)
        form = self.env["customs.replace.scan"].with_user(self.supervisor)
        values = {"file": SCAN, "file_name": "better.pdf", "pages": 4, "reason": "Unreadable"}
        form.with_context(**supervisor.action_replace_scan()["context"]).create(values).action_apply()
        self.assertEqual((self._scan(proof).raw, proof.file_name), (base64.b64decode(SCAN), "better.pdf"))
        former = self._attachments(proof).filtered(lambda file: not file.res_field)
        self.assertIn(first, former.mapped("raw"))
        self.assertIn("Unreadable", proof.sudo().message_ids[0].body)
        entry = case.sudo().fact_ids.filtered(lambda row: row.fact == "scan_replaced")
        self.assertEqual(entry.reason, "Unreadable")
        self.assertIn("draft.pdf → better.pdf", entry.note)
        self.assertIn("2 → 4", entry.note)
        self.assertEqual(case.sudo()._letter("request").enclosure_ids.mapped("raw"), [first])

    def _attachments(self, proof):
        domain = [("res_model", "=", proof._name), ("res_id", "=", proof.id), ("id", "!=", 0)]
        return self.env["ir.attachment"].search(
            [*domain, "|", ("res_field", "=", False), ("res_field", "!=", False)]
        )

    def _scan(self, proof):
        return self._attachments(proof).filtered(lambda file: file.res_field == "file")

    def test_attachments_are_kept(self):
        """RS12.10: files in the history of a proof are not deleted, emptied or moved elsewhere, by nobody."""
        proof = self.proof()
        file = self.note(proof)
        other = self.old_proof()
        for user in self.everybody():
            with self.subTest(user=user.login):
                if proof.with_user(user).has_access("write"):
                    self.assertKept(file.with_user(user).unlink)
                    self.assertKept(lambda by=user: file.with_user(by).write({"res_id": other.id}))
                self.assertKept(file.with_user(user).sudo().unlink)
        for values in (
            {"raw": b""},
            {"datas": base64.b64encode(b"other")},
            {"res_model": "res.partner", "res_id": self.env.user.partner_id.id},
            {"res_id": False},
            {"res_model": False, "res_id": False},
            {"type": "url", "url": "https://example.com"},
        ):
            with self.subTest(values=values):
                self.assertKept(lambda new=values: file.sudo().write(new))
        self.refusal(lambda: file.sudo().write({"name": "letter.txt"}), UserError)
        file.write({"name": "note.txt", "raw": b"letter", "res_id": proof.id})
        self.assertEqual((file.name, file.raw), ("note.txt", b"letter"))
        self.assertKept(lambda: file.sudo().with_context(customs_former_kept=True).write({"raw": b""}))

    def test_after_the_retention_time_all_goes(self):
        """RS12.10: when the time has passed, proof, goods, scan and attachments can be deleted."""
        proof = self.old_proof()
        note = self.note(proof)
        note.unlink()
        proof.file = False
        lines, files = proof.line_ids, self.note(proof) | self._scan(proof)
        proof.line_ids.unlink()
        proof.with_user(self.officer).unlink()
        self.assertFalse(proof.exists() or lines.exists() or files.exists())

    def test_no_correction_shortens_the_retention(self):
        """RS12.10: neither another day of issue, another type, nor another setting of the type does."""
        proof = self.proof()
        until = proof.retention_until
        proof.write({"issued_on": self.today - 4 * 366 * DAY, "applicant_on": False})
        self.assertEqual(proof.retention_until, until)
        self.assertEqual(proof.valid_until, fields.Date.add(proof.issued_on, months=12))
        self.assertKept(proof.unlink)
        self.ct2.retention_length = 1
        self.env.flush_all()
        self.assertEqual(proof.retention_until, until)
        self.assertKept(proof.unlink)
        self.ct2.retention_length = 5
        proof.issued_on = self.today - 50 * DAY
        self.assertEqual(proof.retention_until, fields.Date.add(proof.issued_on, years=5))

    def test_used_proofs_stay_for_good(self):
        """RS12.10: a proof that a case or a declaration names stays also after its retention time."""
        old = self.old_proof()
        self.declare(old, registered_on=old.issued_on + DAY)
        self.assertNames(self.refusal(old.unlink), "is used (D-")
        other = self.old_proof()
        request = self.documentary(other, answered=False)
        self.assertNames(self.refusal(other.unlink), request.display_name)
        replaced = self.old_proof()
        new = self.proof(**self.replacement_values(replaced))
        self.assertNames(self.refusal(replaced.unlink), new.number)

    def test_parts_stay_on_their_paper(self):
        """RS12.10: goods and invoices are not moved to another proof, where they would be missing here."""
        proof, other = self.proof(), self.old_proof()
        for part in (proof.line_ids, proof.invoice_ids):
            text = self.refusal(lambda moved=part: moved.write({"proof_id": other.id}), UserError)
            self.assertNames(text, "it cannot be moved to another document")
        for name in ("line_ids", "invoice_ids"):
            link = {name: [Command.link(proof[name].id)]}
            self.assertNames(
                self.refusal(lambda new=link: other.write(new), UserError),
                "it cannot be moved to another document",
            )
            self.assertNames(
                self.refusal(lambda new=link: self.proof(**new), UserError),
                "it cannot be moved to another document",
            )

    def test_what_was_removed_from_an_unused_proof_is_noted(self):
        """RS12.10: a slip of the pen can be taken out of an unused proof; the history says what it was."""
        proof = self.proof(
            line_ids=[
                Command.create(self.line_values()),
                Command.create(self.line_values(position=2, hs_code="0406100001")),
            ]
        )
        proof.with_user(self.officer).write({"line_ids": [Command.delete(proof.line_ids[1].id)]})
        self.assertEqual(len(proof.line_ids), 1)
        self.assertNames(proof.message_ids[0].body, "Removed", "0406100001")

    def test_what_an_unused_proof_said_is_noted(self):
        """IT9, RS12.10: what a proof, its invoices and goods said before stays in its history."""
        proof = self.proof()
        former = proof.invoice_ids.number
        changes = (
            (proof, {"applicant_on": self.day(-103)}, str(self.day(-101))),
            (proof, {"exporter_id": self.person("Another").id}, proof.exporter_id.display_name),
            (proof.invoice_ids, {"dated_on": self.day(-104)}, str(self.day(-102))),
            (proof.invoice_ids, {"number": "INV-NEW"}, former),
            (proof, {"invoice_ids": [Command.update(proof.invoice_ids.id, {"number": "INV-X"})]}, "INV-NEW"),
            (proof.line_ids, {"gross_weight_kg": 7}, "1000.000"),
        )
        for row, vals, text in changes:
            with self.subTest(vals=vals):
                row.with_user(self.officer).with_context(mail_notrack=True).write(vals)
                self.assertNames(proof.message_ids[0].body, "Changed", text)
                count = len(proof.message_ids)
                row.with_user(self.officer).write(vals)
                self.assertEqual(len(proof.message_ids), count, "what is no change is not noted")

    def test_presented_paper_is_tracked(self):
        """IT9: the day on which the paper was presented, and what it was before, stay in the history."""
        proof = self.proof()
        self.env.cr.precommit.run()
        for day in (-5, -4):
            proof.with_user(self.officer).record_original(self.day(day))
            self.env.cr.precommit.run()
            proof.with_user(self.supervisor).withdraw_original("Another day")
            self.env.cr.precommit.run()
        values = proof.message_ids.sudo().tracking_value_ids
        values = values.filtered(lambda value: value.field_id.name == "paper_original_on")
        self.assertEqual(len(values), 4)
        self.assertIn(
            self.day(-5), [value.old_value_datetime.date() for value in values if value.old_value_datetime]
        )


@tagged("post_install", "-at_install")
class TestInUse(ProofCase):
    """A declaration or a letter stands on what the proof said: it is corrected openly."""

    def used(self):
        """Yield proofs in each kind of use, with what uses them."""
        declared = self.proof()
        yield declared, self.declare(declared).number
        verified = self.proof()
        yield verified, self.documentary(verified).name
        visited = self.proof()
        visit = self.visit(proof=visited)
        self.approve(visit)
        yield visited, visit.name
        original = self.proof()
        yield original, self.proof(**self.duplicate_values(original)).number

    def changes(self, proof):
        """Return ways of changing what a proof says."""
        line, said = proof.line_ids, {"official_remarks": "Issued retrospectively"}
        return (
            lambda: proof.write({"issued_on": proof.issued_on + DAY}),
            lambda: proof.write({"exporter_id": self.person().id}),
            lambda: proof.write({"line_ids": [Command.update(line.id, {"gross_weight_kg": 5000})]}),
            lambda: proof.write({"line_ids": [Command.create(self.line_values(position=2))]}),
            lambda: line.write({"hs_code": "220300"}),
            lambda: line.copy({"position": 7}),
            lambda: proof.invoice_ids.write({"number": "INV-X"}),
            lambda: proof.write({"remark_ids": self.ticked("retrospective"), **said}),
        )

    def test_an_officer_does_not_change_it(self):
        """RS12.10: once a case, declaration or other proof stands on it, an officer changes nothing."""
        for proof, use in self.used():
            for change in self.changes(proof.with_user(self.officer)):
                with self.subTest(use=use):
                    text = self.refusal(change, UserError)
                    self.assertNames(text, "and cannot be changed", use, "A supervisor")

    def test_nothing_it_lists_is_deleted(self):
        """RS12.10: goods and invoices of a used proof are deleted by nobody."""
        for proof, use in self.used():
            for user in (self.officer, self.supervisor, self.env.user):
                for remove in (
                    lambda by=user, of=proof: of.with_user(by).line_ids.unlink(),
                    lambda by=user, of=proof: of.with_user(by).invoice_ids.unlink(),
                    lambda by=user, of=proof: of.with_user(by).write({"line_ids": [Command.clear()]}),
                    lambda by=user, of=proof: of.with_user(by).write({"invoice_ids": [Command.set([])]}),
                ):
                    with self.subTest(use=use, user=user.login):
                        self.assertNames(self.refusal(remove), "cannot be removed")

    def test_a_supervisor_corrects_and_the_former_values_stay(self):
        """RS12.10, design idea 2: a supervisor corrects; the history keeps what was there."""
        proof = self.proof()
        self.declare(proof)
        former = proof.exporter_id.display_name
        new = self.person("Corrected Exporter")
        proof.with_user(self.supervisor).write(
            {
                "exporter_id": new.id,
                "line_ids": [Command.update(proof.line_ids.id, {"gross_weight_kg": 1200})],
            }
        )
        body = proof.message_ids[0].body
        self.assertNames(
            body, "Corrected while in use", "Box 1", former, "Corrected Exporter", "1000.000", "1200.000"
        )
        count = len(proof.message_ids)
        proof.line_ids.with_user(self.supervisor).write({"hs_code": "040610"})
        self.assertEqual(len(proof.message_ids), count + 1)
        self.assertNames(proof.message_ids[0].body, "Box 8, item 1: HS Code", "0406905000", "040610")

    def test_the_history_stays(self):
        """RS12.10: notes with former values, and words of people, are neither deleted nor rewritten."""
        proof, old, unused = self.proof(), self.old_proof(), self.old_proof()
        for used in (proof, old):
            self.declare(used, registered_on=used.issued_on + DAY)
            used.with_user(self.supervisor).write({"transport": "By rail"})
        self.env.cr.precommit.run()
        note = proof.message_ids.filtered(lambda message: "By rail" in (message.body or ""))
        for user in (self.supervisor, self.env.ref("base.user_admin"), self.env.user):
            with self.subTest(user=user.login):
                self.assertNames(
                    self.refusal(note.with_user(user).sudo().unlink), "and its documents must be kept until"
                )
                for values in ({"body": "Nothing"}, {"res_id": old.id}, {"message_type": "comment"}):
                    text = self.refusal(
                        lambda by=user, new=values: note.with_user(by).sudo().write(new), UserError
                    )
                    self.assertNames(text, "The history of a proof cannot be changed")
        self.refusal(note.with_user(self.supervisor).unlink)
        self.assertIn("By rail", note.body)
        word = proof.with_user(self.officer).message_post(body="A word", message_type="comment")
        for mine in (word, word.sudo()):
            text = self.refusal(lambda mine=mine: mine.write({"body": "Another word"}), UserError)
            self.assertNames(text, "cannot be changed")
            self.assertNames(self.refusal(mine.unlink, UserError), "cannot be deleted")
        used = old.message_ids.filtered(lambda message: "By rail" in (message.body or ""))
        self.assertNames(self.refusal(used.unlink, UserError), "cannot be deleted")
        word = unused.message_post(body="A word", message_type="comment")
        word.write({"body": "Another word"})
        word.unlink()
        self.assertFalse(word.exists())

    def test_what_is_no_change_is_no_correction(self):
        """RS12.10: saving the same again, and what the paper does not say, stays possible."""
        proof = self.proof()
        self.declare(proof)
        mine = proof.with_user(self.officer)
        count = len(proof.message_ids)
        mine.write({"number": f" {proof.number.lower()} ".upper(), "exporter_id": proof.exporter_id.id})
        self.assertEqual(len(proof.message_ids), count)
        with self.assertRaisesRegex(UserError, "A supervisor replaces it"):
            mine.write({"file": SCAN})
        mine.line_ids.producer_id = self.person()
        notes = " ".join(proof.message_ids[: len(proof.message_ids) - count].mapped("body"))
        self.assertIn("Changed", notes)
        self.assertNotIn("Corrected", notes)

    def test_a_draft_request_is_no_use_yet(self):
        """RS12.10: while a request is still written, its proofs can be mended by the officer."""
        proof = self.proof()
        self.documentary(proof, answered=False)
        proof.with_user(self.officer).line_ids.hs_code = "040610"
        self.assertEqual(proof.line_ids.hs_code, "040610")

    def test_an_annulment_stays(self):
        """RS12.8, RS15.6d: an officer records an annulment; only a supervisor takes it back."""
        proof = self.proof()
        mine = proof.with_user(self.officer)
        mine.write({"annulled_on": self.today, "annulment_reason": "Notified by the authority"})
        for value in (False, self.today - DAY):
            text = self.refusal(lambda new=value: mine.write({"annulled_on": new}), UserError)
            self.assertNames(text, "Only a supervisor can correct a recorded annulment")
        mine.write({"annulled_on": self.today})
        proof.with_user(self.supervisor).write({"annulled_on": False})
        self.assertFalse(proof.annulled_on)


@tagged("post_install", "-at_install")
class TestAccess(ProofCase):
    def test_a_reader_changes_nothing(self):
        """Design, Access: a reader sees the proofs of the authority and changes nothing."""
        proof = self.proof()
        mine = proof.with_user(self.reader)
        self.assertEqual(mine.number, proof.number)
        for change in (
            lambda: mine.write({"transport": "x"}),
            lambda: mine.line_ids.write({"hs_code": "040610"}),
            mine.invoice_ids.unlink,
            mine.unlink,
            mine.copy,
            lambda: self.proofs.with_user(self.reader).create(self.proof_values()),
        ):
            self.refusal(change, AccessError)

    def test_another_authority_sees_nothing(self):
        """CU-A: people of another authority neither see nor touch the proof or its parts."""
        proof = self.proof()
        for user in (self.foreign_officer, self.foreign_supervisor):
            for record in (proof, proof.line_ids, proof.invoice_ids):
                foreign = record.with_user(user)
                self.assertFalse(foreign.search([("id", "=", record.id)]))
                self.env.invalidate_all()
                for work in (
                    lambda of=foreign: of.read(["display_name"]),
                    lambda of=foreign: of.write({"number": "x"} if "number" in of else {"hs_code": "040610"}),
                    lambda of=foreign: of.unlink(),
                ):
                    self.refusal(work, AccessError)
            line = {**self.line_values(position=2), "proof_id": proof.id}
            self.refusal(
                lambda by=user, new=line: self.env["customs.origin.proof.line"].with_user(by).create(new),
                AccessError,
            )

    def test_a_number_tells_nothing_of_another_register(self):
        """CU-A, RS12.4: a number is taken in one register; whether another authority has it is not told."""
        proof = self.proof()
        values = {"number": proof.number, "importing_authority_id": self.other_importing.id}
        values |= {"submission_country_id": self.env.ref("base.by").id, "exporter_id": proof.exporter_id.id}
        foreign = self.proofs.with_user(self.foreign_officer).create(self.proof_values(**values))
        self.assertEqual(foreign.number_key, proof.number_key)
        # A second use in the same register stays refused, for whoever serves it.
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.proof(**values)
        self.officer.customs_authority_ids |= self.other_importing
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            proof.with_user(self.officer).importing_authority_id = self.other_importing
            self.env.flush_all()

    def test_nobody_refers_to_a_proof_of_another_register(self):
        """CU-A: a certificate that one may not see is neither named, nor read in a refusal, nor annulled."""
        theirs = self.proof(number="RS-SECRET-1")
        own = self.proof_values(importing_authority_id=self.other_importing.id)
        own |= {"submission_country_id": self.env.ref("base.by").id}
        proofs = self.proofs.with_user(self.foreign_officer)
        mine = proofs.create(dict(own))
        for kind, name in LINKS.items():
            link = {name: theirs.id, "remark_ids": self.ticked(kind)}
            for work in (
                lambda link=link: proofs.create(
                    {**own, "number": "RS-OWN-2", "line_ids": [Command.create(self.line_values())], **link}
                ),
                lambda link=link: mine.write(link),
            ):
                text = self.refusal(work, AccessError)
                self.assertNotIn("SECRET", text)
        self.assertFalse(theirs.annulled_on)

    def test_a_refusal_names_nothing_in_developer_mode(self):
        """CU-A: Odoo names records that one may not see, to developers; it does not name ours."""
        proof = self.proof(number="RS-SECRET-1")
        visit = self.visit()
        with patch.object(type(self.env["res.users"]), "has_group", lambda user, group: True):
            for record in (proof, proof.line_ids, visit):
                self.env.invalidate_all()
                foreign = record.with_user(self.foreign_officer)
                text = self.refusal(lambda of=foreign: of.check_access("read"), AccessError)
                self.assertNotIn(record.sudo().display_name, text)
                self.assertNotIn("SECRET", text)

    def test_an_administrator_sees_none_by_that_alone(self):
        """Design, Access: who keeps the law sees no proof."""
        proof = self.proof()
        self.refusal(lambda: proof.with_user(self.administrator).read(["number"]), AccessError)

    def test_a_proof_is_not_given_away(self):
        """CU-A: nobody moves a proof into a register that they do not serve, nor creates it there."""
        proof = self.proof()
        give = {"importing_authority_id": self.other_importing.id}
        for user in (self.officer, self.supervisor):
            text = self.refusal(lambda by=user: proof.with_user(by).write(give), AccessError)
            self.assertNames(text, "You are not a user of the authority you chose for the")
        self.refusal(
            lambda: self.proofs.with_user(self.officer).create(self.proof_values(**give)), AccessError
        )
        lines = self.env["customs.origin.proof.line"].with_user(self.officer)
        own = {**self.line_values(position=2), "proof_id": proof.id, **give}
        self.assertNames(
            self.refusal(lambda: lines.create(own), UserError),
            "this is filled in automatically and cannot be entered",
        )

    def test_a_reader_requests_nothing(self):
        """Design, Access: who may only read does not ask for a verification."""
        self.refusal(self.proof().with_user(self.reader).action_request_verification, AccessError)


@tagged("post_install", "-at_install")
class TestQueries(ProofCase):
    def lines(self, count):
        return [Command.create(self.line_values(position=number)) for number in range(1, count + 1)]

    def test_creating_with_10_and_80_lines(self):
        """Design, Scale: a proof of 80 goods takes as many queries as one of 10."""

        def creating(count):
            values = self.proof_values(line_ids=self.lines(count))
            return lambda: self.proofs.with_user(self.officer).create(values)

        self.assertFlat(creating)

    def test_creating_10_and_80_proofs(self):
        """Design, Scale: an import of 80 proofs takes as many queries as one of 10."""
        proofs = self.proofs.with_user(self.officer).with_context(tracking_disable=True)
        persons = {"exporter_id": self.person().id, "consignee_id": self.person(country=self.kz).id}

        def creating(count):
            values = [self.proof_values(**persons, file=False) for _ in range(count)]
            return lambda: proofs.create(values)

        self.assertFlat(creating)

    def test_changing_10_and_80_lines(self):
        """Design, Scale: the whole paper is checked once, however many of its goods change."""

        def changing(count):
            proof = self.proof(line_ids=self.lines(count)).with_user(self.officer)
            change = {"gross_weight_kg": 7, "criterion_id": self.criterion_pk.id}
            update = [Command.update(line.id, change) for line in proof.line_ids]
            return lambda: proof.write({"line_ids": update})

        self.assertFlat(changing)

    def many(self, number):
        """Create proofs with goods, declarations and doubts, set-based."""
        proof = self.proof()
        self.declare(proof, gross_weight_kg=1060)
        self.env.flush_all()
        other = SQL("row.number || '-' || n")
        ids = self.copies(proof, list(range(number)), number=other, number_key=other)
        for part in (proof.line_ids, proof.declaration_line_ids):
            self.copies(part, ids, proof_id=SQL("n"))
        self.env.invalidate_all()
        return self.proofs.browse(ids)

    def copies(self, record, values, **changed):
        """Copy a row once for each of ``values``, known as n to the SQL of the ``changed`` columns."""
        columns = [
            name
            for name, field in record._fields.items()
            if field.store and field.column_type and name != "id"
        ]
        query = SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s AS row, unnest(%s) AS n WHERE row.id = %s RETURNING id",
            SQL.identifier(record._table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(changed.get(name) or SQL.identifier("row", name) for name in columns),
            SQL.identifier(record._table),
            values,
            record.id,
        )
        return [row[0] for row in self.env.execute_query(query)]

    def test_listing_10_and_80_proofs(self):
        """Design, Scale: no query count grows with the page, whatever columns are shown."""
        shown = [
            name
            for name, field in self.proofs._fields.items()
            if "customs_verification" in field._modules and field.type != "binary"
        ]
        columns = (
            "valid_until",
            "specimen_known",
            "weight_exceeded",
            "use_doubts",
            "missing_boxes",
            "display_name",
        )
        self.assertLessEqual(set(columns), {*shown, "display_name"})
        proofs = self.many(90)
        domain = [("id", "in", proofs.ids)]
        mine = self.proofs.with_user(self.reader)

        def listing(limit):
            return lambda: mine.web_search_read(domain, {name: {} for name in columns}, limit=limit)[
                "records"
            ]

        self.assertFlat(listing)
        self.assertFlat(lambda limit: lambda: mine.search(domain, limit=limit).read(shown))
        rows = listing(80)()
        self.assertEqual(len(rows), 80)
        self.assertTrue(all(row["weight_exceeded"] and "12(5)" in row["use_doubts"] for row in rows))

    def test_changing_many_proofs(self):
        """Design, Scale: a change of a thousand proofs takes as many queries as that of a few."""
        change = {"transport": "By road", "consignee_id": self.person(country=self.kz).id}
        self.declared_line_off()
        few, many = self.many(100), self.many(1000)
        counts = []
        for proofs in (few[:50], few[50:], many):
            with self.undone():
                counts.append(self.queries(lambda of=proofs: of.write(change)))
        # Odoo itself writes and reads a hundred or a thousand rows at a time.
        self.assertLess(counts[2] - counts[1], 20, counts)

    def declared_line_off(self):
        """Leave the use of the proofs aside: corrections of used ones are logged one by one."""
        self.patch(type(self.proofs), "_uses", lambda proofs: {})

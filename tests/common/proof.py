"""Certificates with what the tests change in them, how a wrong one is refused, and counts of queries."""

# pylint: disable=translation-required  # what a test writes is not translated

from contextlib import contextmanager
from datetime import timedelta

from odoo import Command
from odoo.exceptions import ValidationError

from .cases import CustomsCase

DAY = timedelta(days=1)


class ProofCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proofs = cls.env["customs.origin.proof"]
        cls.criterion_p = cls.env.ref("customs_verification.criterion_eaeu_rs_p")
        cls.criterion_y = cls.env.ref("customs_verification.criterion_eaeu_rs_y")
        cls.criterion_pk = cls.env.ref("customs_verification.criterion_eaeu_rs_pk")

    @classmethod
    def remark(cls, kind):
        return cls.env.ref(f"customs_verification.remark_eaeu_rs_{kind}")

    @classmethod
    def ticked(cls, kind):
        return [Command.set(cls.remark(kind).ids)]

    def refusal(self, work, error=ValidationError):
        """Return the text with which ``work`` is refused."""
        with self.assertRaises(error) as refused:
            work()
        return str(refused.exception)

    def assertNames(self, text, *parts):  # noqa: N802 - as unittest's own
        for part in parts:
            self.assertIn(part, text)

    def refused(self, *parts, **values):
        """Check that a certificate with ``values`` is refused with all these parts in one message."""
        text = self.refusal(lambda: self.proof(**values))
        self.assertNames(text, *parts)
        return text

    def duplicate_values(self, original, **values):
        return {
            "original_id": original.id,
            "exporter_id": original.exporter_id.id,
            "official_remarks": f"Duplicate. {original.number} of {original.issued_on:%d.%m.%Y}",
            "remark_ids": self.ticked("duplicate"),
            "issued_on": original.issued_on,
            "applicant_on": original.applicant_on,
            **values,
        }

    def replacement_values(self, replaced, **values):
        words = self.remark("replacement").wording
        return {
            "replaced_id": replaced.id,
            "official_remarks": f"{words} No. {replaced.number} of {replaced.issued_on:%d.%m.%Y}",
            "remark_ids": self.ticked("replacement"),
            **values,
        }

    def old_proof(self, days=4 * 366, **values):
        """Create a certificate whose retention time has passed."""
        return self.proof(
            issued_on=self.today - timedelta(days=days),
            applicant_on=self.today - timedelta(days=days),
            **values,
        )

    def declare(self, proof, registered_on=None, **values):
        """Create a declaration of one line that uses ``proof``."""
        return self.env["customs.declaration"].create(
            {
                "number": f"D-{proof.id}-{values.pop('number', 1)}",
                "registered_on": registered_on or self.today - 50 * DAY,
                "importing_authority_id": self.importing.id,
                "importer_id": proof.consignee_id.id,
                "exporter_id": proof.exporter_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "hs_code": "0406905000",
                            "description": "White cheese in brine",
                            "gross_weight_kg": 1000.0,
                            "customs_value": 100.0,
                            "currency_id": self.eur.id,
                            "agreement_id": self.agreement.id,
                            "proof_id": proof.id,
                            **values,
                        }
                    )
                ],
            }
        )

    def note(self, proof, name="note.txt"):
        """Attach a file to the chatter of a proof."""
        message = proof.message_post(body="See the letter", attachments=[(name, b"letter")])
        return message.attachment_ids

    @contextmanager
    def undone(self):
        """Take back what an example of a property test did."""
        with self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()

    def assertFlat(self, work):  # noqa: N802 - as unittest's own
        """Check that 80 take as many queries as 10: ``work(number)`` prepares and returns what is done."""
        counts = [self.queries(work(size)) for size in (10, 10, 80)]  # the first one fills Odoo's own caches
        self.assertEqual(counts[1], counts[2])

    def queries(self, work):
        """Return how many queries ``work`` takes, from and to a clean slate."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

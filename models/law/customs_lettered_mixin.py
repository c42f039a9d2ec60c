from odoo import api, models
from odoo.exceptions import UserError

from ...reports.kit.letter_pdf import build_letter, compose
from ...tools.letter_template import LANGUAGES, used_names


class CustomsLetteredMixin(models.AbstractModel):
    """A record from which the software writes letters, in the words that the law's data has for them."""

    _name = "customs.lettered.mixin"
    _description = "Record with Letters"

    @api.model
    def _letter_kinds(self):
        """Return the letters that the software writes from such a record: code -> `LetterKind`."""
        return {}

    def _letter_preview(self, kind):
        """Return (envelope, values) of the letter of ``kind`` from this record, as it stands now."""
        raise NotImplementedError

    def _law_of_letters(self):
        """Return (agreement, procedure) whose letters these are; without a procedure: the agreement's."""
        self.ensure_one()
        has_procedure = "procedure_id" in self._fields
        return self.agreement_id, self.procedure_id if has_procedure else self.env["customs.procedure"]

    def _letter_words(self, kind, language):
        """Return the words of the letter, or None where the law's data has none in this language."""
        agreement, procedure = self.sudo()._law_of_letters()
        template = (
            self.env["customs.letter.template"]
            .sudo()
            .search(
                [
                    ("agreement_id", "=", agreement.id),
                    ("procedure_id", "=", procedure.id),
                    ("res_model", "=", self._name),
                    ("kind", "=", kind),
                    ("language", "=", language),
                ]
            )
        )
        return template._words() if template else None

    def _letter_names(self, kind, language):
        """Return the names of the fields that the letter prints or asks."""
        words = self._letter_words(kind, language)
        return used_names(words) if words else set()

    def _write_letter(self, kind, letter, values):
        """Return (the envelope ``letter`` with its words, what prevents its approval, as sentences).

        ``values`` is what the fields of the letter have. Without words in the law's data the letter is None.
        """
        words = self._letter_words(kind, letter.language)
        if not words:
            return None, [self._without_words(kind, letter.language)]
        filled, missing = compose(letter, words, values)
        known = self._letter_kinds()[kind].fields
        return filled, [
            self.env._(
                "The letter states '%s', but this is empty.", known[name].label if name in known else name
            )
            for name in missing
            if not (name in known and known[name].may_be_empty)
        ]

    def _without_words(self, kind, language):
        agreement, procedure = self.sudo()._law_of_letters()
        return self.env._(
            "%(law)s has no text for the letter '%(letter)s' in this language: %(language)s. An "
            "administrator enters it under Configuration, Letters.",
            law=(procedure or agreement).display_name,
            letter=self._letter_kinds()[kind].label,
            language=dict(LANGUAGES).get(language, language),
        )

    def _letter_pdf(self, kind, letter, values):
        """Return the letter as PDF.

        :raises UserError: the law's data has no words for it in this language
        """
        filled, problems = self._write_letter(kind, letter, values)
        if not filled:
            raise UserError("\n".join(problems))
        return build_letter(filled)

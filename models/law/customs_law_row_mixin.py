from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from ...tools import database_code

# An object, not a word: no RPC, JSON-2 or import can put it into a context.
_WITH_ITS_WHOLE = object()


class CustomsLawRowMixin(models.AbstractModel):
    """A row of law: it stays where it belongs, and what its words said before is noted.

    Odoo changes the words of a language past `write`; that leaves a note as `write` does.
    """

    _name = "customs.law.row.mixin"
    _description = "Row of Law"
    _inherit = ["customs.guarded.mixin"]
    # The field of what the row belongs to for good; none: it may move.
    _belongs_to = None
    # The path to the record whose history holds the notes; none: the row has a history of its own.
    _noted_on = None
    # What of the row decides about cases; the rest are words.
    _deciding = frozenset()
    # Whether the software keeps what the row says in its caches.
    _is_cached = False

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self._forget_cached()
        return rows

    def write(self, vals):
        self._refuse_move(vals)
        result = super().write(vals)
        self._forget_cached()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_cached()
        return result

    def _forget_cached(self):
        """Let the next reader read the row anew: citations, provisions, steps."""
        if self._is_cached:
            self.env.registry.clear_cache()

    def _refuse_move(self, vals):
        """A row that moved would take its cases along, or change the law of others."""
        name = self._belongs_to
        if not self or name not in vals or self._is_by_the_software():
            return
        self.check_access("write")
        moved = self.filtered(lambda row: row._differs_by(name, vals[name]))[:1]
        if moved:
            raise UserError(
                self.env._(
                    "%(row)s belongs to %(place)s and cannot be moved. Create a new one where you need it.",
                    row=moved.display_name,
                    place=moved[name].display_name,
                )
            )

    def _is_by_the_software(self):
        """Return whether the software itself writes, as in an update; code in the database does not."""
        return self.env.su and not database_code.running()

    def _decides_otherwise(self, vals):
        """Return whether ``vals`` change more of this row than its words."""
        self.ensure_one()
        return any(self._differs_by(name, vals[name]) for name in self._deciding & vals.keys())

    def _differs_by(self, name, value):
        """Return whether ``value`` is another one than the field ``name`` has."""
        field = self._fields[name]
        if field.type == "many2many":
            return set(self.new({name: value}, origin=self)[name]._origin.ids) != set(self[name].ids)
        return field.convert_to_cache(value, self) != field.convert_to_cache(self[name], self)

    # Notes

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        field = self._fields.get(field_name)
        if not field or not field.store or not field.translate:
            return super()._update_field_translations(field_name, translations, digest, source_lang)
        self.ensure_one()
        self.check_access("write")
        title, before = self._noted_title(), field._get_stored_translations(self) or {}
        result = super()._update_field_translations(field_name, translations, digest, source_lang)
        self.env.registry.clear_cache()  # steps and citations are kept by language
        after = field._get_stored_translations(self) or {}
        label = field._description_string(self.env)
        changes = [
            (f"{label} ({lang})", before.get(lang), after.get(lang))
            for lang in sorted(before.keys() | after.keys())
            if before.get(lang) != after.get(lang)
        ]
        if changes and not self._is_loaded():
            self._note(self._place_of_notes(), self.env._("Changed: %s", title), changes)
        return result

    def _place_of_notes(self):
        return self.mapped(self._noted_on) if self._noted_on else self

    def _is_loaded(self):
        """Return whether the software loads its own data: nobody else as superuser says so."""
        return self.env.su and self.env.context.get("install_mode")

    def _noted_title(self):
        self.ensure_one()
        return f"{self.env['ir.model']._get(self._name).name}, {self.display_name}"

    def _note(self, place, title, changes):
        """Note what changed in the history of ``place``: (label, former, now) of each."""
        row = Markup("%s: <s>%s</s> → %s")
        self._note_rows(
            place, title, [row % (label, before or "-", after or "-") for label, before, after in changes]
        )

    def _note_rows(self, place, title, rows):
        """Note a title with ``rows``, texts or markup, in the history of ``place``."""
        items = Markup("").join(Markup("<li>%s</li>") % row for row in rows)
        for record in place:
            record._message_log(body=Markup("<p>%s</p><ul>%s</ul>") % (title, items))

    @api.model
    def _with_their_whole(self):
        """Return the model as rows are created that come with what they belong to: no note names them."""
        return self.with_context(customs_rows_with_whole=_WITH_ITS_WHOLE)

    @api.model
    def _come_with_their_whole(self):
        return self.env.context.get("customs_rows_with_whole") is _WITH_ITS_WHOLE

import hashlib

from odoo import api, models

UNSAID = frozenset({"id", "create_uid", "create_date", "write_uid", "write_date"})

# How many of the rows that come together a note names; it says how many more there are.
NAMED = 100


class CustomsNotedMixin(models.AbstractModel):
    """A row of law of which Odoo keeps no former values: what it said before is noted on what it belongs to.

    A change or removal leaves the former values, who did it and when, in the history of the agreement or
    authority (`_noted_on`), which nobody takes off. So does what is added to what is there already.
    """

    _name = "customs.noted.mixin"
    _description = "Row Whose Former Values Are Noted"
    _inherit = ["customs.law.row.mixin"]
    _belongs_to = "agreement_id"
    _noted_on = "agreement_id"
    # Whether the place in the list is law, too: papers print the rows in this order.
    _order_counts = False

    @api.model_create_multi
    def create(self, vals_list):
        rows = super(CustomsNotedMixin, self._with_their_whole()).create(vals_list).with_env(self.env)
        if not self._is_loaded() and not self._come_with_their_whole():
            rows._note_added()
        return rows

    def _note_added(self):
        """Name the rows in the history of what they were added to."""
        for place, rows in self.grouped(lambda row: row._place_of_notes()).items():
            if place == rows:
                continue
            titles = [row._noted_title() for row in rows[:NAMED]]
            if len(rows) > NAMED:
                titles.append(self.env._("%s more", len(rows) - NAMED))
            self._note_rows(place, self.env._("Added"), titles)

    def write(self, vals):
        names = [name for name in self._noted_names() if name in vals]
        if not names or self._is_loaded():
            return super().write(vals)
        self.check_access("write")
        former = [(row, row._place_of_notes(), row._noted_title(), row._noted_texts(names)) for row in self]
        result = super().write(vals)
        for row, place, title, before in former:
            after = row._noted_texts(names)
            changes = [
                (label, before[label], after[label]) for label in before if before[label] != after[label]
            ]
            if changes:
                row._note(place, self.env._("Changed: %s", title), changes)
        return result

    def unlink(self):
        self.check_access("unlink")
        names = self._noted_names()
        gone = [(row._place_of_notes(), row._noted_title(), row._noted_texts(names)) for row in self]
        result = super().unlink()
        for place, title, before in gone:
            changes = [(label, text, "") for label, text in before.items() if text]
            self._note(place.exists(), self.env._("Removed: %s", title), changes)
        return result

    def _noted_names(self):
        """Return what a row says: all that is stored, but what Odoo tracks, and the place in a mere list."""
        tracked = self._track_get_fields() if hasattr(self, "_track_get_fields") else ()
        return [
            name
            for name, field in self._fields.items()
            if field.store
            and field.type != "one2many"
            and name not in UNSAID
            and name not in tracked
            and (name != "sequence" or self._order_counts)
        ]

    def _noted_texts(self, names):
        """Return label -> what the field says, as text."""
        self.ensure_one()
        return {self._fields[name]._description_string(self.env): self._noted_text(name) for name in names}

    def _noted_text(self, name):
        field, value = self._fields[name], self[name]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "binary":
            return hashlib.sha256(value).hexdigest() if value else ""
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value) or ""
        return str(value) if value or field.type in ("integer", "float", "monetary") else ""

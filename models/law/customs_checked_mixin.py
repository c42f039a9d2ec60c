import math
from contextlib import nullcontext

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# An object, not a word: no RPC, JSON-2 or import can put it into a context.
_WITH_ITS_WHOLE = object()

NUMBERS = ("integer", "float", "monetary")
LARGEST_INTEGER = 2**31 - 1
LARGEST_AMOUNT = 10**13


class CustomsCheckedMixin(models.AbstractModel):
    """A paper of several parts that is refused with every reason named at once.

    The head is the whole, its lines and invoices are the parts. Parts that come with their whole are checked
    with it, when all is in place: a fault of a line and one of the head stand in one message, and no check
    sees half a paper. What the database could not take (a missing value, a number that is none) is named
    in the same message, before the database would name it alone.
    """

    _name = "customs.checked.mixin"
    _description = "Record Checked as a Whole"
    _inherit = ["customs.guarded.mixin"]

    # On a part: the field that points at its whole.
    _whole_field = ""
    # On a whole: the One2many fields of its parts.
    _part_fields = ()
    # What a change of needs a check: names of fields, those of the parts included.
    _checked_fields = frozenset()

    # What a model declares

    def _problems(self):
        """Return every reason why the record is not accepted as entered, as sentences."""
        self.ensure_one()
        return self._missing_problems()

    def _problems_title(self):
        """Return the sentence that stands above the reasons."""
        self.ensure_one()
        return f"{self._description}:"

    @api.model
    def _field_title(self, name, number=None):
        """Return how a reason names the field ``name``, of the part with this number."""
        return super()._field_title(name)

    def _changing(self):
        """Return a context manager around a change of what these wholes say."""
        return nullcontext()

    def _values(self, names):
        """Return what the fields hold, to be compared: {record: {name: value}}."""
        return {
            record: {
                name: record[name].id if self._fields[name].relational else record[name]
                for name in sorted(names)
            }
            for record in self
        }

    def _as_texts(self, names, number=None):
        """Return what the fields say as {title: text}, to be compared and logged."""
        self.ensure_one()
        return {self._field_title(name, number): self._as_text(name) for name in names}

    def _as_text(self, name):
        value = self[name]
        if self._fields[name].relational:
            return ", ".join(record.display_name for record in value)
        if self._fields[name].type in NUMBERS:
            return f"{value:g}" if self._fields[name].type == "integer" else f"{value:.3f}"
        return str(value or "")

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if self._comes_with_its_whole():
            return super().create(vals_list)
        self.browse().check_access("create")  # who may not create is told that, and nothing of the paper
        self._refuse_unfit(vals_list)
        with self._wholes_named_in(vals_list)._changing():
            records = super(CustomsCheckedMixin, self._with_whole()).create(vals_list).with_env(self.env)
        records._whole()._check_problems()
        return records

    def write(self, vals):
        self._refuse_move(vals)
        if self._needs_no_check(vals):
            return super().write(vals)
        self._refuse_unfit_change(vals)
        with self._whole()._changing():
            result = super(CustomsCheckedMixin, self._with_whole()).write(vals)
        self._whole()._check_problems()
        return result

    def unlink(self):
        if self._comes_with_its_whole() or not self._whole_field:
            return super().unlink()
        with self._whole()._changing():
            return super().unlink()

    def _needs_no_check(self, vals):
        return (
            self._comes_with_its_whole()
            or self._is_behind_the_door()
            or not self._checked_fields & vals.keys()
        )

    def _with_whole(self):
        return self.with_context(customs_checked=_WITH_ITS_WHOLE)

    def _comes_with_its_whole(self):
        return self.env.context.get("customs_checked") is _WITH_ITS_WHOLE

    def _whole(self):
        """Return the papers of which these records are the heads or parts."""
        return self[self._whole_field] if self._whole_field else self

    @api.model
    def _wholes_named_in(self, vals_list):
        """Return the papers to which new parts are added; none when the papers themselves are new."""
        if not self._whole_field:
            return self
        wholes = self.env[self._fields[self._whole_field].comodel_name]
        return wholes.browse({vals[self._whole_field] for vals in vals_list if vals.get(self._whole_field)})

    def _check_problems(self):
        """Refuse papers that have problems; name every reason."""
        texts = []
        for record in self:
            problems = record._problems()
            if problems:
                texts.append(record._refusal(problems))
        if texts:
            raise ValidationError("\n\n".join(texts))

    def _refusal(self, problems):
        whole = self._whole()  # a part that names no whole has none
        return "\n".join([*([whole._problems_title()] if whole else []), *dict.fromkeys(problems)])

    def _refuse_move(self, vals):
        """A part stays on its paper: moved to another one, it would be missing from its own."""
        name = self._whole_field
        if name and name in vals and any(record[name].id != vals[name] for record in self):
            raise UserError(self.env._("%s: it cannot be moved to another document.", self._description))

    # What the database could not take

    def _missing_problems(self):
        """Return the required fields that are empty, as sentences."""
        self.ensure_one()
        number = self["position"] if "position" in self._fields else None
        return [
            self.env._("%s is missing.", self._field_title(name, number))
            for name in self._required_fields()
            if not self._is_filled(self[name])
        ]

    @api.model
    def _is_filled(self, value):
        return bool(value.strip() if isinstance(value, str) else value)

    @api.model
    def _required_fields(self):
        """Return the names of the fields that must be filled; zero and no are values."""
        return [
            name
            for name, field in self._fields.items()
            if field.required and field.type not in (*NUMBERS, "boolean") and name != self._whole_field
        ]

    @api.model
    def _refuse_unfit(self, vals_list):
        """Refuse new papers that the database could not take, with all other reasons beside these."""
        for vals in vals_list:
            problems, fit = self.browse()._unfit(vals)
            if problems or self._lacks(vals):
                draft = self.new(self._with_defaults(fit))
                problems += draft._problems()
            if problems:
                raise ValidationError(draft._refusal(problems))

    def _refuse_unfit_change(self, vals):
        """Refuse a change that the database could not take, with all other reasons beside these."""
        problems, fit = self[:1]._unfit(vals)
        if problems:
            draft = self.new(fit, origin=self[:1])
            raise ValidationError(draft._refusal(problems + draft._problems()))

    def _unfit(self, vals):
        """Return the values that no column could hold, as sentences, and ``vals`` without them."""
        problems, fit = [], {}
        for name, value in vals.items():
            if name in self._part_fields:
                more, fit[name] = self.env[self._fields[name].comodel_name]._unfit_parts(value)
                problems += more
            elif name in self._fields and not self._fits(self._fields[name], value):
                title = self._field_title(name, self._number_in(vals))
                problems.append(
                    self.env._("%(field)s: '%(value)s' is not a valid value.", field=title, value=value)
                )
            else:
                fit[name] = value
        return problems, fit

    def _number_in(self, vals):
        """Return the number of a part: of the record, else as its values give it."""
        return (self["position"] if "position" in self._fields else 0) or vals.get("position") or 1

    @api.model
    def _unfit_parts(self, commands):
        problems, fit = [], []
        updates = [command for command in commands or [] if command[0] == fields.Command.UPDATE]
        known = self.browse(command[1] for command in updates)
        for command in commands or []:
            if not self._brings_values(command):
                fit.append(command)
                continue
            part = known.browse(command[1] if command[0] == fields.Command.UPDATE else [])
            part = part.with_prefetch(known._prefetch_ids)
            more, values = part._unfit(command[2])
            problems += more
            fit.append((command[0], command[1], values))
        return problems, fit

    @api.model
    def _brings_values(self, command):
        return len(command) == 3 and isinstance(command[2], dict)

    @api.model
    def _fits(self, field, value):
        """Return whether the column of ``field`` could hold ``value``."""
        if field.relational or value is None or value is False:
            return True
        try:
            value = field.convert_to_cache(value, self.browse())
        except (ValueError, TypeError, OverflowError, AttributeError):
            return False
        if field.type not in NUMBERS:
            return not (isinstance(value, str) and "\0" in value)
        limit = LARGEST_INTEGER if field.type == "integer" else LARGEST_AMOUNT
        return math.isfinite(value) and abs(value) <= limit

    @api.model
    def _lacks(self, vals):
        """Return whether a required value may be missing in the values of a new record, or of its parts."""
        if any(not self._is_filled(vals.get(name)) for name in self._required_fields()):
            return True
        return any(
            self.env[self._fields[name].comodel_name]._lacks(command[2])
            for name in self._part_fields
            for command in vals.get(name) or []
            if self._brings_values(command) and command[0] == fields.Command.CREATE
        )

    @api.model
    def _with_defaults(self, vals):
        """Return the values of a new record, and of its parts, with the defaults that ``vals`` leave open."""
        values = self._add_missing_default_values(vals)
        for name in self._part_fields:
            part = self.env[self._fields[name].comodel_name]
            values[name] = [
                (*command[:2], part._with_defaults(command[2])) if self._brings_values(command) else command
                for command in values.get(name) or []
            ]
        return values

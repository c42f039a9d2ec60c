"""Corrections of declarations: the former values, who corrected them, and what follows for suspensions."""

from collections import defaultdict
from contextlib import contextmanager, nullcontext

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..setup.roles import SUPERVISORS
from .decision_evidence import DUTY, declared_fields, differs
from .decisions_in_force import IN_FORCE

# The key by which a declaration goes with its history. An object: no remote call can give it.
_WITH_ITS_HISTORY = object()
# Rows of one correction in the record of a case; the history of the declaration has all of them.
MOST = 20


class CustomsDeclaration(models.Model):
    """Corrections keep the former values; suspended goods are corrected by a supervisor only (RS16.12).

    One message for each declaration and correction, whatever it changes. The case of a suspension has an
    entry of its own for goods that it no longer covers because they were corrected.
    """

    _name = "customs.declaration"
    _inherit = ["customs.declaration", "customs.decision.source.mixin"]

    correction_reason = fields.Char(
        string="Reason for the Correction",
        store=False,
        copy=False,
        help="Required when suspended goods are corrected. It is kept in the history.",
    )
    has_suspended_goods = fields.Boolean(compute="_compute_has_suspended_goods")

    @api.depends("line_ids.mark_ids")
    def _compute_has_suspended_goods(self):
        for declaration in self:
            declaration.has_suspended_goods = bool(declaration.line_ids.mark_ids)

    @api.model_create_multi
    def create(self, vals_list):
        # The declaration itself shows who entered it, and when: no message for each of thousands.
        silent = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        vals_list = [
            {name: value for name, value in vals.items() if name != "correction_reason"} for vals in vals_list
        ]
        return super(CustomsDeclaration, silent).create(vals_list).with_env(self.env)

    def write(self, vals):
        vals = dict(vals)
        reason = vals.pop("correction_reason", None)
        with self._logging_correction(vals, reason):
            self._refuse_change_of_evidence(vals)
            return super().write(vals)

    def _logging_correction(self, vals, reason):
        """Return the context of a write with ``vals``: a correction is logged, or refused."""
        if not self._declared_fields() & vals.keys() and "line_ids" not in vals:
            return nullcontext()
        self.check_access("write")
        return self._correcting(self._lines_named_in(vals), vals.keys(), reason)

    def unlink(self):
        # mail.thread deletes the messages before it asks for rights.
        self.check_access("unlink")
        self._refuse_loss_of_corrections()
        deleted = self.with_context(customs_deleted=_WITH_ITS_HISTORY)
        return super(CustomsDeclaration, deleted).unlink()

    def _refuse_loss_of_corrections(self):
        """Refuse to delete what was corrected, with its history, by anybody but a supervisor."""
        corrected = self.sudo().filtered("message_ids")
        if corrected and not self.env.su and not self.env.user.has_group(SUPERVISORS):
            raise UserError(
                self.env._(
                    "%s: it was corrected, and its history would be deleted with it. Only a supervisor can "
                    "delete it.",
                    corrected[:1].display_name,
                )
            )

    def correct_goods(self, values, reason):
        """Correct declarations with suspended goods, with the reason.

        :raises AccessError: the user is no supervisor
        :raises UserError: there is no reason
        """
        self.check_access("write")
        if not self.env.user.has_group(SUPERVISORS):
            raise AccessError(self.env._("Only a supervisor can correct suspended goods."))
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason for the correction."))
        return self.write({**values, "correction_reason": reason})

    def _with_kept_history(self):
        """Return the declarations whose history is kept: all of them, unless they are deleted themselves."""
        return self.browse() if self.env.context.get("customs_deleted") is _WITH_ITS_HISTORY else self

    @api.model
    def _declared_fields(self):
        """Return the names of the fields that somebody has declared and that count in law."""
        return declared_fields(self)

    def _lines_named_in(self, vals):
        """Return the goods that a write with ``vals`` may change or delete."""
        commands = vals.get("line_ids") or []
        whole = (Command.CLEAR, Command.SET)
        if any(not isinstance(command, list | tuple) or command[0] in whole for command in commands):
            return self.sudo().line_ids
        named = {command[1] for command in commands if command[0] != Command.CREATE}
        return self.sudo().line_ids.filtered(lambda line: line.id in named) if named else self.line_ids[:0]

    # What changes

    @contextmanager
    def _correcting(self, lines, names, reason=None):
        """Around a correction of these declarations: refuse it, or log what it changes.

        :param lines: those of their goods that may change
        :param names: the fields of the declarations that are written
        """
        # Whoever marks waits for this transaction, from before its first look at the marks.
        self.env["customs.suspended.line"]._lock_writing_lines()
        heads, lines = self.sudo(), lines.sudo()
        marks = heads._marks_of(None if heads._declared_fields() & set(names) else lines)
        adding = "line_ids" in names
        there = set(heads.line_ids.ids) if adding else set()
        before = heads._values(self._declared_fields()) | lines._values(lines._declared_fields())
        texts = {line: line._in_words() for line in lines} if adding else {}
        yield
        left = lines.exists()
        after = heads._values(self._declared_fields()) | left._values(left._declared_fields())
        changes = defaultdict(list)
        for record, former in before.items():
            if record in after:
                changes[record._whole()] += [
                    (record, name, former[name], after[record][name])
                    for name in former
                    if former[name] != after[record][name]
                ]
        entries = {head: [_row(*change) for change in rows] for head, rows in changes.items() if rows}
        for line, (head, text) in texts.items():
            if line not in left:
                entries.setdefault(head, []).append(Markup("<s>%s</s>") % text)
        for line in heads.line_ids if adding else ():
            if line.id not in there:
                added = self.env._("Added: %s", line._in_words()[1])
                entries.setdefault(line.declaration_id, []).append(Markup("%s") % added)
        if entries:
            self._refuse_correction(changes, marks, reason)
            self._log_correction(entries, marks, reason)

    def _marks_of(self, lines=None):
        """Return the marks of the goods of these declarations, or of some: {mark: (suspension, line)}."""
        domain = (
            [("line_id", "in", lines.ids)]
            if lines is not None
            else [("line_id.declaration_id", "in", self.ids)]
        )
        return self.env["customs.suspended.line"].sudo().search(domain)._as_pairs()

    def _refuse_correction(self, changes, marks, reason):
        """Refuse a correction of goods under a suspension by anybody but a supervisor, with a reason.

        A duty that is given afterwards changes nothing of what is suspended; nor does what an act of the
        software writes after its own checks.
        """
        if self.env.su or self._is_behind_the_door():
            return
        marked = {line for _suspension, line in marks.values()}
        refused = {
            line
            for rows in changes.values()
            for record, name, _before, _after in rows
            if name not in DUTY
            for line in marked & ({record} if record._name == "customs.declaration.line" else marked)
            if record in (line, line.declaration_id)
        }
        if not refused or (self.env.user.has_group(SUPERVISORS) and (reason or "").strip()):
            return
        lines = self.env["customs.declaration.line"].browse(sorted(line.id for line in refused))
        raise UserError(
            self.env._(
                "%s: the preference for these goods is suspended. Only a supervisor can correct them, "
                "with a reason on the declaration.",
                lines.sudo()._names(),
            )
        )

    def _log_correction(self, entries, marks, reason):
        """Log the former values in the history, and in suspensions the goods that they no longer cover."""
        reason = (reason or "").strip()
        self._log_history(self.env._("Corrected: %s", reason) if reason else self.env._("Corrected"), entries)
        self._log_in_suspensions(entries, marks, reason)

    def _log_linked(self, lines):
        """Log that goods use a proof that was registered after them: their declaration named it."""
        entries = defaultdict(list)
        for line in lines:
            entries[line.declaration_id].append(_row(line, "proof_id", False, line.proof_id.id))
        self._log_history(self.env._("The proof of origin that was declared is registered"), entries)

    def _log_history(self, title, entries):
        """Write one message into the history of each declaration: a title, and rows."""
        self.browse(head.id for head in entries)._message_log_batch(
            bodies={
                head.id: Markup("<p>%s</p><ul>%s</ul>")
                % (title, Markup("").join(Markup("<li>%s</li>") % row for row in rows))
                for head, rows in entries.items()
            }
        )

    def _log_in_suspensions(self, entries, marks, reason):
        for suspension, no_more in self.env["customs.suspended.line"]._gone_of(marks).items():
            rows = [row for head in no_more.declaration_id for row in entries.get(head, ())]
            suspension._log_gone(
                "suspended_goods_corrected",
                self.env._("Goods corrected, no longer under the suspension"),
                no_more,
                [Markup(row).striptags() for row in rows[:MOST]],
                reason=reason or None,
            )

    # Goods that were decided upon

    def _refuse_change_of_evidence(self, vals):
        """Refuse values of the head that change what was decided upon."""
        values = {name: value for name, value in vals.items() if name not in self._part_fields}
        if not values:
            return
        self.check_access("write")
        for declaration in self._decided():
            if any(differs(declaration, *pair) for pair in values.items()):
                raise UserError(
                    self.env._(
                        "%s: a decision on the preference covers its goods, so it cannot be changed. A "
                        "supervisor can revoke the decision.",
                        declaration.display_name,
                    )
                )

    def _decided(self):
        """Return the declarations whose goods a decision in force covers."""
        rows = self.env["customs.preference.decision.line"].sudo()
        domain = [("line_id.declaration_id", "in", self.ids), *IN_FORCE]
        ids = {row.line_id.declaration_id.id for row in rows.search(domain)}
        return self.filtered(lambda declaration: declaration.id in ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self.sudo().line_ids._refuse_loss_of_evidence()


def _row(record, name, before, after):
    """Return one change as a row of the history."""
    number = record["position"] if "position" in record._fields else None
    return Markup("%s: <s>%s</s> → %s") % (
        record._field_title(name, number) if number else record._field_title(name),
        _text(record, name, before) or "-",
        _text(record, name, after) or "-",
    )


def _text(record, name, value):
    """Return a value as a person reads it."""
    field = record._fields[name]
    if field.relational:
        return record.env[field.comodel_name].browse(value).display_name if value else ""
    if field.type == "boolean":
        return record.env._("yes") if value else record.env._("no")
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value, "")
    return str(value or "")

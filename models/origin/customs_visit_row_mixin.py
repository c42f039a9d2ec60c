from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.models import LOG_ACCESS_COLUMNS


class CustomsVisitRowMixin(models.AbstractModel):
    """A row of a visit: it stays with its visit, and is locked with the request or report that prints it.

    Whoever writes it has written in that request or report, and does not approve it. Once the report is
    approved, the visit is over or a decision rests on the row, what no paper prints is corrected by a
    supervisor, and the case keeps what stood there before. New rows may still come: bills do.
    """

    _name = "customs.visit.row.mixin"
    _description = "Row of a Verification Visit"
    _inherit = ["customs.guarded.mixin", "customs.sealed.mixin"]
    _seal_path = ("visit_id",)
    _unsealed_fields = frozenset({"sequence"})
    # The fields that the request prints, and those that the report prints.
    _in_request = frozenset()
    _in_report = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_named_records()
        rows._check_change(self._in_request | self._in_report)
        rows.filtered(lambda row: row._is_told_in_request())._log_addition()
        return rows

    def write(self, vals):
        self.check_access("write")
        if "visit_id" in vals and any(row.visit_id.id != vals["visit_id"] for row in self):
            raise UserError(self.env._("%s cannot be moved to another visit.", self[:1].display_name))
        self._check_change(vals.keys())
        finished = self._of_finished_visits()
        former = finished._contents(vals.keys())
        result = super().write(vals)
        self._check_named_records(vals.keys())
        finished._log_correction(former, finished._contents(vals.keys()))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_change(self._in_request | self._in_report)
        finished = self._of_finished_visits()
        finished._log_correction(finished._contents(), {})

    # What is finished

    def _of_finished_visits(self):
        """Return the rows on which something rests: a visit that is over, an approved paper, a decision."""
        return self.filtered(
            lambda row: (
                row.sudo().visit_id.closed_on
                or any(row.sudo().visit_id.report_id.mapped("approved_at"))
                or row._is_relied_on()
                or row._is_told_in_request()
            )
        )

    def _is_printed_in_request(self):
        """Return whether the request of the visit prints the row where that is for its procedure to say."""
        self.ensure_one()
        return False

    def _is_told_in_request(self):
        """Return whether an approved request prints it: whoever got the request was told so."""
        self.ensure_one()
        return bool(self.sudo().visit_id.request_approved_on) and self._is_printed_in_request()

    def _is_relied_on(self):
        """Return whether a decision rests on this row; a later room knows."""
        self.ensure_one()
        return False

    def _contents(self, names=None):
        """Return what the rows say: {row: {field: text}}, of the fields ``names`` or of all."""
        said = [
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and not (field.compute or field.related)
            and name not in self._unsealed_fields
            and name not in ("id", "visit_id", *LOG_ACCESS_COLUMNS)
            and (names is None or name in names)
        ]
        return {row: {name: row.sudo()._content_text(name) for name in said} for row in self}

    def _content_text(self, name):
        value, field = self[name], self._fields[name]
        if field.relational:
            return value.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return "" if value is False else str(value)

    def _log_correction(self, former, now):
        """Note in the case what the rows said before; refuse it to all but supervisors.

        :param now: what they say now; empty when they are deleted
        """
        for row, before in former.items():
            after = now.get(row)
            changes = [
                (name, text, (after or {}).get(name, ""))
                for name, text in before.items()
                if (text if after is None else text != after[name])
            ]
            if not changes:
                continue
            visit = row.visit_id
            if not visit._is_supervisor():
                raise UserError(
                    self.env._(
                        "%(row)s: the visit %(visit)s is closed, or what was approved or decided is based on "
                        "this, so it cannot be changed. A supervisor can correct it.",
                        row=f"{self._description} {row.display_name or ''}".strip(),
                        visit=visit.display_name,
                    )
                )
            label = self.env._("Deleted: %s") if after is None else self.env._("Corrected: %s")
            rows = Markup("").join(
                Markup("<li>%s: <s>%s</s> → %s</li>")
                % (self._fields[name]._description_string(self.env), text or "-", value or "-")
                for name, text, value in changes
            )
            title = label % f"{self._description} {row.display_name or ''}".strip()
            visit._message_log(body=Markup("<p>%s</p><ul>%s</ul>") % (title, rows))

    def _log_addition(self):
        """Note in the case who was added to what a request has told; refuse it to all but supervisors."""
        nothing = {row: dict.fromkeys(said, "") for row, said in self._contents().items()}
        self._log_correction(nothing, self._contents())

    def _check_change(self, names):
        """Refuse to change ``names`` in what is approved; remember who wrote in what is not approved yet."""
        visits = self.visit_id
        # Nobody approves at the same moment what is being changed here.
        visits._lock()
        if self._in_request & set(names):
            visits._refuse_change_of_approved([self._description])
            visits._add_author()
        self.filtered(
            lambda row: not row.sudo().visit_id.request_approved_on and row._is_printed_in_request()
        ).visit_id._add_author()
        if self._in_report & set(names):
            visits.report_id._refuse_change_of_approved()
            visits.report_id._add_author()

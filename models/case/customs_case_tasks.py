from odoo import api, fields, models


class CustomsCaseMixin(models.AbstractModel):
    """What a case asks of outside persons, and what follows from their answers."""

    _inherit = "customs.case.mixin"

    task_ids = fields.One2many(
        "customs.task",
        "res_id",
        string="Tasks",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )
    task_count = fields.Integer(compute="_compute_task_count")

    @api.depends("task_ids")
    def _compute_task_count(self):
        counts = dict(
            self.env["customs.task"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
            )
        )
        for case in self:
            case.task_count = counts.get(case._origin.id, 0)

    def _task_persons(self):
        """Return the persons whom the case usually asks, the first one by default."""
        self.ensure_one()
        return self.env["res.partner"]

    def _task_words(self, kind):
        """Return what the law says to a task of ``kind``: ``article``, ``question``, ``warning``."""
        self.ensure_one()
        return {}

    def _task_problems(self, task):
        """Return why ``task`` cannot be asked in this case, as sentences."""
        self.ensure_one()
        return []

    def _task_answer_problems(self, task, choice):
        """Return why the person cannot answer ``task`` with ``choice`` any more, as sentences."""
        self.ensure_one()
        return []

    def _on_task_asked(self, task):
        """Hook: something follows for the case from asking ``task``."""

    def _on_task_answered(self, task, answer):
        """Hook: something follows for the case from ``answer`` to ``task``."""

    def _on_task_accepted(self, task):
        """Hook: something follows for the case from accepting the answer to ``task``."""

    def action_open_tasks(self):
        """Open what is asked of outside persons in this case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tasks of %s", self.display_name),
            "res_model": "customs.task",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_person_id": self._task_persons()[:1].id,
            },
        }

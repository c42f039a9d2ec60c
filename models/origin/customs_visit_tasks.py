from odoo import models
from odoo.tools import SQL

from .customs_verification_visit import ARTICLE


class CustomsVerificationVisit(models.Model):
    """What a visit asks of the verified person: consent, documents, receipt (RS16.5b, RS16.9)."""

    _inherit = "customs.verification.visit"

    def _task_persons(self):
        return self._verified_persons()

    def _addressees(self, kind):
        # The report goes to the verified person, and to both where they are two (RS16.11).
        if kind == "report":
            return [{"addressee_id": person.id} for person in self._verified_persons()]
        return super()._addressees(kind)

    def _task_words(self, kind):
        words = super()._task_words(kind)
        ground = self.procedure_id.refusal_ground_id
        if kind == "consent":
            return words | {
                "article": f"{ARTICLE}(5)",
                "warning": self.env._(
                    "You may refuse. But a refusal of the visit is a ground for refusing the preference: the "
                    "goods that the request names then lose the preferential duty (%(visit)s; %(ground)s).",
                    visit=f"{ARTICLE}(5), (6)",
                    ground=ground.article or "",
                ),
            }
        articles = {"documents": f"{ARTICLE}(9)", "answer": f"{ARTICLE}(9)", "receipt": f"{ARTICLE}(11)"}
        if kind == "documents":
            words["warning"] = self.env._(
                "If the documents are not given, this is stated in the report, and the preference may be "
                "refused (%s).",
                f"{ARTICLE}(8)",
            )
        return words | ({"article": articles[kind]} if kind in articles else {})

    def _task_problems(self, task):
        problems = super()._task_problems(task)
        if task.kind == "consent":
            problems += self._problems_of_asking_consent(task)
        if self.closed_on and task.kind != "receipt":
            problems.append(self.env._("%s is closed.", self.display_name))
        return problems

    def _problems_of_asking_consent(self, task):
        """Consent is asked of a verified person, once the request was sent, and once (RS16.5b)."""
        problems = []
        if task.person_id.commercial_partner_id not in self._verified_persons().commercial_partner_id:
            problems.append(
                self.env._("%s is no verified person of this visit.", task.person_id.display_name)
            )
        asked = self.sudo().task_ids.filtered(
            lambda other: (
                other.kind == "consent"
                and other.commercial_person_id == task.commercial_person_id
                and other.state in ("asked", "accepted")
            )
        )
        if asked - task:
            problems.append(self.env._("%s was asked already.", task.person_id.display_name))
        if not self.person_informed_on:
            problems += self._fact_problems({"person_informed_on": self._today()}, None)
        return problems

    def _task_answer_problems(self, task, choice):
        problems = super()._task_answer_problems(task, choice)
        fact = "person_consent_on" if choice == "consent" else "person_refusal_on"
        if self.sudo()._fact_problems({fact: self._today()}, None):
            # Why it is so concerns the authorities: the person learns that nothing is awaited any more.
            problems.append(
                self.env._("Your consent to this visit is not awaited any more. Ask %s.", task.authority_name)
            )
        return problems

    def _on_task_asked(self, task):
        result = super()._on_task_asked(task)
        if task.kind == "consent" and not self.person_informed_on:
            self._record_facts(
                {"person_informed_on": self._today()},
                note=self.env._("Asked on the portal, with the warning: %s", task.warning),
            )
        return result

    def _on_task_answered(self, task, answer):
        super()._on_task_answered(task, answer)
        if task.kind != "consent":
            return
        self._one_consent_at_a_time()
        note = self.env._("Answered on the portal by %s", answer.answered_by_name)
        if answer.choice == "refuse":
            self._record_facts({"person_refusal_on": self._today()}, note=note)
        elif self._all_persons_consented():
            self._record_facts({"person_consent_on": self._today()}, note=note)

    def _one_consent_at_a_time(self):
        """Two persons who consent at the same moment would each not see the other's consent (RS16.5b).

        The row of the case is written, as it is: of two transactions that do so the later one fails, is tried
        again, and sees the earlier one's answer.
        """
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL("UPDATE %s SET write_date = write_date WHERE id IN %s", table, self._ids))

    def _all_persons_consented(self):
        """Tell whether each verified person who was asked has consented: two persons consent both."""
        self.ensure_one()
        tasks = self.sudo().task_ids.filtered(lambda task: task.kind == "consent")
        consented = tasks.answer_ids.filtered(lambda answer: answer.choice == "consent").task_id
        persons = self.sudo()._verified_persons().commercial_partner_id
        return persons <= consented.commercial_person_id

from types import MappingProxyType

from odoo import Command, api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ...tools.fact_spec import Step
from . import procedure_versions
from .named_to_user import named_to_user

# The rows that carry the mark "Verified".
MARKED = ("step_ids", "consequence_ids", "rule_ids", "content_item_ids", "service_rule_ids")
# Where the cursor keeps, from the beginning of an act, the steps as the database has them.
OF_ACT = "customs_verification.steps_of_act"


class CustomsProcedure(models.Model):
    """A procedure of an agreement: what a case of one kind must do, by when, on which grounds."""

    _name = "customs.procedure"
    _description = "Procedure"
    _inherit = ["customs.noted.mixin"]
    _belongs_to = None  # a duplicate may become the procedure of another agreement
    _deciding = frozenset({"agreement_id", "case_model", "answered_by"})
    _order = "agreement_id, sequence, id"
    _rec_names_search = ["code", "name"]

    agreement_id = fields.Many2one("customs.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    article = fields.Char(required=True, help="The article that establishes the procedure.")
    case_model = fields.Selection(
        selection="_selection_case_model",
        required=True,
        help=(
            "The type of case under this procedure. Its deadline rules use the facts of this type of case."
        ),
    )
    hs_digits = fields.Integer(
        string="HS Digits for Similar Goods",
        default=6,
        help="How many digits of the HS code similar goods must share.",
    )
    hs_digits_text = fields.Integer(
        string="HS Digits in the Text",
        default=6,
        help="How many digits the text of the agreement asks for. A code of the Harmonized System has 6.",
    )
    hs_digits_reason = fields.Text(
        string="Why Other Digits", help="Why similar goods share other digits than the text asks for."
    )
    whose_day = fields.Selection(
        [("of_who_owes", "Where who owes the step is"), ("of_importing", "At the importing authority")],
        string="Last Day Ends",
        required=True,
        default="of_who_owes",
        help="In whose time zone the last day of a step ends. Where who owes the step is: steps of the "
        "exporting Party's authority and of persons there end at midnight in the exporting authority's time "
        "zone, all others in the importing authority's.",
    )
    suspension_article = fields.Char(
        string="Article of the Suspension",
        help="The article that allows the preference for similar goods to be suspended during the "
        "procedure. Empty: suspension is not allowed.",
    )
    restored_after_period = fields.Boolean(
        string="Restored after the Period",
        help="Goods found to comply are restored even after the period for restoration has ended.",
    )
    step_ids = fields.One2many("customs.procedure.step", "procedure_id", string="Steps")
    answered_by = fields.Selection(
        [
            ("authority", "The authority that is asked"),
            ("officer", "The officer, from the information received"),
        ],
        string="Questions Are Answered by",
        required=True,
        default="authority",
        help="Who answers the questions on a result. The officer: persons answer directly, and what their "
        "information means is the officer's own assessment; until it is entered, nothing follows.",
    )
    result_question_ids = fields.One2many(
        "customs.result.question", "procedure_id", string="Questions on the Result", copy=True
    )
    consequence_ids = fields.One2many("customs.consequence", "procedure_id", string="Consequences")
    rule_ids = fields.One2many("customs.deadline.rule", "procedure_id", string="Deadline Rules", copy=True)
    service_rule_ids = fields.One2many(
        "customs.service.rule", "procedure_id", string="Service Rules", copy=True
    )
    content_item_ids = fields.One2many(
        "customs.content.item", "procedure_id", string="Content Lists", copy=True
    )
    letter_ids = fields.One2many(
        "customs.letter.template", "procedure_id", string="Letters", help="The words of its letters."
    )
    step_problems = fields.Text(
        compute="_compute_step_problems",
        help="What the steps lack, so that cases of this procedure come to their end.",
    )
    not_verified = fields.Text(
        compute="_compute_not_verified",
        help="The rows that were not compared with the official text.",
    )
    is_draft = fields.Boolean(
        string="Draft", copy=False, help="No case can be opened under it until it is put in force."
    )
    former_version_id = fields.Many2one(
        "customs.procedure",
        string="Replaces",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The version that this one replaces.",
    )
    version_ids = fields.Many2many(
        "customs.procedure", string="Versions", compute="_compute_version_ids", compute_sudo=False
    )
    valid_from = fields.Date()
    valid_to = fields.Date()
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(agreement_id, code)", "A procedure with this code is already in the agreement."
    )
    _hs_digits_range = models.Constraint(
        "CHECK(hs_digits BETWEEN 4 AND 10)",
        "Enter a number from 4 to 10: the digits of the HS code that similar goods share.",
    )
    _hs_digits_text_range = models.Constraint(
        "CHECK(hs_digits_text BETWEEN 4 AND 10)",
        "Enter a number from 4 to 10: the digits of the HS code for which the text asks.",
    )

    @api.model
    def _selection_case_model(self):
        """Return the models of cases: those that carry the case mixin, whichever module brings them."""
        return [
            (name, self.env[name]._description)
            for name, model in self.env.registry.items()
            if getattr(model, "_is_customs_case", False) and not model._abstract
        ]

    @api.depends("agreement_id.code", "name", "code", "is_draft", "former_version_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for procedure in self:
            names = [procedure.agreement_id.code or ""]
            if procedure.former_version_id:
                names.append(procedure.code or "")
            if procedure.is_draft:
                names.append(self.env._("draft"))
            procedure.display_name = f"{procedure.name} ({', '.join(names)})"

    @api.depends("former_version_id")
    def _compute_version_ids(self):
        for procedure in self:
            found = procedure_versions.versions_of(procedure._origin)
            procedure.version_ids = found if len(found) > 1 else False

    @api.depends("case_model", "step_ids.fact", "step_ids.lapse_of", "rule_ids.done_fact", "rule_ids.length")
    @api.depends_context("lang")
    def _compute_step_problems(self):
        for procedure in self:
            procedure.step_problems = "\n".join(procedure._problems_of_steps())

    @api.depends(lambda self: [f"{name}.verified" for name in MARKED])
    @api.depends_context("lang")
    def _compute_not_verified(self):
        for procedure in self:
            procedure.not_verified = procedure._not_verified()

    def _problems_of_steps(self):
        """Return, as sentences, what the steps lack of what this kind of case cannot do without."""
        self.ensure_one()
        if not self.case_model:
            return []
        kind = self.env[self.case_model]
        facts = set(self.step_ids.mapped("fact"))
        problems = [
            self.env._("The step '%s' is missing: cases of this type need it.", kind._fact_label(name))
            for name, spec in kind._fact_specs().items()
            if spec.needed and name not in facts
        ]
        if not any(self.step_ids.mapped("closes")):
            problems.append(self.env._("No step closes the case."))
        counted = set(self.rule_ids.filtered("length").mapped("done_fact"))
        problems += [
            self.env._(
                "The step '%s' says that something did not come in time, but no deadline rule counts the "
                "time for it. It cannot be recorded.",
                step.name,
            )
            for step in self.step_ids
            if step.lapse_of and step.lapse_of not in counted
        ]
        return problems

    def _steps(self):
        """Return the steps of this procedure in the order of the law: name of the fact -> `Step`."""
        if not self.id:
            return {}
        lang = self.env.lang or "en_US"
        of_act = self.env.cr.cache.get(OF_ACT)
        if of_act is None:
            return self._steps_in(lang)
        key = (self._memory(), self.id, lang)
        if key not in of_act:
            of_act[key] = self._steps_now(lang)
        return of_act[key]

    @api.model
    @tools.ormcache()
    def _memory(self):
        """Return what stands for all that this server remembers; something else once it forgot that."""
        return object()

    @api.model
    def _read_steps_anew(self):
        """Let an act or a check go by the steps that the database has, not by those that are remembered."""
        self.env["customs.procedure.step"].invalidate_model()
        self.invalidate_model(["step_ids"])
        self.env.cr.cache[OF_ACT] = {}

    @tools.ormcache("self.id", "lang")
    def _steps_in(self, lang):
        """Return the steps for a screen; no query beyond the first of each language."""
        return self._steps_now(lang)

    def _steps_now(self, lang):
        """Return the steps with their labels in ``lang``."""
        procedure = self.sudo().with_context(lang=lang)
        specs = self.env[procedure.case_model]._fact_specs()
        cite = procedure.agreement_id._cite
        steps = {
            step.fact: Step(
                fact=step.fact,
                label=step.name,
                article=cite(step.article, lang),
                after=tuple(dict.fromkeys([*specs[step.fact].needs, *step.after_ids.mapped("fact")])),
                without=tuple(step.without_ids.mapped("fact")),
                supervisor=step.recorded_by == "supervisor",
                reference=step.reference_required,
                lapse_of=step.lapse_of or "",
                state=step.state or "",
                state_label=step.state_name or "",
                closes=step.closes,
                undoes=step.undoes,
                spec=specs[step.fact],
            )
            for step in procedure.step_ids.sorted(lambda step: (step.sequence, step.id))
            if step.fact in specs
        }
        return MappingProxyType(steps)

    def _not_verified(self):
        """Return the sentence that names the rows that nobody compared with the official text, or ""."""
        lines = []
        for name in MARKED:
            rows = self[name].filtered(lambda row: row.article and not row.verified)
            if rows:
                titles = dict.fromkeys(rows.mapped("display_name"))
                lines.append(f"{self._fields[name]._description_string(self.env)}: {', '.join(titles)}")
        if not lines:
            return ""
        return "\n".join([self.env._("Not compared with the official text yet:"), *lines])

    def _consequence_of(self, *reasons):
        """Return the first refusal that follows from these facts or outcomes, or nothing."""
        rows = self.consequence_ids.filtered(lambda row: row.kind == "refusal")
        found = (row for reason in reasons for row in rows if reason in (row.outcome, row.step_id.fact))
        return next(found, rows.browse())

    def _items_of_letters(self, content_list="request"):
        """Return what a request of this procedure must contain: its letters may name the articles of that."""
        return self.content_item_ids.filtered(lambda item: item.content_list == content_list)

    def _article_of(self, fact):
        """Return the article of the step of ``fact`` as its row names it, or ""."""
        return self.step_ids.filtered(lambda step: step.fact == fact)[:1].article or ""

    def _recorded_case(self):
        """Return a case of this procedure on which something is recorded, or None."""
        return self._case_of_this([("fact_count", ">", 0)])

    def _case_of_this(self, conditions=()):
        """Return a case of this procedure, of whichever kind, or None."""
        self.ensure_one()
        domain = [("procedure_id", "=", self.id), *conditions]
        kinds = (self.env[name] for name, _label in self._selection_case_model())
        return next(filter(None, (kind.search(domain, limit=1) for kind in kinds)), None)

    def write(self, vals):
        """Write; what decides about cases stays as long as there are some."""
        other = self.filtered(lambda procedure: procedure._decides_otherwise(vals))
        other._refuse_change_of_used()
        self._refuse_change_of_settled(vals)
        result = super().write(vals)
        if other:
            self.env.registry.clear_cache()  # its steps
        return result

    def action_new_version(self):
        """Open the draft of a new version: the one that is there, else a copy with all that it holds.

        :raises AccessError: the user may not change the law
        """
        self.ensure_one()
        self.check_access("write")
        return procedure_versions.new_version(self).get_formview_action()

    def action_put_in_force(self):
        """Let new cases take this draft from its first day on; the former version ends on the day before.

        :raises AccessError: the user may not change the law
        :raises UserError: all that stands against it, at once
        """
        self.ensure_one()
        self.check_access("write")
        procedure_versions.put_in_force(self)
        return True

    def _refuse_change_of_used(self):
        """The kind and the agreement of a case are those of its procedure: another law is another one."""
        if not self or self._is_by_the_software():
            return
        self.check_access("write")
        for procedure in self:
            case = procedure.sudo()._case_of_this()
            if case:
                raise UserError(
                    self.env._(
                        "%(procedure)s: the agreement, the type of case and who answers the questions cannot "
                        "be changed, because %(case)s is under this procedure. Duplicate the procedure, "
                        "enter the last day of this one, and change the new one.",
                        procedure=procedure.display_name,
                        case=named_to_user(case, self.env),
                    )
                )

    @api.model
    def _settled_fields(self):
        """Return the names of the fields that stay once something is recorded on a case of the procedure."""
        return frozenset({"whose_day", "restored_after_period"})

    def _refuse_change_of_settled(self, vals):
        """What decides about steps of running cases stays: another law is another procedure."""
        if self._is_by_the_software():
            return
        self.check_access("write")
        for procedure in self:
            names = sorted(
                name
                for name in self._settled_fields() & vals.keys()
                if procedure._differs_by(name, vals[name])
            )
            case = procedure.sudo()._recorded_case() if names else None
            if case:
                titles = (self._fields[name]._description_string(self.env) for name in names)
                raise UserError(procedure._settled_by(case, ", ".join(titles)))

    def _settled_by(self, case, titles):
        """Return the sentence that what ``titles`` name stays, because something is recorded on ``case``."""
        self.ensure_one()
        return self.env._(
            "%(rows)s of %(procedure)s cannot be changed: something is recorded on %(case)s. "
            "Duplicate the procedure, enter the last day of this one, and change the new one.",
            rows=titles,
            procedure=self.display_name,
            case=named_to_user(case, self.env),
        )

    def action_add_usual_steps(self):
        """Add the steps and questions that are usual for this kind of case, without articles.

        :raises AccessError: the user may not change the law
        """
        self.check_access("write")
        for procedure in self:
            procedure._add_usual_steps()
            procedure._add_usual_questions()
        return True

    def _add_usual_steps(self):
        """Add the usual steps that the procedure lacks, in the order in which the kind of case has them."""
        self.ensure_one()
        kind, steps = self.env[self.case_model], self.env["customs.procedure.step"]
        specs = kind._fact_specs()
        usual = {name for name, spec in specs.items() if spec.usual}
        new = usual.difference(self.step_ids.mapped("fact"))
        steps.create(
            [
                {
                    "procedure_id": self.id,
                    "sequence": 10 * number,
                    "fact": name,
                    "name": kind.with_context(lang="en_US")._fact_label(name),
                    **steps._usual_values(spec),
                }
                for number, (name, spec) in enumerate(specs.items(), 1)
                if name in new
            ]
        )
        self._link_usual_steps(new)

    def _add_usual_questions(self):
        """Add the questions on a result that are usual for this kind of case, where there is none yet."""
        self.ensure_one()
        kind = self.env[self.case_model].with_context(lang="en_US")
        self.env["customs.result.question"].create(
            [
                {"procedure_id": self.id, "sequence": 10 * number, "answer": name, **usual}
                for number, (name, usual) in enumerate(kind._result_answers().items(), 1)
                if not self.result_question_ids
            ]
        )

    def _link_usual_steps(self, facts):
        """Let the steps of ``facts`` come after, and exclude, those steps that they usually do."""
        specs = self.env[self.case_model]._fact_specs()
        ids = {step.fact: step.id for step in self.step_ids}
        for step in self.step_ids.filtered(lambda step: step.fact in facts):
            spec = specs[step.fact]
            ways = {"after": (*spec.needs, *spec.after), "without": spec.without}
            step.write(
                {
                    f"{way}_ids": [Command.set([ids[other] for other in others if other in ids])]
                    for way, others in ways.items()
                }
            )

    def copy(self, default=None):
        """Copy the procedure with all that it holds; nothing of the copy is verified."""
        copies = super().copy(default)
        for procedure, copied in zip(self, copies, strict=True):
            new = {step: step.copy({"procedure_id": copied.id}) for step in procedure.step_ids}
            for step, copied_step in new.items():
                copied_step.write(
                    {
                        name: [Command.set([new[other].id for other in step[name]])]
                        for name in ("after_ids", "without_ids")
                    }
                )
            for rule, copied_rule in zip(procedure.rule_ids, copied.rule_ids, strict=True):
                if rule.reading_ids:
                    copied_rule.reading_ids = [Command.set([new[step].id for step in rule.reading_ids])]
            for row in procedure.consequence_ids:
                row.copy(
                    {"procedure_id": copied.id, "step_id": new[row.step_id].id if row.step_id else False}
                )
            for letter in procedure.letter_ids:
                letter.copy({"procedure_id": copied.id, "agreement_id": copied.agreement_id.id})
        return copies

    @api.constrains("hs_digits", "hs_digits_text", "hs_digits_reason")
    def _check_hs_digits(self):
        """Other digits than those of the text are a setting, which says why (RS16.12c)."""
        for procedure in self:
            if (
                procedure.hs_digits != procedure.hs_digits_text
                and not (procedure.hs_digits_reason or "").strip()
            ):
                raise ValidationError(
                    self.env._(
                        "Procedure %(procedure)s: similar goods share %(digits)s digits of the HS code, but "
                        "the text asks for %(text)s. Enter the reason.",
                        procedure=procedure.name,
                        digits=procedure.hs_digits,
                        text=procedure.hs_digits_text,
                    )
                )

    @api.constrains("is_draft", "former_version_id", "valid_from", "valid_to", "agreement_id", "case_model")
    def _check_version(self):
        """A version replaces one of its agreement and kind, and begins when that has ended."""
        for procedure in self:
            former = procedure.former_version_id
            if not former:
                continue
            problem = ""
            if former.agreement_id != procedure.agreement_id or former.case_model != procedure.case_model:
                problem = self.env._("it replaces a procedure of another agreement or type of case.")
            elif procedure._has_cycle("former_version_id"):
                problem = self.env._("it replaces itself.")
            elif not procedure.is_draft and (former.is_draft or not procedure.valid_from):
                problem = self.env._("put the former version in force first, and enter the first day.")
            elif not procedure.is_draft and (not former.valid_to or former.valid_to >= procedure.valid_from):
                problem = self.env._(
                    "its first day must be after the last day of the version that it replaces."
                )
            if problem:
                raise ValidationError(": ".join((procedure.display_name, problem)))

    @api.constrains("is_draft")
    def _check_draft(self):
        """What cases are under is in force."""
        for procedure in self.filtered("is_draft"):
            case = procedure.sudo()._case_of_this()
            if case:
                raise ValidationError(
                    self.env._(
                        "%(procedure)s cannot become a draft: %(case)s is under it.",
                        procedure=procedure.display_name,
                        case=named_to_user(case, self.env),
                    )
                )

    @api.constrains("valid_from", "valid_to")
    def _check_dates(self):
        for procedure in self:
            if procedure.valid_from and procedure.valid_to and procedure.valid_to < procedure.valid_from:
                raise ValidationError(
                    self.env._("Procedure %s: the last day is before the first day.", procedure.name)
                )

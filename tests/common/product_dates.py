"""The product beside the second reading: what both call the same, and cases of the product by set.

A case is a copy of one that people could have created; what is entered goes through the product's doors, or,
for many cases at once, through the same checks and the same calculations that the doors call.
"""

import random
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import freeze_time
from odoo.tools import SQL, file_path

from ...models.case.held_back import refusal_problems
from ..second_reading import AGREEMENTS, timelines, words
from ..second_reading.case import Case
from .cases import CustomsCase

FACTS = {
    "approved": "request_approved_on",
    "sent": "request_sent_on",
    "acknowledged": "request_acknowledged_on",
    "result": "result_received_on",
    "withdrawn": "withdrawn_on",
    "informed": "person_informed_on",
    "person consents": "person_consent_on",
    "person refuses": "person_refusal_on",
    "consent": "consent_received_on",
    "no answer": "no_answer_on",
    "refusal": "refusal_received_on",
    "started": "visit_started_on",
    "ended": "visit_ended_on",
    "report approved": "report_approved_on",
    "report sent": "report_sent_on",
    "report received": "report_received_on",
    "complete": "information_complete_on",
    "comments": "information_complete_on",
    "results sent": "results_sent_on",
    "determination": "determination_issued_on",
}
ANSWERS = {"authentic": "authentic", "originating": "originating", "rules met": "rules_met"}
STATUSES = {
    "waiting": "waiting",
    "running": "running",
    "soon": "running",
    "late": "late",
    "met": "met",
    "met_late": "met late",
    "lapsed": "lapsed",
    "closed": "no longer needed",
    "governed": "governed by an earlier one",
    "silent": "silent",
}
# Days that a request proposes.
PROPOSED = {"visit proposed": "planned_from"}
MODELS = {"documents": "customs.verification.request", "visit": "customs.verification.visit"}
# What many cases do without: who is told, which goods are meant.
UNDATED = (
    ("customs.preference.decision", "_ask_for_decision"),
    ("customs.preference.decision", "_refresh_goods"),
    ("customs.preference.decision", "_message_log"),
    ("customs.verification.request", "_message_log"),
    ("customs.verification.visit", "_message_log"),
    ("customs.verification.request", "_message_log_batch"),
    ("customs.verification.visit", "_message_log_batch"),
)
# What is asked about contents before a step: no date.
CONTENT_GATES = ("_missing_for_request", "_missing_for_visit")


class Names(NamedTuple):
    """What the product calls an agreement and what the second reading names in it.

    :param file: the file of the agreement, where it is not installed with the product
    :param parties: ISO codes of an importing and of an exporting Party
    :param limits: (procedure, time limit) -> code of the rule
    :param grounds: refusal -> code of the ground
    :param words: codes of rules that have no date: the text sets none, or does not say from when
    :param procedures: procedure -> its code, where an agreement has several for a kind of case
    """

    file: str
    parties: tuple
    limits: dict
    grounds: dict
    words: frozenset = frozenset()
    procedures: dict = {}


NAMES = {
    "EAEU-RS": Names(
        file="",
        parties=("kz", "rs"),
        limits={
            ("documents", "result"): "RS15.6a",
            ("visit", "answer"): "RS16.5a",
            ("visit", "start"): "RS16.7a",
            ("visit", "end"): "RS16.7b",
            ("visit", "report"): "RS16.11",
        },
        grounds={f"11(1)({number})": f"11.1.{number}" for number in range(1, 9)},
        words=frozenset({"RS15.7"}),
    ),
    "EAEU-VN": Names(
        file="eaeu_vn.json",
        parties=("kz", "vn"),
        limits={
            ("documents", "result"): "VN4.30.3",
            ("visit", "consent"): "VN4.31.4",
            ("visit", "start"): "VN4.31.6a",
            ("visit", "determination"): "VN4.31.7",
            ("visit", "visit and determination"): "VN4.31.8",
        },
        grounds={
            "4.24(2) no reply": "4.24.2-reply",
            "4.24(2) not issued": "4.24.2-forged",
            "4.24(2) not originating": "4.24.2-verification",
            "4.31(5)": "4.31.5",
        },
        words=frozenset({"VN4.31.6b"}),
    ),
    "CPTPP": Names(
        file="cptpp.json",
        parties=("jp", "au"),
        limits={
            ("documents", "information"): "CPTPP3.27.6.c",
            ("documents", "more information"): "CPTPP3.27.9",
            ("documents", "determination"): "CPTPP3.27.6.e.90",
            ("documents", "whole verification"): "CPTPP3.27.6.e.365",
            ("visit", "consent"): "CPTPP3.27.6.d",
            ("visit", "more information"): "CPTPP3.27.9",
            ("visit", "determination"): "CPTPP3.27.6.e.90",
            ("visit", "whole verification"): "CPTPP3.27.6.e.365",
        },
        grounds={f"3.28(2)({letter})": f"3.28.2.{letter}" for letter in "abcde"},
        words=frozenset({"CPTPP3.27.5", "CPTPP3.27.8"}),
    ),
    "UK-RS": Names(
        file="uk_rs.json",
        parties=("uk", "rs"),
        limits={("documents", "result"): "UKRS32.6"},
        grounds={
            "32(6)": "32.6",
            "16(1) proof": "16.1-proof",
            "16(1) origin": "16.1-origin",
            "13(1)": "13.1-requirements",
        },
        words=frozenset({"UKRS32.5"}),
    ),
    "KR-VN": Names(
        file="kr_vn.json",
        parties=("kr", "vn"),
        limits={
            ("documents", "result"): "KRVN3.21.1.c",
            ("documents", "whole check"): "KRVN3.21.1.e",
            ("visit", "consent"): "KRVN3.21.4.d",
            ("visit", "visit"): "KRVN3.21.4.e",
            ("visit", "process"): "KRVN3.21.8",
            ("visit", "comments"): "KRVN3.21.7.comments",
            ("visit", "final"): "KRVN3.21.7.final",
        },
        grounds={"3.21(1)(c)": "3.21.1.c", "3.21(4)(d)": "3.21.4.d", "3.22": "3.22"},
        words=frozenset({"KRVN3.21.1.b", "KRVN3.21.4.e.notice"}),
    ),
    "CN-KR": Names(
        file="cn_kr.json",
        parties=("cn", "kr"),
        limits={
            ("importer", "response"): "CNKR3.23.5.a",
            ("documents", "result"): "CNKR3.23.2.b",
            ("documents", "determination"): "CNKR3.23.2.c",
            ("visit", "notice"): "CNKR3.23.3.a.notice",
            ("visit", "reply"): "CNKR3.23.3.a.reply",
            ("visit", "postponed"): "CNKR3.23.3.b",
            ("visit", "final"): "CNKR3.23.3.g",
            ("visit", "process"): "CNKR3.23.3.h",
        },
        grounds={
            **{f"3.23(5)({letter})": f"3.23.5.{letter}" for letter in "abcde"},
            **{f"3.25({letter})": f"3.25.{letter}" for letter in "abc"},
        },
        procedures={"importer": "IMPORTER", "documents": "DOC"},
    ),
}


def model_of(procedure):
    """Return the model of the cases under a procedure of the second reading."""
    return MODELS[procedure.kind or procedure.code]


class Difference(NamedTuple):
    """Where both say something else of one timeline: in plain words."""

    timeline: str
    about: str
    text: str


class DatesCase(CustomsCase):
    """Timelines of the second reading, entered into cases of the product, and both compared."""

    @classmethod
    def world_of(cls, code):
        """Load the agreement ``code``, with an authority on each side of it."""
        cls.names = NAMES[code]
        cls.agreement = cls._agreement(code)
        importing, exporting = (cls.env.ref(f"base.{iso}") for iso in cls.names.parties)
        common = {"is_customs_authority": True, "tz": "UTC", "street": "1 Test Street", "city": "Test City"}
        cls.here, cls.there = cls.env["customs.authority"].create(
            [
                {**common, "name": f"Here of {code}", "code": f"H-{code}", "country_id": importing.id},
                {
                    **common,
                    "name": f"There of {code}",
                    "code": f"T-{code}",
                    "country_id": exporting.id,
                    "is_verification_authority": True,
                },
            ]
        )
        (cls.officer | cls.supervisor).customs_authority_ids = [(4, cls.here.id)]
        cls.here.supervisor_id = cls.supervisor
        cls.procedures = {
            procedure.code: cls.agreement.procedure_ids.filtered_domain(
                [
                    ("case_model", "=", model_of(procedure)),
                    ("code", "=", cls.names.procedures[procedure.code])
                    if procedure.code in cls.names.procedures
                    else ("code", "!=", False),
                ]
            )
            for procedure in AGREEMENTS[code].procedures
        }

    @classmethod
    def _agreement(cls, code):
        agreements = cls.env["customs.agreement"]
        if not cls.names.file:
            return agreements.search([("code", "=", code)])
        place = Path(file_path(f"customs_verification/data/agreements/{cls.names.file}"))
        return agreements._load_file(place.read_bytes(), place.name, keep_marks=True)

    def compare(self, reading, seed, count, *, at_once, by_doors=False):
        """Compare ``count`` timelines of an agreement, half of each procedure; return (differences, figures).

        :param at_once: how many cases live through one world
        :param by_doors: whether every act goes through the door, case by case
        """
        self.figures, differences = Counter(), []
        share = -(-count // len(reading.procedures))
        for procedure in reading.procedures:
            for first in range(0, share, at_once):
                rng = random.Random(f"{reading.code}/{procedure.code}/{seed}/{first}")
                world = timelines.World.drawn(rng, reading)
                drawn = [
                    timelines.drawn(seed, reading, procedure, world, number)
                    for number in range(first, min(first + at_once, share))
                ]
                with self.cr.savepoint() as savepoint:
                    differences += Run(self, procedure, world, drawn, by_doors=by_doors).run()
                    self.env.flush_all()
                    savepoint.rollback()
                self.env.invalidate_all()
        return differences, self.figures

    def rules_without_reading(self):
        """Return the codes of rules with a date that the second reading does not have, or the reverse."""
        known = {(self.procedures[kind].id, code) for (kind, _limit), code in self.names.limits.items()}
        rules = self.agreement.procedure_ids.rule_ids
        there = {(rule.procedure_id.id, rule.code) for rule in rules if rule.length}
        silent = {(rule.procedure_id.id, rule.code) for rule in rules if not rule.length}
        wrong = {code for _procedure, code in silent} - self.names.words
        return sorted({code for _procedure, code in known ^ there} | wrong)


class Run:
    """One set of cases of a procedure, through all moments of one world, on both sides."""

    def __init__(self, case, procedure, world, drawn, *, by_doors):
        self.test, self.env, self.procedure, self.world = case, case.env, procedure, world
        self.by_doors = by_doors
        self.drawn = drawn
        self.reading = [Case(procedure) for _ in drawn]
        self.entered = [[] for _ in drawn]
        self.differences = {}
        case.here.tz, case.there.tz = world.zone, world.zone_there
        self.cases = self._cases(len(drawn))
        self.holds = any(limit.holds for limit in procedure.limits)
        # One by one they are read together: a record taken by its place in a set is read alone.
        self.each = tuple(self.cases)
        self.as_user = {user: tuple(self.cases.with_user(user)) for user in (case.officer, case.supervisor)}
        self.codes = {limit.name: case.names.limits[procedure.code, limit.name] for limit in procedure.limits}

    def _cases(self, count):
        """Return ``count`` copies of a new case, made in one statement."""
        test, model = self.test, model_of(self.procedure)
        values = {
            "procedure_id": test.procedures[self.procedure.code].id,
            "importing_authority_id": test.here.id,
            "officer_id": test.officer.id,
        }
        if "verified_person_id" in self.env[model]._fields:
            country = test.there.country_id
            values["verified_person_id"] = test.person("Test Producer", country).id
        cases = self.env[model].with_user(test.officer)
        values |= cases._usual_addressee(test.procedures[self.procedure.code], test.there)
        template = cases.create(values)
        self.env.flush_all()
        columns = SQL(", ").join(
            SQL.identifier(name)
            for name, field in template._fields.items()
            if field.store and field.column_type and name not in ("id", "name")
        )
        table = SQL.identifier(template._table)
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO %s (name, %s) "
                "SELECT 'D/' || number, %s FROM %s, generate_series(1, %s) AS number "
                "WHERE id = %s RETURNING id",
                *(table, columns, columns, table, count, template.id),
            )
        )
        return self.env[model].browse(sorted(row[0] for row in rows))

    def run(self):
        """Go through the moments; return the differences, one for each timeline at most."""
        with ExitStack() as stack:
            kind = self.env.registry[model_of(self.procedure)]
            for gate in CONTENT_GATES:
                if hasattr(kind, gate):
                    stack.enter_context(patch.object(kind, gate, lambda case: []))
            if not self.by_doors:
                for model, method in UNDATED:
                    stack.enter_context(patch.object(self.env.registry[model], method, _nothing))
            for number, moment in enumerate(self.world.moments):
                with freeze_time(moment):
                    self.env.flush_all()
                    for model in (self.cases, self.env["customs.deadline"]):
                        model.invalidate_model()
                    self._enter_all(number)
                    self._work_of_the_night()
                    self._compare(number)
        self.test.figures["timelines"] += len(self.drawn)
        return list(self.differences.values())

    # Acts

    def _enter_all(self, number):
        """Enter the acts of one moment: the first of every case, then the second, and so on."""
        waiting = {row: list(one.acts[number]) for row, one in enumerate(self.drawn)}
        here, there = self.world.here[number], self.world.there[number]
        while any(waiting.values()):
            in_set, answered = [], {}
            for row, acts in waiting.items():
                if row in self.differences:
                    acts.clear()
                if not acts:
                    continue
                act = acts.pop(0)
                objections = self.reading[row].objections(act, here, there)
                answered[row] = (act, objections)
                if not objections:
                    self.reading[row].enter(act)
                if self._goes_in_set(row, act):
                    in_set.append((row, act))
                else:
                    self._said(number, row, act, objections, self._by_door(row, act))
            for row, problems in self._in_set(in_set).items():
                self._said(number, row, *answered[row], problems)

    def _said(self, number, row, act, objections, problems):
        """Note an act and what both said to it."""
        self.test.figures["acts"] += 1
        self.test.figures["refused acts"] += bool(objections)
        self.entered[row].append((number, act, f" - refused: {'; '.join(objections)}" if objections else ""))
        if bool(objections) != bool(problems):
            self._differ(
                number,
                row,
                f"refuses: {words.of_act(act, self.procedure)}" if objections else "takes it",
                objections or ["it is possible"],
                problems or ["it is possible"],
                self._article_of(act),
            )

    def _article_of(self, act):
        if act.kind in ("record", "withdraw"):
            return self.procedure.step(act.about).article
        return self.procedure.limit(act.about).article if act.about else ""

    def _goes_in_set(self, row, act):
        """Whether an act is entered with those of other cases: all but those that may take time back."""
        if self.by_doors or act.kind in ("more time", "undo"):
            return False
        entered = act.kind in ("answers", "propose") or not self.each[row][FACTS[act.about]]
        return entered or not self.reading[row].asked

    def _user(self, act):
        return self.test.supervisor if act.supervisor else self.test.officer

    def _paper(self, act):
        """Return reference and date of the paper with which a step comes."""
        spec = self.cases._fact_specs()[FACTS[act.about]]
        return {
            "reference": "No. 1" if spec.reference_field else False,
            "dated_on": act.dated or False,
        }

    def _in_set(self, entries):
        """Enter facts of many cases by the checks and calculations of the door; return row -> problems."""
        problems, values, former = {}, {}, {}
        for row, act in entries:
            if act.kind == "answers":
                problems[row] = []
                values[row] = {ANSWERS[question]: answer or False for question, answer in act.answers}
                continue
            if act.kind == "propose":
                problems[row], values[row] = [], {PROPOSED[act.about]: act.day}
                continue
            case = self.as_user[self._user(act)][row]
            fact, paper = FACTS[act.about], self._paper(act)
            day = act.day if act.kind == "record" else False
            paper = paper if day else {"reference": False, "dated_on": False}
            reason = "Entered wrongly" if act.reason else None
            problems[row] = case._fact_problems({fact: day}, reason, **paper)
            if not problems[row]:
                values[row] = case._fact_values({fact: day}, **paper)
                if case[fact]:
                    former[row] = {name: case[name] for name in values[row]}
        for row, one in values.items():
            self._write(row, one)
        deadlines = self.env["customs.deadline"]
        done = self.cases.browse(self.each[row].id for row in values)
        deadlines._sync_cases(done)
        undone = []
        for row, one in former.items():
            try:
                self.each[row]._refuse_contradiction()
            except UserError as error:
                problems[row] = str(error).splitlines()
                self._write(row, one)
                undone.append(self.each[row].id)
        deadlines._sync_cases(self.cases.browse(undone))
        self._quietly(done)._bring_proposals_in_step()
        return problems

    def _write(self, row, values):
        """Write what the door would write; answers are no facts, what follows from them comes with all."""
        case = self._quietly(self.each[row])
        models.Model.write(case._behind_the_door(), values)

    @staticmethod
    def _quietly(cases):
        return cases.sudo().with_context(tracking_disable=True)

    def _by_door(self, row, act):
        """Do one act through the door; return why it was refused, as sentences."""
        case = self.as_user[self._user(act)][row]
        try:
            with self.env.cr.savepoint():
                self._act(case, act)
                self.env.flush_all()
        except (UserError, AccessError, ValidationError) as error:
            self.env.invalidate_all()
            return str(error).splitlines() or ["refused"]
        return []

    def _act(self, case, act):
        reason = "Entered wrongly" if act.reason else None
        if act.kind == "answers":
            # What they say counts here, and not who may enter or correct them.
            case.sudo().write({ANSWERS[question]: answer or False for question, answer in act.answers})
        elif act.kind == "propose":
            case.write({PROPOSED[act.about]: act.day})
        elif act.kind in ("more time", "undo"):
            clock = case.sudo().deadline_ids.filtered(lambda row: row.rule_id.code == self.codes[act.about])
            clock = clock.with_env(case.env)
            if not clock:
                raise UserError("There is no such deadline yet.")  # pylint: disable=translation-required
            if act.kind == "more time":
                clock.extend(act.day, reason, act.length or None)
            else:
                clock.take_back(reason)
        else:
            fact, day = FACTS[act.about], act.day if act.kind == "record" else False
            paper = self._paper(act) if day else {"reference": None, "dated_on": None}
            if case._steps()[fact].spec.internal and day:
                case._record_facts({fact: day}, reason=reason, **paper)
            else:
                case.record_fact(fact, day, reason=reason, **paper)

    def _work_of_the_night(self):
        """Let the daily job propose what a missed last day means: one by one, or for many cases at once."""
        clocks = self.env["customs.deadline"].sudo()
        mine = Domain("res_model", "=", self.cases._name) & Domain("res_id", "in", self.cases.ids)
        due = Domain("lapse_handled_on", "=", False) & Domain("rule_id.lapse", "!=", "none")
        due = clocks.search((clocks._late_domain() | clocks._silent_domain()) & due & mine)
        if self.by_doors:
            for clock in due:
                clock._act_once("_handle_lapse", "lapse_handled_on")
        elif due:
            due.lapse_handled_on = self.world.here[0]
            self._quietly(self.cases.browse(due.mapped("res_id")))._bring_proposals_in_step()

    # Both beside each other

    def _compare(self, number):
        """Compare state, time limits and refusals of all cases at this moment."""
        here, there = self.world.here[number], self.world.there[number]
        clocks, refusals = self._clocks(), self._refusals()
        self.cases.fetch(["state", "closed_on"])
        for row, (case, reading) in enumerate(zip(self.cases, self.reading, strict=True)):
            if row in self.differences:
                continue
            self._same(number, row, "the state", reading.state(), case.state)
            self._same(number, row, "the end of the case", reading.ended_on(), case.closed_on or None)
            for name, now in reading.limits_now(here, there).items():
                limit = self.procedure.limit(name)
                ours = clocks.get((case.id, self.codes[name]))
                self._same_limit(number, row, limit, now, ours)
            expected = {
                (self.test.names.grounds[ground], day, sent)
                for ground, day, sent in reading.refusals(here, there)
            }
            self._same(number, row, "the refusals that are proposed", expected, refusals.get(case.id, set()))
            if expected and self.holds:
                waits = reading.refusal_waits(here, there)
                self._same(number, row, "whether a refusal has to wait", waits, bool(refusal_problems(case)))

    def _same_limit(self, number, row, limit, now, ours):
        """Compare a time limit; one that does not run has no days, and is not late."""
        if not now.start:
            days = ours and (ours.start_on or ours.due_on)
            self._same(number, row, limit.words, None, days or None, limit.article)
            return
        if not ours:
            self._differ(number, row, limit.words, [words.of_limit(now)], ["there is none"], limit.article)
            return
        theirs = now._replace(
            start=ours.start_on or None,
            first=ours.first_due_on or None,
            last=ours.due_on or None,
            done=ours.done_on or None,
            status=STATUSES.get(ours.status, ours.status),
            left=None if now.left is None else ours.days_left,
        )
        self.test.figures["time limits"] += 1
        if now != theirs:
            self._differ(
                number, row, limit.words, [words.of_limit(now)], [words.of_limit(theirs)], limit.article
            )

    def _same(self, number, row, about, expected, found, article=""):
        self.test.figures["answers"] += 1
        if expected != found:
            self._differ(number, row, about, [_said(expected)], [_said(found)], article)

    def _differ(self, number, row, about, expected, found, article):
        """Note the first difference of a timeline; what comes after it would follow from it."""
        if row in self.differences:
            return
        lines = words.of_timeline(self.drawn[row], number, self.entered[row])
        lines += [
            f"  {about}{f' (Art. {article})' if article else ''}",
            *(f"    by the text: {line}" for line in expected),
            *(f"    the product: {line}" for line in found),
        ]
        self.differences[row] = Difference(self.drawn[row].name, about, "\n".join(lines))

    def _clocks(self):
        rows = self.env["customs.deadline"].sudo()
        rows = rows.search([("res_model", "=", self.cases._name), ("res_id", "in", self.cases.ids)])
        return {(row.res_id, row.rule_id.code): row for row in rows}

    def _refusals(self):
        """Return case -> {(ground, day, sent in time on)} of what is proposed."""
        decisions = self.env["customs.preference.decision"].sudo()
        found = {}
        for row in decisions.search(
            [
                ("res_model", "=", self.cases._name),
                ("res_id", "in", self.cases.ids),
                ("kind", "=", "refusal"),
                ("state", "=", "proposed"),
            ]
        ):
            values = (row.ground_id.code, row.fact_on, row.answer_sent_on or None)
            found.setdefault(row.res_id, set()).add(values)
        return found


def _nothing(*_arguments, **_named):
    """Do nothing."""


def _said(value):
    """Return a value in words."""
    if value is None or value == set():
        return "nothing"
    if isinstance(value, set):
        return "; ".join(
            f"ground {ground}, of {day}{f', sent in time on {sent}' if sent else ''}"
            for ground, day, sent in sorted(value, key=str)
        )
    return str(value)

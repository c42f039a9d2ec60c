import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, config
from odoo.tools.translate import LazyTranslate

from ...tools.shipped_jobs import shipped_jobs
from ..setup.setup_checks import DECIDE, OK, OPEN, SETTINGS, Check

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

MB = 1024 * 1024
MOST_TRIGGERS = 50  # nobody reads more of them
OF_ODOO = 128 * MB  # what Odoo takes in one request where nothing else is said

# What lets no two entries or seals share a place.
KEYS = ("customs_fact_chain_uniq", "customs_seal_chain_uniq", "customs_seal_end_chain_uniq")

CHECKS = [
    Check(
        "outside_log",
        "record",
        _lt("Outside log of the record"),
        _lt("Without a log outside the database, a rewritten database cannot be detected."),
        _lt(
            "Set customs_fact_log in the server's configuration file, then start the log: "
            "Configuration → Outside Log (docs/record.md)."
        ),
        "customs_verification.action_customs_outside_log",
        first_step=True,
    ),
    Check(
        "triggers",
        "record",
        _lt("Triggers and rules in the database"),
        _lt(
            "A trigger, a rule, a policy, an inheriting table or a missing key lets the database hold or "
            "show something else than the software wrote. The software makes none of them."
        ),
        _lt(
            "Find out who made them, and why; drop triggers and rules, restore the keys, check the records. "
            "Those of other software on its own tables can be left as they are."
        ),
    ),
    Check(
        "law_rows",
        "law",
        _lt("Law by which days are counted"),
        _lt(
            "A deadline rule, a date of a procedure, a time zone or a calendar exception that was changed in "
            "the database moves last days, and nobody did it."
        ),
        _lt("Compare the rows named here with a backup and with the law; find out who has the password."),
    ),
    Check(
        "scanner",
        "record",
        _lt("Virus scanner"),
        _lt("Without it, officers open received files that were not scanned."),
        _lt("Settings → Customs Verification: enter the socket of ClamAV and test it."),
        SETTINGS,
        first_step=True,
    ),
    Check(
        "upload_limit",
        "record",
        _lt("Size of uploads"),
        _lt(
            "If Odoo accepts less per request than an answer may have, external users get no "
            "explanation when an upload fails."
        ),
        _lt("Raise the system parameter web.max_file_upload_size, or lower the sizes in the settings."),
        SETTINGS,
    ),
    Check(
        "public_files",
        "record",
        _lt("Public files of cases"),
        _lt("Anyone who guesses the number of a public attachment can download it."),
        _lt("Find out who made them public and why, then make them private."),
    ),
    Check(
        "file_store",
        "record",
        _lt("Storage of files"),
        _lt("Files in the database make it large, and backups and restores slow."),
        _lt("Set the system parameter ir_attachment.location to file, or accept it as it is."),
        "base.ir_config_list_action",
    ),
    Check(
        "jobs",
        "server",
        _lt("Daily jobs"),
        _lt("Scheduled jobs send reminders and emails, propose decisions and check the record."),
        _lt(
            "Set max_cron_threads to at least 1 on one server and set the jobs named here as they were "
            "delivered. An update of the addon restores deleted ones. Find out who changed them, and why."
        ),
        "base.ir_cron_act",
    ),
]


class CustomsSetupCheck(models.Model):
    """The record, files from outside, and jobs."""

    _inherit = "customs.setup.check"

    @api.model
    def _checks(self):
        return [*super()._checks(), *CHECKS]

    def _check_of_outside_log(self):
        trouble = self.env["customs.outside.log"]._trouble()
        return (OPEN, trouble) if trouble else self._nothing()

    def _check_of_triggers(self):
        of_ours, of_others = self.env["customs.foreign.code"]._found()
        found = of_ours + self._missing_keys()
        if found:
            return OPEN, self._named([*found, *of_others], limit=MOST_TRIGGERS)
        if of_others:
            # All of them: what is left as it is stays so while the same is found.
            return DECIDE, self.env._("On tables of others: %s.", ", ".join(of_others))
        return self._nothing()

    def _are_triggers_known(self):
        """Tell whether an administrator left the triggers that are there now as they are."""
        decided = self.search([("code", "=", "triggers")], limit=1).decided_fingerprint
        [check] = [check for check in CHECKS if check.code == "triggers"]
        return bool(decided) and self._look_at(check)["fingerprint"] == decided

    def leave_as_is(self, reason):
        """Decide so; of triggers of others the outside log and the server's log tell, too."""
        result = super().leave_as_is(reason)
        if self.code == "triggers":
            what = {"what": self.sudo().finding, "by": self.env.user.login, "reason": reason.strip()}
            _logger.warning("Triggers of others are left as they are: %s", what)
            self.env["customs.outside.log"].sudo()._write_act("triggers_known", **what)
        return result

    def _check_of_law_rows(self):
        problems = self.env["customs.record.check"]._law_problems()
        return (OPEN, self._named(problems)) if problems else self._nothing()

    def _record_tables(self):
        """Return the tables whose rows are entries, seals, or under a seal."""
        models_ = [
            "customs.fact",
            "customs.seal",
            "customs.seal.end",
            *self.env["customs.seal"]._sealed_models(),
        ]
        models_ += self.env["customs.record.mixin"]._record_kinds()
        return sorted({self.env[name]._table for name in models_})

    def _missing_keys(self):
        """Return those of these tables that have no primary key, and what keeps the chains apart."""
        rows = self.env.execute_query(
            SQL(
                "SELECT c.relname FROM pg_catalog.pg_class c WHERE c.relname = ANY(%s) AND c.relkind = 'r'"
                " AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k"
                " WHERE k.conrelid = c.oid AND k.contype = 'p') ORDER BY 1",
                self._record_tables(),
            )
        )
        missing = [name for (name,) in rows]
        rows = self.env.execute_query(
            SQL(
                "SELECT conname FROM pg_catalog.pg_constraint WHERE contype = 'u' AND conname = ANY(%s)",
                list(KEYS),
            )
        )
        return missing + sorted(set(KEYS) - {name for (name,) in rows})

    def _check_of_scanner(self):
        address = self.env["customs.file"]._scanner()
        return (OK, address) if address else (OPEN, self.env._("Not configured."))

    def _check_of_upload_limit(self):
        try:
            taken = int(self._parameter("web.max_file_upload_size") or OF_ODOO)
        except ValueError:
            return OPEN, self.env._("web.max_file_upload_size is not a number.")
        wanted = self.env["customs.file"]._setting("max_total_mb") * MB
        if taken < wanted:
            return OPEN, self.env._(
                "Odoo accepts %(taken)s MB per request, but an answer may have %(wanted)s MB.",
                taken=taken // MB,
                wanted=wanted // MB,
            )
        return self._nothing()

    def _public_files(self):
        of_any_field = ["|", ("res_field", "=", False), ("res_field", "!=", False)]
        return self.env["ir.attachment"].search(
            [("public", "=", True), ("res_model", "=like", "customs.%"), *of_any_field]
        )

    def _check_of_public_files(self):
        files = self._public_files()
        return (OPEN, self._named(files.mapped("name"))) if files else self._nothing()

    def _check_of_file_store(self):
        if self._parameter("ir_attachment.location") == "db":
            return DECIDE, self.env._("They are kept in the database.")
        return self._nothing()

    def _check_of_jobs(self):
        problems = self._job_problems()
        if not config["max_cron_threads"]:
            problems.insert(0, self.env._("max_cron_threads is 0 on this server."))
        return (OPEN, "\n".join(problems)) if problems else self._nothing()

    @api.model
    def _job_problems(self, without=()):
        """Return, as sentences, which of the jobs that the addon delivers are not as they must be."""
        found = {}
        for wanted in shipped_jobs():
            job = self.env.ref(f"customs_verification.{wanted.name}", raise_if_not_found=False)
            is_job = bool(job) and job._name == "ir.cron"
            for problem in self._problems_of_job(job.sudo(), wanted) if is_job else ["missing"]:
                found.setdefault(problem, []).append(wanted.title)
        texts = {
            "missing": self.env._("Deleted: %s."),
            "stopped": self.env._("Switched off: %s."),
            "late": self.env._("More than a day late: %s."),
            "rarer": self.env._("Runs less often than delivered: %s."),
            "far": self.env._("The next run is too far away: %s."),
            "changed": self.env._("Runs other code than delivered, or as another user: %s."),
        }
        return [
            text % self._named(found[problem], len(shipped_jobs()))
            for problem, text in texts.items()
            if problem in set(found).difference(without)
        ]

    @api.model
    def _problems_of_job(self, job, wanted):
        """Yield in which ways a job is not as it was delivered."""
        now = fields.Datetime.now()
        if not job.active:
            yield "stopped"
        elif job.nextcall < now - timedelta(days=1):
            yield "late"
        if job.nextcall > now + wanted.every + timedelta(days=1):
            yield "far"
        if fields.Datetime.add(now, **{job.interval_type: job.interval_number}) > now + wanted.every:
            yield "rarer"
        action = job.ir_actions_server_id
        same = (action.state, (action.code or "").strip(), action.model_id.model)
        if same != ("code", wanted.code, wanted.model) or job.user_id != self.env.ref("base.user_root"):
            yield "changed"

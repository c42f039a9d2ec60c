import base64
import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, config

from ...tools import outside_log, outside_log_owner, time_stamp
from ...tools.dates import long_date, long_moment

_logger = logging.getLogger(__name__)

# A transaction may have begun that long before it ends; what it recorded is in the next list, too.
OVERLAP = timedelta(days=1)
LATE = timedelta(days=3)
PLACES = (
    ("customs_fact", SQL("'facts'::text"), "recorded_at"),
    ("customs_seal", SQL("kind"), "sealed_at"),
)
# What this process checked already: (id, hash, roots) -> moment or reason.
_checked: dict = {}


class CustomsTimeStamp(models.Model):
    """A time stamp by a third party of the heads of all chains, once a day (RFC 3161; IT9).

    Off unless the server's configuration names an authority. Each list of heads names the hash of the stamp
    before it, and holds the heads that moved since then; the first one holds all.
    """

    _name = "customs.time.stamp"
    _description = "Time Stamp of the Records"
    _order = "id desc"
    _rec_name = "stamped_at"

    stamped_at = fields.Datetime(required=True, readonly=True, help="Time stated by the authority.")
    digest = fields.Char(
        string="SHA-256", size=64, required=True, readonly=True, help="Hash that was stamped."
    )
    before = fields.Char(string="SHA-256 of the Previous Stamp", size=64, readonly=True)
    heads = fields.Binary(string="Heads (gzip)", attachment=False, required=True, readonly=True)
    token = fields.Binary(string="Answer of the Authority", attachment=False, required=True, readonly=True)
    count = fields.Integer(string="Number of Records", readonly=True, aggregator=None)
    authority = fields.Char(string="Time Stamp Authority", readonly=True)
    heads_name = fields.Char(compute="_compute_names")
    token_name = fields.Char(compute="_compute_names")

    @api.depends("stamped_at")
    def _compute_names(self):
        for stamp in self:
            day = fields.Date.to_string(stamp.stamped_at) or ""
            stamp.heads_name, stamp.token_name = f"heads-{day}.txt.gz", f"stamp-{day}.tsr"

    def write(self, vals):  # pylint: disable=method-required-super  # nothing is ever written
        raise UserError(self.env._("A time stamp cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A time stamp cannot be deleted."))

    @api.model
    def _url(self):
        return (config.get(time_stamp.URL) or "").strip()

    @api.model
    def _is_wanted(self):
        """Return whether stamps are asked for: a neutralised copy asks for none."""
        neutralized = self.env["customs.outside.log"]._is_neutralized()
        return time_stamp.is_wanted(self._url()) and not neutralized

    @api.model
    def _trouble(self):
        """Return, as a sentence, why there is no time stamp of these days, or ''."""
        # A copy for tests asks for none. Where the log is open, it is no copy, whatever it says of itself.
        is_open = self.env["customs.outside.log"]._state().kind == outside_log_owner.OPEN
        if not (self._is_wanted() or (is_open and time_stamp.is_wanted(self._url()))):
            return ""
        last = self.sudo().search([], limit=1)
        if last and last.stamped_at > fields.Datetime.now() - LATE:
            return ""
        day = long_date(last.stamped_at.date(), self.env.lang) if last else self.env._("none")
        return self.env._("There is no recent time stamp of the records. Last time stamp: %s.", day)

    # Once a day

    @api.model
    def _cron_stamp(self):
        """Have the heads stamped that moved since the last stamp; what fails is tried the next day."""
        if not self._is_wanted():
            return
        try:
            self._stamp()
        except time_stamp.StampError as error:
            _logger.error("The records got no time stamp: %s", error)

    @api.model
    def _stamp(self):
        """Ask for a time stamp, store it, and write its hash into the outside log; return it."""
        last = self.search([], limit=1)
        heads = self._heads_since(last)
        content = time_stamp.list_of(heads, last.digest or "")
        digest = time_stamp.digest(content)
        answer = time_stamp.stamp(digest, self._url())
        stamp = self.sudo().create(
            {
                "stamped_at": time_stamp.moment_of(answer),
                "digest": digest,
                "before": last.digest,
                "heads": base64.b64encode(time_stamp.packed(content)),
                "token": base64.b64encode(answer),
                "count": len(heads),
                "authority": self._url(),
            }
        )
        try:
            self.env["customs.outside.log"]._write_act("stamped", digest=digest, number=stamp.id)
        except outside_log.LogError:
            _logger.exception("The time stamp is not in the outside log")
        return stamp

    @api.model
    def _heads_since(self, last):
        outside = self.env["customs.outside.log"]
        if not last:
            return outside._all_heads()
        since = last.create_date - OVERLAP
        heads = []
        for table, chain, moment in PLACES:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (res_model, res_id, %(chain)s) id FROM %(table)s
                     WHERE %(moment)s >= %(since)s AND hash IS NOT NULL
                     ORDER BY res_model, res_id, %(chain)s, chain_index DESC
                    """,
                    chain=chain,
                    table=SQL.identifier(table),
                    moment=SQL.identifier(moment),
                    since=since,
                )
            )
            heads += outside._heads(table, [row_id for (row_id,) in rows])
        return heads

    # The check

    @api.model
    def _roots(self):
        """Return the certificates of the configuration, under which stamps are valid; None where none is set.

        :raises time_stamp.StampError: the file cannot be read
        """
        path = (config.get(time_stamp.ROOTS) or "").strip()
        if not path:
            return None
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError as error:
            raise time_stamp.StampError(f"{time_stamp.ROOTS} = {path}: {error.strerror}.") from error

    def _problem(self, roots):
        """Return why this stamp proves nothing, or ''."""
        self.ensure_one()
        key = (self.id, self.digest, hash((roots, self.token, self.heads)))
        if key not in _checked:
            _checked[key] = self._problem_now(roots)
        return _checked[key]

    def _problem_now(self, roots):
        try:
            content = self._content()
            if time_stamp.digest(content) != self.digest or time_stamp.before_of(content) != (
                self.before or ""
            ):
                return self.env._("The stamped list is different.")
            moment = time_stamp.checked(base64.b64decode(self.token), self.digest, roots)
        except (time_stamp.StampError, ValueError) as error:
            return str(error)
        if moment != self.stamped_at:
            return self.env._("It was given on %s.", long_moment(moment, self.env.lang, "UTC"))
        return ""

    def _content(self):
        """Return the stamped list."""
        self.ensure_one()
        return time_stamp.unpacked(base64.b64decode(self.heads))

    @api.model
    def _known(self, cases):
        """Return case -> chain -> place -> (hash, day): what valid stamps know of these chains."""
        known = defaultdict(lambda: defaultdict(dict))
        try:
            roots = self._roots()
        except time_stamp.StampError as error:
            _logger.error("The records are not compared with the time stamps: %s", error)
            return known
        if not roots:
            return known
        cases = list(cases)
        for stamp in self.sudo().search([], order="id"):  # pylint: disable=no-search-all  # one a day
            if not stamp._problem(roots):
                for head in time_stamp.heads_of(stamp._content(), cases):
                    known[head.case][head.chain][head.index] = (head.hash, stamp.stamped_at.date())
            stamp.invalidate_recordset(["heads"])
        return known

    @api.model
    def _check_stamps(self):
        """Return, as sentences, what is wrong with the stamps themselves, for the administrator."""
        roots = self._roots()
        problems, before = [], ""
        stamps = self.sudo().search([], order="id")  # pylint: disable=no-search-all  # one a day
        for stamp in stamps:
            problem = stamp._problem(roots) if roots else ""
            if (stamp.before or "") != before:
                problem = self.env._("The previous time stamp is different or was deleted.")
            if problem:
                moment = long_moment(stamp.stamped_at, self.env.lang, "UTC")
                problems.append(f"{moment}: {problem}")
            before = stamp.digest
            stamp.invalidate_recordset(["heads", "token"])
        missing = set(self.env["customs.outside.log"]._stamped()) - set(stamps.mapped("digest"))
        if missing:
            problems.append(self.env._("The outside log has %s time stamps that are missing.", len(missing)))
        return problems

    def action_check(self):
        """Say whether this stamp is valid.

        :raises AccessError: the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        try:
            roots = self._roots()
        except time_stamp.StampError as error:
            raise UserError(str(error)) from None
        if not roots:
            raise UserError(
                self.env._(
                    "Set %s in the server's configuration: the certificates of the time stamp authority.",
                    time_stamp.ROOTS,
                )
            )
        problem = self._problem(roots)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if problem else "success",
                "sticky": bool(problem),
                "title": self.env._("The time stamp is not valid") if problem else self.env._("It is valid"),
                "message": problem or self._in_words(),
            },
        }

    def _in_words(self):
        return self.env._(
            "The hashes of %(count)s records are confirmed for %(at)s.",
            count=self.count,
            at=long_moment(self.stamped_at, self.env.lang, "UTC"),
        )

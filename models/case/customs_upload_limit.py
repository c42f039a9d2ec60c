from contextlib import contextmanager

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.file_check import MB

MINUTE, HOUR = 60, 3600  # seconds
# How long an upload that was let in counts as held before it is stored: longer than any request takes.
UNDER_WAY = 300
LOCK = "5s"
KEPT = "1 day"

NOW = "(clock_timestamp() AT TIME ZONE 'UTC')"


class TooMuchError(UserError):
    """More came from one sender than is taken; ``seconds`` until it may try again, if that is any help."""

    def __init__(self, message, seconds=None):
        super().__init__(message)
        self.seconds = seconds


class CustomsUploadLimit(models.Model):
    """The limit of what each sender outside may send: what it sent in the last hours, counted unread.

    Every act and upload is a row, written and committed in a transaction of its own, under a lock of the
    table: so all workers count the same, two at once do not both get the last place, and what is refused
    afterwards, or taken back, counts as well. Senders are firms, authorities on the portal, and the mails
    to one case.
    """

    _name = "customs.upload.limit"
    _description = "Upload Limit"
    _log_access = False

    sender = fields.Char(required=True, readonly=True)
    kind = fields.Selection([("upload", "Upload"), ("act", "Act")], required=True, readonly=True)
    place = fields.Char(readonly=True, help="The task or case to which it belongs.")
    files = fields.Integer(readonly=True)
    bytes = fields.Integer(readonly=True)
    at = fields.Datetime(required=True, readonly=True)
    is_open = fields.Boolean(readonly=True, help="Accepted, and not refused or cancelled since.")

    _sender_idx = models.Index("(sender, at)")

    # Who sends

    @api.model
    def _sender(self, owner=None):
        """Return whose acts and uploads are counted, or nothing for people of the house."""
        message = (owner or {}).get("mail_message_id")
        if message:
            message = self.env["mail.message"].sudo().browse(message)
            return f"mail:{message.model}:{message.res_id}"
        user = self.env.user
        if not user.share:
            return None
        authorities = user.sudo().customs_authority_ids
        return f"authority:{authorities[0].id}" if authorities else f"firm:{user.commercial_partner_id.id}"

    @api.model
    def _place(self, owner):
        """Return the task or the case that files of ``owner`` are for, as the table keeps it."""
        if owner.get("answer_id"):
            owner = {"task_id": self.env["customs.task.answer"].sudo().browse(owner["answer_id"]).task_id.id}
        if owner.get("task_id"):
            return f"task:{owner['task_id']}"
        if owner.get("document_id"):
            document = self.env["customs.document"].sudo().browse(owner["document_id"])
            return f"case:{document.res_model}:{document.res_id}"
        return None

    # Counting

    @api.model
    def _count_act(self, sender=None):
        """Count an answer or another act of the user.

        :raises TooMuchError: there were too many within a minute
        """
        sender = sender or self._sender()
        if sender and not self._is_uncounted():
            with self._locked() as cr:
                self._refuse_pace(cr, sender, "act", "minute_acts")
                self._keep_count(cr, sender, "act")

    @api.model
    def _count_upload(self, sizes, owner):
        """Count an upload of files with these ``sizes``, before they are looked at; return its number.

        :raises TooMuchError: too much comes from its sender, or is held of it already
        """
        sender = self._sender(owner)
        if not sender or self._is_uncounted():
            return None
        place = self._place(owner)
        with self._locked() as cr:
            self._refuse_pace(cr, sender, "upload", "minute_uploads")
            self._refuse_hour(cr, sender, len(sizes), sum(sizes))
            self._refuse_held(cr, sender, place, len(sizes), sum(sizes))
            return self._keep_count(cr, sender, "upload", place, len(sizes), sum(sizes))

    @api.model
    def _end(self, numbers):
        """Note that uploads were refused or given up: they hold no room any more."""
        numbers = [number for number in numbers if number]
        if numbers:
            with self._own_transaction() as cr:
                cr.execute("UPDATE customs_upload_limit SET is_open = FALSE WHERE id = ANY(%s)", [numbers])

    @api.model
    def _is_uncounted(self):
        """Return whether the software is being installed: the demonstration plays people outside then.

        The table of the counts is not there yet for a transaction of its own.
        """
        return not self.env.registry.ready

    @contextmanager
    def _own_transaction(self):
        with self.env.registry.cursor() as cr:
            yield cr

    @contextmanager
    def _locked(self):
        """Give a cursor that sees what all others have counted; they wait for a moment."""
        with self._own_transaction() as cr:
            # Before any other query: the transaction sees the database as it is at its first one.
            cr.execute(f"SET LOCAL lock_timeout TO '{LOCK}'")  # pylint: disable=sql-injection
            try:
                cr.execute("LOCK TABLE customs_upload_limit IN SHARE ROW EXCLUSIVE MODE")
            except psycopg2.errors.LockNotAvailable:
                raise TooMuchError(
                    self.env._("The system is busy with other uploads. Try again in a minute."), MINUTE
                ) from None
            yield cr

    @api.model
    def _keep_count(self, cr, sender, kind, place=None, files=0, size=0):
        cr.execute(
            f"""INSERT INTO customs_upload_limit (sender, kind, place, files, bytes, at, is_open)
                VALUES (%s, %s, %s, %s, %s, {NOW}, %s) RETURNING id""",
            [sender, kind, place, files, min(size, 2**31 - 1), kind == "upload"],
        )
        return cr.fetchone()[0]

    # Refusing

    @api.model
    def _limit(self, name):
        return self.env["customs.file"]._setting(name)

    @api.model
    def _refuse_pace(self, cr, sender, kind, name):
        """Refuse more acts within a minute than the setting ``name`` says."""
        most = self._limit(name)
        cr.execute(
            f"""SELECT ceil(extract(epoch FROM at - {NOW}))::int + {MINUTE}
                  FROM customs_upload_limit
                 WHERE sender = %s AND kind = %s AND at > {NOW} - interval '{MINUTE} seconds'
              ORDER BY at DESC OFFSET %s LIMIT 1""",
            [sender, kind, most - 1],
        )
        row = cr.fetchone()
        if row:
            seconds = max(row[0], 1)
            if kind == "act":
                message = self.env._(
                    "Too many answers: you and your colleagues can send at most %(count)s per minute. Try "
                    "again in %(seconds)s seconds.",
                    count=most,
                    seconds=seconds,
                )
            else:
                message = self.env._(
                    "Too many uploads: you and your colleagues can make at most %(count)s per minute. Try "
                    "again in %(seconds)s seconds.",
                    count=most,
                    seconds=seconds,
                )
            raise TooMuchError(message, seconds)

    @api.model
    def _refuse_hour(self, cr, sender, files, size):
        """Refuse more files or bytes within an hour than the settings say; what was removed counts too."""
        most_files, most_mb = self._limit("hour_files"), self._limit("hour_mb")
        cr.execute(
            f"""SELECT files, bytes, ceil(extract(epoch FROM at - {NOW}))::int + {HOUR}
                  FROM customs_upload_limit
                 WHERE sender = %s AND kind = 'upload' AND at > {NOW} - interval '{HOUR} seconds'
              ORDER BY at DESC""",
            [sender],
        )
        for some_files, some_bytes, seconds in cr.fetchall():
            files, size = files + some_files, size + some_bytes
            if files > most_files or size > most_mb * MB:
                # When this one is an hour old, there is room again.
                minutes = -(-max(seconds, 1) // MINUTE)
                raise TooMuchError(
                    self.env._(
                        "You and your colleagues can send at most %(files)s files and %(size)s "
                        "MB per hour. Try "
                        "again in %(minutes)s minutes.",
                        files=most_files,
                        size=most_mb,
                        minutes=minutes,
                    ),
                    max(seconds, 1),
                )

    @api.model
    def _refuse_held(self, cr, sender, place, files, size):
        """Refuse more than may be held of one task or case, and of one sender in all."""
        if place and not sender.startswith("mail:"):
            held_files, held_bytes = self._held(cr, sender, place)
            most_files, most_mb = self._limit("task_files"), self._limit("task_mb")
            if held_files + files > most_files or held_bytes + size > most_mb * MB:
                raise TooMuchError(
                    self.env._(
                        "You can submit at most %(files)s files and %(size)s MB here in total. "
                        "Remove files that "
                        "you have not sent yet, or ask the authority how to submit the others.",
                        files=most_files,
                        size=most_mb,
                    )
                )
        held_files, held_bytes = self._held(cr, sender)
        most_files, most_mb = self._limit("sender_files"), self._limit("sender_mb")
        if held_files + files > most_files or held_bytes + size > most_mb * MB:
            raise TooMuchError(
                self.env._(
                    "One sender can store at most %(files)s files and %(size)s MB in total. Ask the "
                    "authority how to submit more.",
                    files=most_files,
                    size=most_mb,
                )
            )

    @api.model
    def _held(self, cr, sender, place=None):
        """Return how many files and bytes are held of a sender, stored or under way, for one place or all."""
        stored, values = self._stored_files(sender, place)
        cr.execute(
            f"""SELECT coalesce(sum(files), 0), coalesce(sum(bytes), 0)
                  FROM (SELECT count(*) AS files, sum(file.size) AS bytes FROM {stored}
                         UNION ALL
                        SELECT row.files, row.bytes FROM customs_upload_limit AS row
                         WHERE row.sender = %s AND (%s::varchar IS NULL OR row.place = %s) AND row.is_open
                               AND row.at > {NOW} - interval '{UNDER_WAY} seconds'
                               AND NOT EXISTS (
                                   SELECT 1 FROM customs_file AS kept WHERE kept.upload_number = row.id
                               )
                       ) AS held""",
            [*values, sender, place, place],
        )
        return cr.fetchone()

    @api.model
    def _stored_files(self, sender, place):
        """Return the SQL for the files that are stored of ``sender``, and its values."""
        kind, *key = sender.split(":")
        if kind == "mail":
            return (
                """customs_file AS file JOIN mail_message AS message ON message.id = file.mail_message_id
                   WHERE message.model = %s AND message.res_id = %s""",
                [key[0], int(key[1])],
            )
        if kind == "firm":
            if place and place.startswith("task:"):
                return "customs_file AS file WHERE file.task_id = %s", [int(place[5:])]
            return "customs_file AS file WHERE file.commercial_person_id = %s", [int(key[0])]
        stored = """customs_file AS file JOIN customs_document AS document ON document.id = file.document_id
                    WHERE document.sender_authority_id = %s"""
        if place and place.startswith("case:"):
            _case, model, number = place.split(":")
            return stored + " AND document.res_model = %s AND document.res_id = %s", [
                int(key[0]),
                model,
                int(number),
            ]
        return stored, [int(key[0])]

    @api.autovacuum
    def _gc_counts(self):
        """Forget what no limit looks at any more."""
        self.env.cr.execute(f"DELETE FROM customs_upload_limit WHERE at < {NOW} - interval '{KEPT}'")  # pylint: disable=sql-injection

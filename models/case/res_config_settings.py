from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.file_check import MIMETYPES
from ...tools.virus_scan import TEST_VIRUS, parse_address, scan
from ..setup.roles import SYSTEM_ADMINISTRATORS
from .customs_file import DEFAULTS, PARAMETER

LARGEST = {"max_mb": 500, "max_count": 100, "max_total_mb": 2000, "max_seconds": 100}
TRY_SECONDS = 10.0


# The most that makes sense of each, and the least: an answer with all its files must fit.
BOUNDS = {
    "minute_acts": 1000,
    "minute_uploads": 1000,
    "hour_files": 100_000,
    "hour_mb": 1_000_000,
    "task_files": 100_000,
    "task_mb": 1_000_000,
    "sender_files": 1_000_000,
    "sender_mb": 9_000_000,
}


def _limit(name, label):
    return fields.Integer(string=label, config_parameter=PARAMETER % name, default=DEFAULTS[name])


class ResConfigSettings(models.TransientModel):
    """Which files are taken from outside, and who scans them."""

    _inherit = "res.config.settings"

    customs_file_types = fields.Char(
        string="Accepted Types",
        config_parameter=PARAMETER % "types",
        default=", ".join(MIMETYPES),
        help="File extensions, separated by commas.",
    )
    customs_file_max_mb = fields.Integer(
        string="Largest File (MB)", config_parameter=PARAMETER % "max_mb", default=DEFAULTS["max_mb"]
    )
    customs_file_max_count = fields.Integer(
        string="Files of One Answer", config_parameter=PARAMETER % "max_count", default=DEFAULTS["max_count"]
    )
    customs_file_max_total_mb = fields.Integer(
        string="All Files of One Answer (MB)",
        config_parameter=PARAMETER % "max_total_mb",
        default=DEFAULTS["max_total_mb"],
    )
    customs_file_scanner = fields.Char(
        string="Virus Scanner",
        config_parameter=PARAMETER % "scanner",
        help="ClamAV socket: a path, or a host and a port. Without it, files are marked as not scanned.",
    )
    customs_file_max_seconds = fields.Integer(
        string="Time to Check (seconds)",
        config_parameter=PARAMETER % "max_seconds",
        default=DEFAULTS["max_seconds"],
        help="Time to read and scan all files of one request. Files that take longer are rejected.",
    )
    customs_file_unscanned = fields.Selection(
        [("refuse", "Refuse files"), ("take", "Accept and mark as not scanned")],
        string="If the Scanner Does Not Respond",
        config_parameter=PARAMETER % "unscanned",
        default="refuse",
    )

    customs_file_minute_acts = _limit("minute_acts", "Answers per Minute")
    customs_file_minute_uploads = _limit("minute_uploads", "Uploads per Minute")
    customs_file_hour_files = _limit("hour_files", "Files per Hour")
    customs_file_hour_mb = _limit("hour_mb", "Files per Hour (MB)")
    customs_file_task_files = _limit("task_files", "Files of One Task or Case")
    customs_file_task_mb = _limit("task_mb", "Files of One Task or Case (MB)")
    customs_file_sender_files = _limit("sender_files", "Files of One Sender in Total")
    customs_file_sender_mb = _limit("sender_mb", "Files of One Sender in Total (MB)")

    def set_values(self):
        for settings in self:
            settings._check_customs_files()
            settings.customs_file_types = ", ".join(settings._customs_types())
            settings.customs_file_scanner = (settings.customs_file_scanner or "").strip()
        return super().set_values()

    def _customs_types(self):
        """Return the extensions as they were typed, each once, in small letters and without dots."""
        typed = (self.customs_file_types or "").replace(",", " ").replace(";", " ").lower().split()
        return list(dict.fromkeys(extension.strip("*.") for extension in typed))

    def _check_customs_files(self):
        """Refuse what makes no sense, all of it in one message."""
        self.ensure_one()
        problems = [*self._problems_of_types(), *self._problems_of_sizes()]
        if not self._is_scanner_valid():
            problems.append(
                self.env._(
                    "Virus scanner: %(address)s is not a socket path (/run/clamav/clamd.ctl) or a host with "
                    "a port (clamav:3310).",
                    address=self.customs_file_scanner,
                )
            )
        if problems:
            raise UserError("\n".join(problems))

    def _problems_of_types(self):
        types = self._customs_types()
        if not types:
            yield self.env._("Accepted types: enter at least one.")
        refused = [extension for extension in types if extension not in MIMETYPES]
        if refused:
            yield self.env._(
                "Accepted types: %(refused)s can contain program code or cannot be checked. Possible "
                "types: %(possible)s.",
                refused=", ".join(refused),
                possible=", ".join(MIMETYPES),
            )

    def _problems_of_sizes(self):
        yield from self._problems_of_numbers(LARGEST)
        if self.customs_file_max_total_mb < self.customs_file_max_mb:
            yield self.env._("The limit for all files must not be lower than the limit for one file.")
        yield from self._problems_of_upload_limits()

    def _problems_of_numbers(self, bounds):
        """Return what is wrong with the settings named in ``bounds``: name -> the largest number."""
        for name, largest in bounds.items():
            field = f"customs_file_{name}"
            if not 0 < self[field] <= largest:
                yield self.env._(
                    "%(field)s: enter a number from 1 to %(largest)s.",
                    field=self._fields[field]._description_string(self.env),
                    largest=largest,
                )

    def _is_scanner_valid(self):
        if not (self.customs_file_scanner or "").strip():
            return True
        try:
            parse_address(self.customs_file_scanner)
        except ValueError:
            return False
        return True

    def action_customs_try_scanner(self):
        """Let the scanner find the test virus and pass a harmless text; say what came of it."""
        self.ensure_one()
        if not self.env.user.has_group(SYSTEM_ADMINISTRATORS):
            raise AccessError(self.env._("Only an administrator can test the scanner."))
        self._check_customs_files()
        address = self.customs_file_scanner
        if not (address or "").strip():
            raise UserError(self.env._("Enter the socket of the scanner first."))
        found, passed = (scan(text, address, TRY_SECONDS) for text in (TEST_VIRUS, b"harmless"))
        works = found.status == "infected" and passed.status == "clean"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if works else "danger",
                "sticky": not works,
                "message": self._tried(works, found, passed),
            },
        }

    def _tried(self, works, found, passed):
        if works:
            return self.env._("The scanner works: it found %(virus)s.", virus=found.detail)
        failed = next((result for result in (found, passed) if result.status == "failed"), None)
        if failed:
            return self.env._("The scanner does not respond: %(reason)s", reason=failed.detail)
        return self.env._("The scanner responds but cannot tell a virus from a harmless text.")

    # How much is taken from one sender: a firm, an authority on the portal, the mails to one case.

    def _problems_of_upload_limits(self):
        yield from self._problems_of_numbers(BOUNDS)
        for period in ("hour", "task", "sender"):
            if (
                self[f"customs_file_{period}_files"] < self.customs_file_max_count
                or self[f"customs_file_{period}_mb"] < self.customs_file_max_total_mb
            ):
                yield self.env._(
                    "%(field)s: the limit must not be lower than the limit for one answer.",
                    field=self._fields[f"customs_file_{period}_files"]._description_string(self.env),
                )

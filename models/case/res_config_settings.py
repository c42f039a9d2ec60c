from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.file_check import MIMETYPES
from ...tools.virus_scan import TEST_VIRUS, parse_address, scan
from .customs_file import DEFAULTS, PARAMETER

LARGEST = {"max_mb": 500, "max_count": 100, "max_total_mb": 2000}
TRY_SECONDS = 10.0


class ResConfigSettings(models.TransientModel):
    """Which files are taken from outside, and who scans them."""

    _inherit = "res.config.settings"

    customs_file_types = fields.Char(
        string="Accepted Types",
        config_parameter=PARAMETER % "types",
        default=", ".join(MIMETYPES),
        help="Extensions, with commas between them.",
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
        help="Socket of ClamAV: a path, or a host and a port. Without one, files are marked as not scanned.",
    )

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
        if not self._scanner_makes_sense():
            problems.append(
                self.env._(
                    "Virus scanner: %(address)s is neither the path of a socket (/run/clamav/clamd.ctl) "
                    "nor a host with a port (clamav:3310).",
                    address=self.customs_file_scanner,
                )
            )
        if problems:
            raise UserError("\n".join(problems))

    def _problems_of_types(self):
        types = self._customs_types()
        if not types:
            yield self.env._("Accepted types: name one at least.")
        refused = [extension for extension in types if extension not in MIMETYPES]
        if refused:
            yield self.env._(
                "Accepted types: %(refused)s can carry something that runs, or cannot be checked. "
                "Possible are: %(possible)s.",
                refused=", ".join(refused),
                possible=", ".join(MIMETYPES),
            )

    def _problems_of_sizes(self):
        for name, largest in LARGEST.items():
            field = f"customs_file_{name}"
            if not 0 < self[field] <= largest:
                yield self.env._(
                    "%(field)s: a number from 1 to %(largest)s.",
                    field=self._fields[field]._description_string(self.env),
                    largest=largest,
                )
        if self.customs_file_max_total_mb < self.customs_file_max_mb:
            yield self.env._("All files together may have no less than one of them.")

    def _scanner_makes_sense(self):
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
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only an administrator tries the scanner."))
        self._check_customs_files()
        address = self.customs_file_scanner
        if not (address or "").strip():
            raise UserError(self.env._("Name the socket of the scanner first."))
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
            return self.env._("The scanner does not answer: %(reason)s", reason=failed.detail)
        return self.env._("The scanner answers, but does not tell a virus from a harmless text.")

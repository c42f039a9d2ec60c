from odoo import api, models
from odoo.exceptions import UserError

from ...tools import database_code


class CustomsConfidentialMixin(models.AbstractModel):
    """Records given in confidence: each reading of what they hold is noted, by whom and when (RSM26).

    Noted is who reads the content, whichever way it is asked for: on a form, by a remote call, in an export,
    in the text of a mail, as a download. A list shows numbers and dates, which are no content. Nothing is
    searched, sorted or grouped by the content, and it is not copied.
    """

    _name = "customs.confidential.mixin"
    _inherit = ["customs.unsearched.mixin"]
    _description = "Confidential Record"
    # The fields that hold what was given in confidence.
    _confided_fields = frozenset()

    @api.model
    def _unsearched_fields(self):
        return super()._unsearched_fields() | self._confided_fields

    def _confided(self):
        """Return the records of these that were given in confidence."""
        return self.browse()

    def _ever_confidential(self):
        """Return the records of which readings are noted: those that were ever given in confidence."""
        return self._confided()

    def _is_own_giving(self):
        """Return whether the user's company gave what these records hold: it knows its own words."""
        return False

    def _log_reading(self, way, file=None):
        """Note that the user reads what these records hold."""
        # The software reads for itself as superuser: to print, to hash, to check. What people wrote into the
        # database, code, the words of a template or a field that repeats this one, reads for whoever runs it.
        if database_code.asks():
            way = "by_code"
        elif self.env.su:
            return
        confided = self.sudo()._ever_confidential().with_env(self.env)
        if confided:
            self.env["customs.reading"]._log_readings(way, confided, file)

    @api.model
    def _reads_content(self, names):
        """Return whether these field names, or paths of an export, hold what was given in confidence."""
        return not self._confided_fields.isdisjoint(name.split("/")[0].split(".")[0] for name in names)

    def _read_format(self, fnames, load="_classic_read"):
        # What every way of reading over a remote call ends in: read, search_read, web_read, web_search_read.
        if self._reads_content(fnames) and not self.env.su:
            self.check_access("read")
            self._log_reading("opened")
        return super()._read_format(fnames, load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if self._reads_content(path[0] for path in fields if path) and not self.env.su:
            self.check_access("read")
            self._log_reading("exported")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _fetch_field(self, field):  # pylint: disable=missing-return
        # Read by its name: for a form that is not saved yet, for the words of a mail or a page.
        super()._fetch_field(field)
        if field.name in self._confided_fields and not field.relational and not self.env.su:
            self.filtered(lambda record: not record._is_own_giving())._log_reading("opened")

    def _fetch_query(self, query, fields):
        # What every reading as superuser ends in, by whichever method: the field itself may never be asked.
        # Files are noted by their attachments.
        fetched = super()._fetch_query(query, fields)
        if self.env.su and any(field.name in self._confided_fields and field.column_type for field in fields):
            fetched._log_reading("by_code")
        return fetched

    def copy_data(self, default=None):
        self.check_access("read")
        if not self.env.su and self.sudo()._confided():
            raise UserError(self.env._("Confidential content cannot be copied."))
        return super().copy_data(default)

from odoo import api, models


class CustomsConfidentialMixin(models.AbstractModel):
    """Records given in confidence: each reading of what they hold is noted, by whom and when (RSM26).

    Noted is who reads the content, whichever way it is asked for: on a form, by a remote call, in an export,
    as a download. A list shows numbers and dates, which are no content.
    """

    _name = "customs.confidential.mixin"
    _description = "Record Given in Confidence"
    # The fields that hold what was given in confidence.
    _confided_fields = frozenset()

    def _confided(self):
        """Return the records of these that were given in confidence."""
        return self.browse()

    def _note_reading(self, way, file=None):
        """Note that the user reads what these records hold."""
        # The software reads for itself as superuser: to print, to hash, to check.
        if self.env.su:
            return
        confided = self.sudo()._confided().with_env(self.env)
        if confided:
            self.env["customs.reading"]._note(way, confided, file)

    @api.model
    def _reads_content(self, names):
        """Tell whether these field names, or paths of an export, hold what was given in confidence."""
        return not self._confided_fields.isdisjoint(name.split("/")[0].split(".")[0] for name in names)

    def _read_format(self, fnames, load="_classic_read"):
        # What every way of reading over a remote call ends in: read, search_read, web_read, web_search_read.
        if self._reads_content(fnames):
            self._note_reading("opened")
        return super()._read_format(fnames, load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if self._reads_content(path[0] for path in fields if path):
            self._note_reading("exported")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

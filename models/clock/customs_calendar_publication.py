from odoo import api, fields, models, tools

from ...tools import periods


class CustomsCalendarPublication(models.Model):
    """Until which day the working days of a country are published (KZ6).

    Governments transfer working days year by year. What the calendars say of a later day may change, so a
    last day beyond is provisional. An entry goes before what can be told from the ``holidays`` library.
    """

    _name = "customs.calendar.publication"
    _description = "Published Working Calendar"
    _inherit = ["mail.thread"]
    _order = "country_id"
    _rec_name = "country_id"

    country_id = fields.Many2one("res.country", required=True, tracking=True, ondelete="restrict")
    published_until = fields.Date(
        required=True, tracking=True, help="The last day whose working days and days off are published."
    )
    source = fields.Char(required=True, tracking=True, help="The legal act, or where it was published.")
    library_until = fields.Date(
        string="By the Library",
        compute="_compute_library_until",
        help="What the library of calendars shows. Empty: it shows no limit.",
    )

    _country_uniq = models.Constraint(
        "UNIQUE(country_id)", "This country already has an entry. Change its last day."
    )

    @api.depends("country_id.code")
    def _compute_library_until(self):
        for publication in self:
            publication.library_until = self._by_library(publication.country_id)

    @api.model_create_multi
    def create(self, vals_list):
        publications = super().create(vals_list)
        self._published_anew()
        return publications

    def write(self, vals):
        result = super().write(vals)
        self._published_anew()
        return result

    def _published_anew(self):
        """Forget until when calendars were published, and what followed from it."""
        self.env.registry.clear_cache()
        self.env["customs.deadline"].invalidate_model(["is_provisional"])

    def _with_kept_history(self):
        """Return those whose history is kept: all."""
        return self

    @api.model
    def _by_library(self, country):
        """Return the last day that the library knows as published, or False if it knows no limit."""
        try:
            return periods.published_until(country.code) or False
        except ValueError:
            return False

    @api.model
    def _until(self, country):
        """Return the last day that is published for ``country``, or False if no limit is known."""
        return dict(self._entered()).get(country.id) or self._by_library(country)

    @api.model
    @tools.ormcache()
    def _entered(self):
        """Return (id of the country, last day) of each entry."""
        return tuple((row.country_id.id, row.published_until) for row in self.sudo().search([]))  # pylint: disable=no-search-all

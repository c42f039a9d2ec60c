"""What all workbooks say of themselves, in the user's language: title, day, author."""

from odoo import fields

from ...tools.dates import long_date
from ..kit.xlsx_table import Properties


def workbook_properties(env, title, about=""):
    """Return the properties of a workbook of today.

    Its dates are real ones, shown as 2026-12-09: whoever opens it, with whatever settings, reads one day.

    :param about: what it is about, printed below each page beside the day
    """
    today = fields.Date.context_today(env.user)
    as_of = env._("As of %s", long_date(today, env.lang))
    return Properties(
        title=title,
        created=today,
        note=" · ".join(filter(None, (as_of, about))),
        author=env.user.name,
        company=env.company.name,
    )

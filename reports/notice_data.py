"""What the workbook of an importer's own goods says, in the reader's language."""

from odoo import fields

from .notice_xlsx import NoticeData


def notice_sheet(notice, goods):
    """Return the data of the workbook of ``notice``; ``goods`` are its rows, read once."""
    env = notice.env
    kinds = dict(notice._fields["kind"]._description_selection(env))
    return NoticeData(
        title=f"{kinds[notice.kind]} {notice.name}",
        note=" · ".join(filter(None, (notice.authority_name, notice.article))),
        rows=goods,
        as_of=fields.Date.context_today(notice),
        date_format=env["res.lang"]._get_data(code=env.lang or "en_US").date_format or "%Y-%m-%d",
        labels={
            "sheet": env._("Own goods"),
            "declaration": env._("Declaration"),
            "position": env._("No."),
            "hs_code": env._("HS code"),
            "description": env._("Description"),
            "registered_on": env._("Registered on"),
            "duty": env._("Duty"),
            "currency": env._("Currency"),
            "state": env._("State"),
            "restorable_until": env._("Last day of restoration"),
        },
    )

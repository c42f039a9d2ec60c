"""What the workbook of an importer's own goods says, in the reader's language."""

from ..case.workbook_data import workbook_properties
from .notice_xlsx import NoticeData


def notice_sheet(notice, goods):
    """Return the data of the workbook of ``notice``; ``goods`` are its rows, read once."""
    env = notice.env
    kinds = dict(notice._fields["kind"]._description_selection(env))
    return NoticeData(
        properties=workbook_properties(
            env,
            f"{kinds[notice.kind]} {notice.name}",
            " · ".join(filter(None, (notice.authority_name, notice.article))),
        ),
        rows=goods,
        labels={
            "sheet": env._("Own goods"),
            "declaration": env._("Declaration"),
            "position": env._("No."),
            "hs_code": env._("HS code"),
            "description": env._("Description"),
            "proof": env._("Proof of origin"),
            "registered_on": env._("Registered on"),
            "customs_value": env._("Customs value"),
            "duty": env._("Duty"),
            "duty_unknown": env._("Duty not known"),
            "currency": env._("Currency"),
            "state": env._("State"),
            "restorable_until": env._("Last day of restoration"),
            "sheet_totals": env._("Totals"),
            "goods": env._("Goods"),
        },
    )

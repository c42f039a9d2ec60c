"""What the XLSX of the register of documents prints, taken from the records in slices of bounded size."""

from ..kit.xlsx_table import LATE, Column, Sheet, build_workbook
from .workbook_data import workbook_properties
from .workbook_rows import selection, slices

RETURNED = "returned"


def document_register(env, documents):
    """Return the XLSX (bytes) of ``documents``, read as the current user, in the columns of the list."""
    sheet = Sheet(
        env._("Documents"),
        _columns(env),
        _rows(documents),
        mark=_mark,
        frozen_columns=1,
        paper="A3",
    )
    return build_workbook([sheet], workbook_properties(env, env._("Register of documents")))


def _columns(env):
    return [
        Column("name", env._("Number")),
        Column("direction", env._("Direction")),
        Column("case", env._("Case")),
        Column("kind", env._("Kind")),
        Column("subject", env._("Subject"), "long_text"),
        Column("correspondent", env._("Sender or addressee"), "long_text"),
        Column("dated", env._("Dated"), "date"),
        Column("reference", env._("Their reference")),
        Column("moved", env._("Sent or received"), "date"),
        Column("served", env._("Served"), "date"),
        Column("returned", env._("Returned"), "date"),
        Column("state", env._("State")),
        Column("confidentiality", env._("Confidentiality")),
        Column("sha256", env._("SHA-256"), width=24),
    ]


def _rows(documents):
    standing = documents._own_standing()  # of letters of others
    for row in slices(documents):
        told = standing.get(row.id, row)
        yield {
            "name": row.name,
            "direction": selection(row, "direction"),
            "case": row.case_name or "",
            "kind": selection(row, "kind"),
            "subject": row.subject or "",
            "correspondent": row.correspondent or "",
            "dated": row.dated_on or None,
            "reference": row.reference or "",
            "moved": row.moved_on or None,
            "served": told["served_on"] or None,
            "returned": told["returned_on"] or None,
            "state": selection(row, "state", told["state"]),
            "confidentiality": selection(row, "confidentiality"),
            "sha256": row.sha256 or "",
            "mark": told["state"] == RETURNED,
        }


def _mark(values):
    return LATE if values["mark"] else ""

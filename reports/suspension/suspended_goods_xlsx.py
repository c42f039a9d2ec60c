"""What the XLSX of goods under suspensions prints, taken from the records in slices of bounded size."""

from ..case.workbook_data import workbook_properties
from ..case.workbook_rows import selection, slices
from ..kit.xlsx_table import Column, Sheet, build_workbook


def suspended_goods(suspensions):
    """Return the XLSX (bytes) of the goods under ``suspensions``, read as the current user."""
    env = suspensions.env
    marks = env["customs.suspended.line"].search(
        [("suspension_id", "in", suspensions.ids)], order="suspension_id desc, line_id"
    )
    sheet = Sheet(env._("Goods"), _columns(env), _rows(marks), frozen_columns=3, paper="A3")
    return build_workbook([sheet], workbook_properties(env, env._("Suspended goods")))


def _columns(env):
    return [
        Column("suspension", env._("Suspension")),
        Column("declaration", env._("Declaration")),
        Column("position", env._("No."), "integer"),
        Column("registered", env._("Registered"), "date"),
        Column("visit", env._("Visit")),
        Column("article", env._("Article"), "long_text", width=28),
        Column("starts", env._("Declarations from"), "date"),
        Column("ended", env._("Ended"), "date"),
        Column("hs_code", env._("HS Code")),
        Column("description", env._("Goods"), "long_text"),
        Column("brand", env._("Brand")),
        Column("model", env._("Model")),
        Column("article_no", env._("Article No.")),
        Column("importer", env._("Importer")),
        Column("exporter", env._("Exporter")),
        Column("producer", env._("Producer")),
        Column("same_firm", env._("Matching characteristics")),
        Column("judged", env._("Assessed by an officer"), "flag"),
        Column("state", env._("Preference")),
        Column("value", env._("Customs value"), "money"),
        Column("duty", env._("Duty at stake"), "money"),
        Column("duty_unknown", env._("Duty not known"), "flag"),
        Column("currency", env._("Currency")),
        Column("restorable", env._("Restorable until"), "date"),
    ]


def _rows(marks):
    for mark in slices(marks):
        line, suspension = mark.line_id, mark.suspension_id
        yield {
            "suspension": suspension.name,
            "declaration": line.declaration_id.number,
            "position": line.position,
            "registered": line.registered_on or None,
            "visit": suspension.visit_id.name or "",
            "article": suspension.agreement_id._cite(suspension.article),
            "starts": suspension.starts_on or None,
            "ended": suspension.ended_on or None,
            "hs_code": line.hs_code or "",
            "description": line.description or "",
            "brand": line.brand or "",
            "model": line.goods_model or "",
            "article_no": line.article_no or "",
            "importer": line.importer_id.name or "",
            "exporter": line.exporter_id.name or "",
            "producer": line.producer_id.name or "",
            "same_firm": selection(mark, "same_firm"),
            "judged": mark.by_judgement,
            "state": selection(line, "preference_state"),
            "value": line.customs_value,
            "duty": line.duty_at_stake if line.duty_known else None,
            "duty_unknown": not line.duty_known,
            "currency": line.currency_id.name or "",
            "restorable": (not line.restorable_always and line.restorable_until) or None,
        }

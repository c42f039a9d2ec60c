"""The workbook of the analysis of preferences: totals, and the goods, read in slices of bounded size."""

from collections import defaultdict

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.decision.decisions_in_force import last_decision
from ...tools.periods import NO_LIMIT
from ..case.workbook_data import workbook_properties
from ..case.workbook_rows import SLICE
from ..kit.xlsx_table import SOON, Column, Sheet, build_workbook

ANALYSIS = "customs.preference.analysis"
MEASURES = (
    "customs_value",
    "duty_at_stake",
    "duty_suspended",
    "duty_restorable",
    "duty_refused",
    "duty_restored",
    "duty_lost",
)
DIMENSIONS = ("agreement_id", "hs_chapter", "exporter_firm_id", "importer_firm_id", "registered_on:month")
WITHHELD = ("released", "suspended")


def preference_workbook(env, domain):
    """Return the XLSX (bytes) of the declared goods in ``domain``, a domain of the analysis, as the user.

    Sums are made for each currency of its own: a workbook does not know the rates of the day.
    """
    analysis = env[ANALYSIS]
    analysis.check_access("read")
    sheets = [
        Sheet(env._("Totals"), _total_columns(analysis), _totals(analysis, domain), frozen_columns=2),
        Sheet(
            env._("Goods"),
            _goods_columns(analysis),
            _goods(analysis, domain),
            mark=lambda row: SOON if row["lost"] else "",
            frozen_columns=2,
            paper="A3",
        ),
    ]
    title = env._("Duty at stake, suspended, refused, restored and expired")
    return build_workbook(sheets, workbook_properties(env, title))


def _label(analysis, name):
    return analysis._fields[name]._description_string(analysis.env)


def _measures(analysis):
    return [Column(name, _label(analysis, name), "money") for name in MEASURES]


# Totals ------------------------------------------------------------------------------------------------


def _total_columns(analysis):
    env = analysis.env
    return [
        Column("by", env._("By"), width=22),
        Column("group", env._("Group"), "long_text", width=40),
        Column("lines", env._("Goods"), "integer"),
        Column("currency", env._("Currency")),
        *_measures(analysis),
        Column("duty_unknown", _label(analysis, "duty_unknown"), "integer", alert=True),
    ]


def _totals(analysis, domain):
    """Yield the totals of each dimension, in the order of its values, for each currency of its own."""
    sets = [(dimension, "currency_id") for dimension in DIMENSIONS]
    order = ", ".join((*DIMENSIONS, "currency_id"))
    aggregates = ["__count", *(f"{name}:sum" for name in (*MEASURES, "duty_unknown"))]
    for dimension, rows in zip(
        DIMENSIONS, analysis._read_grouping_sets(domain, sets, aggregates, order=order), strict=True
    ):
        title = _label(analysis, dimension.partition(":")[0])
        for value, currency, *numbers in rows:
            count, *sums = numbers
            yield (title, _named(value), count, currency.name or "", *sums)


def _named(value):
    """Return a group's value as text: a month as 2026-02, a record by its name."""
    if hasattr(value, "_name"):
        return value.display_name or ""
    return value.strftime("%Y-%m") if hasattr(value, "strftime") else value or ""


# Goods -------------------------------------------------------------------------------------------------


def _goods_columns(analysis):
    env = analysis.env

    def label(name):
        return _label(analysis, name)

    return [
        Column("declaration", label("declaration_id")),
        Column("position", env._("No."), "integer"),
        Column("registered", label("registered_on"), "date"),
        Column("hs_code", label("hs_code")),
        Column("description", env._("Description"), "long_text", width=36),
        Column("importer", label("importer_firm_id")),
        Column("exporter", label("exporter_firm_id")),
        Column("producer", label("producer_firm_id")),
        Column("agreement", label("agreement_id")),
        Column("state", label("preference_state")),
        Column("article", env._("Article"), "long_text", width=28),
        Column("currency", label("currency_id")),
        *_measures(analysis),
        Column("duty_unknown", _label(analysis, "duty_unknown"), "flag"),
        Column("last_day", label("restorable_until"), "date"),
        Column("visit", label("visit_id")),
        Column("request", label("request_id")),
        Column("authority", label("importing_authority_id"), "long_text", width=36),
    ]


def _goods(analysis, domain):  # pylint: disable=too-many-locals
    """Yield the goods in the order in which they came into the register."""
    env = analysis.env
    env.flush_all()
    states = dict(analysis._fields["preference_state"]._description_selection(env))
    todays = _todays(env)
    keys = [column.key for column in _goods_columns(analysis)]
    last_id = 0
    while True:
        rows = _slice(analysis, Domain(domain) & Domain("id", ">", last_id))
        for _id, state, authority_id, last_day, agreement_id, *values in rows:
            lost = bool(last_day) and state in WITHHELD and last_day < todays[authority_id]
            before, article, restoration, currency, sums, after = _parts(values)
            cells = (
                *before,
                env._("Restoration expired") if lost else states.get(state, ""),
                env["customs.agreement"].browse(agreement_id)._cite(restoration if lost else article),
                currency,
                *_sums(sums),
                None if last_day == NO_LIMIT else last_day,
                *after,
            )
            yield dict(zip(keys, cells, strict=True), lost=lost)
        if len(rows) < SLICE:
            return
        last_id = rows[-1][0]


def _sums(sums):
    """Return the amounts and whether the duty is not known: then no cell says that it is nothing."""
    value, *duties, unknown = sums
    return (value, *(duties if not unknown else [None] * len(duties)), bool(unknown))


def _todays(env):
    authorities = env["customs.authority"].sudo().with_context(active_test=False)
    return defaultdict(
        lambda: fields.Date.context_today(authorities),
        {authority.id: authority._today() for authority in authorities.search([])},  # pylint: disable=no-search-all
    )


def _parts(values):
    """Return the columns before the state, both articles, the currency, the sums, and what comes after."""
    before, rest = values[:9], values[9:]
    article, restoration, currency, *rest = rest
    count = len(MEASURES) + 1  # with the mark of what is not known
    return before, article, restoration, currency, rest[:count], rest[count:]


def _slice(analysis, domain):
    """Return the next goods as rows: two statements, whatever firms and cases they name.

    The ids come first: of a query inside, PostgreSQL would first join all goods to all of their names.
    """
    ids = analysis._search(domain, order="id", limit=SLICE).get_result_ids()
    return analysis.env.execute_query(
        SQL(
            """
            SELECT a.id, a.preference_state, a.importing_authority_id, a.restorable_until, a.agreement_id,
                   declaration.number, l.position, a.registered_on, a.hs_code, l.description,
                   importer.name, exporter.name, producer.name, agreement.code,
                   %(article)s, agreement.restoration_article, currency.name, %(measures)s,
                   a.duty_unknown,
                   visit.name, request.name,
                   COALESCE(authority.name ->> %(lang)s, authority.name ->> 'en_US')
              FROM %(analysis)s AS a
              JOIN customs_declaration_line l ON l.id = a.id
              JOIN customs_declaration declaration ON declaration.id = a.declaration_id
              JOIN customs_authority authority ON authority.id = a.importing_authority_id
              LEFT JOIN res_currency currency ON currency.id = a.currency_id
              LEFT JOIN customs_agreement agreement ON agreement.id = a.agreement_id
              LEFT JOIN res_partner importer ON importer.id = a.importer_firm_id
              LEFT JOIN res_partner exporter ON exporter.id = a.exporter_firm_id
              LEFT JOIN res_partner producer ON producer.id = a.producer_firm_id
              LEFT JOIN customs_verification_visit visit ON visit.id = a.visit_id
              LEFT JOIN customs_verification_request request ON request.id = a.request_id
             WHERE a.id = ANY(%(ids)s)
             ORDER BY a.id
            """,
            article=ARTICLE,
            lang=analysis.env.lang or "en_US",
            measures=SQL(", ").join(SQL("a.%s", SQL.identifier(name)) for name in MEASURES),
            analysis=analysis._table_sql,
            ids=list(ids),
        )
    )


# The article on which the state of the line `l` rests.
ARTICLE = SQL(
    """
    CASE a.preference_state
         WHEN 'refused' THEN %s
         WHEN 'restored' THEN agreement.restoration_article
         WHEN 'claimed' THEN agreement.preference_article
         WHEN 'not_claimed' THEN NULL
         ELSE (SELECT s.article
                 FROM customs_suspended_line m
                 JOIN customs_preference_suspension s ON s.id = m.suspension_id
                WHERE m.line_id = l.id
                ORDER BY s.ended_on IS NULL DESC, s.id DESC LIMIT 1)
     END
    """,
    last_decision(
        SQL("COALESCE((SELECT g.article FROM customs_ground g WHERE g.id = d.ground_id), d.article)")
    ),
)

"""The workbook of the analysis of preferences: totals, and the goods, read in slices of bounded size."""

from collections import defaultdict

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from .register_data import SLICE
from .xlsx_table import SOON, Column, Properties, Sheet, build_workbook

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
    as_of = fields.Date.context_today(analysis)
    sheets = [
        Sheet(env._("Totals"), _total_columns(analysis), _totals(analysis, domain), frozen_columns=2),
        Sheet(
            env._("Goods"),
            _goods_columns(analysis),
            _goods(analysis, domain),
            mark=lambda row: SOON if row[-1] else "",
            frozen_columns=2,
            paper="A3",
        ),
    ]
    properties = Properties(
        title=env._("Duty at stake, suspended, refused, restored and lost"),
        created=as_of,
        note=env._("As of %s", as_of),
        author=env.user.name,
        company=env.company.name,
        date_format=env["res.lang"]._get_data(code=env.lang or "en_US").date_format or "%Y-%m-%d",
    )
    return build_workbook(sheets, properties)


def _label(analysis, name):
    return analysis._fields[name]._description_string(analysis.env)


def _measures(analysis):
    return [Column(name, _label(analysis, name), "money") for name in MEASURES]


# Totals ------------------------------------------------------------------------------------------------


def _total_columns(analysis):
    env = analysis.env
    return [
        Column("by", env._("By"), width=22),
        Column("group", env._("Group"), width=40),
        Column("lines", env._("Goods"), "integer"),
        Column("currency", env._("Currency")),
        *_measures(analysis),
    ]


def _totals(analysis, domain):
    """Yield the totals of each dimension, in the order of its values, for each currency of its own."""
    sets = [(dimension, "currency_id") for dimension in DIMENSIONS]
    order = ", ".join((*DIMENSIONS, "currency_id"))
    aggregates = ["__count", *(f"{name}:sum" for name in MEASURES)]
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
        Column("chapter", label("hs_chapter")),
        Column("description", env._("Description"), width=36),
        Column("importer", label("importer_firm_id")),
        Column("exporter", label("exporter_firm_id")),
        Column("producer", label("producer_firm_id")),
        Column("agreement", label("agreement_id")),
        Column("state", label("preference_state")),
        Column("article", env._("Article"), width=22),
        Column("currency", label("currency_id")),
        *_measures(analysis),
        Column("last_day", label("restorable_until"), "date"),
        Column("visit", label("visit_id")),
        Column("request", label("request_id")),
        Column("authority", label("importing_authority_id")),
        Column("lost", env._("Lost by time"), "flag"),
    ]


def _goods(analysis, domain):
    """Yield the goods in the order in which they came into the register."""
    env = analysis.env
    env.flush_all()
    states = dict(analysis._fields["preference_state"]._description_selection(env))
    todays = _todays(env)
    last_id = 0
    while True:
        rows = _slice(analysis, Domain(domain) & Domain("id", ">", last_id))
        for _id, state, authority_id, last_day, *values in rows:
            lost = bool(last_day) and state in WITHHELD and last_day < todays[authority_id]
            before, article, restoration, currency, sums, after = _parts(values)
            yield (
                *before,
                env._("Lost by time") if lost else states.get(state, ""),
                restoration if lost else article,
                currency,
                *sums,
                last_day,
                *after,
                lost,
            )
        if len(rows) < SLICE:
            return
        last_id = rows[-1][0]


def _todays(env):
    authorities = env["customs.authority"].sudo().with_context(active_test=False)
    return defaultdict(
        lambda: fields.Date.context_today(authorities),
        {authority.id: authority._today() for authority in authorities.search([])},  # pylint: disable=no-search-all
    )


def _parts(values):
    """Return the columns before the state, both articles, the currency, the sums, and what comes after."""
    before, rest = values[:10], values[10:]
    article, restoration, currency, *rest = rest
    return before, article, restoration, currency, rest[: len(MEASURES)], rest[len(MEASURES) :]


def _slice(analysis, domain):
    """Return the next goods as rows: two statements, whatever firms and cases they name.

    The ids come first: of a query inside, PostgreSQL would first join all goods to all of their names.
    """
    ids = analysis._search(domain, order="id", limit=SLICE).get_result_ids()
    return analysis.env.execute_query(
        SQL(
            """
            SELECT a.id, a.preference_state, a.importing_authority_id, a.restorable_until,
                   declaration.number, l.position, a.registered_on, a.hs_code, a.hs_chapter, l.description,
                   importer.name, exporter.name, producer.name, agreement.code,
                   %(article)s, agreement.restoration_article, currency.name, %(measures)s,
                   visit.name, request.name, authority.name
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
            measures=SQL(", ").join(SQL("a.%s", SQL.identifier(name)) for name in MEASURES),
            analysis=analysis._table_sql,
            ids=list(ids),
        )
    )


# The article on which the state of the line `l` rests.
ARTICLE = SQL(
    """
    CASE a.preference_state
         WHEN 'refused' THEN
              (SELECT COALESCE(g.article, d.article)
                 FROM customs_preference_decision_line dl
                 JOIN customs_preference_decision d ON d.id = dl.decision_id
                 LEFT JOIN customs_ground g ON g.id = d.ground_id
                WHERE dl.line_id = l.id AND dl.left_out IS NOT TRUE AND d.decided_on IS NOT NULL
                  AND d.revoked_on IS NULL
                ORDER BY d.decided_on DESC, d.decided_at DESC NULLS LAST, d.id DESC LIMIT 1)
         WHEN 'restored' THEN agreement.restoration_article
         WHEN 'claimed' THEN agreement.preference_article
         WHEN 'not_claimed' THEN NULL
         ELSE (SELECT s.article
                 FROM customs_suspended_line m
                 JOIN customs_preference_suspension s ON s.id = m.suspension_id
                WHERE m.line_id = l.id
                ORDER BY s.ended_on IS NULL DESC, s.id DESC LIMIT 1)
     END
    """
)

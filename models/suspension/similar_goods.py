"""Which declared goods fall under which goods of a suspension: the one reading of RS16.12c, in SQL.

Marks, preview, the queue of likely goods and the answer for the clearance system all come from here. "The
same producer or the same exporter" is two joins, each with an index of its own; the digits of the HS code
that must agree may differ from suspension to suspension.
"""

from odoo.tools import SQL

# Above every code that begins with the same digits, in the order of the "C" collation.
ABOVE = chr(0x10FFFF)

# How many digits of the HS code a procedure may ask for (the constraint of `customs.procedure`).
DIGITS = range(4, 11)

FIRMS = ("producer", "exporter")

KEYS = ("brand_key", "goods_model_key", "article_no_key")

# The goods g name a characteristic, and the line l has each that they name. An empty text and NULL are the
# same.
SAME = SQL(
    "(g.no_characteristics IS TRUE OR (%s AND %s))",
    SQL("CONCAT(%s) <> ''", SQL(", ").join(SQL.identifier("g", key) for key in KEYS)),
    SQL(" AND ").join(
        SQL(
            "COALESCE(%s, '') IN ('', COALESCE(%s, ''))",
            SQL.identifier("g", key),
            SQL.identifier("l", key),
        )
        for key in KEYS
    ),
)

# The line l has no other characteristic than those that the goods g name.
NO_OTHER = SQL(" AND ").join(
    SQL(
        "(COALESCE(%(g)s, '') = '' OR COALESCE(%(l)s, '') IN ('', %(g)s))",
        g=SQL.identifier("g", key),
        l=SQL.identifier("l", key),
    )
    for key in KEYS
)

# RS16.12, RS16.12c but for the firm, the HS code and the characteristics. Of both only what is known counts.
COMMON = SQL(
    """
    g.importing_authority_id = l.importing_authority_id AND g.agreement_id = l.agreement_id
    AND l.preference_claimed IS TRUE
    AND g.starts_on <= l.registered_on AND (g.ended_on IS NULL OR l.registered_on < g.ended_on)
    AND LENGTH(g.hs_prefix) >= g.hs_digits
    """
)

# The HS codes agree in all digits that count; or the line's has too few, and agrees as far as it goes. Said
# so that PostgreSQL does not take it for rare: it would look up line by line where it should join sets.
CODES = {
    "whole": SQL("STARTS_WITH(l.hs_code, g.hs_prefix)"),
    "short": SQL("LENGTH(l.hs_code) BETWEEN 1 AND g.hs_digits - 1 AND STARTS_WITH(g.hs_prefix, l.hs_code)"),
}

# The same once more, as the index on the lines finds it. Goods are found by their firm alone: few name one.
CODES_OF_GOODS = {
    "whole": SQL(
        'l.hs_code COLLATE "C" >= g.hs_prefix AND l.hs_code COLLATE "C" < g.hs_prefix || %s',
        ABOVE,
    ),
    "short": SQL(
        'l.hs_code COLLATE "C" = ANY(ARRAY[%s])',
        SQL(", ").join(SQL("LEFT(g.hs_prefix, %s)", digits) for digits in range(1, max(DIGITS))),
    ),
}

# Whether the codes agree in all digits, once one of these has been asked for.
WHOLE = {"whole": SQL("TRUE"), "short": SQL("FALSE"), "any": CODES["whole"]}

REGISTER = SQL("customs_declaration_line l")

IN_FORCE_ONCE = SQL("g.started_on IS NOT NULL")


def candidates_of_goods(goods, likely=False):
    """Return the SQL of the registered lines that are similar to goods of suspensions.

    :param SQL goods: condition on `g` (`customs_suspension_goods`); whether the suspension was put in force
        is the caller's to ask, so that a draft can be looked at
    :param likely: also what a person must judge
    :return: SQL with the columns of `_candidates`
    """
    source = SQL("customs_suspension_goods g JOIN %s ON TRUE", REGISTER)
    codes = {
        code: SQL("%s AND %s", CODES_OF_GOODS[code], agrees)
        for code, agrees in CODES.items()
        if likely or code == "whole"
    }
    return _candidates(dict.fromkeys(codes, source), codes, goods, likely)


def candidates_of_lines(where, lines=REGISTER, likely=False):
    """Return the SQL of the goods of suspensions that were put in force to which lines are similar.

    :param SQL where: condition on `l`
    :param SQL lines: FROM item named `l` with the columns of `customs_declaration_line` that are compared
    :param likely: also what a person must judge
    :return: SQL with the columns of `_candidates`
    """
    source = SQL("%s JOIN customs_suspension_goods g ON TRUE", lines)
    # One SELECT for both kinds of codes: PostgreSQL takes longer to plan two than to look at the rows.
    code, agrees = ("any", SQL("(%s OR %s)", *CODES.values())) if likely else ("whole", CODES["whole"])
    return _candidates({code: source}, {code: agrees}, SQL("%s AND %s", IN_FORCE_ONCE, where), likely)


def _candidates(sources, codes, where, likely):
    """Return one SELECT for each way in which a line can be like the goods of a suspension.

    Columns: suspension_id, goods_id, line_id, firm (producer, exporter), whole_code (all HS digits
    agree), judged (a person's verdict; NULL without one), certain (the line falls under the goods),
    likely (a person must say). A judgement decides on the characteristics alone: with too few digits of
    the HS code nothing is certain, and goods judged to be other ones are not likely.
    """
    return SQL(" UNION ALL ").join(
        _way(firm, WHOLE[code], source, SQL("%s AND %s", codes[code], where), likely)
        for code, source in sources.items()
        for firm in FIRMS
    )


def _way(firm, whole, source, where, likely):
    column = f"{firm}_firm_id"
    judged = SQL("CASE WHEN j.id IS NOT NULL THEN j.similar IS TRUE END")
    certain = SQL("(%s AND COALESCE(%s, %s))", whole, judged, SAME)
    # What is certain but for the code's length is likely, too: the declaration must say more.
    is_likely = SQL(
        "((%(whole)s AND j.id IS NULL AND NOT %(same)s AND %(open)s)"
        " OR (NOT %(whole)s AND COALESCE(%(judged)s, %(same)s OR (%(open)s))))",
        whole=whole,
        same=SAME,
        open=NO_OTHER,
        judged=judged,
    )
    return SQL(
        """
        SELECT g.suspension_id, g.id AS goods_id, l.id AS line_id, %(firm)s AS firm,
               %(whole)s AS whole_code, %(judged)s AS judged, %(certain)s AS certain, %(likely)s AS likely
          FROM %(source)s
          LEFT JOIN customs_suspension_judgement j
                 ON j.goods_id = g.id AND j.characteristics_key = l.characteristics_key
         WHERE %(g_firm)s = %(l_firm)s AND %(l_firm)s IS NOT NULL AND %(common)s
           AND %(where)s AND %(which)s
        """,
        firm=firm,
        whole=whole,
        judged=judged,
        certain=certain,
        likely=is_likely,
        source=source,
        g_firm=SQL.identifier("g", column),
        l_firm=SQL.identifier("l", column),
        common=COMMON,
        where=where,
        which=SQL("(%s OR %s)", certain, is_likely) if likely else certain,
    )


def pairs(candidates):
    """Return the SQL of the marks that follow: suspension_id, line_id, same_firm, by_judgement.

    Goods of one suspension that the line is similar to make one mark. It is there by a judgement when
    none of them is similar without one.
    """
    return SQL(
        """
        SELECT c.suspension_id, c.line_id,
               CASE WHEN MIN(c.firm) <> MAX(c.firm) THEN 'both' ELSE MIN(c.firm) END AS same_firm,
               BOOL_AND(c.judged IS NOT NULL) AS by_judgement
          FROM (%s) c WHERE c.certain GROUP BY c.suspension_id, c.line_id
        """,
        candidates,
    )


def pairs_of_goods(goods):
    """Return the SQL of the marks that follow from the goods ``goods`` (condition on `g`)."""
    return pairs(candidates_of_goods(SQL("%s AND %s", IN_FORCE_ONCE, goods)))

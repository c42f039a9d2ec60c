"""Sentences cite articles as the law of their language does, also in databases that have the old words.

Odoo never overwrites a translation that is there. A sentence that somebody wrote anew has these words no
more.
"""

from odoo.tools import SQL

CITATIONS = (
    ("Приложение № 3, ст. 15(8)", "пункт 8 статьи 15 Приложения № 3"),
    ("Приложение № 3, ст. 16(7)", "пункт 7 статьи 16 Приложения № 3"),
    ("Приложение № 3, ст. 11(1)(4)", "подпункт 4 пункта 1 статьи 11 Приложения № 3"),
    ("Приложение № 3, ст. 16(6)", "пункт 6 статьи 16 Приложения № 3"),
    ("Приложение № 3, ст. 16(2)", "пункт 2 статьи 16 Приложения № 3"),
    ("Приложение № 3, ст. 16(5)", "пункт 5 статьи 16 Приложения № 3"),
    ("Приложение № 3, ст. 16(5), (6)", "пункты 5 и 6 статьи 16 Приложения № 3"),
    ("Prilog 3, čl. 15(8)", "član 15. stav 8. Priloga 3"),
    ("Prilog 3, čl. 16(7)", "član 16. stav 7. Priloga 3"),
    ("Prilog 3, čl. 11(1)(4)", "član 11. stav 1. tačka 4) Priloga 3"),
    ("Prilog 3, čl. 16(6)", "član 16. stav 6. Priloga 3"),
    ("Prilog 3, čl. 16(2)", "član 16. stav 2. Priloga 3"),
    ("Prilog 3, čl. 16(5)", "član 16. stav 5. Priloga 3"),
    ("Prilog 3, čl. 16(5), (6)", "član 16. st. 5. i 6. Priloga 3"),
    ("3-қосымша, 15(8)-бап", "3-қосымшаның 15-бабының 8-тармағы"),
    ("3-қосымша, 16(7)-бап", "3-қосымшаның 16-бабының 7-тармағы"),
    ("3-қосымша, 11(1)(4)-бап", "3-қосымшаның 11-бабы 1-тармағының 4) тармақшасы"),
    ("3-қосымша, 16(6)-бап", "3-қосымшаның 16-бабының 6-тармағы"),
    ("3-қосымша, 16(2)-бап", "3-қосымшаның 16-бабының 2-тармағы"),
    ("3-қосымша, 16(5)-бап", "3-қосымшаның 16-бабының 5-тармағы"),
    ("3-қосымша, 16(5), (6)-баптар", "3-қосымшаның 16-бабының 5 және 6-тармақтары"),
)
PLACES = (("customs_deadline_rule", "lapse_meaning"), ("ir_ui_view", "arch_db"))


def migrate(cr, version):
    for table, column in PLACES:
        for old, new in CITATIONS:
            cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = replace(%(column)s::text, %(old)s, %(new)s)::jsonb"
                    " WHERE %(column)s::text LIKE %(like)s",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    old=f"({old})",
                    new=f"({new})",
                    like=f"%({old})%",
                )
            )

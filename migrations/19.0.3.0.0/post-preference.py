"""The law that the addon ships and never writes over at an update: what this version adds to it.

Only where nothing was entered by hand.
"""

from odoo import SUPERUSER_ID, api

MODULE = "customs_verification"
ADDED = {
    "agreement_eaeu_rs": {
        "preference_article": "Annex 3, Art. 10(1)",
        "consignment_article": "Annex 3, Art. 9(1)",
        "transit_article": "Annex 3, Art. 9(2)",
        "cooperation_article": "Annex 3, Art. 15(1)-(3)",
        "restoration_length": 12,
        "restoration_article": "Annex 3, Art. 10(3)",
        "falsification_article": "Annex 3, Art. 10(5)",
    },
    "ground_eaeu_rs_1": {"asks_slips": True},
    "ground_eaeu_rs_2": {"asks_slips": True},
    "ground_eaeu_rs_3": {"asks_falsified": True},
    "procedure_eaeu_rs_visit": {"suspension_article": "Annex 3, Art. 16(12)"},
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for name, values in ADDED.items():
        record = env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
        if record:
            record.write({field: value for field, value in values.items() if not record[field]})

"""The languages of mails, and dates in a form that no mail may have."""

import re

LANGUAGES = ("en_US", "ru_RU", "kk_KZ", "sr@latin")
# How a date must not be written: 2026-12-09, 12/09/2026, 9.12.2026, Dec 9, 2026, дек.
OTHER_DATES = re.compile(
    r"\b20\d\d-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
    r"|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.? \d|\b[A-Z][a-z]+ \d{1,2}, \d{4}"
)

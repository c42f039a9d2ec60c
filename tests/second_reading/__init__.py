"""A second reading of the law's dates: written from the texts alone, in plain Python.

Nothing here imports the product or reads its data (a test says so): what both say alike was written twice.
`days` counts, `law` has the words in which a text is read, one file for each agreement reads its text, `case`
says what follows for a case, `timelines` draws what may happen, `words` tells it.

Another agreement is a file beside the others and a line in `AGREEMENTS`; what its steps and time limits are
called in the product is said in `tests/common/product_dates.py`.
"""

from . import china_korea, cptpp, korea_viet_nam, serbia, uk_serbia, viet_nam

AGREEMENTS = {
    text.READING.code: text.READING
    for text in (serbia, viet_nam, cptpp, uk_serbia, korea_viet_nam, china_korea)
}

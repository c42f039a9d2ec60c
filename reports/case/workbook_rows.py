"""What all workbooks take from records: one by one in bounded memory, and what a selection says."""

SLICE = 1000


def slices(records):
    """Yield the records one by one, with the memory of one slice only."""
    for start in range(0, len(records), SLICE):
        part = records.browse(records.ids[start : start + SLICE])
        yield from part
        part.invalidate_recordset(flush=False)


def selection(record, name, value=None):
    """Return what the selection ``name`` of the record says, or ``value`` of it, in the user's language."""
    labels = dict(record._fields[name]._description_selection(record.env))
    return labels.get(record[name] if value is None else value) or ""

"""Bring i18n/ in step with the addon: `python -m devtool.i18n_files exported.pot`, in Odoo's environment."""

import sys
from pathlib import Path

import polib

from devtool.i18n_terms import ADDON, LANGUAGES, SAME, is_seen, placeholders

FOLDER = Path(__file__).parent.parent / "i18n"
WIDTH = 78  # as Odoo and OCA write them
SHOWN = 5


def read(place):
    """Return the file with that of the entries which tells to what they belong."""
    return polib.pofile(str(place), wrapwidth=WIDTH)


def references(entry):
    """Return the references of an entry as Odoo writes them, undivided."""
    return [":".join(filter(None, occurrence)) for occurrence in entry.occurrences]


def write_template(exported):
    """Store the template, without what changes from one export to the next; return it."""
    template = read(exported)
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        template.metadata.pop(name, None)
    template.sort(key=lambda entry: entry.msgid)
    template.save(str(FOLDER / f"{ADDON}.pot"))
    return template


def merge(template, language):
    """Bring a translation in step with the template: terms come and go, what is translated stays."""
    place = FOLDER / f"{language}.po"
    former = {entry.msgid: entry.msgstr for entry in read(place)} if place.exists() else {}
    merged = polib.POFile(wrapwidth=WIDTH)
    merged.metadata = template.metadata | {"Language": language}
    for entry in template:
        if is_seen(references(entry)):
            merged.append(
                polib.POEntry(
                    msgid=entry.msgid,
                    msgstr=former.get(entry.msgid, ""),
                    comment=entry.comment,
                    occurrences=entry.occurrences,
                    flags=entry.flags,
                )
            )
    merged.save(str(place))
    return merged


def report(language, merged):
    """Print what is missing or wrong in a translation; return whether something is."""
    missing = [entry for entry in merged if not entry.msgstr and entry.msgid not in SAME]
    wrong = [
        entry for entry in merged if entry.msgstr and placeholders(entry.msgid) != placeholders(entry.msgstr)
    ]
    print(
        f"{language}: {len(merged)} terms, {len(missing)} not translated, "
        f"{len(wrong)} with other placeholders"
    )
    for entry in (*missing, *wrong)[:SHOWN]:
        print(f"  {references(entry)[0]}: {entry.msgid[:90]!r}")
    return bool(missing or wrong)


def main(exported):
    FOLDER.mkdir(exist_ok=True)
    template = write_template(exported)
    incomplete = [language for language in LANGUAGES if report(language, merge(template, language))]
    return bool(incomplete)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""A language in which every word of the addon begins with one letter: what does not was not translated.

Russian is used for it, with its own forms of dates and numbers; its real translations do not matter here.
"""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import SQL
from odoo.tools.translate import CodeTranslations

MARK = "Ж"
LANG = "ru_RU"
ADDON = "customs_verification"
# Translated fields of the law and of the addon's own models.
LAW = {
    "customs_agreement": ("name", "citation"),
    "customs_article": ("citation",),
    "customs_authority": ("name", "street", "city"),
    "customs_authority_contact": ("name", "position", "address"),
    "customs_deadline_rule": ("name", "words", "lapse_meaning"),
    "customs_ground": ("name",),
    "customs_procedure": ("name",),
}


class EveryWord(dict):
    """Translations of whatever is asked: the sentence itself behind the mark."""

    def get(self, source, default=None):
        """Return the sentence behind the mark."""
        return f"{MARK}{source}"

    def __contains__(self, source):
        return True

    def __getitem__(self, source):
        return f"{MARK}{source}"


class PseudoMixin:
    """For test cases with a database: everything of the addon is translated into one strange language."""

    @classmethod
    def translate_everything(cls):
        """Let labels, selections and law begin with the mark in the strange language."""
        cls.env["res.lang"]._activate_lang(LANG)
        tables = {
            "ir_model_fields": ("field_description",),
            "ir_model_fields_selection": ("name",),
            "ir_model": ("name",),
        }
        cls.env.flush_all()
        for table, names in {**tables, **LAW}.items():
            for name in names:
                column = SQL.identifier(name)
                cls.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(column)s ||"
                        " jsonb_build_object(%(lang)s, %(mark)s || (%(column)s ->> 'en_US'))"
                        " WHERE %(column)s IS NOT NULL",
                        table=SQL.identifier(table),
                        column=column,
                        lang=LANG,
                        mark=MARK,
                    )
                )
        cls.env.registry.clear_all_caches()
        cls.env.invalidate_all()

    @contextmanager
    def every_sentence(self):
        """Sentences of the code begin with the mark inside, in the strange language."""
        original = CodeTranslations.get_python_translations

        def translations(codes, module_name, lang):
            if module_name == ADDON and lang == LANG:
                return EveryWord()
            return original(codes, module_name, lang)

        with patch.object(CodeTranslations, "get_python_translations", translations):
            yield

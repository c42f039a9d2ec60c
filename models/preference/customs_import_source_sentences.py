from odoo import models


class CustomsImportSource(models.Model):
    """What is wrong with a line, in the person's language."""

    _inherit = "customs.import.source"

    def _titles(self):
        """Return {what a line says: its title}."""
        column = self.env["customs.import.column"]
        return dict(column._fields["field"]._description_selection(self.env))

    def _sentences(self, problems):
        """Return every `tools/import_values.Problem` as a sentence, each once."""
        titles = self._titles()
        return list(dict.fromkeys(self._sentence(problem, titles) for problem in problems))

    def _sentence(self, problem, titles):
        title = ", ".join(titles.get(name, name) for name in problem.field.split(","))
        values = {"title": title, "text": problem.text, "other": problem.other}
        for sentences in (self._value_sentences, self._line_sentences, self._register_sentences):
            if text := sentences(values).get(problem.code):
                return text
        return self.env._("%(title)s: '%(text)s' cannot be taken.", **values)

    def _value_sentences(self, values):
        return {
            "missing": self.env._("%(title)s is missing.", **values),
            "too_long": self.env._("%(title)s: longer than %(other)s characters ('%(text)s…').", **values),
            "no_number": self.env._(
                "%(title)s: '%(text)s' is no number as this source writes them.", **values
            ),
            "no_position": self.env._("%(title)s: '%(text)s' is no whole number from 1 to 99999.", **values),
            "no_date": self.env._("%(title)s: '%(text)s' is no date as this source writes them.", **values),
            "no_flag": self.env._("%(title)s: '%(text)s' is neither yes nor no.", **values),
            "no_hs_code": self.env._("%(title)s: '%(text)s' has not 6 to 10 digits.", **values),
            "future": self.env._("%(title)s: %(text)s lies in the future.", **values),
            "below_zero": self.env._("%(title)s is below zero.", **values),
            "net_above_gross": self.env._("The net weight is above the gross weight.", **values),
        }

    def _line_sentences(self, values):
        return {
            "encoding": self.env._("The line is not written in the encoding that the source names."),
            "open_quote": self.env._("The line cannot be read: a quotation mark is not closed."),
            "unknown": self.env._("'%(text)s' is nothing that a line can say.", **values),
            "no_row": self.env._("The line is no set of names and values."),
            "other_head": self.env._(
                "%(title)s: line %(other)s says something else of declaration %(text)s.", **values
            ),
            "other_goods": self.env._(
                "Goods %(text)s of this declaration stand in line %(other)s already, and are others there.",
                **values,
            ),
        }

    def _register_sentences(self, values):
        return {
            "no_person": self.env._("%(title)s: nobody of the name '%(text)s' %(other)s is known.", **values),
            "two_persons": self.env._("%(title)s: '%(text)s' %(other)s may be several persons.", **values),
            "no_country": self.env._("%(title)s: '%(text)s' is no country.", **values),
            "no_currency": self.env._("%(title)s: '%(text)s' is no currency.", **values),
            "no_agreement": self.env._("%(title)s: no agreement '%(text)s' is in the register.", **values),
            "typed": self.env._(
                "Declaration %(text)s was entered by hand, and an import does not overwrite that.", **values
            ),
            "head_decided": self.env._(
                "Declaration %(text)s: goods of it are in decision %(other)s, so its head stays.", **values
            ),
            "goods_decided": self.env._(
                "Goods %(text)s are in decision %(other)s, so they stay as they are.", **values
            ),
        }

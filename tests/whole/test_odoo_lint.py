"""What Odoo's own lint (`test_lint`) asks of every addon, asked of this one in its own suite."""

import inspect

from odoo.tests import TransactionCase, tagged

ADDON = "odoo.addons.customs_verification."


@tagged("post_install", "-at_install")
class TestOdooLint(TransactionCase):
    def models(self):
        for name, model in self.env.registry.items():
            if name.startswith("customs.") and not model._abstract:
                yield model

    def test_inverse_fields_are_indexed(self):
        """`test_index`: what a list of rows is found by has an index, alone or beginning a wider one.

        Odoo's own test knows single indexes only, and has a list of its own fields with wider ones.
        """
        missing = set()
        for model in self.models():
            for field in model._fields.values():
                if field.type == "one2many" and field.inverse_name:
                    missing |= set(self._without_index(field))
        self.assertFalse(sorted(missing))

    def _without_index(self, field):
        rows = self.env.registry[field.comodel_name]
        inverse = rows._fields[field.inverse_name]
        if rows._abstract or rows._transient or not (rows._auto and inverse.store and inverse.column_type):
            return
        if not inverse.index and not self._leads_an_index(rows._table, inverse.name):
            yield str(inverse)

    def _leads_an_index(self, table, column):
        """Tell whether an index of the table begins with the column; that of a reference after its model."""
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
        beginnings = (f"({column})", f"({column},", f"(res_model, {column}", f"(model, {column}")
        return any(begin in definition for (definition,) in self.env.cr.fetchall() for begin in beginnings)

    def test_overrides_name_their_parameters_as_odoo_does(self):
        """`test_override_signatures`: a caller may name them, or not."""
        wrong = []
        for name, model in self.env.registry.items():
            for part in model.mro():
                if not part.__module__.startswith(ADDON):
                    continue
                for method, override in vars(part).items():
                    if inspect.isfunction(override) and not method.startswith("_"):
                        wrong += self._differs(name, model, part, method, override)
        self.assertFalse(wrong)

    def _differs(self, name, model, part, method, override):
        """Compare with the first definition of the method, the way it is called from outside."""
        bases = model.mro()
        first = next((base for base in reversed(bases[1:-1]) if method in vars(base)), None)
        original = first and vars(first)[method]
        if first is part or not inspect.isfunction(original) or first.__module__.startswith(ADDON):
            return []
        theirs, ours = inspect.signature(original).parameters, inspect.signature(override).parameters
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in ours.values()):
            return []
        names = [key for key, parameter in theirs.items() if parameter.kind is not parameter.VAR_KEYWORD]
        missing = [key for key in names if key not in ours]
        return [f"{name}.{method} of {part.__module__}: {missing}"] if missing else []

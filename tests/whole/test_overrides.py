"""Overrides of Odoo's own methods check access before they look with `sudo` (CU-A).

Records of one transaction share one cache: what an override reads as superuser is there for whatever comes
after it, and Odoo's own reading as the user is then never checked. So each override lets Odoo go first, or
asks what the user may, or looks as superuser at nothing that the user's records hold.
"""

import ast
import inspect
import sys
import textwrap

from odoo.tests import tagged

from ..common.cases import CustomsCase

MODULE = "odoo.addons.customs_verification."
LOOKS = {"sudo", "with_user"}
CHECKS = {
    "check_access",
    "has_access",
    "_filtered_access",
    "_check_access",
    "_check_may_approve",
    "_check_may_run_case",
    "_check_officer",
    "_require_supervisor",
}

# (class, method): why the look comes first.
EXCEPTIONS = {
    ("ResConfigSettings", "set_values"): "parameters of the files, in a form that system administrators open",
    ("ResUsers", "_rpc_api_keys_only"): "the own role of who logs in, before anybody is logged in",
    ("PortalWizardUser", "_send_email"): "asked by the acts of the wizard, which alone call it",
    ("CustomsService", "_compute_display_name"): "names of addressees, for who reads the service",
    (
        "CustomsInnerThreadMixin",
        "_message_subscribe",
    ): "asked by `message_subscribe` and `message_post` before",
}


def own(function):
    return (getattr(function, "__module__", None) or "").startswith(MODULE)


def plain(function):
    """Return the function behind decorators, properties and class methods."""
    function = getattr(function, "__func__", function)
    return inspect.unwrap(function) if callable(function) else None


def as_superuser(call):
    """Tell whether a call makes an environment of the superuser: ``env(su=True)``."""
    return any(word.arg == "su" and getattr(word.value, "value", False) for word in call.keywords)


def as_user(call):
    """Tell whether a call leaves the superuser: ``sudo(False)``."""
    return call.func.attr == "sudo" and any(getattr(word, "value", None) is False for word in call.args)


class Source:
    """Where a method looks as superuser, asks, and hands over to Odoo: as positions in its source."""

    def __init__(self, model, function):
        self.model, self.function = model, function
        self.tree = ast.parse(textwrap.dedent(inspect.getsource(function)))

    def calls(self):
        """Yield (position, name, whether of super) of each call, in the order in which they run."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                target = node.func.value
                of_super = isinstance(target, ast.Call) and getattr(target.func, "id", "") == "super"
                name = "sudo" if as_superuser(node) else "" if as_user(node) else node.func.attr
                yield (node.end_lineno, node.end_col_offset), name, of_super

    def looks_first(self, seen=()):
        """Tell whether the method looks as superuser before it asks or hands over; by its helpers too."""
        for _position, name, of_super in sorted(self.calls()):
            if of_super or name in CHECKS:
                return False
            if name in LOOKS or self.helper_looks(name, seen):
                return True
        return False

    def helper_looks(self, name, seen):
        for part in self.model.mro():
            helper = plain(vars(part).get(name))
            if helper and own(helper) and helper not in seen:
                return Source(self.model, helper).looks_first((*seen, helper))
        return False


def controllers_of_ours():
    """Return the classes of this addon's controllers."""
    return [
        cls
        for name, module in sys.modules.items()
        if name.startswith(f"{MODULE}controllers.")
        for cls in vars(module).values()
        if inspect.isclass(cls) and cls.__module__ == name
    ]


@tagged("post_install", "-at_install")
class TestOverrides(CustomsCase):
    def overrides(self):
        """Yield (class, name, function, both) of our methods that take the place of one of Odoo's own.

        Of models and of controllers. Both are ours and Odoo's, with what decorates them.
        """
        seen = set()
        for model in (*self.env.registry.values(), *controllers_of_ours()):
            parts = model.mro()
            for number, part in enumerate(parts):
                for name, value in vars(part).items():
                    function = plain(value)
                    if not function or not own(function) or function in seen or name.startswith("__"):
                        continue
                    below = [vars(other).get(name) for other in parts[number + 1 :]]
                    of_odoo = [other for other in below if callable(plain(other)) and not own(plain(other))]
                    if of_odoo:
                        seen.add(function)
                        yield model, name, function, (value, of_odoo[0])

    def test_access_before_sudo(self):
        """CU-A: overrides of core check access before they look with sudo."""
        wrong, tried, controllers = set(), 0, set()
        for model, name, function, _both in self.overrides():
            tried += 1
            if function.__module__.startswith(f"{MODULE}controllers."):
                controllers.add(name)
            if Source(model, function).looks_first():
                wrong.add((function.__qualname__.split(".")[0], name))
        self.assertGreater(tried, 80)
        self.assertIn("_get_pdf_first_page_response", controllers)
        self.assertEqual(wrong - EXCEPTIONS.keys(), set())
        self.assertEqual(EXCEPTIONS.keys() - wrong, set(), "exceptions that are none any more")

    def test_called_as_odoo_calls_it(self):
        """A remote call gives ids to a method of records and none to one of the model: as Odoo has it.

        Within Python a method of records works with `api.model`, too; the web client then cannot call it.
        """
        wrong, tried = set(), 0
        for _model, name, function, both in self.overrides():
            if not name.startswith("_") and not function.__module__.startswith(f"{MODULE}controllers."):
                tried += 1
                if len({getattr(one, "_api_model", False) for one in both}) > 1:
                    wrong.add((function.__qualname__, name))
        self.assertGreater(tried, 40)
        self.assertEqual(wrong, set())

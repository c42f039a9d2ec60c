"""What the files of the tests promise: each is found by Odoo's own runner."""

import ast
from pathlib import Path

from odoo.tests import BaseCase, loader, tagged

TESTS = Path(__file__).parents[1]


@tagged("post_install", "-at_install")
class TestFiles(BaseCase):
    def test_each_file_is_imported(self):
        """Odoo's own runner takes what tests/__init__.py imports, and is silent about the rest."""
        tree = ast.parse((TESTS / "__init__.py").read_text(encoding="utf-8"))
        imported = [alias.name for node in ast.walk(tree) for alias in getattr(node, "names", ())]
        there = sorted(path.stem for path in TESTS.rglob("test_*.py"))
        self.assertEqual(sorted(imported), there)

    def test_odoo_finds_each_file(self):
        """Odoo's own loader finds each test file, in whatever folder it is."""
        found = {
            module.__name__.rpartition(".")[2] for module in loader.get_test_modules("customs_verification")
        }
        self.assertEqual(sorted(found), sorted(path.stem for path in TESTS.rglob("test_*.py")))

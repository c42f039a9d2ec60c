"""Which problems the check of files finds in a file, by their codes."""

from hypothesis import HealthCheck, settings

from odoo.tests import BaseCase

from ...tools.file_check import check_file

QUICK = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class FileCase(BaseCase):
    def codes(self, name, content, limits=None):
        """Return the codes of the problems of a file."""
        return [problem.code for problem in check_file(name, content, limits).problems]

    def assert_codes(self, name, content, *codes, limits=None):
        self.assertEqual(set(self.codes(name, content, limits)), set(codes), name)

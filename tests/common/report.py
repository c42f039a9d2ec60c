"""A visit that has ended, with the report on it."""

from ..common.cases import CustomsCase


class ReportCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.visited()
        cls.draft = cls.report(cls.case)

    def _approve(self, user=None):
        return self.draft.with_user(user or self.supervisor).action_approve()

    def _sql(self, query, *args):
        """Change what no screen can change any more."""
        self.env.flush_all()
        self.env.cr.execute(query, args)
        self.env.invalidate_all()

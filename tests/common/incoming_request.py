"""Requests that were sent, and the people of the requested authority who see them on the portal."""

from odoo.tests import new_test_user

from ..common.cases import PASSWORD, CustomsCase

WINDOW = "customs.incoming.request"
VISIT = "customs.verification.visit"


class AskedCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.liaison_user = cls.liaison()
        cls.asked_officer = cls._asked("test_asked_officer", "officer")
        cls.asked_reader = cls._asked("test_asked_reader", "reader")
        cls.other_exporting = cls.exporting.copy(
            {"name": "Test Administration of Exports", "code": "T-RS-2", "user_ids": False}
        )
        cls.other_liaison = cls.liaison(cls.other_exporting)

    @classmethod
    def _asked(cls, login, group):
        user = new_test_user(
            cls.env,
            login=login,
            password=PASSWORD,
            groups=f"base.group_user,customs_verification.group_{group}",
        )
        user.customs_authority_ids = cls.exporting
        return user

    @classmethod
    def window(cls, case, user=None):
        """Return the window on ``case`` as ``user``: the liaison officer by default."""
        number = case.id * 2 + (1 if case._name == VISIT else 0)
        return cls.env[WINDOW].with_user(user or cls.liaison_user).browse(number)

    @classmethod
    def sent_request(cls, days=-20):
        """Create a documentary verification whose request was sent ``days`` from today."""
        request = cls.documentary(answered=False)
        cls.approve(request, days=days - 1)
        cls.record(request, "request_sent_on", days)
        return request

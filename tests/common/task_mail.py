"""A task of a person with an email address, and the mails and activities about it."""

from ..common.cases import CustomsCase

ANSWERED = "customs_verification.mail_activity_type_answer"
SECRET = "The doubts of the authority"


class MailCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.person("Mail Producer d.o.o.", email="office@firm.example")
        cls.contact = cls.portal_contact(cls.firm)
        cls.contact.email = "contact@firm.example"
        cls.case = cls.sent_visit(person=cls.firm, doubts=SECRET)
        cls.importing.write({"email": "origin@customs.example", "phone": "+7 717 200 00 00"})

    def mails(self, record):
        """Return the mails in the queue that belong to a record, the last one first."""
        return self.env["mail.mail"].search([("model", "=", record._name), ("res_id", "=", record.id)])

    def activities(self, record, kind):
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        return self.env["mail.activity"].search([*domain, ("activity_type_id", "=", self.env.ref(kind).id)])

    def answered(self, task, text="In the letter of the bank.", **values):
        task.with_user(self.contact).give_answer(task.round, text=text, **values)
        return task

"""Files taken for an answer or a document, and the settings that limit them."""

from ..common.cases import CustomsCase
from ..common.file_samples import PDF

MODEL = "customs.file"


class FilesCase(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = cls.env[MODEL].with_user(cls.officer)
        approved = cls.visit()
        approved.with_user(cls.supervisor)._approve_request(cls.today)
        cls.document = approved.document_ids.with_env(cls.env)

    def parameter(self, name, value):
        self.env["ir.config_parameter"].set_param(f"customs_verification.file_{name}", value)

    def take(self, *uploads, **owner):
        return self.files._accept(
            uploads or [("act.pdf", PDF)], **(owner or {"document_id": self.document.id})
        )

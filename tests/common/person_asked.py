"""Cases that ask a person directly, for the tests of what follows."""

from .portal_tasks import PortalCase


class PersonAskedCase(PortalCase):
    """The procedures let one ask the exporter or producer directly, and the importer of goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.documents_procedure | cls.visit_procedure).asks_exporter = True
        cls.documents_procedure.asks_importer = True
        cls.importer = cls.person("Test Importer LLP", cls.kz)

    def information(self, kind="exporter", person=None, **values):
        """Return a documentary verification that asks ``person``, the producer by default, directly."""
        proof = self.proof(exporter_id=self.producer.id, importer_id=self.importer.id)
        case = self.documentary(proof, answered=False)
        case.write(
            {
                "addressee_kind": kind,
                "exporting_authority_id": False,
                "asked_person_id": (person or self.producer).id,
                **values,
            }
        )
        return case

    def sent(self, case):
        """Approve the request of ``case`` and send it on the portal today."""
        case.with_user(self.supervisor).action_approve_request()
        self.record(case, "request_sent_on", 0, channel="portal")
        return case

    def on_paper(self, case, days=-5):
        """Record a request that was sent ``days`` from today."""
        self.approve(case, days=days)
        self.record(case, "request_sent_on", days)
        return case

    def direct_visit(self, **values):
        values = {"person": self.producer, "exporting_authority_id": False, **values}
        return self.visit(addressee_kind="exporter", **values)

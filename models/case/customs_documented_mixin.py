from io import BytesIO

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.dates import long_date
from ...tools.inputs import given_content, given_day


class CustomsDocumentedMixin(models.AbstractModel):
    """What documents of the register belong to.

    Facts and register say the same: a letter that was sent, a document that came.
    """

    _name = "customs.documented.mixin"
    _description = "Case with Documents"

    document_ids = fields.One2many(
        "customs.document",
        "res_id",
        string="Documents",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )
    document_count = fields.Integer(compute="_compute_document_count")

    def _fact_of_letter(self, kind):
        """Return the name of the fact that sending a letter of ``kind`` is, or nothing."""
        return next((name for name, spec in self._fact_specs().items() if spec.letter == kind), "")

    def _addressees(self, kind):
        """Return to whom a letter of ``kind`` goes: a list of values of `customs.service`."""
        self.ensure_one()
        return [{"addressee_authority_id": self.exporting_authority_id.id}]

    def _principals(self, kind):
        """Return those of `_addressees` whom a letter of ``kind`` is about; the others get it at their side.

        The day on which the last of these was sent it is the day of the fact.
        """
        return self._addressees(kind)

    def _sender_of_answer(self):
        """Return from whom what comes in answer to the request is: values of `customs.document`."""
        self.ensure_one()
        return {"sender_authority_id": self.exporting_authority_id.id}

    def _on_letter_sent(self, document):
        """Hook: ``document``, a letter of this case that is no fact of it, was sent."""

    def _on_letter_served(self, document, day, note):
        """Hook: ``document``, a letter of this case, was served on ``day``; ``note`` says how."""

    def _enter_documents(self, facts, former, paper):
        """Bring the register in step with ``facts`` just recorded; return (case id, fact) -> document's id.

        :param former: (case id, fact) -> date recorded before, so that a correction changes what it concerns
        :param paper: the `FactDocument`, sealed with its document before the fact goes into the record
        """
        specs = self._fact_specs()
        named = {name: specs[name] for name in facts if specs[name].letter or specs[name].received}
        if not named:
            return {}
        current = self._current_documents(named)
        for name, spec in named.items():
            if spec.received:
                current.update(self._enter_received(name, facts[name], current, paper))
            else:
                self._enter_sent(name, facts[name], current, former, paper)
        return {key: document.id for key, document in current.items()}

    def _current_documents(self, specs):
        """Return (case id, fact) -> the document in force that belongs to it."""
        kinds = {
            (("in", spec.received) if spec.received else ("out", spec.letter)): name
            for name, spec in specs.items()
        }
        documents = (
            self.env["customs.document"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("kind", "in", [kind for _direction, kind in kinds]),
                    ("superseded", "=", False),
                ],
                order="id",
            )
        )
        return {
            (document.res_id, kinds[document.direction, document.kind]): document
            for document in documents
            if (document.direction, document.kind) in kinds
        }

    def _enter_received(self, fact, day, current, paper):
        """Enter the document with which ``fact`` came, or correct what the former one says."""
        known = self.env["customs.document"].sudo()
        new = []
        for case in self:
            if (case.id, fact) in current:
                known |= current[case.id, fact]
            elif day:
                new.append(case)
        if not day:
            known._write_guarded({"superseded": True})
            return {}
        if known:
            said = {name: value for name, value in paper.document.items() if value}
            known._write_guarded({"received_on": day} | said)
        kind = self._fact_specs()[fact].received
        entered = known._receive(
            [
                {
                    "kind": kind,
                    "res_model": case._name,
                    "res_id": case.id,
                    # Known here: so they are not looked up again for each.
                    "case_name": case.display_name,
                    "importing_authority_id": case.importing_authority_id.id,
                    **case._sender_of_answer(),
                    "received_on": day,
                    **paper.document,
                }
                for case in new
            ]
        )
        for row in entered if paper.files else ():
            row._accept_files(paper.files)
        return {(case.id, fact): row.sudo() for case, row in zip(new, entered, strict=True)}

    def _enter_sent(self, fact, day, current, former, paper):
        """Enter the sending of the letter that ``fact`` is; a correction moves it, a withdrawal cancels."""
        rows, moved = [], self.env["customs.service"].sudo()
        for case in self:
            document = current.get((case.id, fact))
            if not document:
                continue
            if former.get((case.id, fact)):
                # Moved are those of that day; withdrawn all that made up the fact.
                moved |= document.service_ids.filtered(
                    lambda row, last=former[case.id, fact]: (
                        (row.sent_on == last if day else row.sent_on <= last) and not row.cancelled
                    )
                )
            elif day:
                rows += paper.services or [
                    {"document_id": document.id, "sent_on": day, "channel": paper.channel, **addressee}
                    for addressee in document._not_sent_yet()
                ]
        if moved and day:
            moved._move_to(day)
        elif moved:
            moved._write_guarded({"cancelled": True})
        if rows:
            moved._enter(rows)

    def _problems_of_sent_letter(self, name, spec, day):
        """Return why ``day`` is not that of the sending ``name``: somebody was sent it later."""
        if not spec.letter or not day or self[name]:
            return []
        letter = self.sudo()._letter(spec.letter)
        sent = letter._sent_days() if letter else {}
        late = [
            row for row in self._principals(spec.letter) if sent.get(letter._addressee_key(row), day) > day
        ]
        if not late:
            return []
        last = max(sent[letter._addressee_key(row)] for row in late)
        return [
            self.env._(
                "%(fact)s: %(letter)s was sent to %(addressees)s on %(day)s. Enter that day.",
                fact=self._fact_label(name),
                letter=letter.display_name,
                addressees=letter._names_of(late),
                day=long_date(last, self.env.lang),
            )
        ]

    def _letter(self, kind):
        """Return the outgoing document of ``kind`` in force, or an empty record."""
        self.ensure_one()
        return self.document_ids.filtered(
            lambda document: document.kind == kind and document.direction == "out" and not document.superseded
        ).sorted("id")[-1:]

    def _compose_letter(self, kind, number="", draft=False):
        """Return the PDF of a letter of ``kind`` that the software writes from the case."""
        raise UserError(
            self.env._("The system does not generate letters of this type. Add the letter as a PDF.")
        )

    def _letter_data(self, kind):
        """Return the plain data of a letter that the software writes, and sentences: what stands against
        writing it, and what it lacks before it can be approved."""
        against = self.env._("The system does not generate letters of this type. Add the letter as a PDF.")
        return (), [against], []

    def _problems_of_sending_letter(self, document, values):
        """Return why the letter would say what is not so any more if it were sent, as sentences."""
        return []

    def _draw_up_composed(self, kind, subject, **values):
        """Enter the draft of a letter that the software writes; return it, or the draft that is there."""
        self.ensure_one()
        self.check_access("write")
        drafts = self.sudo().document_ids.filtered(
            lambda document: document.kind == kind and document.is_composed and not document.approved_at
        )
        if drafts:
            return drafts[-1:].with_env(self.env)
        return self.env["customs.document"]._draw_up(
            self,
            f"{subject}.pdf".replace("/", "-"),
            b"",
            kind=kind,
            subject=subject,
            is_composed=True,
            **values,
        )

    def draw_up_letter(
        self,
        subject,
        file_name,
        content,
        kind="letter",
        language=None,
        dated_on=None,
        addressee_id=None,
        addressee_authority_id=None,
    ):
        """Enter the draft of a letter of this case; another supervisor approves it. Return its id.

        :param content: the file in base64
        :param kind: ``letter``, ``notice`` or ``reminder``
        :raises UserError: everything that is missing or wrong, all at once
        """
        self.ensure_one()
        self.check_access("write")
        person = self.env["res.partner"].browse(addressee_id or []).exists()
        authority = self.env["customs.authority"].browse(addressee_authority_id or []).exists()
        data = given_content(content)
        problems = self._problems_of_letter(subject, kind, language, person, authority)
        if not data:
            problems.append(self.env._("The file is missing or is not base64. Send the content as base64."))
        if problems:
            raise UserError("\n".join(problems))
        [checked], _scanned = self.env["customs.file"]._check(
            [(file_name or "letter.pdf", BytesIO(data))], {}
        )
        document = self.env["customs.document"]._draw_up(
            self,
            checked.name,
            data,
            subject=subject.strip(),
            kind=kind,
            language=language or False,
            dated_on=given_day(self.env, dated_on),
            addressee_id=person.id,
            addressee_authority_id=authority.id,
        )
        return document.id

    def _problems_of_letter(self, subject, kind, language, person, authority):
        """Return why such a letter cannot be drawn up, as sentences."""
        problems = []
        if not (subject or "").strip():
            problems.append(self.env._("Enter the subject of the letter."))
        if len(person) + len(authority) != 1:
            problems.append(self.env._("Choose one addressee: a person or an authority."))
        if kind not in ("letter", "notice", "reminder"):
            problems.append(
                self.env._("Requests and reports are created and approved on the case. Open the case.")
            )
        if language and language not in dict(self.env["customs.document"]._fields["language"].selection):
            problems.append(self.env._("'%s' is not a language of letters.", language))
        return problems

    def _compute_document_count(self):
        counts = dict(
            self.env["customs.document"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
            )
        )
        for case in self:
            case.document_count = counts.get(case._origin.id, 0)

import hashlib
import io
import time
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain

from ...tools.file_check import MB, MIMETYPES, Limits, check_files
from ...tools.virus_scan import scan_all
from ..law.customs_guarded_mixin import DOOR
from ..setup.roles import READERS
from .answer_check import WITH_FILES

# The settings: what an administrator sets, and what holds where nothing (or nonsense) is set.
PARAMETER = "customs_verification.file_%s"
DEFAULTS = {
    "max_mb": 20,
    "max_count": 10,
    "max_total_mb": 50,
    "max_seconds": 20,
    # How much comes from one firm, one authority on the portal, or by mail to one case:
    # `customs.upload.limit`.
    "minute_acts": 10,
    "minute_uploads": 30,
    "hour_files": 300,
    "hour_mb": 1000,
    "task_files": 200,
    "task_mb": 1000,
    "sender_files": 5000,
    "sender_mb": 20_000,
}
LARGEST_SETTING = 10_000_000

# What a form sends beside its files: fields, boundaries, the token of the session.
FORM_BYTES = MB
PENDING_HOURS = 24


class CustomsFile(models.Model):
    """A file from outside: of an answer or of a document, checked and scanned before it was taken.

    It is taken by `_accept` alone, and stays as it was taken: name, bytes, SHA-256, who, when (server time).
    It leaves the system by `/customs/file/<id>` alone, as a download.
    """

    _name = "customs.file"
    _description = "Received File"
    _inherit = ["customs.guarded.mixin", "customs.officer.names.mixin", "customs.sealed.mixin"]
    _officer_fields = frozenset({"uploaded_by_id"})
    _order = "id"
    _seal_path = ("answer_id", "document_id")

    name = fields.Char(required=True, readonly=True)
    content = fields.Binary(attachment=True, required=True, readonly=True, groups=NO_ACCESS)
    size = fields.Integer(string="Size (bytes)", readonly=True)
    size_text = fields.Char(string="Size", compute="_compute_size_text")
    mimetype = fields.Char(string="Type", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True, size=64)
    scan = fields.Selection(
        [("clean", "Clean"), ("not_scanned", "Not scanned")],
        string="Virus Scan",
        required=True,
        readonly=True,
        help="Not scanned: no scanner is configured, or it did not respond and the settings accept "
        "files without a scan. Open such files with care.",
    )
    scanned_at = fields.Datetime(readonly=True)
    uploaded_by_id = fields.Many2one("res.users", readonly=True, required=True, ondelete="restrict")
    uploaded_at = fields.Datetime(readonly=True, required=True)
    upload_number = fields.Integer(
        readonly=True, index="btree_not_null", groups=NO_ACCESS, help="Number of the upload."
    )
    is_pending = fields.Boolean(
        readonly=True,
        help=("Uploaded for a form that was not sent yet. Deleted after one day if the form is not sent."),
    )
    task_id = fields.Many2one("customs.task", readonly=True, index="btree_not_null", ondelete="restrict")
    answer_id = fields.Many2one(
        "customs.task.answer", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    document_id = fields.Many2one(
        "customs.document", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    importing_authority_id = fields.Many2one(
        "customs.authority", readonly=True, index=True, ondelete="restrict"
    )
    exporting_authority_id = fields.Many2one(
        "customs.authority", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    commercial_person_id = fields.Many2one(
        "res.partner", string="Person", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_confidential = fields.Boolean(
        string="Confidential",
        compute="_compute_is_confidential",
        search="_search_is_confidential",
        compute_sudo=True,
        help="Provided in confidence. Every download is logged.",
    )

    is_sent_back = fields.Boolean(
        compute="_compute_standing", help="Sent back with the answer, to be replaced."
    )
    standing = fields.Char(string="Status", compute="_compute_standing")

    _pending_idx = models.Index("(uploaded_at) WHERE is_pending IS TRUE")

    mail_message_id = fields.Many2one(
        "mail.message",
        string="Mail",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=READERS,
    )

    @api.depends("size")
    def _compute_size_text(self):
        for file in self:
            size = file.size or 0
            file.size_text = f"{size / MB:.1f} MB" if size >= MB else f"{-(-size // 1024)} KB"

    @api.depends("answer_id.sent_back_file_ids")
    def _compute_standing(self):
        for file in self:
            file.is_sent_back = file in file.answer_id.sent_back_file_ids
            file.standing = self.env._("Sent back") if file.is_sent_back else self.env._("Kept")

    @api.depends("document_id.confidentiality", "answer_id.is_confidential")
    def _compute_is_confidential(self):
        for file in self:
            file.is_confidential = bool(
                file.document_id.confidentiality == "confidential" or file.answer_id.is_confidential
            )

    def _search_is_confidential(self, operator, value):
        if operator != "in":
            return NotImplemented
        files = Domain("document_id.confidentiality", "=", "confidential")
        files |= Domain("answer_id.is_confidential", "=", True)
        return files if True in value else ~files

    # Settings

    @api.model
    def _setting(self, name):
        """Return the number set as ``name``; the default where none, or none that makes sense, is set."""
        value = self.env["ir.config_parameter"].sudo().get_param(PARAMETER % name) or ""
        number = int(value) if value.isascii() and value.isdigit() else 0
        return number if 0 < number < LARGEST_SETTING else DEFAULTS[name]

    @api.model
    def _types(self):
        """Return the accepted extensions: of those set, the ones that can be accepted at all."""
        value = self.env["ir.config_parameter"].sudo().get_param(PARAMETER % "types") or ""
        return frozenset(value.replace(",", " ").lower().split()) & MIMETYPES.keys() or frozenset(MIMETYPES)

    @api.model
    def _scanner(self):
        """Return the address of the scanner, empty where none is set."""
        return (self.env["ir.config_parameter"].sudo().get_param(PARAMETER % "scanner") or "").strip()

    @api.model
    def _is_taken_unscanned(self):
        """Return whether files are taken, marked as not scanned, while the scanner does not answer."""
        return self.env["ir.config_parameter"].sudo().get_param(PARAMETER % "unscanned") == "take"

    @api.model
    def _limits(self):
        """Return the `Limits` of one file."""
        return Limits(types=self._types(), max_bytes=self._setting("max_mb") * MB)

    @api.model
    def _max_request_bytes(self):
        """Return how long the body of a request with files may be."""
        return self._setting("max_total_mb") * MB + FORM_BYTES

    # Taking

    @api.model
    def _owner_fields(self):
        """Return the names of the fields that say to what a file belongs: one of them is set, or none yet."""
        return ["document_id", "answer_id", "mail_message_id"]

    @api.model
    def _accept(self, uploads, **owner):
        """Check, scan and store files, all of them or none, and return their records.

        :param uploads: list of (file name, bytes or werkzeug FileStorage)
        :param owner: to what they belong, and the columns by which record rules let people see them; files
            without an owner are pending: `_bind` gives them one
        :raises UserError: names every problem of every file
        """
        files = [(name or "", self._stream(content)) for name, content in uploads]
        with self._counted(files, owner) as number:
            checked, scanned = self._check(files, owner)
            return self._store(checked, [stream for _name, stream in files], scanned, owner, number)

    @api.model
    def _problems_of(self, uploads):
        """Return the problems of ``uploads`` that are refused for another reason anyway."""
        files = [(name or "", self._stream(content)) for name, content in uploads]
        try:
            with self._counted(files, {}) as number:
                self._check(files, {})
            self.env["customs.upload.limit"]._end([number])
        except UserError as error:
            return [str(error)]
        return []

    @api.model
    @contextmanager
    def _counted(self, files, owner):
        """Count an upload before anybody looks at it; what is refused holds no room."""
        limit = self.env["customs.upload.limit"]
        sizes = [self._size(stream) for _name, stream in files]
        self._refuse_number(len(sizes), sum(sizes), owner)
        number = limit._count_upload(sizes, owner)
        try:
            yield number
        except Exception:
            limit._end([number])
            raise

    @api.model
    def _check(self, files, owner):
        """Check and scan (name, stream) of ``files``; return the checked names and types, and the scans.

        All of it has one deadline: whoever waits for the answer waits no longer, and neither does a worker.

        :raises UserError: names every problem of every file
        """
        deadline = self.env.context.get("customs_deadline") or self._deadline()
        checked = check_files(files, self._limits(), deadline - time.monotonic())
        self._refuse_number(len(checked), sum(file.size for file in checked), owner)
        problems = [(file.name, self._sentence(problem)) for file in checked for problem in file.problems]
        scanned = []
        if not problems:
            contents = [stream for _name, stream in files]
            scanned = scan_all(contents, self._scanner(), deadline - time.monotonic())
            if self._is_taken_unscanned():
                scanned = [
                    result._replace(status="not_scanned") if result.status == "failed" else result
                    for result in scanned
                ]
            problems = self._problems_of_scans(checked, scanned)
        self._refuse(problems)
        return checked, scanned

    @api.model
    def _deadline(self):
        """Return until when the files of one request are checked and scanned."""
        return time.monotonic() + self._setting("max_seconds")

    @api.model
    def _problems_of_scans(self, checked, scanned):
        """Return what the scans speak against, (file name, sentence): of a scanner that failed, once."""
        problems, is_told = [], False
        for file, result in zip(checked, scanned, strict=True):
            if result.status == "infected" or (result.status == "failed" and not is_told):
                problems.append((file.name, self._scan_sentence(result)))
                is_told = is_told or result.status == "failed"
        return problems

    @api.model
    def _stream(self, content):
        if isinstance(content, bytes | bytearray):
            return io.BytesIO(content)
        return getattr(content, "stream", content)

    @api.model
    def _size(self, stream):
        stream.seek(0, io.SEEK_END)
        return stream.tell()

    @api.model
    def _refuse_number(self, count, size, owner, former=None):
        """Refuse no files, too many files, or too much of them; what the owner has already counts too."""
        former = self._of_owner(owner) if former is None else former
        max_count, max_total = self._setting("max_count"), self._setting("max_total_mb")
        problems = []
        if not count:
            problems.append(self.env._("Choose a file first."))
        if count + len(former) > max_count:
            problems.append(self.env._("You can upload at most %(count)s files at once.", count=max_count))
        if size + sum(former.mapped("size")) > max_total * MB:
            problems.append(self.env._("All files together may be at most %(size)s MB.", size=max_total))
        if problems:
            raise UserError("\n".join(problems))

    @api.model
    def _of_owner(self, owner):
        """Return the files that the owner has already."""
        domain = [(name, "=", owner[name]) for name in self._owner_fields() if owner.get(name)]
        return self.sudo().search(domain) if domain else self.sudo().browse()

    @api.model
    def _refuse(self, problems):
        if problems:
            lines = "\n".join(f"• {name}: {sentence}" for name, sentence in problems)
            raise UserError(self.env._("No file was accepted:\n%(lines)s", lines=lines))

    @api.model
    def _store(self, checked, streams, scanned, owner, number=None):
        now = fields.Datetime.now()
        place = self._place(owner)
        digests = [self._digest(stream) for stream in streams]
        files = (
            self.sudo()
            ._behind_the_door()
            .create(
                [
                    {
                        "name": file.name,
                        "size": file.size,
                        "mimetype": file.mimetype,
                        "sha256": digest,
                        "scan": result.status,
                        "scanned_at": now if result.status == "clean" else False,
                        "uploaded_by_id": self.env.uid,
                        "uploaded_at": now,
                        "upload_number": number,
                        **place,
                    }
                    for file, digest, result in zip(checked, digests, scanned, strict=True)
                ]
            )
        )
        stored = []
        try:
            for file, stream in zip(files, streams, strict=True):
                stored.append(file._store_content(stream).store_fname)
        except Exception:
            # Their rows are taken back with the others: their room is free at once.
            for name in filter(None, stored):
                self.env["ir.attachment"]._remove_own_file(name)
            raise
        return files.with_env(self.env)

    @api.model
    def _digest(self, stream):
        """Return the SHA-256 of a stream, computed here: what a sender says of his file is no proof of it."""
        digest = hashlib.sha256()
        stream.seek(0)
        while chunk := stream.read(MB):
            digest.update(chunk)
        return digest.hexdigest()

    def _store_content(self, stream):
        """Store the bytes as they came: Odoo would draw a large picture anew, and guess a type of its own.

        :raises UserError: there is no room for them
        """
        stream.seek(0)
        attachments = self.env["ir.attachment"].with_context(customs_door=DOOR, image_no_postprocess=True)
        return attachments.create(
            {
                "name": self.name,
                "res_model": self._name,
                "res_field": "content",
                "res_id": self.id,
                "type": "binary",
                "mimetype": self.mimetype,
                "raw": stream.read(),
            }
        )

    @api.model
    def _place(self, owner):
        """Return the values that follow from the ``owner``: to what files belong, and who may see them."""
        place = {name: getattr(value, "id", value) for name, value in owner.items()}
        if place.get("answer_id") and not place.get("task_id"):
            place["task_id"] = self.env["customs.task.answer"].sudo().browse(place["answer_id"]).task_id.id
        known = {}
        if place.get("document_id"):
            document = self.env["customs.document"].sudo().browse(place["document_id"])
            known = {"importing_authority_id": document.importing_authority_id.id}
        if place.get("task_id"):
            task = self.env["customs.task"].sudo().browse(place["task_id"])
            known = {
                "importing_authority_id": task.importing_authority_id.id,
                "commercial_person_id": task.commercial_person_id.id,
            }
        place = known | place
        return place | {"is_pending": not any(place.get(name) for name in self._owner_fields())}

    def _bind(self, **owner):
        """Give pending files, uploaded by the user, their ``owner`` for good.

        :raises UserError: one of them is another's, or belongs to something already
        """
        if not self:
            return
        place = self._place(owner)
        files = self.sudo().exists()
        if files != self or place["is_pending"] or not self._are_own_pending():
            raise UserError(self._not_own_text())
        self._refuse_number(len(files), sum(files.mapped("size")), owner)
        files._write_guarded(place)

    @api.model
    def _not_own_text(self):
        return self.env._(
            "You can only use files that you uploaded here. The other files belong elsewhere or were removed."
        )

    @api.model
    def _pending_of(self, task):
        """Return the files that the user uploaded for the answer to ``task`` and has not sent yet."""
        return self.search(
            [("task_id", "=", task.id), ("is_pending", "=", True), ("uploaded_by_id", "=", self.env.uid)]
        )

    @api.model
    def _accept_for_answer(self, task, uploads):
        """Store files for the answer to ``task`` that is being written: all of them, or none.

        :raises UserError: no answer or no file is awaited, or what is wrong with the files
        """
        if not task._awaits_answer():
            raise UserError(task._nothing_awaited())
        if task.kind not in WITH_FILES:
            raise UserError(self.env._("Files cannot be uploaded here."))
        self._refuse_number(len(uploads), 0, {}, former=self._pending_of(task))
        return self._accept(uploads, task_id=task.id)

    def _unlink_pending(self):
        """Delete files that the user uploaded for a form and thought better of.

        :raises UserError: one of them is another's, or belongs to something already
        """
        if self.sudo().exists() != self or not self._are_own_pending():
            raise UserError(self.env._("You can only remove files that you uploaded and have not sent yet."))
        files = self.sudo()
        numbers = set(files.mapped("upload_number"))
        files.unlink()
        # What else came in the same upload is still there, and counts as it is stored.
        self.env["customs.upload.limit"]._end(numbers)

    def _are_own_pending(self):
        return all(file.is_pending and file.uploaded_by_id == self.env.user for file in self.sudo())

    @api.autovacuum
    def _gc_pending(self):
        """Delete what was uploaded for forms that nobody sent."""
        limit = fields.Datetime.now() - timedelta(hours=PENDING_HOURS)
        old = self.sudo().search([("is_pending", "=", True), ("uploaded_at", "<", limit)], limit=1000)
        old.unlink()
        return len(old), len(old) == 1000

    # What was taken stays

    @api.model
    def _guarded_fields(self):
        return self._written_fields()

    @api.model
    def _guarded_message(self, names):
        return self.env._("Received files cannot be entered or changed.")

    def write(self, vals):
        self.check_access("write")
        if vals and not all(self.sudo().mapped("is_pending")):
            raise UserError(self._guarded_message(""))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pending(self):
        if not all(self.mapped("is_pending")):
            raise UserError(self.env._("A file of a case cannot be deleted."))

    def _attachment(self):
        """Return the attachment (as superuser) that holds the bytes."""
        self.ensure_one()
        return self.env["ir.attachment"]._first_of_field(self, "content")

    def _content(self):
        """Return the bytes, exactly as they came."""
        return self._attachment().raw or b""

    def _is_unchanged(self):
        """Return whether the stored bytes still have the SHA-256 with which they were taken."""
        self.ensure_one()
        return hashlib.sha256(self._content()).hexdigest() == self.sha256

    def _log_download(self):
        """Note who took a file that was given in confidence, and when (RSM26)."""
        self._note_content_read("downloaded")

    def _note_content_read(self, way):
        """Note that the bytes are read, where they were given in confidence."""
        for file in self:
            file.sudo().document_id.with_env(self.env)._log_reading(way, file)
            file.sudo().answer_id.with_env(self.env)._log_reading(way, file)

    def action_download(self):
        """Download the file, byte for byte as it came."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/customs/file/{self.id}", "target": "self"}

    # The problems of a file, in the person's language

    @api.model
    def _sentence(self, problem):
        """Return the `Problem` as a sentence."""
        sentences = self._sentences()
        params = {"extension": "", "format": "", "row": "", **problem.params}
        if "limit" in params and problem.code == "too_big":
            params["limit"] //= MB
        if "types" in params:
            params["types"] = ", ".join(params["types"])
        sentence = sentences[problem.code] % params
        if problem.inside:
            return self.env._(
                "inside it, %(entry)s: %(sentence)s", entry=problem.inside[:120], sentence=sentence
            )
        return sentence

    @api.model
    def _sentences(self):
        return self._archive_sentences() | {
            "type": self.env._("files of this type are not accepted. Accepted types: %(types)s."),
            "doubled": self.env._("the name hides another type before its extension. Rename the file."),
            "empty": self.env._("the file is empty."),
            "too_big": self.env._("the file is larger than %(limit)s MB."),
            "content": self.env._(
                "the content does not match the extension %(extension)s. Save it again in that format, "
                "without a password and without macros."
            ),
            "encoding": self.env._("the text cannot be read. Save it in UTF-8."),
            "markup": self.env._("a text file must not contain scripts or web page code. Remove them."),
            "text_format": self.env._(
                "the content is %(format)s and not plain text. Save it as plain text or CSV."
            ),
            "text_formula": self.env._(
                "row %(row)s contains a formula that starts a program or reads data from elsewhere. Replace "
                "the formula with its result."
            ),
            "pdf_locked": self.env._(
                "the PDF is protected by a password or restrictions. Save it without them."
            ),
            "pdf_script": self.env._("the PDF contains a script. Print it to a new PDF."),
            "pdf_launch": self.env._("the PDF starts a program. Print it to a new PDF."),
            "pdf_files": self.env._("the PDF contains other files. Send them separately."),
            "pdf_form": self.env._("the PDF is an XFA form with program code. Print it to a new PDF."),
            "pdf_media": self.env._("the PDF contains video, sound or 3D content. Print it to a new PDF."),
            "pdf_action": self.env._(
                "the PDF runs actions when it is opened or clicked. Print it to a new PDF."
            ),
            "pdf_link": self.env._(
                "the PDF links to a program or another computer, or opens a page automatically. Print it "
                "to a new PDF or remove the link."
            ),
            "pdf_unreadable": self.env._("the PDF is damaged or cannot be checked. Print it to a new PDF."),
        }

    @api.model
    def _archive_sentences(self):
        return {
            "macros": self.env._("it contains macros. Save it without them."),
            "object": self.env._("it contains an object that could be executed. Save it without the object."),
            "fetches": self.env._(
                "it loads text, pictures or data from elsewhere automatically. Save a copy without these "
                "links or as a PDF."
            ),
            "link": self.env._("it links to a program or another computer. Remove the link."),
            "unreadable": self.env._("a part of it cannot be read. Save it again."),
            "twofold": self.env._("it contains two files in one. Save it again."),
            "too_slow": self.env._(
                "checking it took too long or too much memory. Send it separately. If that does not "
                "help, save it again or print it to a PDF."
            ),
            "zip_broken": self.env._("the file is damaged and cannot be opened."),
            "zip_empty": self.env._("the archive is empty."),
            "zip_entries": self.env._("it contains more than %(limit)s files. Send fewer files."),
            "zip_bomb": self.env._("it would be far too large when unpacked. Send fewer or smaller files."),
            "zip_twice": self.env._("it contains two files with the same name. Rename one of them."),
            "zip_locked": self.env._("it is protected by a password. Create it without one."),
            "zip_packing": self.env._("this type of archive is not accepted. Use an ordinary ZIP file."),
            "zip_path": self.env._("its name points outside the archive. Create the archive again."),
            "zip_nested": self.env._("archives inside archives are not accepted. Send it separately."),
        }

    @api.model
    def _scan_sentence(self, result):
        if result.status == "infected":
            return self.env._("the virus scanner found %(virus)s in it.", virus=result.detail[:100])
        return self.env._(
            "the virus scanner did not respond, so files cannot be accepted now. Try again later. If "
            "the problem persists, contact the authority."
        )

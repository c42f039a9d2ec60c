from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.case.customs_task import WAITING
from .file import upload_limit
from .portal_parts import (
    DOWNLOAD_HEADERS,
    ID,
    days_in_words,
    given_ids,
    moment_in_words,
    sentences,
)

TASK = f"/my/customs/tasks/<{ID}:task_id>"
WITH_FILES = ("documents", "answer", "comment")
FILTERS = ("open", "answered", "all")


class PortalTasks(CustomerPortal):
    """What authorities ask of the user's company: the list, each task, its answers, their receipts (CU-A).

    Everything is read and done as the user. What is not the company's own is not found, whether or not it is
    there.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        tasks = request.env["customs.task"]
        domains = {
            "customs_task_count": tasks._own_domain(),
            "customs_task_open_count": [*tasks._own_domain(), ("state", "in", WAITING)],
        }
        for name in domains.keys() & set(counters):
            values[name] = tasks.search_count(domains[name]) if tasks.has_access("read") else 0
        return values

    # The list

    @route(
        ["/my/customs/tasks", f"/my/customs/tasks/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def tasks(self, page=1, filterby="all", **_params):
        """List what is asked of the company: what waits for an answer first, by its last day."""
        filterby = filterby if filterby in FILTERS else "all"
        tasks = request.env["customs.task"]
        if not tasks.has_access("read"):
            raise request.not_found()
        parts, counts = self._parts(tasks, filterby)
        pages = pager(
            "/my/customs/tasks",
            sum(counts),
            page=page,
            step=self._items_per_page,
            url_args={} if filterby == "all" else {"filterby": filterby},
        )
        rows = self._slice(tasks, parts, counts, max(pages["offset"], 0))
        return request.render(
            "customs_verification.portal_tasks",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "customs_tasks",
                "tasks": rows,
                "days": {task.id: days_in_words(request.env, task.days_left) for task in rows},
                "pager": pages,
                "filterby": filterby,
                "waiting_states": WAITING,
            },
        )

    def _parts(self, tasks, filterby):
        """Return the parts of the list, each as domain and order, and how many rows each has."""
        own = Domain(tasks._own_domain())
        parts = []
        if filterby != "answered":
            parts.append((own & Domain("state", "in", WAITING), "due_on, id"))
        if filterby != "open":
            parts.append((own & Domain("state", "not in", WAITING), "due_on desc, id desc"))
        return parts, [tasks.search_count(domain) for domain, _order in parts]

    def _slice(self, tasks, parts, counts, offset):
        """Return one page of the parts laid one after the other."""
        rows = tasks.browse()
        for (domain, order), count in zip(parts, counts, strict=True):
            room = self._items_per_page - len(rows)
            if room and offset < count:
                rows += tasks.search(domain, order=order, offset=offset, limit=room)
            offset = max(offset - count, 0)
        return rows

    # One task

    def _own_task(self, task_id):
        """Return the task when it was asked of the user's company; else it is not found."""
        tasks = request.env["customs.task"]
        if tasks.has_access("read"):
            task = tasks.search([("id", "=", task_id), *tasks._own_domain()])
            if task:
                return task
        raise request.not_found()

    @route(TASK, type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def task(self, task_id, **_params):
        """Show what is asked, by whom, under which article, until when, and what was answered."""
        return self._task_page(self._own_task(task_id))

    def _task_page(self, task, problems=(), form=None):
        """Render the page of a task; ``form`` is what was typed, and is kept with the ``problems``."""
        files = request.env["customs.file"]
        waiting = task._awaits_answer()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "customs_task",
            "task": task,
            "waiting": waiting,
            "with_files": task.kind in WITH_FILES,
            "days": days_in_words(request.env, task.days_left),
            # A document that was not sent to the company is named by what is asked, not by a link.
            "document": task.document_id._filtered_access("read"),
            "answers": [self._answer_values(answer) for answer in task.answer_ids.sorted("number")[::-1]],
            "kept": task._kept_files(),
            "pending": self._pending(task) if waiting else files,
            "problems": problems,
            "typed": form or {},
            "file_types": ", ".join(sorted(files._types())),
            "file_mb": files._setting("max_mb"),
            "file_count": files._setting("max_count"),
            "total_mb": files._setting("max_total_mb"),
        }
        return request.render("customs_verification.portal_task", values)

    def _answer_values(self, answer):
        return {
            "answer": answer,
            "moment": moment_in_words(request.env, answer.answered_at, answer.task_id.authority_tz),
            "back": answer.sent_back_file_ids,
        }

    def _pending(self, task):
        """Return the files that the user uploaded for the answer and has not sent yet."""
        return request.env["customs.file"].search(
            [
                ("task_id", "=", task.id),
                ("is_pending", "=", True),
                ("uploaded_by_id", "=", request.env.uid),
            ]
        )

    # Files

    @route(
        f"{TASK}/files",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=upload_limit,
    )
    def upload(self, task_id, **form):
        """Take files for an answer that is being written: all of them, or none."""
        task = self._own_task(task_id)
        files, problems = self._take(task)
        if self._wants_json():
            body = {"files": [self._file_values(file) for file in files], "problems": problems}
            return request.make_json_response(body, status=422 if problems else 200)
        return self._task_page(task, problems, form)

    def _take(self, task):
        """Take the files of this request as pending ones; return them, and what stands against them."""
        files = request.env["customs.file"]
        uploads = [(file.filename, file) for file in request.httprequest.files.getlist("files")]
        uploads = [(name, file) for name, file in uploads if name]
        if not task._awaits_answer():
            return files, [task._nothing_awaited()]
        if task.kind not in WITH_FILES:
            return files, [request.env._("No files are taken here.")]
        try:
            with request.env.cr.savepoint():
                files._refuse_number(len(uploads), 0, {}, former=self._pending(task))
                return files._take(uploads, task_id=task.id), []
        except UserError as error:
            return files, sentences(error)

    def _file_values(self, file):
        return {
            "id": file.id,
            "name": file.name,
            "size": file.size_text,
            "sha256": file.sha256,
            "scan": file.scan,
            "remove_url": f"/my/customs/tasks/{file.task_id.id}/files/{file.id}/remove",
        }

    def _wants_json(self):
        return request.httprequest.accept_mimetypes.best == "application/json"

    @route(
        f"{TASK}/files/<{ID}:file_id>/remove",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=upload_limit,
    )
    def remove(self, task_id, file_id, **form):
        """Remove a file that the user uploaded and has not sent yet."""
        task = self._own_task(task_id)
        file = request.env["customs.file"].search([("id", "=", file_id), ("task_id", "=", task.id)])
        if not file:
            raise request.not_found()
        problems = []
        try:
            with request.env.cr.savepoint():
                file._unlink_pending()
        except UserError as error:
            problems = sentences(error)
        if self._wants_json():
            return request.make_json_response({"problems": problems}, status=422 if problems else 200)
        return self._task_page(task, problems, form)

    # The answer

    @route(
        f"{TASK}/answer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=upload_limit,
    )
    def answer(self, task_id, **form):
        """Answer the task, and lead to the receipt; or say all that is wrong, with what was typed kept."""
        task = self._own_task(task_id)
        problems = self._problems_of_round(task, form)
        if not problems:
            file_ids, problems = self._given_files(task)
            problems += self._problems_of_consent(task, form)
        answer = None
        if not problems:
            try:
                with request.env.cr.savepoint():
                    answer = task.give_answer(
                        int(form["round"]),
                        text=form.get("text", ""),
                        choice=form.get("choice"),
                        file_ids=file_ids,
                        is_confidential=bool(form.get("is_confidential")),
                    )
            except UserError as error:
                problems = sentences(error)
        if not answer:
            return self._task_page(task, problems, form)
        return request.redirect(f"/my/customs/tasks/{task.id}/receipt/{answer.number}", code=303)

    def _given_files(self, task):
        """Return the ids of the files of the answer, with those that come in this request; and problems."""
        ids, all_ids = given_ids(request.httprequest.form.getlist("file_ids"))
        problems = []
        if not all_ids or len(self._pending(task).filtered(lambda file: file.id in ids)) != len(set(ids)):
            problems.append(
                request.env._("A file of your answer is not there any more. Look at the list of files again.")
            )
        if any(file.filename for file in request.httprequest.files.getlist("files")):
            files, file_problems = self._take(task)
            ids += files.ids
            problems += file_problems
        return ids, problems

    def _problems_of_round(self, task, form):
        """Return why nothing that this form says can be an answer now: an old form answers nothing."""
        if not task._awaits_answer():
            return [task._nothing_awaited()]
        if form.get("round") != str(task.round):
            return [
                request.env._(
                    "This page was out of date: an answer was given in the meantime. What you wrote is "
                    "kept below; look at it again before you send it."
                )
            ]
        return []

    def _problems_of_consent(self, task, form):
        """Return what is missing of a consent or refusal: the warning is read before it (RS16.5b)."""
        if task.kind != "consent":
            return []
        problems = []
        if not form.get("read_warning"):
            problems.append(request.env._("Read what a refusal means, and confirm that you have read it."))
        if form.get("choice") not in ("consent", "refuse"):
            problems.append(request.env._("Choose: consent to the visit, or refuse it."))
        return problems

    # The receipt

    def _own_answer(self, task_id, number):
        answer = self._own_task(task_id).answer_ids.filtered(lambda row: row.number == number)
        if not answer:
            raise request.not_found()
        return answer

    @route(
        f"{TASK}/receipt/<{ID}:number>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def receipt(self, task_id, number, **_params):
        """Show what the authority has: number, time, person, each file with its SHA-256."""
        answer = self._own_answer(task_id, number)
        return request.render(
            "customs_verification.portal_receipt",
            {
                **self._prepare_portal_layout_values(),
                **self._answer_values(answer),
                "page_name": "customs_receipt",
                "task": answer.task_id,
                "number": answer._receipt_number(),
            },
        )

    @route(
        f"{TASK}/receipt/<{ID}:number>/pdf",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def receipt_pdf(self, task_id, number, **_params):
        """Download the receipt; the same receipt has the same bytes."""
        answer = self._own_answer(task_id, number)
        content = answer._pdf_receipt()
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Length", str(len(content))),
                (
                    "Content-Disposition",
                    content_disposition(f"{answer._receipt_number().replace('/', '-')}.pdf"),
                ),
                *DOWNLOAD_HEADERS,
            ],
        )

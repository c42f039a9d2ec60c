from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.case.answer_check import WAITING, WITH_FILES, AnswerCheck
from .file import upload_limit
from .portal_common import (
    ID,
    days_in_words,
    download,
    given_ids,
    moment_in_words,
    sentences,
    status_of,
)

TASK = f"/my/customs/tasks/<{ID}:task_id>"
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
                "title": request.env._("Requests of customs authorities"),
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
            "title": task.name,
            "task": task,
            "waiting": waiting,
            "with_files": task.kind in WITH_FILES,
            "days": days_in_words(request.env, task.days_left),
            # A document that was not sent to the company is named by what is asked, not by a link.
            "document": task.document_id._filtered_access("read"),
            "answers": [self._answer_values(answer) for answer in task.answer_ids.sorted("number")[::-1]],
            "kept": task._kept_files(),
            "pending": files._pending_of(task) if waiting else files,
            "problems": problems,
            "typed": form or {},
            "file_types": ", ".join(sorted(files._types())),
            "file_mb": files._setting("max_mb"),
            "file_count": files._setting("max_count"),
            "total_mb": files._setting("max_total_mb"),
        }
        response = request.render("customs_verification.portal_task", values)
        # With what is wrong the page comes as ever; too much for now is told to programs as well.
        response.status_code = status_of(problems, refused=200)
        return response

    def _answer_values(self, answer):
        return {
            "answer": answer,
            "moment": moment_in_words(request.env, answer.answered_at, answer.task_id.authority_tz),
            "back": answer.sent_back_file_ids,
        }

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
        """Accept files for an answer that is being written: all of them, or none."""
        task = self._own_task(task_id)
        files, problems = self._accept_files(task)
        if self._wants_json():
            body = {"files": [self._file_values(file) for file in files], "problems": problems}
            return request.make_json_response(body, status=status_of(problems))
        return self._task_page(task, problems, form)

    def _accept_files(self, task):
        """Store the files of this request as pending ones; return them, and what is wrong with them."""
        files = request.env["customs.file"]
        uploads = [(file.filename, file) for file in request.httprequest.files.getlist("files")]
        uploads = [(name, file) for name, file in uploads if name]
        try:
            with request.env.cr.savepoint():
                return files._accept_for_answer(task, uploads), []
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
            return request.make_json_response({"problems": problems}, status=status_of(problems))
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
        numbers, _all_numbers = given_ids([str(form.get("round", ""))])
        number, choice = numbers[0] if numbers else 0, form.get("choice")
        check = AnswerCheck(task)
        answer, problems = None, check.problems_of_round(number)
        if not problems:
            file_ids, problems = self._given_files(task)
        if not problems and task.kind == "consent" and not form.get("read_warning"):
            # The warning is read before consent or refusal (RS16.5b).
            unread = request.env._("Read the consequences of a refusal and confirm that you have read them.")
            problems = [unread, *check.problems(number, "", choice, request.env["customs.file"])]
        if not problems:
            try:
                with request.env.cr.savepoint():
                    answer = task.give_answer(
                        number,
                        text=form.get("text", ""),
                        choice=choice,
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
        ids, problems = ids if all_ids else [0], []
        if any(file.filename for file in request.httprequest.files.getlist("files")):
            files, problems = self._accept_files(task)
            ids += files.ids
        return ids, problems

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
                "title": request.env._("Receipt %s", answer._receipt_number()),
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
        return download(content, f"{answer._receipt_number().replace('/', '-')}.pdf", "application/pdf")

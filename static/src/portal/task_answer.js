import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/*
 * The files of an answer: each is sent as soon as it is chosen, one after the other, with its progress.
 * Without this script the same form sends them with the answer, or with a button of its own.
 */
export class CustomsTaskAnswer extends Interaction {
    static selector = ".o_customs_answer:has(.o_customs_uploads)";
    dynamicContent = {
        "#files": { "t-on-change": this.onChoose },
        ".o_customs_upload_list": { "t-on-click": this.onClickList },
        _root: { "t-on-submit": this.onSubmit },
    };

    setup() {
        this.queue = [];
        this.current = null;
        this.files = new WeakMap();
        this.list = this.el.querySelector(".o_customs_upload_list");
        this.live = this.el.querySelector(".o_customs_live");
        this.template = this.el.querySelector("template.o_customs_upload_row");
    }

    start() {
        this.el.querySelector(".o_customs_upload_button").classList.add("d-none");
        this.registerCleanup(() => this.current?.request.abort());
    }

    word(name) {
        const text = this.el.querySelector(`.o_customs_words [data-word="${name}"]`).textContent;
        return text.trim().replace(/\s+/g, " ");
    }

    say(name, word) {
        this.live.textContent = `${name}: ${this.word(word)}`;
    }

    onChoose(ev) {
        for (const file of ev.currentTarget.files) {
            const row = this.template.content.firstElementChild.cloneNode(true);
            row.querySelector(".o_customs_upload_name").textContent = file.name;
            this.files.set(row, file);
            this.list.append(row);
            this.enqueue(row);
        }
        // Sent already: the form is not to send them once more.
        ev.currentTarget.value = "";
    }

    enqueue(row) {
        row.querySelector(".o_customs_error").classList.add("d-none");
        row.querySelector(".o_customs_retry").classList.add("d-none");
        row.querySelector(".o_customs_progress").classList.remove("d-none");
        row.querySelector(".o_customs_progress").value = 0;
        if (this.files.get(row).size > Number(this.el.dataset.maxBytes)) {
            this.fail(row, [this.word("too_large")], false);
            return;
        }
        this.queue.push(row);
        this.next();
    }

    next() {
        if (!this.current && this.queue.length) {
            this.send(this.queue.shift());
        }
        const busy = Boolean(this.current);
        this.el.querySelector(".o_customs_send").disabled = busy;
        this.el.querySelector(".o_customs_wait").classList.toggle("d-none", !busy);
    }

    send(row) {
        const body = new FormData();
        body.append("csrf_token", this.el.querySelector("[name=csrf_token]").value);
        body.append("files", this.files.get(row));
        const request = this.request(this.el.dataset.uploadUrl, body, (answer, problems, again) => {
            this.current = null;
            if (problems) {
                this.fail(row, problems, again);
            } else {
                this.done(row, answer.files[0]);
            }
            this.next();
        });
        request.upload.addEventListener("progress", (ev) => {
            if (ev.lengthComputable) {
                row.querySelector(".o_customs_progress").value = (100 * ev.loaded) / ev.total;
            }
        });
        this.current = { row, request };
    }

    /** Post `body`; `then(answer, problems, again)`: `again` says whether it is worth to try once more. */
    request(url, body, then) {
        const request = new XMLHttpRequest();
        request.open("POST", url);
        request.setRequestHeader("Accept", "application/json");
        request.responseType = "text";
        request.addEventListener("load", () => {
            const answer = this.parse(request);
            if (answer && request.status === 200) {
                then(answer);
            } else if (answer && answer.problems) {
                then(null, answer.problems, request.status === 429);
            } else if (request.status === 413) {
                then(null, [this.word("too_large")], false);
            } else if (request.status >= 500) {
                then(null, [this.word("server")], true);
            } else {
                // The login page, or a refused token.
                then(null, [this.word("session")], false);
            }
        });
        request.addEventListener("error", () => then(null, [this.word("offline")], true));
        request.send(body);
        return request;
    }

    parse(request) {
        try {
            return JSON.parse(request.responseText);
        } catch {
            return null;
        }
    }

    done(row, file) {
        row.dataset.done = "1";
        row.dataset.removeUrl = file.remove_url;
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name: "file_ids", value: file.id });
        row.append(input);
        row.querySelector(".o_customs_upload_name").textContent = file.name;
        row.querySelector(".o_customs_upload_size").textContent = file.size;
        row.querySelector(".o_customs_progress").classList.add("d-none");
        row.querySelector(".o_customs_sha").textContent = file.sha256;
        row.querySelector(".o_customs_sha_line").classList.remove("d-none");
        const mark = file.scan === "clean" ? ".o_customs_scan_clean" : ".o_customs_scan_not";
        row.querySelector(mark).classList.remove("d-none");
        this.say(file.name, "done");
    }

    fail(row, problems, again) {
        const error = row.querySelector(".o_customs_error");
        error.textContent = problems.join(" ");
        error.classList.remove("d-none");
        row.querySelector(".o_customs_progress").classList.add("d-none");
        row.querySelector(".o_customs_retry").classList.toggle("d-none", !again);
        this.say(row.querySelector(".o_customs_upload_name").textContent, "failed");
    }

    onClickList(ev) {
        const row = ev.target.closest("li");
        if (ev.target.closest(".o_customs_retry")) {
            this.enqueue(row);
        }
        const button = ev.target.closest(".o_customs_remove");
        if (button) {
            ev.preventDefault();
            this.remove(row, row.dataset.removeUrl || button.getAttribute("formaction"));
        }
    }

    remove(row, url) {
        if (this.current?.row === row) {
            this.current.request.abort();
            this.current = null;
        }
        this.queue = this.queue.filter((other) => other !== row);
        if (row.dataset.done) {
            const body = new FormData();
            body.append("csrf_token", this.el.querySelector("[name=csrf_token]").value);
            this.request(url, body, (_answer, problems) =>
                problems ? this.failRemoval(row, problems) : this.removed(row)
            );
        } else {
            this.removed(row);
        }
        this.next();
    }

    failRemoval(row, problems) {
        this.live.textContent = problems.join(" ");
        row.querySelector(".o_customs_upload_name").after(` (${problems.join(" ")}) `);
    }

    removed(row) {
        this.say(row.querySelector(".o_customs_upload_name").textContent, "removed");
        row.remove();
        this.el.querySelector("#files").focus();
    }

    onSubmit(ev) {
        if (this.current) {
            ev.preventDefault();
        }
    }
}

registry.category("public.interactions").add("customs_verification.task_answer", CustomsTaskAnswer);

import { addTour, fits, go } from "./tour_tools";

/*
 * A verified person on the portal, through its pages alone: reads the warning and consents, gives two
 * documents, is sent one back, answers again, opens the report. The officer's part is between the tours.
 */

function choose(...names) {
    return {
        content: `choose ${names.join(", ")}`,
        trigger: "#files",
        run() {
            const files = new DataTransfer();
            for (const name of names) {
                files.items.add(new File([`Content of ${name}: мәліметтер`], name, { type: "text/plain" }));
            }
            this.anchor.files = files.files;
            this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}

function uploaded(name) {
    return {
        content: `${name} is uploaded, with its SHA-256`,
        trigger: `.o_customs_upload_list li[data-done="1"]:contains("${name}"):has(.o_customs_sha:not(:empty))`,
    };
}

addTour("customs_portal_consent", {
    url: "/my",
    steps: () => [
        go("what waits", '.o_portal_index_card a[href*="filterby=open"]'),
        fits,
        go("the consent", '.o_customs_tasks a:contains("Consent to the visit")'),
        fits,
        { content: "the warning", trigger: '.o_customs_warning:contains("ground for refusing")' },
        { content: "read", trigger: "#read_warning", run: "check" },
        { content: "consent", trigger: "#choice_consent", run: "check" },
        go("send", ".o_customs_send"),
        { content: "the receipt", trigger: ".o_customs_receipt .o_customs_receipt_number" },
        { content: "what was chosen", trigger: '.o_customs_receipt:contains("You consented")' },
        fits,
    ],
});

addTour("customs_portal_documents", {
    url: "/my/customs/tasks",
    steps: () => [
        go("the documents", '.o_customs_tasks a:contains("Ledger of materials")'),
        choose("ledger.txt", "drawing.txt", "wrong.txt"),
        uploaded("ledger.txt"),
        uploaded("drawing.txt"),
        uploaded("wrong.txt"),
        {
            content: "the wrong one goes",
            trigger: '.o_customs_upload_list li:contains("wrong.txt") .o_customs_remove',
            run: "click",
        },
        {
            content: "it is gone",
            trigger: '.o_customs_upload_list:not(:contains("wrong.txt"))',
        },
        { content: "write", trigger: "#text", run: "edit The books of the year." },
        fits,
        go("send", ".o_customs_send:enabled"),
        { content: "the receipt names both", trigger: '.o_customs_receipt:contains("ledger.txt")' },
        { content: "and the other", trigger: '.o_customs_receipt:contains("drawing.txt")' },
        fits,
    ],
});

addTour("customs_portal_again", {
    url: "/my/customs/tasks?filterby=open",
    steps: () => [
        go("sent back", '.o_customs_tasks a:contains("Sent back")'),
        { content: "why", trigger: '.o_customs_sent_back:contains("cannot be read")' },
        { content: "what is kept", trigger: '.o_customs_kept li:contains("ledger.txt")' },
        choose("drawing 2.txt"),
        uploaded("drawing 2.txt"),
        fits,
        go("send", ".o_customs_send:enabled"),
        { content: "the receipt", trigger: '.o_customs_receipt:contains("drawing 2.txt")' },
        go("back", '.o_customs_actions a[href^="/my/customs/tasks/"]:contains("Back")'),
        { content: "both rounds", trigger: '.o_customs_answered:contains("Round 1")' },
        fits,
    ],
});

addTour("customs_portal_report", {
    url: "/my",
    steps: () => [
        go("letters", '.o_portal_index_card a[href="/my/customs/documents"]'),
        go("the report", '.o_customs_documents a:contains("Report"):contains("Not opened yet")'),
        fits,
        {
            content: "open it",
            trigger: ".o_customs_download",
            async run({ click }) {
                // A download leaves the page where it is, but the tour takes it for a page that is left.
                const frame = document.createElement("iframe");
                frame.name = "download";
                document.body.append(frame);
                this.anchor.form.target = frame.name;
                await click();
            },
        },
        {
            content: "its opening is noted",
            trigger: ".o_customs_download",
            async run() {
                for (let attempt = 0; attempt < 50; attempt++) {
                    const page = await (await fetch("/my/customs/documents")).text();
                    if (!page.includes("Not opened yet")) {
                        return;
                    }
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                throw new Error("The report was not downloaded");
            },
        },
    ],
});

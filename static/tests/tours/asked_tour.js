import { addTour, fits, go } from "./tour_tools";

/*
 * The liaison officer of an authority that was asked, on the portal: confirms the receipt, consents with a
 * file, names two members of the inspection team.
 */

const form = (act) => `.o_customs_act[data-act="${act}"]`;

function open(act) {
    return { content: `open ${act}`, trigger: `${form(act)} summary`, run: "click" };
}

function write(act, name, text) {
    return { content: `${act}: ${name}`, trigger: `${form(act)}[open] [name="${name}"]`, run: `edit ${text}` };
}

function send(act) {
    return go(`send ${act}`, `${form(act)}[open] button[type="submit"]`);
}

function done(text) {
    return { content: text, trigger: `#customs_done:contains("${text}")` };
}

function member(first, last, native) {
    return [
        open("member"),
        write("member", "first_name", first),
        write("member", "last_name", last),
        write("member", "native_last_name", native),
        write("member", "position", "Senior Customs Officer"),
        send("member"),
        done("The member was added"),
        { content: `${last} is in the team`, trigger: `.o_customs_team:contains("${last}"):contains("${native}")` },
    ];
}

addTour("customs_asked_consent", {
    url: "/my/customs/requests",
    steps: () => [
        fits,
        go("the request", ".o_customs_request_row"),
        fits,
        { content: "all assist (RS16.8a)", trigger: '.o_customs_assistance:contains("assist")' },
        { content: "its clock (RS16.5a)", trigger: '.o_customs_clocks [data-code="RS16.5a"]' },
        open("acknowledge"),
        send("acknowledge"),
        done("Receipt was confirmed"),
        open("consent"),
        write("consent", "reference", "RS-148/2026"),
        {
            content: "the paper",
            trigger: `${form("consent")}[open] input[type="file"]`,
            run() {
                const files = new DataTransfer();
                files.items.add(new File(["Сагласност: we consent."], "consent.txt", { type: "text/plain" }));
                this.anchor.files = files.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        send("consent"),
        done("The consent was given"),
        { content: "its file, with its SHA-256", trigger: '.o_customs_documents:contains("consent.txt"):has(.o_customs_sha)' },
        ...member("Đorđe", "Šćepanović", "Шћепановић"),
        ...member("Jelena", "Jović", "Јовић"),
        fits,
    ],
});

import { registry } from "@web/core/registry";

/*
 * An importer on the portal: sees a suspension that touches its goods, and answers with a file. The officer
 * then finds the answer in the case.
 */

const tours = registry.category("web_tour.tours");

/** Follow a link or send a form: the page is another one then. */
function go(content, trigger) {
    return { content, trigger, run: "click", expectUnloadPage: true };
}

/** The page fits the screen: nobody pushes it to and fro with a thumb. */
const fits = {
    content: "nothing runs out of the screen",
    trigger: ".o_customs_portal",
    run() {
        const { scrollWidth, clientWidth } = document.documentElement;
        if (scrollWidth > clientWidth) {
            const wide = [...document.querySelectorAll("main *")].filter(
                (node) => node.getBoundingClientRect().right > clientWidth + 1
            );
            const names = wide.map((node) => `${node.tagName}.${node.className}`).slice(0, 9);
            throw new Error(`The page is ${scrollWidth} px wide on ${clientWidth} px: ${names}`);
        }
    },
};

tours.add("customs_portal_preference", {
    url: "/my",
    steps: () => [
        go("preferences", '.o_portal_index_card a[href*="/my/customs/preferences"]'),
        fits,
        go("the suspension", '.o_customs_preferences a:contains("Suspended now")'),
        fits,
        { content: "the own goods", trigger: ".o_customs_goods tbody tr:nth-child(3)" },
        { content: "what it means", trigger: '.o_customs_preference:contains("released without preference")' },
        go("write", ".o_customs_begin"),
        fits,
        {
            content: "choose a file",
            trigger: "#files",
            run() {
                const files = new DataTransfer();
                files.items.add(new File(["Мәліметтер"], "milk.txt", { type: "text/plain" }));
                this.anchor.files = files.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { content: "it is uploaded", trigger: '.o_customs_upload_list li[data-done="1"]:contains("milk.txt")' },
        { content: "say it", trigger: "#text", run: "edit Our milk is local." },
        go("send", ".o_customs_send:enabled"),
        { content: "the receipt", trigger: '.o_customs_receipt:contains("milk.txt")' },
        fits,
    ],
});

tours.add("customs_desk_importers_answer", {
    steps: () => [
        { content: "the answer", trigger: '.o_form_view .o_field_widget:contains("Our milk is local.")' },
        { content: "its file", trigger: '.o_form_view:contains("milk.txt")' },
        { content: "accept", trigger: 'button[name="action_accept"]', run: "click" },
        { content: "accepted", trigger: '.o_statusbar_status .o_arrow_button_current:contains("Accepted")' },
    ],
});

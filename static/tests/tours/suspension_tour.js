import { registry } from "@web/core/registry";

/*
 * A suspension through the web client alone (RS16.12): the officer drafts it on the visit, sees what it would mean and
 * judges what a machine cannot; the supervisor puts it in force, later ends it.
 */

const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;

function press(label, trigger = `.o_form_statusbar button:contains("${label}")`) {
    return { content: label, trigger, run: "click" };
}

function reached(state) {
    return { content: `now ${state}`, trigger: `.o_statusbar_status .o_arrow_button_current:contains("${state}")` };
}

function save() {
    return [
        { content: "save", trigger: ".o_form_button_save:visible", run: "click" },
        { content: "saved", trigger: ".o_form_saved:visible, .o_form_status_indicator_buttons.invisible:not(:visible)" },
    ];
}

registry.category("web_tour.tours").add("customs_suspension_draft", {
    steps: () => [
        press("Suspend the Preference"),
        reached("Draft"),
        {
            content: "the panel says what is missing, with the article",
            trigger: '.o_customs_missing li:contains("Art. 16(12)")',
        },
        {
            content: "why",
            trigger: `${field("reason")} textarea`,
            run: "edit The milk was not from Serbia.",
        },
        { content: "the goods of the visit", trigger: `${field("goods_ids")} .o_data_row .o_data_cell[name="brand"]`, run: "click" },
        {
            content: "their characteristic",
            trigger: `${field("goods_ids")} .o_selected_row .o_field_widget[name="brand"] input`,
            run: "edit Lacto Premium",
        },
        ...save(),
        { content: "nothing is missing", trigger: '.o_customs_missing_step[data-fact="put_in_force"][data-ready]' },
        { content: "what would fall under it", trigger: '.o_form_view .alert-info:contains("would be suspended: 1")' },
        press("To be judged", 'button[name="action_open_likely"].oe_stat_button'),
        { content: "the queue says what is missing", trigger: '.o_list_view .o_data_row:contains("Brand")' },
        {
            content: "judge",
            trigger: '.o_list_view .o_data_row button[name="action_judge"]',
            run: "click",
        },
        { content: "similar", trigger: '.modal .o_field_widget[name="verdict"] input[data-value="similar"]', run: "click" },
        { content: "why", trigger: '.modal .o_field_widget[name="reason"] textarea', run: "edit The same tins." },
        { content: "judge it", trigger: '.modal footer button[name="action_apply"]:visible', run: "click" },
        { content: "the form is closed", trigger: "body:not(:has(.modal))" },
    ],
});

registry.category("web_tour.tours").add("customs_suspension_start", {
    steps: () => [
        { content: "the draft", trigger: '.o_list_view .o_data_row:contains("Draft") .o_data_cell[name="name"]', run: "click" },
        { content: "what would fall under it", trigger: '.o_form_view .alert-info:contains("would be suspended: 2")' },
        press("Put in Force"),
        { content: "sure", trigger: '.modal footer button:contains("Put in Force")', run: "click" },
        reached("In force"),
        press("Suspended Goods", 'button[name="action_open_lines"].oe_stat_button:visible'),
        { content: "they are suspended", trigger: '.o_list_view .o_data_row:contains("Suspended")' },
        { content: "one of them", trigger: '.o_list_view .o_data_row .o_data_cell[name="hs_code"]', run: "click" },
        { content: "why, and by which case", trigger: `${field("mark_ids")} .o_data_row:contains("VV/")` },
    ],
});

registry.category("web_tour.tours").add("customs_suspension_end", {
    steps: () => [
        { content: "on the visit", trigger: '.o_form_view .alert-warning:contains("is suspended")' },
        press("Suspensions", 'button[name="action_open_suspensions"].oe_stat_button'),
        reached("In force"),
        press("End", '.o_form_statusbar button:contains(/^End$/)'),
        { content: "why", trigger: '.modal .o_field_widget[name="reason"] textarea', run: "edit The doubts are answered." },
        { content: "end it", trigger: '.modal footer button[name="action_apply"]:visible', run: "click" },
        reached("Ended"),
        { content: "what stays", trigger: '.o_form_view .alert:contains("Declared goods released without preference")' },
    ],
});

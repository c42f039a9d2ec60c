import { addTour } from "./tour_tools";

/*
 * The officer's desk: consent is asked with the warning of the law, an answer is sent back with one of its files,
 * and what went out stands in the register.
 */

const press = (label) => ({ content: label, trigger: `.o_form_statusbar button:contains("${label}")`, run: "click" });
const closed = { content: "no dialog is left", trigger: "body:not(:has(.modal)):not(:has(.o_blockUI))" };

addTour("customs_desk_ask_consent", {
    steps: () => [
        press("Ask for Consent"),
        {
            content: "the warning is shown (RS16.5b)",
            trigger: '.modal .o_field_widget[name="warning"] textarea:value(/refusing the preference/)',
        },
        { content: "ask", trigger: '.modal footer button[name="action_ask"]:visible', run: "click" },
        { content: "the task is asked", trigger: '.o_data_row:contains("Consent to the verification visit"):contains("Asked")' },
        closed,
    ],
});

addTour("customs_desk_send_back", {
    steps: () => [
        { content: "an answer has come", trigger: '.alert:contains("An answer was received")' },
        { content: "its file is not scanned", trigger: '.o_field_widget[name="file_ids"] .badge:contains("Not scanned")' },
        press("Send Back"),
        {
            content: "the reason",
            trigger: '.modal .o_field_widget[name="reason"] textarea',
            run: "edit The second page cannot be read.",
        },
        {
            content: "the file to be replaced",
            trigger: '.modal .o_field_widget[name="file_ids"] .o-checkbox:contains("ledger.txt") input',
            run: "check",
        },
        { content: "send back", trigger: '.modal footer button[name="action_apply"]:visible', run: "click" },
        { content: "the reason stands above", trigger: '.alert:contains("The second page cannot be read.")' },
        { content: "the file went back", trigger: '.o_field_widget[name="file_ids"] .o_data_row:contains("Sent back")' },
        closed,
    ],
});

addTour("customs_desk_register", {
    steps: () => [
        { content: "what came back is said in words", trigger: '.o_data_row:contains("Desk Dairy"):contains("Returned")' },
        { content: "open it", trigger: '.o_data_row:contains("Desk Dairy") td[name="name"]', run: "click" },
        { content: "its reason", trigger: '.o_field_widget[name="service_ids"] .o_data_row:contains("Moved away")' },
        press("Record Sending"),
        { content: "by hand", trigger: '.modal .o_field_widget[name="channel"] input[data-value="by_hand"]', run: "click" },
        { content: "record", trigger: '.modal footer button[name="action_apply"]:visible', run: "click" },
        { content: "sent again", trigger: '.o_statusbar_status .o_arrow_button_current:contains("Sent")' },
        closed,
    ],
});

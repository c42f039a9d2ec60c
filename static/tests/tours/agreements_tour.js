import {
    addRow,
    cell,
    clock,
    field,
    openCase,
    page,
    press,
    readAndApprove,
    record,
    recordNext,
    write,
    writeCell,
} from "./case_tools";
import { addTour, chooseFromMenu, chooseRecord, save } from "./tour_tools";

/*
 * Cases under agreements that come as files, from the request to the result: what the screen says are the words and
 * articles of their agreement.
 */

const reference = (text) => ({
    content: "its reference",
    trigger: '.modal .o_field_widget[name="reference"] input',
    run: `edit ${text}`,
});
const missing = (text, article) => ({
    content: `missing: ${text}, ${article}`,
    trigger: `.o_customs_missing li:contains("${text}"):contains("${article}")`,
});
const ready = (fact, label, article) => ({
    content: `${label}: nothing is missing`,
    trigger: `.o_customs_missing_step[data-fact="${fact}"][data-ready]:contains("${label}")${article ? `:contains("${article}")` : ""}`,
});

// EAEU-Viet Nam: a verification visit (Art. 4.31).

addTour("customs_viet_nam_notification", {
    steps: () => [
        ...openCase("Tour Rice Mill"),
        missing("names and designation of the officials", "Art. 4.31(3)(e)"),
        page("team"),
        ...addRow("member_ids"),
        writeCell("member_ids", "first_name", "Айгүл"),
        writeCell("member_ids", "last_name", "Сәрсенова"),
        writeCell("member_ids", "position", "Chief Inspector"),
        ...chooseRecord(cell("member_ids", "authority_id"), "Test Customs of Kazakhstan"),
        ...save(),
        ready("request_approved_on", "Notification approved"),
    ],
});

addTour("customs_viet_nam_approve", {
    steps: () => [...openCase("Tour Rice Mill"), ...readAndApprove("Approve Request", "Notification approved")],
});

addTour("customs_viet_nam_visit", {
    steps: () => [
        ...openCase("Tour Rice Mill"),
        ready("request_sent_on", "Notification dispatched", "Art. 4.31(2)"),
        ...record("Record Sending", "Awaiting written consent"),
        clock("VN4.31.4", "Written consent", "Art. 4.31(4)", "running"),
        clock("VN4.31.8", "its results sent to the authorised body", "Start unclear"),
        ...record("Record Consent", "Written consent received", [reference("VN-31/4")]),
        clock("VN4.31.4", "Written consent", "Art. 4.31(4)", "met"),
        clock("VN4.31.6a", "Visit launched", "Art. 4.31(6)", "running"),
        ...record("Record Start of Visit", "Visit under way"),
        clock("VN4.31.7", "Written determination of the outcomes", "Art. 4.31(7)"),
        ...record("Record End of Visit", "Determination due"),
        ...press("Open Report"),
        { content: "the determination", trigger: ".o_form_view .o_customs_section" },
        write("place", "Long An"),
        { content: "its date", trigger: `${field("reported_on")} :is(input, button)`, run: "click" },
        { content: "today", trigger: ".o_datetime_picker .o_today", run: "click" },
        missing("whether the goods are originating or not", "Art. 4.31(8)"),
        {
            content: "conclude on the goods",
            trigger: `${field("goods_ids")} .o_data_row td[name="conclusion"]`,
            run: "click",
        },
        ...chooseFromMenu(cell("goods_ids", "conclusion"), "Complies"),
        {
            content: "the whole complies",
            trigger: `${field("conclusion")} input[data-value="complies"]`,
            run: "click",
        },
        write("conclusion_text", "The rice was grown in Viet Nam."),
        ...save(),
        { content: "complete", trigger: ".o_customs_missing_step[data-ready]" },
    ],
});

addTour("customs_viet_nam_determination", {
    steps: () => [
        ...openCase("Tour Rice Mill"),
        {
            content: "its report",
            trigger: '.oe_button_box button[name="action_open_report"], .o_form_statusbar button[name="action_open_report"]',
            run: "click",
        },
        { content: "the article of a section", trigger: '.o_customs_section_article:contains("Art. 4.31(7)")' },
        ...readAndApprove("Approve", "Approved"),
    ],
});

addTour("customs_viet_nam_result", {
    steps: () => [
        ...openCase("Tour Rice Mill"),
        {
            content: "the determination is approved",
            trigger: '.o_arrow_button_current:contains("Determination approved")',
        },
        ...recordNext("report_sent_on", "Written determination provided", "Art. 4.31(7)"),
        { content: "the end", trigger: '.o_arrow_button_current:contains("Determination provided")' },
    ],
});

// CPTPP: a written request for information (Art. 3.27).

addTour("customs_cptpp_request", {
    steps: () => [
        ...openCase("AU-TOUR-1"),
        missing("The information or documentation", "Art. 3.27(6)(b)"),
        write("asked_data", "The records of the milk that went into the cheese."),
        ...save(),
        ready("request_approved_on", "Request approved", "Art. 3.27(4)"),
    ],
});

addTour("customs_cptpp_approve", {
    steps: () => [...openCase("AU-TOUR-1"), ...readAndApprove("Approve Request", "Request approved")],
});

addTour("customs_cptpp_information", {
    steps: () => [
        ...openCase("AU-TOUR-1"),
        ...record("Record Sending", "Awaiting information"),
        clock("CPTPP3.27.6.e.365", "Determination after the first action", "Art. 3.27(6)(e)", "running"),
        ...recordNext("request_acknowledged_on", "Request received by the person asked", "Art. 3.27(6)(c)"),
        clock("CPTPP3.27.6.c", "Time to respond to the request", "Art. 3.27(6)(c)", "running"),
        ...record("Record Result", "Information received", [reference("AU-7")]),
        page("result"),
        { content: "the question of the agreement", trigger: '.o_form_view :contains("The good qualifies as originating")' },
        ...chooseFromMenu(field("originating"), "Yes"),
        ...save(),
        ...recordNext("information_complete_on", "Necessary information received", "Art. 3.27(6)(e)"),
        clock("CPTPP3.27.6.e.90", "Determination after the information", "Art. 3.27(6)(e)", "running"),
        ...recordNext("results_sent_on", "Importer, exporter or producer informed of the results", "Art. 3.27(9)"),
        { content: "the results are sent", trigger: '.o_arrow_button_current:contains("Results sent")' },
        ...recordNext("determination_issued_on", "Written determination issued", "Art. 3.27(10)(a)"),
        clock("CPTPP3.27.6.e.90", "Determination after the information", "Art. 3.27(6)(e)", "met"),
    ],
});

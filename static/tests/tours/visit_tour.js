import {
    addRow,
    cell,
    choose,
    field,
    openCase,
    page,
    press,
    readAndApprove,
    record,
    write,
    writeCell,
} from "./case_tools";
import { addTour, chooseFromMenu, chooseRecord, downloaded, save } from "./tour_tools";

/*
 * A visit from its draft to the approved report and its PDF, through the web client alone:
 * the officer writes, the supervisor approves, the officer runs the visit and writes the report,
 * the supervisor approves it.
 */

const PERSON = "Tour Dairy";

addTour("customs_visit_write_request", {
    steps: () => [
        { content: "new visit", trigger: ".o_control_panel .o-kanban-button-new", run: "click" },
        ...choose("verified_person_id", PERSON),
        ...choose("exporting_authority_id", "Test Customs Administration"),
        ...choose("procedure_id", "Verification visit"),
        ...choose("verification_request_id", "DV/"),
        write("dissatisfaction", "The result does not say how the milk was bought."),
        ...choose("preliminary_body_ids", "Test Customs Authority of Kazakhstan"),
        ...save(),
        {
            content: "the panel says what is missing, with the article (RS16.4.3)",
            trigger: '.o_customs_missing li:contains("Art. 16(4)(3)")',
        },
        write("doubts", "The capacity of the plant is lower than the exports."),
        { content: "no other reasons", trigger: `${field("no_other_reasons")} input`, run: "check" },
        write("signatory_name", "Test Head"),
        write("signatory_position", "Head of Department"),
        { content: "goods of the proof", trigger: 'button[name="action_add_proof_goods"]', run: "click" },
        { content: "the goods are there", trigger: `${field("goods_ids")} .o_data_row:contains("White cheese")` },
        {
            content: "nothing is missing; a supervisor approves",
            trigger: '.o_customs_missing_step[data-fact="request_approved_on"][data-ready]',
        },
    ],
});

addTour("customs_visit_approve_request", {
    steps: () => [...openCase(PERSON), ...readAndApprove("Approve Request", "Request approved")],
});

addTour("customs_visit_run", {
    steps: () => [
        ...openCase(PERSON),
        ...record("Record Sending", "Awaiting consent"),
        { content: "the clock runs: 60 days (RS16.5a)", trigger: '.o_form_view :contains("60")' },
        ...record("Record Consent", "Consent received", [
            {
                content: "its reference",
                trigger: '.modal .o_field_widget[name="reference"] input',
                run: "edit RS-148/2026",
            },
        ]),
        page("team"),
        ...addRow("member_ids"),
        writeCell("member_ids", "first_name", "Әділет"),
        writeCell("member_ids", "last_name", "Қожахметұлы"),
        writeCell("member_ids", "position", "Chief Inspector"),
        ...chooseRecord(cell("member_ids", "authority_id"), "Test Customs Authority of Kazakhstan"),
        ...save(),
        ...addRow("member_ids"),
        writeCell("member_ids", "first_name", "Đorđe"),
        writeCell("member_ids", "last_name", "Šćepanović"),
        writeCell("member_ids", "position", "Senior Customs Officer"),
        ...chooseRecord(cell("member_ids", "authority_id"), "Test Customs Administration"),
        ...save(),
        ...record("Record Start of Visit", "Visit under way"),
        ...record("Record End of Visit", "Report due"),
        ...press("Open Report"),
        { content: "the report", trigger: ".o_form_view .o_customs_section" },
        write("place", "Subotica"),
        { content: "its date", trigger: `${field("reported_on")} :is(input, button)`, run: "click" },
        { content: "today", trigger: ".o_datetime_picker .o_today", run: "click" },
        {
            content: "conclude on the goods",
            trigger: `${field("goods_ids")} .o_data_row td[name="conclusion"]`,
            run: "click",
        },
        ...chooseFromMenu(cell("goods_ids", "conclusion"), "Complies"),
        ...addRow("premises_ids"),
        writeCell("premises_ids", "name", "Dairy plant"),
        writeCell("premises_ids", "address", "Industrijska 1, Subotica"),
        writeCell("premises_ids", "inspected", "Intake of milk, ripening rooms, stores"),
        write("production_process", "Молоко is pasteurised, renneted, cut, drained and salted."),
        {
            content: "the whole complies",
            trigger: `${field("conclusion")} input[data-value="complies"]`,
            run: "click",
        },
        write("conclusion_text", "The goods were produced from local milk."),
        ...save(),
        {
            content: "the goods comply as the whole does (RS16.10.8)",
            trigger: `${field("conclusion_complete")}:contains("Complete")`,
        },
        { content: "the script gate names the word (RS16.10)", trigger: '.o_customs_missing li:contains("Молоко")' },
        write("production_process", "Milk is pasteurised, renneted, cut, drained and salted."),
        ...save(),
        { content: "complete", trigger: ".o_customs_missing_step[data-ready]" },
    ],
});

addTour("customs_report_approve", {
    steps: () => [
        ...openCase(PERSON),
        {
            content: "its report",
            trigger: '.oe_button_box button[name="action_open_report"], .o_form_statusbar button[name="action_open_report"]',
            run: "click",
        },
        { content: "the report", trigger: ".o_form_view .o_customs_section" },
        {
            content: "the article of a section, from the agreement's content list (RS16.10)",
            trigger: '.o_customs_section_article:contains("(Annex 3, Art. 16(10), second indent)")',
        },
        ...readAndApprove("Approve", "Approved"),
        { content: "stored with its hash", trigger: '.alert-success:contains("SHA-256")' },
        { content: "print", trigger: '.o_form_statusbar button:contains("Download")', run: "click" },
        downloaded("/customs/report/"),
        { content: "no dialog complains", trigger: "body:not(:has(.modal)):not(:has(.o_blockUI))" },
    ],
});

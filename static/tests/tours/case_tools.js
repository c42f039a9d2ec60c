import { chooseRecord } from "./tour_tools";

/*
 * What the tours through the form of a case share: its fields and lists, its buttons, the state it reaches, and the
 * panel of its next steps.
 */

export const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;
export const row = (name) => `${field(name)} .o_selected_row`;
export const cell = (list, name) => `${row(list)} .o_field_widget[name="${name}"]`;

export function write(name, text) {
    return {
        content: `write ${name}`,
        trigger: `${field(name)} :is(input, textarea)`,
        run: `edit ${text}`,
    };
}

export function choose(name, text) {
    return chooseRecord(field(name), text);
}

export function page(name) {
    return { content: `page ${name}`, trigger: `.o_notebook .nav-link[name="${name}"]`, run: "click" };
}

export function addRow(list) {
    return [
        {
            content: `add to ${list}`,
            trigger: `${field(list)} :is(.o_field_x2many_list_row_add a, .o_field_x2many_list_row_add button)`,
            run: "click",
        },
        { content: "a new row", trigger: row(list) },
    ];
}

export function writeCell(list, name, text) {
    return {
        content: `${list}: ${name}`,
        trigger: `${cell(list, name)} :is(input, textarea)`,
        run: `edit ${text}`,
    };
}

export function press(label, state) {
    return [
        { content: label, trigger: `.o_form_statusbar button:contains("${label}")`, run: "click" },
        ...(state ? [reached(state)] : []),
    ];
}

/** The paper is shown beside the button that approves it. */
export function readAndApprove(label, state) {
    return [
        ...press(label),
        { content: "the paper is shown", trigger: ".modal iframe.o_customs_paper" },
        { content: "approve", trigger: '.modal footer button[name="action_approve"]:visible', run: "click" },
        reached(state),
    ];
}

export function reached(state) {
    return { content: `now ${state}`, trigger: `.o_field_statusbar .o_arrow_button_current:contains("${state}")` };
}

export function record(label, state, steps = []) {
    return [
        ...press(label),
        { content: "the wizard is open", trigger: ".modal .o_form_view" },
        ...steps,
        { content: "record", trigger: '.modal footer button[name="action_record"]:visible', run: "click" },
        reached(state),
    ];
}

/** Open a case from its cards, by a text on the card. */
export function openCase(text) {
    return [
        { content: "the case", trigger: `.o_kanban_record:contains("${text}")`, run: "click" },
        { content: "its form", trigger: ".o_form_view .o_customs_clocks, .o_form_view .o_field_customs_clock_strip" },
    ];
}

/** Record a step from the panel of next steps, which names it in the words of the agreement, with its article. */
export function recordNext(fact, label, article, steps = []) {
    const step = `.o_customs_missing_step[data-fact="${fact}"]`;
    return [
        {
            content: `${label}, ${article}`,
            trigger: `${step}:contains("${label}"):contains("${article}") .o_customs_missing_button`,
            run: "click",
        },
        { content: "the wizard is open", trigger: ".modal .o_form_view" },
        ...steps,
        { content: "record", trigger: '.modal footer button[name="action_record"]:visible', run: "click" },
        { content: `${label} is no next step any more`, trigger: `.o_form_view:not(:has(${step}))` },
    ];
}

/** A time limit of the strip, with its name and article. */
export function clock(code, name, article, status) {
    return {
        content: `${name}, ${article}`,
        trigger: `.o_customs_clock[data-code="${code}"]${status ? `[data-status="${status}"]` : ""}:contains("${name}"):contains("${article}")`,
    };
}

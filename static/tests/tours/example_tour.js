import { addTour } from "./tour_tools";

/*
 * The worked example in short (docs/worked-example.md): the supervisor refuses the preference for the butter, and later
 * everybody sees what became of the forty lines.
 */

const group = (name, count) => ({
    content: `${name}: ${count}`,
    trigger: `.o_list_view .o_group_name:contains("${name}"):contains("${count}")`,
});

addTour("customs_example_refuse", {
    steps: () => [
        {
            content: "the refusal that the report proposes (RS11.1.7)",
            trigger: '.o_data_row:contains("11.1.7") .o_data_cell[name="name"]',
            run: "click",
        },
        { content: "it goes over six lines", trigger: '.o_form_view .o_field_widget[name="line_count"]:contains("6")' },
        { content: "decide", trigger: '.o_form_statusbar button:contains("Decide: Refuse")', run: "click" },
        {
            content: "the reasons",
            trigger: '.modal .o_field_widget[name="reason"] textarea',
            run: "edit The butter was made from foreign cream.",
        },
        { content: "refuse", trigger: '.modal footer button[name="action_decide"]:visible', run: "click" },
        {
            content: "it is decided",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Decided")',
        },
    ],
});

addTour("customs_example_outcome", {
    steps: () => [
        { content: "the declared goods", trigger: ".o_list_view .o_data_row" },
        { content: "the menu of the search", trigger: ".o_searchview_dropdown_toggler", run: "click" },
        {
            content: "by what became of their preference",
            trigger: '.o_group_by_menu .o_menu_item:contains("Preference")',
            run: "click",
        },
        group("Refused", 6),
        group("Restored", 13),
        group("Released without preference", 3),
        group("Claimed", 17),
    ],
});

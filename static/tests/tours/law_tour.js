import { addTour, chooseFromMenu, clean, save } from "./tour_tools";

const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;

addTour("customs_law_new_version", {
    steps: () => [
        { content: "the fact is shown by its name", trigger: `${field("start_fact")} input:value("Request sent")` },
        { content: "begin the new version", trigger: "button[name=action_new_version]", run: "click" },
        { content: "it is not verified", trigger: `${field("verification")}:contains("Not verified")` },
        { content: "a new length", trigger: `${field("length")} input`, run: "edit 90" },
        ...chooseFromMenu(field("done_fact"), "Written consent received"),
        ...save(),
    ],
});

addTour("customs_proof_boxes", {
    steps: () => [
        ...[1, 2, 3, 4, 5, 11, 12, 13].map((box) => ({
            content: `box ${box}`,
            trigger: `.o_customs_proof_form .o_customs_box_no:contains(/^Box ${box}$/)`,
        })),
        { content: "the goods have theirs", trigger: `.o_customs_proof_form .o_customs_box_no:contains("Boxes 6 to 10")` },
        { content: "no original is asked for", trigger: `.o_customs_proof_form:not(:has(.o_field_widget[name="original_id"]))` },
        {
            content: "tick the remark",
            trigger: `${field("remark_ids")} .o-checkbox:contains(/^Duplicate$/) input`,
            run: "click",
        },
        { content: "now the original is", trigger: `.o_customs_proof_form .o_field_widget[name="original_id"]` },
        { content: "nothing of it is kept", trigger: ".o_form_button_cancel:visible", run: "click" },
        clean,
    ],
});

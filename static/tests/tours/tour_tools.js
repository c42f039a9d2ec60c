import { registry } from "@web/core/registry";

/*
 * What the tours share. A busy machine is slow, not wrong: a step has a minute, and it ends with a state which
 * only the finished work brings about.
 */

const PATIENCE = 60000; // ms, the most that Odoo grants a step; its own default is 10 s
const SETTLED = 10; // frames

/** Register a tour whose steps wait as long as Odoo lets them. */
export function addTour(name, { steps, ...tour }) {
    registry.category("web_tour.tours").add(name, {
        ...tour,
        steps: () => steps().map((step) => ({ timeout: PATIENCE, ...step })),
    });
}

/** Resolve once `isReached()` has been true in several frames on end. */
async function untilSettled(isReached) {
    for (let frames = 0; frames < SETTLED; frames = isReached() ? frames + 1 : 0) {
        await new Promise(requestAnimationFrame);
    }
}

/**
 * Wait until a field shows what was chosen, and goes on showing it.
 *
 * Odoo's lists to choose from draw themselves once more with the former value before the record has the new one.
 * Whoever leaves such an input in between leaves it empty, and an empty input takes the choice back.
 */
export function shows(widget, text) {
    return {
        content: `${text} stays chosen`,
        trigger: widget,
        async run() {
            await untilSettled(() => {
                const inputs = [...document.querySelectorAll(`${widget} input`)];
                const shown = [this.anchor.innerText, ...inputs.map((input) => input.value)];
                return shown.some((value) => value.includes(text));
            });
        },
    };
}

/** Choose from a list that opens with a click: a selection, a field by its label. */
export function chooseFromMenu(widget, text) {
    return [
        { content: `open the list for ${text}`, trigger: `${widget} input`, run: "click" },
        { content: `choose ${text}`, trigger: `.o_select_menu_item:contains("${text}")`, run: "click" },
        shows(widget, text),
    ];
}

/** Choose a record by its name, which is typed into the input of `widget`. */
export function chooseRecord(widget, text) {
    return [
        { content: `look for ${text}`, trigger: `${widget} input`, run: `edit ${text}` },
        {
            content: `choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains("${text}")`,
            run: "click",
        },
        shows(widget, text),
    ];
}

/** Nothing is waiting to be saved: what was changed has come back from the server, or was discarded. */
export const clean = {
    content: "nothing is left to save",
    trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)",
};

export function save() {
    return [{ content: "save", trigger: ".o_form_button_save:visible", run: "click" }, clean];
}

/** The page fits the screen: nobody pushes it to and fro with a thumb. */
export const fits = {
    content: "nothing runs out of the screen",
    trigger: ".o_customs_portal",
    run() {
        const { scrollWidth, clientWidth } = document.documentElement;
        if (scrollWidth > clientWidth) {
            throw new Error(`The page is ${scrollWidth} px wide on a screen of ${clientWidth} px`);
        }
    },
};

/** Follow a link or send a form: the page is another one then. */
export function go(content, trigger) {
    return { content, trigger, run: "click", expectUnloadPage: true };
}

/** Wait until the browser has fetched something from this address. */
export function downloaded(address) {
    return {
        content: `${address} is fetched`,
        trigger: "body",
        async run() {
            await untilSettled(() =>
                performance.getEntriesByType("resource").some((entry) => entry.name.includes(address))
            );
        },
    };
}

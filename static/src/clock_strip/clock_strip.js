import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { pressButton } from "../case_button/case_button";
import { daysInWords, STATUS_LOOKS } from "../days_left/days_left";

const { DateTime } = luxon;
const RUNNING = ["late", "soon", "running"];

/** Dates of law are shown with their year, in the language of the user. */
function inWords(day) {
    return day ? deserializeDate(day).toLocaleString(DateTime.DATE_MED) : "";
}

/**
 * The clocks of a case, one step beside the other: from when it counts, its last day, what is left, who owes
 * it and under which article. A click on a clock that may be extended or stopped opens the wizard for it.
 */
export class ClockStripField extends Component {
    static template = "customs_verification.ClockStripField";
    static props = { ...standardFieldProps };

    get steps() {
        const steps = this.props.record.data[this.props.name] || [];
        const first = steps
            .filter((step) => step.due_on && RUNNING.includes(step.status))
            .sort((one, other) => one.due_on.localeCompare(other.due_on))[0];
        return steps.map((step) => ({
            ...step,
            ...this.headline(step),
            ...STATUS_LOOKS[step.status],
            key: step.code,
            isNext: step === first,
            startsOn: inWords(step.start_on),
            lastDay: inWords(step.due_on),
            doneOn: inWords(step.done_on),
            sentOn: inWords(step.sent_on),
            lapseAtOnce: step.lapse && ["late", "soon", "lapsed", "silent"].includes(step.status),
            lapseHint: step.lapse && ["running", "paused", "waiting"].includes(step.status),
            buttons: step.changes.map((kind, index) => ({
                kind,
                label: this.changeLabel(kind),
                // The first button takes the whole card; taking something back is never done by a stray click.
                wholeCard: index === 0 && kind !== "take_back",
            })),
        }));
    }

    /** What stands in big letters, and the words beside it. */
    headline(step) {
        if (step.status === "met" || step.status === "met_late") {
            return { big: inWords(step.done_on), words: this.doneInWords(step) };
        }
        if (step.words) {
            return { big: step.words, words: "" };
        }
        if (step.status === "governed") {
            return { big: inWords(step.due_on), words: "" };
        }
        if (step.status === "silent") {
            return { big: inWords(step.due_on), words: _t("passed without an answer") };
        }
        if (step.status === "lapsed") {
            return { big: inWords(step.due_on), words: _t("passed without the step") };
        }
        if (step.status === "closed") {
            return { big: "–", words: "" };
        }
        if (step.status === "waiting") {
            return { big: step.term, words: _t("after: %s", step.start_label) };
        }
        if (step.days_left === 0) {
            return { big: _t("today"), words: _t("is the last day") };
        }
        const text = daysInWords(step.days_left, step.unit);
        const number = String(Math.abs(step.days_left));
        return { big: number, words: text.replace(number, "").trim() };
    }

    doneInWords(step) {
        if (step.days_left === null || step.words) {
            return "";
        }
        if (step.days_left === 0) {
            return _t("on the last day");
        }
        return step.days_left < 0
            ? daysInWords(step.days_left, step.unit)
            : _t("%s days before the last day", step.days_left);
    }

    changeLabel(kind) {
        const labels = {
            extend: _t("Extend"),
            pause: _t("Pause"),
            resume: _t("Resume"),
            take_back: _t("Undo"),
        };
        return labels[kind];
    }

    async change(step, kind) {
        await pressButton(this, {
            type: "action",
            name: "customs_verification.action_customs_change_deadline",
            context: { default_deadline_id: step.id, default_kind: kind },
        });
    }
}

export const clockStripField = {
    component: ClockStripField,
    displayName: _t("Deadlines of a Case"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("customs_clock_strip", clockStripField);

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Say how many days are left, or how many days late, in words.
 *
 * @param {number} days below zero: days late
 * @param {string} [unit] "working_day" where the rule counts working days
 * @returns {string}
 */
export function daysInWords(days, unit = "day") {
    if (days === 0) {
        return _t("last day today");
    }
    if (unit === "working_day") {
        return days < 0 ? _t("%s working days late", -days) : _t("%s working days left", days);
    }
    if (Math.abs(days) === 1) {
        return days < 0 ? _t("1 day late") : _t("1 day left");
    }
    return days < 0 ? _t("%s days late", -days) : _t("%s days left", days);
}

// Colour is never the only sign: each status has its icon and its word too.
export const STATUS_LOOKS = {
    late: { icon: "fa-exclamation-triangle", color: "danger" },
    soon: { icon: "fa-bell", color: "warning" },
    running: { icon: "fa-clock-o", color: "info" },
    paused: { icon: "fa-pause", color: "secondary" },
    met: { icon: "fa-check", color: "success" },
    met_late: { icon: "fa-check", color: "success-late" },
    lapsed: { icon: "fa-times", color: "danger" },
    waiting: { icon: "fa-circle-o", color: "secondary" },
    governed: { icon: "fa-angle-double-right", color: "secondary" },
    silent: { icon: "fa-commenting-o", color: "warning" },
    closed: { icon: "fa-minus", color: "secondary" },
};

/** Days left or late of a deadline, in words, with an icon; needs the field `status` beside it. */
export class DaysLeftField extends Component {
    static template = "customs_verification.DaysLeftField";
    static props = { ...standardFieldProps };

    get status() {
        return this.props.record.data.status;
    }

    get text() {
        if (!this.status || ["waiting", "closed", "governed", "silent"].includes(this.status)) {
            return "";
        }
        // The words of the law have no last day to count to.
        if (this.status === "running" && this.props.record.data.words) {
            return "";
        }
        const days = this.props.record.data[this.props.name];
        if (this.status === "met") {
            return days ? _t("%s days before", days) : _t("on the last day");
        }
        return daysInWords(days);
    }

    get icon() {
        return STATUS_LOOKS[this.status]?.icon || "";
    }
}

export const daysLeftField = {
    component: DaysLeftField,
    displayName: _t("Days Left or Late"),
    supportedTypes: ["integer"],
    isEmpty: () => false,
    fieldDependencies: [
        { name: "status", type: "selection" },
        { name: "words", type: "char" },
    ],
};

registry.category("fields").add("customs_days_left", daysLeftField);

/** The same for the next last day of a case; needs `is_late` and `next_due_on` beside it. */
export class CaseDaysLeftField extends DaysLeftField {
    get status() {
        const { next_due_on, is_late } = this.props.record.data;
        return next_due_on && (is_late ? "late" : "running");
    }
}

registry.category("fields").add("customs_case_days_left", {
    ...daysLeftField,
    component: CaseDaysLeftField,
    fieldDependencies: [
        { name: "next_due_on", type: "date" },
        { name: "is_late", type: "boolean" },
    ],
});

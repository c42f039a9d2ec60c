import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { pressButton } from "../case_button/case_button";

/**
 * The next possible steps of a case: each is ready, with its button, or says what is missing before it.
 * With the option `{'buttons': False}` it only lists what is missing (the report's own form has the button).
 */
export class MissingPanelField extends Component {
    static template = "customs_verification.MissingPanelField";
    static props = {
        ...standardFieldProps,
        withButtons: { type: Boolean, optional: true },
        readyText: { type: String, optional: true },
    };
    static defaultProps = { withButtons: true };

    get steps() {
        const steps = this.props.record.data[this.props.name] || [];
        return steps.map((step) => ({
            ...step,
            ready: !step.missing.length,
            missingText: step.missing.length === 1 ? _t("1 item is missing") : _t("%s items are missing", step.missing.length),
            readyText: this.props.readyText || _t("Ready"),
            buttonText: step.button || _t("Record"),
            // An act of its own (opening the report) helps to fill what is missing; recording waits until nothing is.
            hasButton: this.props.withButtons && step.allowed && (!step.missing.length || this.opensSomething(step)),
            waitsForSupervisor: this.props.withButtons && step.supervisor && !step.allowed,
        }));
    }

    opensSomething(step) {
        return (step.method || "").startsWith("action_open_");
    }

    async takeStep(step) {
        const record = this.props.record;
        const clickParams = step.method
            ? { type: "object", name: step.method }
            : {
                  type: "action",
                  name: "customs_verification.action_customs_record_fact",
                  context: {
                      default_res_model: record.resModel,
                      default_res_id: record.resId,
                      default_fact: step.fact,
                  },
              };
        await pressButton(this, clickParams);
    }
}

export const missingPanelField = {
    component: MissingPanelField,
    displayName: _t("What Is Missing"),
    supportedTypes: ["json"],
    isEmpty: () => false,
    extractProps: ({ attrs, options }) => ({
        withButtons: options.buttons ?? true,
        readyText: attrs.ready_text,
    }),
};

registry.category("fields").add("customs_missing_panel", missingPanelField);

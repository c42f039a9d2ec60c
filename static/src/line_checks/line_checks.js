import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const STATES = {
    passed: { icon: "fa-check", text: _t("Passed") },
    failed: { icon: "fa-times-circle", text: _t("Failed") },
    unknown: { icon: "fa-question-circle", text: _t("Not known") },
};

/** The conditions of the preference, one below the other: icon and word, label, article, and the reason. */
export class LineChecks extends Component {
    static template = "customs_verification.LineChecks";
    static props = { checks: Array };

    get checks() {
        return this.props.checks.map((check) => ({ ...check, ...STATES[check.state] }));
    }
}

/** On the form of declared goods. */
export class LineChecksField extends Component {
    static template = "customs_verification.LineChecksField";
    static components = { LineChecks };
    static props = { ...standardFieldProps };

    get checks() {
        return this.props.record.data[this.props.name] || [];
    }
}

/** The same in a dialog, read when it opens. */
export class LineChecksDialog extends Component {
    static template = "customs_verification.LineChecksDialog";
    static components = { Dialog, LineChecks };
    static props = { lineId: Number, title: String, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ checks: [] });
        onWillStart(async () => {
            const [line] = await this.orm.read("customs.declaration.line", [this.props.lineId], ["preference_checks"]);
            this.state.checks = line.preference_checks || [];
        });
    }
}

/** In lists of goods: how many conditions failed or are not known; pressed, it says which. */
export class ChecksSummaryField extends Component {
    static template = "customs_verification.ChecksSummaryField";
    static props = { ...standardFieldProps };

    setup() {
        this.dialog = useService("dialog");
    }

    get text() {
        return this.props.record.data[this.props.name] || "";
    }

    get state() {
        return this.props.record.data.checks_state;
    }

    get icon() {
        return STATES[this.state]?.icon;
    }

    get isSaved() {
        return Boolean(this.lineId);
    }

    /** The id of the goods: of the record itself, or of those that a row of another model is about. */
    get lineId() {
        return this.props.record.resModel === "customs.declaration.line" ? this.props.record.resId : this.props.record.data.line_id?.id;
    }

    open() {
        const title = this.props.record.data.display_name || _t("Conditions of the Preference");
        this.dialog.add(LineChecksDialog, { lineId: this.lineId, title });
    }
}

registry.category("fields").add("customs_line_checks", {
    component: LineChecksField,
    displayName: _t("Conditions of the Preference"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});

registry.category("fields").add("customs_checks_summary", {
    component: ChecksSummaryField,
    displayName: _t("Summary of the Conditions"),
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "checks_state", type: "selection" }],
});

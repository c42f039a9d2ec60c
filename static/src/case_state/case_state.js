import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { StatusBarField, statusBarField } from "@web/views/fields/statusbar/statusbar_field";

/** The states of a case in the header of its form: those of its procedure, by the names that it gives them. */
export class CaseStateField extends StatusBarField {
    getAllItems() {
        const current = this.props.record.data[this.props.name];
        return (this.props.record.data.state_way || []).map(([value, label]) => ({
            value,
            label,
            isFolded: false,
            isSelected: value === current,
        }));
    }
}

registry.category("fields").add("customs_case_state", {
    ...statusBarField,
    component: CaseStateField,
    displayName: _t("State of the Case"),
    supportedTypes: ["selection"],
    additionalClasses: ["o_field_statusbar"],
    fieldDependencies: [{ name: "state_way", type: "json" }],
});

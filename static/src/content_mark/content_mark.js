import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Beside a section that the law asks for: complete, or missing. Icon and word, not colour alone. */
export class ContentMarkField extends Component {
    static template = "customs_verification.ContentMarkField";
    static props = { ...standardFieldProps };

    get isComplete() {
        return this.props.record.data[this.props.name];
    }
}

export const contentMarkField = {
    component: ContentMarkField,
    displayName: _t("Complete or Missing"),
    supportedTypes: ["boolean"],
    isEmpty: () => false,
};

registry.category("fields").add("customs_content_mark", contentMarkField);

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The box of the form that holds something, as the law's data name it; nothing where they name none.
 *
 * Option `of`: what it holds, a key of the Json field.
 */
export class BoxNameField extends Component {
    static template = "customs_verification.BoxNameField";
    static props = { ...standardFieldProps, of: String };

    get box() {
        return (this.props.record.data[this.props.name] || {})[this.props.of];
    }
}

export const boxNameField = {
    component: BoxNameField,
    displayName: _t("Box"),
    supportedTypes: ["json"],
    isEmpty: () => false,
    extractProps: ({ options }) => ({ of: options.of }),
};

registry.category("fields").add("customs_box", boxNameField);

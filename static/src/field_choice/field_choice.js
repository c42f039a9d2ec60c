import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Shows and chooses a field of another model by its label: rules of law name facts of a case, content items
 * name what holds them. Who keeps the law should read "Request sent", not request_sent_on.
 *
 * Options: `model`, the field of this record that holds the name of the other model; `type`, to offer fields
 * of one type only; or `choices`, a Json field of this record with pairs of value and label.
 */
export class FieldChoiceField extends Component {
    static template = "customs_verification.FieldChoiceField";
    static components = { SelectMenu };
    static props = {
        ...standardFieldProps,
        modelField: { type: String, optional: true },
        type: { type: String, optional: true },
        choicesField: { type: String, optional: true },
        placeholder: { type: String, optional: true },
    };

    setup() {
        this.fieldService = useService("field");
        this.state = useState({ choices: [] });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    async load(props) {
        const data = props.record.data;
        if (props.choicesField) {
            this.state.choices = (data[props.choicesField] || []).map(([value, label]) => ({ value, label }));
            return;
        }
        const model = data[props.modelField];
        const fields = model
            ? await this.fieldService.loadFields(model, { attributes: ["string", "type", "store"] })
            : {};
        this.state.choices = Object.entries(fields)
            .filter(([, field]) => !props.type || (field.type === props.type && field.store))
            .map(([value, field]) => ({ value, label: field.string }))
            .sort((one, other) => one.label.localeCompare(other.label));
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    /** An unknown name is shown as it is: the record's own check says what is wrong with it. */
    get label() {
        return this.state.choices.find((choice) => choice.value === this.value)?.label || this.value;
    }

    get choices() {
        const known = this.state.choices.some((choice) => choice.value === this.value);
        const unknown = this.value && !known ? [{ value: this.value, label: this.value }] : [];
        return [...unknown, ...this.state.choices];
    }

    onSelect(value) {
        return this.props.record.update({ [this.props.name]: value || false });
    }
}

export const fieldChoiceField = {
    component: FieldChoiceField,
    displayName: _t("Field by Its Label"),
    supportedTypes: ["char"],
    extractProps: ({ options, placeholder }) => ({
        modelField: options.model,
        type: options.type,
        choicesField: options.choices,
        placeholder,
    }),
};

registry.category("fields").add("customs_field_choice", fieldChoiceField);

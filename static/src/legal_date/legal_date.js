import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { dateField, DateTimeField } from "@web/views/fields/datetime/datetime_field";

const { DateTime } = luxon;

// The year that stands for the last day of what has no time limit (`tools/periods.py`).
const NO_LIMIT = 9999;

/** A date of law, always with its year: what is printed or read out later must not depend on today. */
export class LegalDateField extends DateTimeField {
    getFormattedValue(valueIndex, numeric = this.props.numeric) {
        const value = this.values[valueIndex];
        if (value && value.year === NO_LIMIT) {
            return _t("No time limit");
        }
        return value && !numeric
            ? value.toLocaleString(DateTime.DATE_MED)
            : super.getFormattedValue(valueIndex, numeric);
    }
}

export const legalDateField = {
    ...dateField,
    component: LegalDateField,
    displayName: _t("Date with Its Year"),
    supportedTypes: ["date", "datetime"],
};

registry.category("fields").add("customs_date", legalDateField);

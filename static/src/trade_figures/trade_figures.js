import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { pressButton } from "../case_button/case_button";

/** What a case means for trade: declared goods and their duty, a column for each currency, and the way to the goods. */
export class TradeFiguresField extends Component {
    static template = "customs_verification.TradeFiguresField";
    static props = { ...standardFieldProps };

    get figures() {
        return this.props.record.data[this.props.name] || [];
    }

    get rows() {
        const [first] = this.figures;
        return first.amounts.map((amount, index) => ({
            name: amount.name,
            label: amount.label,
            isPart: ["duty_suspended", "duty_restorable"].includes(amount.name),
            values: this.figures.map((figure) => ({
                currency: figure.currency,
                text: formatFloat(figure.amounts[index].amount, { digits: [16, 2] }),
            })),
        }));
    }

    async open() {
        await pressButton(this, { type: "object", name: "action_open_trade" });
    }
}

registry.category("fields").add("customs_trade_figures", {
    component: TradeFiguresField,
    displayName: _t("Effect on Trade"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});

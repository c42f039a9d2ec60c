import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A PDF of ours, shown where it is signed. The field holds its address. */
export class PaperField extends Component {
    static template = "customs_verification.PaperField";
    static props = { ...standardFieldProps };

    get address() {
        return this.props.record.data[this.props.name];
    }

    get viewer() {
        return `/web/static/lib/pdfjs/web/viewer.html?file=${encodeURIComponent(this.address)}`;
    }
}

registry.category("fields").add("customs_paper", {
    component: PaperField,
    displayName: _t("Document"),
    supportedTypes: ["char"],
});

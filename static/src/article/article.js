import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The article that the agreement of the record names, in brackets; nothing where it names none.
 *
 * Option `of`: what is cited, a key of the Json field or a list of them.
 */
export class ArticleField extends Component {
    static template = "customs_verification.ArticleField";
    static props = { ...standardFieldProps, of: { type: Array, element: String } };

    get articles() {
        const named = this.props.record.data[this.props.name] || {};
        return [...new Set(this.props.of.map((code) => named[code]).filter(Boolean))].join("; ");
    }
}

export const articleField = {
    component: ArticleField,
    displayName: _t("Article"),
    supportedTypes: ["json"],
    isEmpty: () => false,
    extractProps: ({ options }) => ({ of: [options.of || []].flat() }),
};

registry.category("fields").add("customs_article", articleField);

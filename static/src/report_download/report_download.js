import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/**
 * Prints the report types of this addon from Odoo's own Print menu. The stock handler asks for
 * wkhtmltopdf first, which these reports do not need.
 */
async function downloadCustomsReport(action, _options, env) {
    if (!["customs-pdf", "customs-xlsx"].includes(action.report_type)) {
        return false;
    }
    const ids = action.context?.active_ids || [];
    env.services.ui.block();
    try {
        await download({
            url: `/customs/report/${action.id}`,
            data: { ids: ids.join(","), context: JSON.stringify(user.context) },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add("customs_report_download", downloadCustomsReport);

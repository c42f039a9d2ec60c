import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/** Cases as a list or as cards: above them stands what supervisors and administrators must know of the records. */
const withNotice = (Controller, template) =>
    class extends Controller {
        static template = template;

        setup() {
            super.setup();
            this.recordNotice = session.customs_record_notice || "";
        }
    };

const views = registry.category("views");
const CaseListController = withNotice(ListController, "customs_verification.CaseListView");
const CaseKanbanController = withNotice(KanbanController, "customs_verification.CaseKanbanView");
views.add("customs_case_list", { ...listView, Controller: CaseListController });
views.add("customs_case_kanban", { ...kanbanView, Controller: CaseKanbanController });

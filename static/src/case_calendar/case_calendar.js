import { registry } from "@web/core/registry";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";

/** A calendar of cases: beside the reference it says whom the visit concerns, or which step is due. */
export class CaseCalendarModel extends CalendarModel {
    normalizeRecord(rawRecord) {
        const record = super.normalizeRecord(rawRecord);
        const detail = rawRecord.verified_person_id || rawRecord.rule_id;
        return detail ? { ...record, title: `${record.title} ${detail[1]}` } : record;
    }
}

registry.category("views").add("customs_case_calendar", { ...calendarView, Model: CaseCalendarModel });

from . import customs_change_deadline, customs_give_reason, customs_invite_person, customs_record_fact

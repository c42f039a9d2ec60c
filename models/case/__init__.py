from . import (  # the models below inherit them
    customs_confidential_mixin,
    customs_guarded_mixin,
    customs_inner_thread_mixin,
    customs_outside_mixin,
)

# isort: split
from . import customs_officer_names_mixin  # inherits one of them

# isort: split
from . import (
    base,
    customs_case_mixin,
    customs_disclosure_consent,
    customs_document,
    customs_fact,
    customs_file,
    customs_reading,
    customs_service,
    customs_task,
    customs_task_answer,
    ir_actions_report,
    ir_attachment,
    ir_binary,
    ir_http,
    ir_sequence,
    mail_message,
    mail_template,
    mail_thread,
    mail_tracking_value,
    res_config_settings,
    res_partner,
)

# isort: split
from . import (  # these extend the models above
    customs_case_documents,
    customs_case_facts,
    customs_case_invitation,
    customs_case_record,
    customs_case_replies,
    customs_case_tasks,
    customs_document_confidence,
    customs_document_portal,
    customs_document_register,
    customs_document_service,
    customs_fact_chain,
    customs_file_mail,
    customs_service_mail,
    customs_task_acts,
    customs_task_receipt,
)

# isort: split
from . import customs_task_mail  # over the acts

# isort: split
from . import customs_task_reminder

# Odoo's own runner takes what stands here, and is silent about the rest.
from .case import (
    test_confided,
    test_document,
    test_file,
    test_file_doors,
    test_full_disk,
    test_law_by_sql,
    test_mail_replies,
    test_outside_log,
    test_portal_tasks,
    test_portal_tour,
    test_privacy_lookup,
    test_record,
    test_same_moment,
    test_task,
    test_task_mail,
    test_time_stamp,
    test_upload_limits,
    test_weekly_check,
)
from .clearance import (
    test_may_grant,
    test_may_grant_excluded,
    test_preference_analysis,
)
from .clock import (
    test_daily_job,
    test_deadline,
)
from .decision import (
    test_decision,
    test_decision_letter,
    test_decision_restoration,
)
from .declaration import (
    test_declaration,
    test_excluded_lines,
    test_line_checks,
)
from .intake import (
    test_duty_known,
    test_goods_corrected,
    test_import,
    test_import_runs,
    test_import_same_moment,
)
from .law import (
    test_contacts,
    test_excluded_goods,
    test_invitation,
    test_law_data,
    test_law_languages,
    test_law_screens,
    test_people,
    test_procedure_steps,
    test_taken_address,
)
from .notice import (
    test_portal_preferences,
)
from .origin import (
    test_asked_tour,
    test_incoming_request,
    test_incoming_secrecy,
    test_origin_proof,
    test_origin_proof_kept,
    test_portal_requests,
    test_reminder_letter,
    test_report,
    test_visit,
)
from .reports import (
    test_letters,
    test_missing_glyphs,
    test_pdf_builders,
    test_receipt_pdf,
    test_workbook_language,
    test_xlsx_builders,
)
from .setup import (
    test_doors_of_the_server,
    test_embedded_actions,
    test_hardening,
    test_keys,
    test_second_factor,
    test_setup,
)
from .suspension import (
    test_marks_same_moment,
    test_suspension,
    test_suspension_consistency,
    test_suspension_marks,
    test_suspension_tour,
)
from .tools import (
    test_dates,
    test_fact_chain,
    test_file_check,
    test_file_check_process,
    test_file_office,
    test_file_pdf,
    test_periods,
    test_virus_scan,
    test_writing_scripts,
)
from .whole import (
    test_access_changes,
    test_access_doors,
    test_access_roles,
    test_attack_classes,
    test_attack_names,
    test_attack_together,
    test_attacks,
    test_attacks_preference,
    test_authority_days,
    test_database_code,
    test_demo,
    test_dev_command,
    test_downloads_and_api,
    test_every_test_is_imported,
    test_export_texts,
    test_fuzz,
    test_guards,
    test_hanging_rows,
    test_house,
    test_languages,
    test_mail_failures,
    test_mail_secrets,
    test_midnight,
    test_odoo_lint,
    test_officer_names,
    test_oracles,
    test_order_of_preference_acts,
    test_outside_language,
    test_overrides,
    test_query_counts,
    test_record_content,
    test_relation_paths,
    test_rest_of_the_erp,
    test_retention,
    test_task_and_document_wizards,
    test_tours,
    test_uninstall,
    test_views,
    test_words,
    test_words_of_others,
    test_worked_example,
)

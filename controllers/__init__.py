from . import (
    chat_pdf_preview,
    export,
    file,
    import_problems,
    invitation,
    login_language,
    portal_documents,
    portal_preferences,
    portal_requests,
    portal_tasks,
    report,
    second_factor,
)

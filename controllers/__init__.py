from . import (
    attachment,
    export,
    file,
    import_rejects,
    invitation,
    portal_documents,
    portal_preferences,
    portal_requests,
    portal_tasks,
    report,
    second_factor,
)

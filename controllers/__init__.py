from . import file, imports, portal_documents, portal_preferences, portal_requests, portal_tasks, report

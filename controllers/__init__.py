from . import file, portal_documents, portal_preferences, portal_requests, portal_tasks, report

from . import file, portal_documents, portal_requests, portal_tasks, report

from . import file, portal_documents, portal_tasks, report

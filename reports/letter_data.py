def request_pdf(case, draft=False):
    return b""


def reminder_pdf(case):
    return b""

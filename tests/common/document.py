"""What tests of case stand on: see test_document.py."""

import base64

from ..common.file_samples import PDF

LETTER = base64.b64encode(PDF).decode()

"""The bytes of a letter, as a field of a form sends them."""

import base64

from ..common.file_samples import PDF

LETTER = base64.b64encode(PDF).decode()

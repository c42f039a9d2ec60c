from . import customs_preview_letter

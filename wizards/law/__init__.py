from . import customs_load_agreement, customs_preview_letter

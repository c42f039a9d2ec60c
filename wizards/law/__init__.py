# In the order in which models are built: what others inherit comes first.
# isort: off
from . import customs_file_of_agreement_mixin
from . import customs_compare_law
from . import customs_load_agreement
from . import customs_preview_letter

from . import test_periods
from . import test_visit
from . import test_xlsx_builders
from . import test_letters
from . import test_demo
from . import test_pdf_builders
from . import test_http

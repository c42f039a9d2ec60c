from . import file, report

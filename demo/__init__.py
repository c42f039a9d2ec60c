from . import customs_demo

from . import customs_demo, customs_demo_suspensions

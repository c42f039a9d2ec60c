"""Plain Python that the models use: no ORM in here; `inputs.py` and `search.py` alone use helpers of Odoo."""

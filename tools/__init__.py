"""Plain Python that the models use: no ORM and no Odoo in here."""

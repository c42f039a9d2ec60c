{
    "name": "Customs Verification",
    "summary": "Origin verification and post-clearance audit as cases with statutory clocks",
    "version": "19.0.1.0.0",
    "category": "Services/Customs",
    "author": "Customs Verification contributors",
    "license": "LGPL-3",
    "depends": ["mail", "portal"],
    "external_dependencies": {
        "python": ["dateutil", "holidays", "reportlab", "xlsxwriter"],
    },
    "data": [],
    "demo": [],
    "assets": {},
    "application": True,
    "installable": True,
}

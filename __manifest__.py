{
    "name": "Customs Verification",
    "summary": "Origin verification and post-clearance audit as cases with statutory clocks",
    "version": "19.0.1.0.0",
    "category": "Services/Customs",
    "author": "Customs Verification contributors",
    "license": "LGPL-3",
    "depends": ["mail", "portal"],
    "external_dependencies": {
        "python": ["python-dateutil", "holidays", "pypdf", "reportlab", "xlsxwriter"],
    },
    "data": [
        "security/customs_groups.xml",
        "security/ir.model.access.csv",
        "security/customs_rules.xml",
        "data/customs_data.xml",
        "data/agreement_eaeu_rs.xml",
        "reports/report_actions.xml",
        "data/mail_template_data.xml",
    ],
    "demo": [
        "demo/customs_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "customs_verification/static/src/**/*",
        ],
        "web.assets_tests": [
            "customs_verification/static/tests/tours/**/*",
        ],
    },
    "application": True,
    "installable": True,
}

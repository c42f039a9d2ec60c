"""What is empty on a proof of origin, as sentences (RS12.1, RS13.7, RS18): a certificate has boxes."""

from ...tools.citing import with_article


def empty_parts(proof):
    """Return what is empty on ``proof``; of a declaration of origin, with the article that asks for it."""
    parts = _of_declaration(proof) if proof.kind == "declaration" else _of_certificate(proof)
    return [text for value, text in parts if not value]


def _of_certificate(proof):
    env = proof.env
    return [
        (proof.consignee_id, env._("Box 2: consignee or importer")),
        (proof.transport, env._("Box 3: means of transport and route")),
        (proof.submission_country_id, env._("Box 4: country for submission")),
        (proof.line_ids, env._("Boxes 6 to 10: goods")),
        *(
            (line.package_count and line.package_kind, line._field_title("package_kind", line.position))
            for line in proof.line_ids
        ),
        (proof.invoice_ids, env._("Box 11: invoices")),
        (proof.issuing_body_id, env._("Box 12: authorised body")),
        (proof.signatory, env._("Box 12: signatory")),
        (proof.stamp_present, env._("Box 12: stamp of the authorised body")),
        (proof.applicant_name and proof.applicant_on, env._("Box 13: applicant's declaration")),
        (proof.origin_country_id, env._("Box 13: country of origin")),
    ]


def _of_declaration(proof):
    env, terms, law = proof.env, proof.proof_type_id, proof.agreement_id
    content = law._cite(terms.content_article)
    return [
        (proof.consignee_id, with_article(env._("Consignee or importer"), content)),
        (proof.line_ids, with_article(env._("Goods"), content)),
        (proof.invoice_ids, with_article(env._("Invoices, or the other documents it is made on"), content)),
        (proof.origin_country_id, with_article(env._("Country of origin"), content)),
        (proof.signatory, with_article(env._("Name of the signatory"), law._cite(terms.signature_article))),
        (proof.signatory_role, with_article(env._("Signed as exporter, producer or consignor"), content)),
        (
            proof.customs_value,
            with_article(
                env._("Customs value of the consignment"), law._cite(terms.value_article or terms.article)
            ),
        ),
    ]

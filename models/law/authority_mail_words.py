"""What mails say of an authority to people outside."""


def reach(authority):
    """Return how to reach those who work on a case: the authority's own line, no officer's name."""
    lines = [
        authority.phone and authority.env._("Telephone: %s", authority.phone),
        authority.email and authority.env._("Email: %s", authority.email),
        ", ".join(authority._address_lines()),
    ]
    return "\n".join(filter(None, lines))

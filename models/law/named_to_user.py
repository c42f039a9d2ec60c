"""What a refusal of a change in the law says of the case or decision that stands against it (CU-A)."""


def named_to_user(record, env, name=None):
    """Return the name of ``record`` to a user who may read it; who keeps the law sees no case by that alone.

    :param name: what to call it, where that is not its own name
    """
    if record.with_env(env(su=False)).has_access("read"):  # constraints run as superuser
        return name or record.display_name
    return env._("a record that you have no access to")

"""What a refusal of a change in the law says of the case or decision that stands against it (CU-A)."""


def may_be_named(record, env):
    """Return whether the user may read ``record``, also where a constraint asks as superuser."""
    return record.with_env(env(su=False)).has_access("read")


def named_to_user(record, env, name=None):
    """Return the name of ``record`` to a user who may read it; who keeps the law sees no case by that alone.

    :param name: what to call it, where that is not its own name
    """
    if may_be_named(record, env):
        return name or record.display_name
    return env._("a record that you have no access to")

"""What a request or report lacks of the content list that the law has for it."""


def missing_content(case, content_list, record):
    """Return, as sentences with their article, the mandatory items of ``content_list`` that ``record`` lacks.

    Where the procedure of ``case`` has no such list, that is missing: nothing is complete without one.
    """
    listed = case.procedure_id.content_item_ids.filtered(
        lambda item: item.content_list == content_list and item.res_model == record._name
    )
    if not listed:
        lists = dict(listed._fields["content_list"]._description_selection(case.env))
        return [
            case.env._(
                "%(procedure)s has no content list '%(list)s'. An administrator enters it on the procedure.",
                procedure=case.procedure_id.display_name,
                list=lists[content_list],
            )
        ]
    items = case._items_that_concern(listed).filtered("mandatory")
    return [item._missing_in(record) for item in items if not item._is_filled(record)]

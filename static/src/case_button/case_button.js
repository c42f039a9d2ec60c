/**
 * Press a button of the form from inside a field: the record is saved first, and read anew afterwards.
 */
export function pressButton(component, clickParams) {
    const record = component.props.record;
    return component.env.onClickViewButton({
        clickParams,
        getResParams: () => ({
            resModel: record.resModel,
            resId: record.resId,
            resIds: record.resIds,
            context: record.context,
            evalContext: record.evalContext,
        }),
    });
}

import { z } from 'zod';
import type { FieldDefinition } from '../fields/field-definition.ts';
import { invalidInput } from '../kintone-errors.ts';
import { idInput, readParams, revisionInput } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { requireApp, requireLiveApp } from '../require-app.ts';
import { changePreview } from './change-preview.ts';
import { type FormState, fieldsByCode } from './form-state.ts';

const readInput = z.object({ app: idInput });
const placedInput = z.looseObject({ type: z.string(), code: z.string().optional() });
const rowInput = z.looseObject({
  type: z.string(),
  code: z.string().optional(),
  fields: z.array(placedInput).optional(),
});
const layoutInput = z.object({
  app: idInput,
  layout: z.array(rowInput.extend({ layout: z.array(rowInput).optional() })),
  revision: revisionInput.optional(),
});

/** Where fields stand in the form. Nothing of the sandbox follows it: it is kept for those who read it. */
export const layoutRoutes: readonly Route[] = [
  route('GET', 'app/form/layout', (call) =>
    viewLayout(requireLiveApp(call, readParams(call.params, readInput).app).form),
  ),
  route('GET', 'preview/app/form/layout', (call) =>
    viewLayout(requireApp(call, readParams(call.params, readInput).app).preview),
  ),
  route('PUT', 'preview/app/form/layout', setLayout),
];

const defaultWidth = '193';

function viewLayout(form: FormState): object {
  return { layout: form.layout ?? standardLayout(form), revision: String(form.revision) };
}

function standardLayout(form: FormState): readonly object[] {
  const hidden = new Set(['STATUS', 'STATUS_ASSIGNEE', 'CATEGORY']);
  return [...form.fields.values()].filter(({ type }) => !hidden.has(type)).map(rowOf);
}

function rowOf(field: FieldDefinition): object {
  const placed = ({ type, code }: FieldDefinition) => ({ type, code, size: { width: defaultWidth } });
  if (field.type === 'SUBTABLE') {
    return { type: 'SUBTABLE', code: field.code, fields: [...field.fields.values()].map(placed) };
  }
  if (field.type === 'GROUP') return { type: 'GROUP', code: field.code, layout: [] };
  return { type: 'ROW', fields: [placed(field)] };
}

function setLayout(call: KintoneCall): object {
  const { app: appId, layout, revision } = readParams(call.params, layoutInput);
  const app = requireApp(call, appId);
  return changePreview(call, app, revision, (form) => {
    for (const [index, { fields = [], layout: inner = [] }] of layout.entries()) {
      for (const { code } of [...fields, ...inner.flatMap((row) => row.fields ?? [])]) {
        // Labels, rules and spacers have no code.
        if (code === undefined || fieldsByCode(form).has(code)) continue;
        throw invalidInput({ [`layout[${index}]`]: [`The field code "${code}" is not found.`] });
      }
    }
    return { ...form, layout };
  });
}

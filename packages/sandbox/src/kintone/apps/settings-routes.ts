import { z } from 'zod';
import { roundingModes } from '../fields/number-precision.ts';
import { idInput, numberInput, readParams, revisionInput } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { requireApp, requireLiveApp } from '../require-app.ts';
import { changePreview } from './change-preview.ts';
import type { FormState } from './form-state.ts';

const readInput = z.object({ app: idInput });

const within = (least: number, most: number) =>
  numberInput.refine((value) => value >= least && value <= most, `The value must be between ${least} and ${most}.`);

const settingsInput = z.object({
  app: idInput,
  name: z.string().min(1, 'Required field.').max(64, 'Enter less than 65 characters.').optional(),
  description: z.string().max(10_000).optional(),
  numberPrecision: z
    .object({
      digits: within(1, 30).optional(),
      decimalPlaces: within(0, 10).optional(),
      roundingMode: z.enum(roundingModes).optional(),
    })
    .optional(),
  revision: revisionInput.optional(),
});

/** General settings of an app. Of them records follow the precision of numbers. */
export const settingsRoutes: readonly Route[] = [
  route('GET', 'app/settings', (call) =>
    viewSettings(requireLiveApp(call, readParams(call.params, readInput).app).form),
  ),
  route('GET', 'preview/app/settings', (call) =>
    viewSettings(requireApp(call, readParams(call.params, readInput).app).preview),
  ),
  route('PUT', 'preview/app/settings', setSettings),
];

/** Numbers are texts here as everywhere. */
function viewSettings({ name, description, numberPrecision, revision }: FormState): object {
  const { digits, decimalPlaces, roundingMode } = numberPrecision;
  return {
    name,
    description,
    icon: { type: 'PRESET', key: 'APP72' },
    theme: 'WHITE',
    titleField: { selectionMode: 'AUTO' },
    enableThumbnails: true,
    enableBulkDeletion: false,
    enableComments: true,
    enableDuplicateRecord: true,
    enableInlineRecordEditing: true,
    numberPrecision: { digits: String(digits), decimalPlaces: String(decimalPlaces), roundingMode },
    firstMonthOfFiscalYear: '4',
    revision: String(revision),
  };
}

function setSettings(call: KintoneCall): object {
  const { app: appId, name, description, numberPrecision, revision } = readParams(call.params, settingsInput);
  const app = requireApp(call, appId);
  return changePreview(call, app, revision, (form) => ({
    ...form,
    name: name ?? form.name,
    description: description ?? form.description,
    numberPrecision: {
      digits: numberPrecision?.digits ?? form.numberPrecision.digits,
      decimalPlaces: numberPrecision?.decimalPlaces ?? form.numberPrecision.decimalPlaces,
      roundingMode: numberPrecision?.roundingMode ?? form.numberPrecision.roundingMode,
    },
  }));
}

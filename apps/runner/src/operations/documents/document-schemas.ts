import { z } from 'zod';
import { problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { backupDocumentSchema, restoreDocumentSchema } from './backup-document.ts';
import { checkDocumentSchema } from './check-document.ts';
import { conflictsDocumentSchema } from './conflicts-document.ts';
import { connectDocumentSchema, disconnectDocumentSchema } from './connect-document.ts';
import { connectionsDocumentSchema } from './connections-document.ts';
import { list } from './document-parts.ts';
import { documentVersion } from './document-version.ts';
import { driftDocumentSchema } from './drift-document.ts';
import { fixDocumentSchema } from './fix-document.ts';
import { forgetDocumentSchema } from './forget-document.ts';
import { keysDocumentSchema } from './keys-document.ts';
import { mapDocumentSchema } from './map-document.ts';
import { recordDocumentSchema } from './record-document.ts';
import { rehearsalDocumentSchema } from './rehearsal-document.ts';
import { reviewDecisionDocumentSchema, reviewDocumentSchema } from './review-document.ts';
import { planDocumentSchema, syncDocumentSchema } from './run-document.ts';
import { stateCopyDocumentSchema } from './state-copy-document.ts';
import { statusDocumentSchema, statusListDocumentSchema } from './status-document.ts';
import { suggestionsDocumentSchema } from './suggestions-document.ts';
import { undoDocumentSchema } from './undo-document.ts';
import { workersDocumentSchema } from './workers-document.ts';

/** Instead of a result: the file is not right, or the command could not do its work. */
export const problemsDocumentSchema = z.strictObject({ problems: list(problemDocumentSchema) });
export const errorDocumentSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }),
});

/** What the commands print with `--json`, by the command; the version is added as it is printed. */
export const documentSchemas = {
  check: checkDocumentSchema,
  'check-fix': fixDocumentSchema,
  'check-suggest': suggestionsDocumentSchema,
  rehearse: rehearsalDocumentSchema,
  connect: connectDocumentSchema,
  disconnect: disconnectDocumentSchema,
  connections: connectionsDocumentSchema,
  'keys-verify': keysDocumentSchema,
  'keys-rotate': keysDocumentSchema,
  plan: planDocumentSchema,
  sync: syncDocumentSchema,
  retry: syncDocumentSchema,
  status: statusDocumentSchema,
  'status-list': statusListDocumentSchema,
  record: recordDocumentSchema,
  conflicts: conflictsDocumentSchema,
  'conflicts-resolve': syncDocumentSchema,
  review: reviewDocumentSchema,
  'review-decision': reviewDecisionDocumentSchema,
  undo: undoDocumentSchema,
  forget: forgetDocumentSchema,
  backup: backupDocumentSchema,
  restore: restoreDocumentSchema,
  'state-copy': stateCopyDocumentSchema,
  drift: driftDocumentSchema,
  map: mapDocumentSchema,
  workers: workersDocumentSchema,
  problems: problemsDocumentSchema,
  error: errorDocumentSchema,
} as const;

/** JSON Schemas for people who script, by file name. */
export function documentJsonSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(documentSchemas).map(([name, schema]) => [
      name,
      {
        title: `linkwright ${name} --json`,
        ...z.toJSONSchema(z.strictObject({ version: z.literal(documentVersion), ...schema.shape }), {
          override: ({ jsonSchema }) => {
            // Lists are read-only in our own code; to whoever reads a document that says nothing.
            delete jsonSchema.readOnly;
          },
        }),
      },
    ]),
  );
}

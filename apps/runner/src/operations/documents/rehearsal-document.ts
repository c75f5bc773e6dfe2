import { z } from 'zod';
import { rehearsalSchema } from '../../rehearse/rehearsal-report.ts';

/** What `rehearse --json` prints. */
export const rehearsalDocumentSchema = z.strictObject({ rehearsal: rehearsalSchema });
export type RehearsalDocument = z.output<typeof rehearsalDocumentSchema>;

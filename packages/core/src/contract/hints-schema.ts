import { z } from 'zod';
import { answerLimits } from './answer-limits.ts';
import { type HintDelivery, type HintPage, hintKinds } from './hints.ts';
import { idSchema as id } from './id-schema.ts';
import { parseAnswer } from './parse-answer.ts';

/** A text as long as an id of any app may be: what a request from outside names is no longer. */
const namedSchema = id.max(1024);

export const hintSchema = z.looseObject({
  object: namedSchema,
  id: namedSchema,
  kind: z.enum(hintKinds),
  revision: z.string().max(1024).exactOptional(),
  own: z.literal(true).exactOptional(),
});

const hintsSchema = z.array(hintSchema).max(answerLimits.items);
const cursorSchema = z.string().max(answerLimits.checkpoint);

const openedFeedSchema = z.looseObject({ cursor: cursorSchema, secret: id.exactOptional() });

const hintPageSchema = z.looseObject({
  hints: hintsSchema,
  cursor: cursorSchema,
  more: z.boolean(),
  gap: z.boolean().exactOptional(),
});

const hintDeliverySchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('hints'), hints: hintsSchema, delivery: id.exactOptional() }),
  z.looseObject({ kind: z.literal('read-feed') }),
  z.looseObject({ kind: z.literal('refused'), reason: z.enum(['forged', 'stale', 'malformed']) }),
]);

/** Throws a `ContractError`, as the other two do. */
export function parseOpenedFeed(value: unknown): { readonly cursor: string; readonly secret?: string } {
  return parseAnswer(openedFeedSchema, value, 'an opened feed of hints');
}

export function parseHintPage(value: unknown): HintPage {
  return parseAnswer(hintPageSchema, value, 'a page of hints');
}

export function parseHintDelivery(value: unknown): HintDelivery {
  return parseAnswer(hintDeliverySchema, value, 'what a request of the app says');
}

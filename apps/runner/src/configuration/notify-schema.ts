import { z } from 'zod';

/** What a webhook may be told of. */
export const noticeKinds = ['paused', 'braked', 'failing', 'silent'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const isWebhook = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

export const webhookSchema = z
  .strictObject({
    url: z
      .string()
      .refine(isWebhook, 'expected an address: https://…')
      .describe('Where it is sent. Whoever knows it can post there, so it is kept out of logs like a key.'),
    format: z
      .enum(['json', 'slack'])
      .prefault('json')
      .describe('`slack`: a text as Slack, Mattermost and others take it. `json`: the notice as a document.'),
    on: z
      .array(z.enum(noticeKinds))
      .min(1)
      .prefault([...noticeKinds])
      .describe('What it is told of; that it is over is told as well.'),
    failing: z.int().min(0).prefault(0).describe('A sync counts as failing with more refused records than this.'),
    allowPrivate: z
      .boolean()
      .prefault(false)
      .describe('May it be an address of this machine or of a private network, also by plain http?'),
  })
  .refine(({ url, allowPrivate }) => allowPrivate || url.startsWith('https:'), {
    path: ['url'],
    message: 'expected https://…, or allowPrivate: true for a private network',
  });
export type Webhook = z.output<typeof webhookSchema>;

import {
  type ConnectionHints,
  type HintFeed,
  type HintReceiver,
  parseHintDelivery,
  parseHintPage,
  parseOpenedFeed,
} from '@linkwright/core';
import type { CheckedCall } from './checked-call.ts';

/** What a connection says of records to look at, held to the contract like its other answers. */
export function checkedHints({ pull, push }: ConnectionHints, begin: (member: string) => CheckedCall): ConnectionHints {
  return { ...(pull && { pull: checkedFeed(pull, begin) }), ...(push && { push: checkedReceiver(push, begin) }) };
}

const checkedFeed = (pull: HintFeed, begin: (member: string) => CheckedCall): HintFeed => ({
  everyMs: pull.everyMs,
  notifies: pull.notifies === true,
  async open(request, { signal }) {
    const call = begin('hints.pull.open');
    const answer: unknown = await call.run('call', () => pull.open(request, { signal }), signal);
    return call.parse(() => parseOpenedFeed(answer));
  },
  async read(request, { signal }) {
    const call = begin('hints.pull.read');
    const answer: unknown = await call.run('call', () => pull.read(request, { signal }), signal);
    return call.parse(() => parseHintPage(answer));
  },
  async close(request, { signal }) {
    await begin('hints.pull.close').run('call', () => pull.close(request, { signal }), signal);
  },
});

const checkedReceiver = (push: HintReceiver, begin: (member: string) => CheckedCall): HintReceiver => ({
  signed: push.signed === true,
  async receive(request, { signal }) {
    const call = begin('hints.push.receive');
    const answer: unknown = await call.run('call', () => push.receive(request, { signal }), signal);
    return call.parse(() => parseHintDelivery(answer));
  },
});

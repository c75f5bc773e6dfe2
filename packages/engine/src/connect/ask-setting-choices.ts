import {
  type CallOptions,
  type ConnectContext,
  type Connector,
  parseSettingChoices,
  type SettingChoice,
} from '@linkwright/core';
import { checkedCall } from './checked-call.ts';
import type { CheckedConnectionOptions } from './checked-connection.ts';
import { deadlinesOf } from './deadlines.ts';
import { watchContext } from './life-signs.ts';
import { systemClock } from './system-clock.ts';

/** What may stand in a setting, as the app says; none where the connector cannot ask. Held to the contract like a call. */
export async function askSettingChoices(
  connector: Connector<unknown>,
  request: { readonly setting: string; readonly settings: Readonly<Record<string, unknown>> },
  given: ConnectContext,
  { signal, ...options }: Omit<CheckedConnectionOptions, 'signs'> & CallOptions,
): Promise<readonly SettingChoice[]> {
  const { setting, settings } = request;
  const choicesOf = Object.hasOwn(connector.settingChoices ?? {}, setting) && connector.settingChoices?.[setting];
  if (!choicesOf) return [];
  const { context, signs } = watchContext(given);
  const call = checkedCall(
    { connector: options.connector, what: `settingChoices of "${setting}"` },
    {
      clock: options.clock ?? systemClock,
      deadlines: deadlinesOf(options.deadlines),
      signs,
      redact: options.redact ?? ((text) => text),
    },
  );
  const answer: unknown = await call.run('call', () => choicesOf(settings, context, { signal }), signal);
  return call.parse(() => parseSettingChoices(answer));
}

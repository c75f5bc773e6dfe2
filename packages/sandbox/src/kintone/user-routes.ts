import { z } from 'zod';
import { KintoneFailure } from './kintone-errors.ts';
import { readParams } from './kintone-input.ts';
import { type KintoneCall, type Route, route } from './kintone-router.ts';
import type { Entity } from './records/record-state.ts';

const listInput = z.object({ codes: z.array(z.string()).max(100).nullish() });

/** Users are the domain's, not Kintone's: whoever logs in may ask for them, and an API token of an app is no login. */
export const userRoutes: readonly Route[] = [route('GET', '/v1/users', listUsers)];

function listUsers(call: KintoneCall): object {
  if (call.caller.kind === 'token') throw new KintoneFailure(401, 'CB_AU01', 'Please login.');
  const { codes } = readParams(call.params, listInput);
  const users = [...call.domain.users.values()];
  const found = codes == null ? users : users.filter(({ code }) => codes.includes(code));
  return { users: found.slice(0, 100).map((user) => viewUser(call, user, users.indexOf(user) + 1)) };
}

function viewUser({ domain: { settings } }: KintoneCall, { code, name }: Entity, id: number): object {
  const own = settings.users.find((user) => user.code === code);
  return { id: String(id), code, name, valid: true, timezone: own?.timeZone ?? settings.timeZone, locale: null };
}

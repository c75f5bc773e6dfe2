import { isLinkwrightError } from '@linkwright/core';
import { type LoneConnection, openConnection } from '../session/open-connection.ts';
import { vaultOf } from '../session/vault-of.ts';
import type { Work } from '../session/work.ts';
import { waitsForGrant } from './connect.ts';

/** A grant that ends by itself is renewed when half of its time is over: a paused sync keeps it alive as well. */
const share = 0.5;

/** Renews the grants that would end because nobody uses them. Tells what went wrong, and throws nothing. Gives the connections whose grant was renewed. */
export async function keepGrantsAlive(work: Work): Promise<readonly string[]> {
  const renewed: string[] = [];
  for (const { connection: name, kind } of await vaultOf(work.loaded).list()) {
    if (kind !== 'grant' || work.loaded.configuration.connections[name] === undefined) continue;
    try {
      const connection = await openConnection(work, name);
      if (!(await isDue(connection, work.now()))) continue;
      await connection.connector.oauth?.renew(connection.settings, connection.context, { signal: work.signal });
      renewed.push(name);
    } catch (error) {
      if (work.signal.aborted) return renewed;
      const reason = isLinkwrightError(error) ? `${error.message} (${error.code})` : String(error);
      work.tell({ kind: 'trouble', text: `The grant of "${name}" was not renewed: ${reason}` });
    }
  }
  return renewed;
}

async function isDue({ connector, context, ...rest }: LoneConnection, now: number): Promise<boolean> {
  if (!waitsForGrant({ connector, context, ...rest })) return false;
  const grant = connector.oauth?.describe(await context.credentials.read()) ?? null;
  if (grant === null || grant.endsAt === null) return false;
  return now >= grant.renewedAt + share * (grant.endsAt - grant.renewedAt);
}

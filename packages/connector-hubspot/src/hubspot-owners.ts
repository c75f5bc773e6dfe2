import type { Clock } from '@linkwright/core';
import { cursorPages } from '@linkwright/http';
import type { HubspotClient } from './hubspot-client.ts';
import { joinRead, type SharedRead } from './hubspot-shared-read.ts';

/** Somebody may have been invited since: an owner who is not there is worth another read, but not for every record. */
const readAgainAfterMs = 60_000;

export interface OwnerDirectory {
  /** `null`: no such owner, or one without an e-mail. */
  emailOf(ownerId: string, signal: AbortSignal): Promise<string | null>;
  /** Without case. `null`: no active owner has this address. */
  ownerOf(email: string, signal: AbortSignal): Promise<string | null>;
}

/**
 * Owner id ↔ e-mail. Read when the first owner is met, and again when one is not among those read a while ago. Archived
 * owners still stand on records, so they are read too, but only when an id asks for them; no record is given to one.
 */
export function createOwnerDirectory(client: HubspotClient, clock: Clock): OwnerDirectory {
  const active = createDirectory(client, clock, false);
  const archived = createDirectory(client, clock, true);
  return {
    async emailOf(ownerId, signal) {
      return (await active.find('emailById', ownerId, signal)) ?? (await archived.find('emailById', ownerId, signal));
    },
    ownerOf: (email, signal) => active.find('idByEmail', email.trim().toLowerCase(), signal),
  };
}

interface Directory {
  readonly emailById: ReadonlyMap<string, string>;
  readonly idByEmail: ReadonlyMap<string, string>;
}

function createDirectory(client: HubspotClient, clock: Clock, archived: boolean) {
  let current: (SharedRead<Directory> & { readonly readAt: number }) | null = null;

  function read(signal: AbortSignal): Promise<Directory> {
    const reading = { value: readDirectory(client, archived, signal), signal, readAt: clock.now() };
    current = reading;
    // A failed read is not remembered: the next caller tries again.
    reading.value.catch(() => {
      if (current === reading) current = null;
    });
    return reading.value;
  }

  const join = (signal: AbortSignal) =>
    joinRead(
      () => current,
      () => read(signal),
      signal,
    );

  return {
    async find(by: keyof Directory, key: string, signal: AbortSignal): Promise<string | null> {
      const known = current;
      const found = (await join(signal))[by].get(key);
      if (found !== undefined || known === null || clock.now() - known.readAt < readAgainAfterMs) return found ?? null;
      // Another caller may have read it meanwhile.
      const again = current !== null && current !== known ? join(signal) : read(signal);
      return (await again)[by].get(key) ?? null;
    },
  };
}

async function readDirectory(client: HubspotClient, archived: boolean, signal: AbortSignal): Promise<Directory> {
  const emailById = new Map<string, string>();
  const idByEmail = new Map<string, string>();
  const pages = cursorPages({ appName: 'HubSpot', what: 'owners' }, (after) =>
    client.owners({ archived, after }, signal),
  );
  for await (const { results } of pages) {
    for (const owner of results) {
      const email = owner.email?.trim().toLowerCase() ?? '';
      if (email === '') continue;
      emailById.set(owner.id, email);
      if (!idByEmail.has(email)) idByEmail.set(email, owner.id);
    }
  }
  return { emailById, idByEmail };
}

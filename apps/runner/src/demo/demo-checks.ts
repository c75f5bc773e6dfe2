import { isDeepStrictEqual } from 'node:util';
import type { AppView, CompanyView, ContactView, DealView } from './app-view.ts';
import { DemoFailure } from './demo-failure.ts';

/** The view without these records, and without what points at them: a sync rightly leaves them to themselves. */
export function withoutRecords(view: AppView, keys: readonly string[]): AppView {
  const kept = (targets: readonly string[]): readonly string[] => targets.filter((target) => !keys.includes(target));
  const stays = ({ key }: { readonly key: string }): boolean => !keys.includes(key);
  return {
    app: view.app,
    companies: view.companies.filter(stays).map((company) => ({ ...company, parent: kept(company.parent) })),
    contacts: view.contacts
      .filter(stays)
      .map((contact) => ({ ...contact, primary: kept(contact.primary), companies: kept(contact.companies) })),
    deals: view.deals
      .filter(stays)
      .map((deal) => ({ ...deal, company: kept(deal.company), contacts: kept(deal.contacts) })),
  };
}

/** How two apps that should be in step differ, one line for each record. */
export function differences(left: AppView, right: AppView): readonly string[] {
  return (['companies', 'contacts', 'deals'] as const).flatMap((object) => {
    const lefts = contentByKey(left[object]);
    const rights = contentByKey(right[object]);
    return [...new Set([...lefts.keys(), ...rights.keys()])].flatMap((key) => {
      const ours = lefts.get(key) ?? [];
      const theirs = rights.get(key) ?? [];
      if (isDeepStrictEqual(ours, theirs)) return [];
      const told =
        ours.length === theirs.length
          ? `${left.app} ${JSON.stringify(ours)}, ${right.app} ${JSON.stringify(theirs)}`
          : `${left.app} has ${ours.length}, ${right.app} ${theirs.length}`;
      return [`${object} "${key}": ${told}`];
    });
  });
}

/** Everything but ids. */
function contentByKey(
  records: readonly (CompanyView | ContactView | DealView)[],
): ReadonlyMap<string, readonly object[]> {
  const found = new Map<string, object[]>();
  for (const { id: _, ...content } of records) {
    found.set(content.key, [...(found.get(content.key) ?? []), content]);
  }
  return found;
}

/** Pairs of associated records: what an association is, whatever the app calls it. */
export function countPairs(view: AppView): number {
  const companies = view.companies.reduce((sum, { parent }) => sum + parent.length, 0);
  const contacts = view.contacts.reduce((sum, contact) => sum + contact.companies.length, 0);
  const deals = view.deals.reduce((sum, deal) => sum + deal.company.length + deal.contacts.length, 0);
  return companies + contacts + deals;
}

/** Throws with the first few differences. */
export function requireInStep(left: AppView, right: AppView): void {
  const found = differences(left, right);
  if (found.length === 0) return;
  const more = found.length > 3 ? ` (and ${found.length - 3} more)` : '';
  throw new DemoFailure(`The apps are not in step: ${found.slice(0, 3).join('; ')}${more}.`);
}

export function requireTrue(holds: boolean, claim: string): void {
  if (!holds) throw new DemoFailure(`This should be so, and is not: ${claim}.`);
}

export function requireContact(view: AppView, key: string): ContactView {
  return requireOne(view, view.contacts, key);
}

export function requireCompany(view: AppView, key: string): CompanyView {
  return requireOne(view, view.companies, key);
}

function requireOne<Item extends { readonly key: string }>(view: AppView, records: readonly Item[], key: string): Item {
  const found = records.filter((record) => record.key === key);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new DemoFailure(`${view.app} has ${found.length} records "${key}", and should have one.`);
}

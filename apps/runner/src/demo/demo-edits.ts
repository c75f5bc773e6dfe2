import { setTimeout as wait } from 'node:timers/promises';
import type { AirtableApi } from './airtable-api.ts';
import { companyNames, nameOf } from './app-view.ts';
import { requireCompany, requireContact, requireTrue } from './demo-checks.ts';
import { DemoFailure } from './demo-failure.ts';
import { associationTypes, type HubspotApi } from './hubspot-api.ts';
import { cast } from './sample-cast.ts';
import type { BothViews } from './show-associations.ts';

export interface DemoApps {
  readonly hubspot: HubspotApi;
  readonly airtable: AirtableApi;
  readonly baseId: string;
  readonly signal: AbortSignal;
}

/** Something that people do in the apps, and what has to have come of it after the next sync. */
export interface DemoEdit {
  readonly told: string;
  apply(): Promise<void>;
  /** Says where it arrived, or throws a `DemoFailure` if it did not. */
  arrived(after: BothViews): string;
}

const emailOf = (contact: { readonly email: string | null }): string => contact.email ?? '';

export function demoEdits(apps: DemoApps, before: BothViews): readonly DemoEdit[] {
  return [
    moveContact(apps, before),
    renameCompany(apps, before),
    contestJobTitle(apps, before),
    removeLink(apps, before),
    addContact(apps, before),
    linkOnBothSides(apps, before),
    settleAmbiguity(apps, before),
  ];
}

function moveContact({ airtable, baseId }: DemoApps, before: BothViews): DemoEdit {
  const contact = requireContact(before.airtable, emailOf(cast.moved));
  const target = requireCompany(before.airtable, 'sunrise-butsuryu.example');
  const former = companyNames(before.airtable, contact.primary);
  return {
    told: `Airtable: ${nameOf(contact)} moves from ${former} to ${target.fields.name} (Account).`,
    apply: () => airtable.update(baseId, 'People', contact.id, { Account: [target.id] }),
    arrived({ hubspot }) {
      const { primary, companies } = requireContact(hubspot, contact.key);
      requireTrue(primary.join() === target.key, `the primary company of ${nameOf(contact)} is ${target.fields.name}`);
      requireTrue(
        contact.primary.every((key) => companies.includes(key)),
        `${nameOf(contact)} is still associated with ${former} in HubSpot`,
      );
      return `HubSpot: the primary company of ${nameOf(contact)} is ${target.fields.name}; ${former} stays associated.`;
    },
  };
}

function renameCompany({ hubspot, signal }: DemoApps, before: BothViews): DemoEdit {
  const company = requireCompany(before.hubspot, 'quarry-street.example');
  const name = 'Quarry Street Capital';
  return {
    told: `HubSpot: ${company.fields.name} is renamed ${name}.`,
    async apply() {
      await hubspot.update('companies', company.id, { name });
      await untilFound({ hubspot, signal }, 'companies', 'name', name);
    },
    arrived({ airtable }) {
      requireTrue(requireCompany(airtable, company.key).fields.name === name, `the Account is named ${name}`);
      return `Airtable: the Account is named ${name}.`;
    },
  };
}

function contestJobTitle({ hubspot, airtable, baseId, signal }: DemoApps, before: BothViews): DemoEdit {
  const key = emailOf(cast.contested);
  const [ours, theirs] = [requireContact(before.hubspot, key), requireContact(before.airtable, key)];
  const [winner, loser] = ['차장', '부장'];
  return {
    told: `Both: ${nameOf(ours)} becomes ${winner} in HubSpot and ${loser} in Airtable.`,
    async apply() {
      await hubspot.update('contacts', ours.id, { jobtitle: winner });
      await airtable.update(baseId, 'People', theirs.id, { 'Job title': loser });
      await untilFound({ hubspot, signal }, 'contacts', 'jobtitle', winner);
    },
    arrived(after) {
      for (const view of [after.hubspot, after.airtable]) {
        const title = requireContact(view, key).fields['job title'];
        requireTrue(title === winner, `${nameOf(ours)} is ${winner} in ${view.app}`);
      }
      return `Both: ${nameOf(ours)} is ${winner}: HubSpot wins, and ${loser} is kept in the conflict log.`;
    },
  };
}

function removeLink({ hubspot }: DemoApps, before: BothViews): DemoEdit {
  const contact = requireContact(before.hubspot, emailOf(cast.severalCompanies));
  const company = requireCompany(before.hubspot, 'pampa-cueros.example');
  return {
    told: `HubSpot: ${nameOf(contact)} and ${company.fields.name} are no longer associated.`,
    apply: () => hubspot.dissociate('contacts', 'companies', { from: contact.id, to: company.id }),
    arrived({ airtable }) {
      const { companies } = requireContact(airtable, contact.key);
      const left = contact.companies.filter((key) => key !== company.key);
      requireTrue(companies.join() === left.join(), `Companies of ${nameOf(contact)} are ${left.join(', ')}`);
      return `Airtable: Companies of ${nameOf(contact)} are ${companyNames(airtable, companies)}.`;
    },
  };
}

function addContact({ airtable, baseId }: DemoApps, before: BothViews): DemoEdit {
  const company = requireCompany(before.airtable, 'kestrel-avionics.example');
  const email = 'wren.achterberg@kestrel-avionics.example';
  return {
    told: `Airtable: Wren Achterberg is new, at ${company.fields.name} (Account).`,
    async apply() {
      const cells = { 'First name': 'Wren', 'Last name': 'Achterberg', Email: email, Account: [company.id] };
      await airtable.create(baseId, 'People', [cells]);
    },
    arrived({ hubspot }) {
      const contact = requireContact(hubspot, email);
      requireTrue(contact.primary.join() === company.key, `HubSpot has Wren Achterberg at ${company.fields.name}`);
      return `HubSpot: ${nameOf(contact)} is a contact, with ${company.fields.name} as primary company.`;
    },
  };
}

function linkOnBothSides({ hubspot, airtable, baseId }: DemoApps, before: BothViews): DemoEdit {
  const key = emailOf(cast.linkedTwice);
  const [ours, theirs] = [requireContact(before.hubspot, key), requireContact(before.airtable, key)];
  const inHubspot = requireCompany(before.hubspot, 'tonic-rye.example');
  const inAirtable = requireCompany(before.airtable, 'juniper-vale.example');
  const former = theirs.companies.map((company) => requireCompany(before.airtable, company).id);
  return {
    told: `Both: ${nameOf(ours)} gets ${inHubspot.fields.name} in HubSpot and ${inAirtable.fields.name} in Airtable.`,
    async apply() {
      const pair = { from: ours.id, to: inHubspot.id, types: [associationTypes.contactToCompany] };
      await hubspot.associate('contacts', 'companies', [pair]);
      await airtable.update(baseId, 'People', theirs.id, { Companies: [...former, inAirtable.id] });
    },
    arrived(after) {
      const expected = [...ours.companies, inHubspot.key, inAirtable.key].toSorted();
      for (const view of [after.hubspot, after.airtable]) {
        const { companies } = requireContact(view, key);
        requireTrue(companies.join() === expected.join(), `${view.app} has ${nameOf(ours)} at ${expected.join(', ')}`);
      }
      return `Both: ${nameOf(ours)} has ${companyNames(after.airtable, expected)}.`;
    },
  };
}

/** Two people in Airtable had one e-mail address, so neither could be told to be the contact in HubSpot. */
function settleAmbiguity({ airtable, baseId }: DemoApps, before: BothViews): DemoEdit {
  const shared = emailOf(cast.ambiguous);
  const email = 'lucien.marchand@chateau-revel.example';
  const bearers = before.airtable.contacts.filter((contact) => contact.key === shared);
  const other = bearers.find((contact) => contact.fields['first name'] !== cast.ambiguous.firstName);
  if (other === undefined) throw new DemoFailure(`Airtable should have two people with the e-mail ${shared}.`);
  return {
    told: `Airtable: of the two people with the e-mail ${shared}, ${nameOf(other)} gets his own.`,
    apply: () => airtable.update(baseId, 'People', other.id, { Email: email }),
    arrived(after) {
      const created = requireContact(after.hubspot, email);
      const linked = requireContact(after.airtable, shared);
      requireTrue(linked.primary.length === 1, `${nameOf(linked)} has an Account in Airtable`);
      const account = companyNames(after.airtable, linked.primary);
      return `Both: ${nameOf(linked)} is linked and has her Account ${account}; HubSpot: ${nameOf(created)} is new.`;
    },
  };
}

const mostLooks = 200;
const msBetweenLooks = 25;

/** HubSpot's search index is a little behind; an edit that nobody can find yet would reach the next sync but one. */
async function untilFound(
  { hubspot, signal }: Pick<DemoApps, 'hubspot' | 'signal'>,
  object: string,
  property: string,
  value: string,
): Promise<void> {
  for (let look = 0; look < mostLooks; look += 1) {
    if ((await hubspot.countFound(object, property, value)) > 0) return;
    await wait(msBetweenLooks, undefined, { signal });
  }
  throw new DemoFailure(`HubSpot's search does not find the edited ${object} whose ${property} is ${value}.`);
}

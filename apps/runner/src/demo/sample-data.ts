import {
  castContacts,
  castInAirtable,
  companiesInAirtable,
  companiesOnBothSides,
  withoutContacts,
} from './sample-cast.ts';
import { companyWords } from './sample-companies.ts';
import { sampleDeals } from './sample-deals.ts';
import type { SampleCompany, SampleContact, SampleDeal } from './sample-records.ts';
import { jobTitles, namePools } from './sample-words.ts';

export interface SampleSide {
  readonly companies: readonly SampleCompany[];
  readonly contacts: readonly SampleContact[];
  readonly deals: readonly SampleDeal[];
}

/** What the two apps hold before the first sync. */
export interface Sample {
  readonly hubspot: SampleSide;
  readonly airtable: SampleSide;
}

const peopleInTotal = 400;
/** Every so many of the crowd is in Airtable as well, or there alone. */
const everyOnBothSides = 25;
const everyInAirtableAlone = 20;

/** The same in every run. */
export function createSample(): Sample {
  const companies = companyWords.map(
    (words, index): SampleCompany => ({
      ...words,
      phone: index % 3 === 0 ? `${namePools[index % namePools.length]?.dial ?? ''}${100 + index}` : null,
      parent: words.key === 'meridian-iberia' ? 'meridian-cables' : words.key === 'paper-lantern' ? 'velvet-fox' : null,
    }),
  );
  const aloneThere = companiesInAirtable.filter((key) => !companiesOnBothSides.includes(key));
  const inHubspot = companies.filter(({ key }) => !aloneThere.includes(key));
  const crowd = createCrowd(inHubspot);
  const hubspotContacts = [...castContacts, ...crowd.hubspot];
  const airtableContacts = [...castInAirtable, ...crowd.airtable];
  return {
    hubspot: {
      companies: inHubspot.map((company) => withKnownParent(company, inHubspot)),
      contacts: hubspotContacts,
      deals: sampleDeals({ companies: inHubspot, contacts: hubspotContacts, count: 72, first: 0 }),
    },
    airtable: {
      companies: companies
        .filter(({ key }) => companiesInAirtable.includes(key))
        .map((company) =>
          withKnownParent(
            company,
            companies.filter(({ key }) => companiesInAirtable.includes(key)),
          ),
        ),
      contacts: airtableContacts,
      deals: sampleDeals({
        companies: companies.filter(({ key }) => companiesInAirtable.includes(key)),
        contacts: airtableContacts,
        count: 8,
        first: 72,
      }),
    },
  };
}

/** A parent can be named only where it is. */
function withKnownParent(company: SampleCompany, known: readonly SampleCompany[]): SampleCompany {
  return known.some(({ key }) => key === company.parent) ? company : { ...company, parent: null };
}

/** The people that no nasty case is about. */
function createCrowd(inHubspot: readonly SampleCompany[]): Pick<Crowd, 'hubspot' | 'airtable'> {
  const crowd: Crowd = { hubspot: [], airtable: [] };
  const employers = inHubspot.filter(({ key }) => key !== withoutContacts);
  const cast = new Set([...castContacts, ...castInAirtable].map(({ key }) => key));
  for (let index = 0; index < peopleInTotal - cast.size; index += 1) {
    const aloneThere = index % everyInAirtableAlone === everyInAirtableAlone - 1;
    const places = aloneThere ? companyWords.filter(({ key }) => companiesInAirtable.includes(key)) : employers;
    const contact = createPerson(index, places);
    if (aloneThere) {
      crowd.airtable.push(contact);
      continue;
    }
    crowd.hubspot.push(contact);
    // The same person as somebody else has noted her down: fewer fields, and no company, which is not there yet.
    if (index % everyOnBothSides === 0) {
      crowd.airtable.push({ ...contact, phone: null, companies: [], primary: null });
    }
  }
  return crowd;
}

interface Crowd {
  readonly hubspot: SampleContact[];
  readonly airtable: SampleContact[];
}

function createPerson(
  index: number,
  places: readonly { readonly key: string; readonly domain: string | null }[],
): SampleContact {
  const pool = namePools[index % namePools.length] ?? { given: [], family: [], dial: '' };
  // Eight given names go through eight family names without repeating a pair in 64 people of a pool.
  const turn = Math.floor(index / namePools.length);
  const round = Math.floor(turn / 8);
  const [firstName = '', givenAscii = ''] = pool.given[turn % 8] ?? [];
  const [lastName = '', familyAscii = ''] = pool.family[(turn * 3 + round) % 8] ?? [];
  const at = (step: number): { readonly key: string; readonly domain: string | null } | undefined =>
    places[(index * 7 + step * 11) % places.length];
  const main = index % 11 === 10 ? undefined : at(0);
  const others = main === undefined ? [] : [...(index % 7 === 0 ? [at(1)] : []), ...(index % 49 === 0 ? [at(2)] : [])];
  // The primary company is not the first one of the list, as in most accounts that have grown.
  const companies = [...others, main].flatMap((company) => (company === undefined ? [] : [company.key]));
  return {
    key: `person-${index}`,
    firstName,
    lastName,
    email: `${givenAscii}.${familyAscii}@${main?.domain ?? 'post.example'}`,
    jobTitle: index % 5 === 4 ? null : (jobTitles[index % jobTitles.length] ?? null),
    phone: index % 2 === 0 ? `${pool.dial}${1000 + index}` : null,
    companies: [...new Set(companies)],
    primary: main?.key ?? null,
  };
}

import type { SampleCompany, SampleContact, SampleDeal } from './sample-records.ts';
import { products } from './sample-words.ts';

const stages = 7;
const firstDay = Date.UTC(2026, 8, 1);
const dayMs = 86_400_000;

/** Deals with the companies of one side and people who work there. */
export function sampleDeals(request: {
  readonly companies: readonly SampleCompany[];
  readonly contacts: readonly SampleContact[];
  readonly count: number;
  /** Number of the first deal, so that two calls make different ones. */
  readonly first: number;
}): readonly SampleDeal[] {
  const { companies, contacts, count, first } = request;
  return Array.from({ length: count }, (_, place): SampleDeal => {
    const number = first + place;
    const company = companies[(place * 5) % companies.length];
    const staff = contacts.filter((contact) => contact.companies.some((key) => key === company?.key));
    // Some deals close at a time of day, which Airtable's dates do not keep.
    const time = firstDay + ((number * 13) % 300) * dayMs + (number % 3 === 0 ? 15.5 * 3_600_000 : 0);
    return {
      key: `deal-${number}`,
      name: `${company?.name ?? ''}: ${products[number % products.length] ?? ''} #${1001 + number}`,
      amount: 1_200 + ((number * 7_919) % 240_000) + (number % 4) * 0.25,
      stage: number % stages,
      closeDate: new Date(time).toISOString(),
      company: number % 9 === 8 ? null : (company?.key ?? null),
      contacts: staff.slice(0, 1 + (number % 3)).map(({ key }) => key),
    };
  });
}

/** How much there is to keep in step. */
export interface Size {
  readonly contacts: number;
  readonly companies: number;
}

export interface SampleCompany {
  readonly name: string;
  readonly domain: string;
}

export interface SampleContact {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string;
  /** Domains; the first is the primary company. */
  readonly companies: readonly string[];
}

export interface Sample {
  readonly companies: readonly SampleCompany[];
  readonly contacts: readonly SampleContact[];
}

const firstNames = ['Ada', 'Bela', 'Chloé', 'Dmitri', 'Eun-ji', 'Farid', 'Grace', 'Hana', 'Iker', 'Jürgen', 'Kim'];
const lastNames = [
  'Abe',
  'Berg',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Ito',
  'Jansen',
  'Kaya',
  'Li',
];
const jobTitles = ['Buyer', 'Engineer', 'Head of Sales', 'Analyst', 'Managing Director', 'Designer', 'Accountant'];

/** One to three companies for each contact, spread evenly; the same in every run. */
export function makeSample({ contacts, companies }: Size): Sample {
  const domainOf = (index: number): string => `company-${index % companies}.example`;
  return {
    companies: Array.from({ length: companies }, (_, index) => ({ name: `Company ${index}`, domain: domainOf(index) })),
    contacts: Array.from({ length: contacts }, (_, index) => ({
      email: `contact-${index}@${domainOf(index)}`,
      firstName: pick(firstNames, index),
      lastName: pick(lastNames, index),
      jobTitle: pick(jobTitles, index),
      // Steps that no number of companies used here divides, so that the companies of one contact differ.
      companies: Array.from({ length: 1 + (index % 3) }, (_, nth) => domainOf(index + nth * 7)),
    })),
  };
}

export const edgesOf = (sample: Sample): number =>
  sample.contacts.reduce((sum, contact) => sum + contact.companies.length, 0);

function pick(values: readonly string[], index: number): string {
  return values[index % values.length] ?? '';
}

import type { SampleContact } from './sample-records.ts';

/** The people and companies that the nasty cases and the edits are about. */

export const companiesOnBothSides: readonly string[] = [
  'nordlicht',
  'nordlicht-energie',
  'meridian-cables',
  'sakura-shoji',
  'moller-sonner',
  'cafe-zentral',
];

/** The last six are in Airtable alone. */
export const companiesInAirtable: readonly string[] = [
  ...companiesOnBothSides,
  'bright-anvil',
  'velvet-fox',
  'paper-lantern',
  'ostara-seeds',
  'lighthouse-tutors',
  'harbour-glass',
];

/** Their column "Website" holds a whole address where HubSpot keeps the domain alone. */
export const withWholeAddress: readonly string[] = ['sakura-shoji', 'bright-anvil', 'harbour-glass'];

export const withoutContacts = 'dormant-holdings';
export const child = 'meridian-iberia';
export const parent = 'meridian-cables';

const nobody = { lastName: null, email: null, jobTitle: null, phone: null, companies: [], primary: null } as const;

/** No e-mail address: recognized by first and last name. */
const withoutEmail: SampleContact = {
  ...nobody,
  key: 'without-email',
  firstName: 'Søren',
  lastName: 'Ångström-Nielsen',
  jobTitle: 'Volunteer',
  companies: ['moller-sonner'],
  primary: 'moller-sonner',
};

/** Neither an e-mail address nor a last name: nothing to recognize her by. */
const withoutKey: SampleContact = { ...nobody, key: 'without-key', firstName: 'Madonna' };

const severalCompanies: SampleContact = {
  ...nobody,
  key: 'several-companies',
  firstName: 'Ana Sofía',
  lastName: 'Ibáñez de Larrañaga',
  email: 'anasofia.ibanez@terramar.example',
  jobTitle: 'Consejera',
  companies: ['mercado-azul', 'terramar', 'pampa-cueros'],
  primary: 'terramar',
};

/** Two people in Airtable have the e-mail address of this one. */
const ambiguous: SampleContact = {
  ...nobody,
  key: 'ambiguous',
  firstName: 'Léonie',
  lastName: 'Marchand',
  email: 'marchand@chateau-revel.example',
  jobTitle: 'Œnologue',
  companies: ['chateau-revel'],
  primary: 'chateau-revel',
};

/** Both apps know her, and do not agree on her job title. */
const differing: SampleContact = {
  ...nobody,
  key: 'differing',
  firstName: 'Friederike',
  lastName: 'Weißenböck',
  email: 'f.weissenboeck@nordlicht.example',
  jobTitle: 'Head of Grid Planning',
  companies: ['nordlicht'],
  primary: 'nordlicht',
};

/** Each app knows what the other lacks. */
const blanks: SampleContact = {
  ...nobody,
  key: 'blanks',
  firstName: 'Nguyễn Thị',
  lastName: 'Hương',
  email: 'huong.nguyen@pho-hanoi.example',
  jobTitle: 'Trưởng phòng kinh doanh',
  companies: ['pho-hanoi'],
  primary: 'pho-hanoi',
};

/** She will be moved to another company. */
const moved: SampleContact = {
  ...nobody,
  key: 'moved',
  firstName: '美穂',
  lastName: '長谷川',
  email: 'miho.hasegawa@sakura-shoji.example',
  jobTitle: '課長',
  companies: ['sakura-shoji'],
  primary: 'sakura-shoji',
};

/** Both apps will give him another job title at once. */
const contested: SampleContact = {
  ...nobody,
  key: 'contested',
  firstName: '준호',
  lastName: '남궁',
  email: 'junho.namgung@hanbit-jeonja.example',
  jobTitle: '과장',
  companies: ['hanbit-jeonja'],
  primary: 'hanbit-jeonja',
};

/** Both apps will give her another company at once. */
const linkedTwice: SampleContact = {
  ...nobody,
  key: 'linked-twice',
  firstName: 'Siobhán',
  lastName: 'Ní Dhomhnaill',
  email: 'siobhan@ohara-daughters.example',
  jobTitle: 'Partner',
  companies: ['ohara-daughters'],
  primary: 'ohara-daughters',
};

/** In Airtable alone, with a company that is in Airtable alone: HubSpot has to get the company first. */
const beforeCompany: SampleContact = {
  ...nobody,
  key: 'before-company',
  firstName: 'Ṣadé',
  lastName: 'Ògúnbánjọ',
  email: 'sade.ogunbanjo@bright-anvil.example',
  jobTitle: 'Smith',
  // Whoever keeps the base fills in one of the two columns.
  primary: 'bright-anvil',
};

/** In Airtable alone, and nobody has said there which company counts: HubSpot decides it by itself. */
const withoutPrimary: SampleContact = {
  ...nobody,
  key: 'without-primary',
  firstName: 'Matouš',
  lastName: 'Řeřicha',
  email: 'matous.rericha@velvet-fox.example',
  jobTitle: 'Dramaturg',
  companies: ['velvet-fox'],
};

export const castContacts: readonly SampleContact[] = [
  withoutEmail,
  withoutKey,
  severalCompanies,
  ambiguous,
  differing,
  blanks,
  moved,
  contested,
  linkedTwice,
];

export const castInAirtable: readonly SampleContact[] = [
  { ...ambiguous, companies: [], primary: null },
  { ...ambiguous, key: 'ambiguous-2', firstName: 'Lucien', jobTitle: null, companies: [], primary: null },
  // Capital letters in an e-mail address mean nothing.
  {
    ...differing,
    email: 'F.Weissenboeck@nordlicht.example',
    jobTitle: 'Netzplanerin',
    companies: ['nordlicht'],
  },
  { ...blanks, jobTitle: null, phone: '+84 24 5550 1234', companies: [], primary: null },
  beforeCompany,
  withoutPrimary,
];

export interface Cast {
  readonly withoutEmail: SampleContact;
  readonly withoutKey: SampleContact;
  readonly severalCompanies: SampleContact;
  readonly ambiguous: SampleContact;
  readonly differing: SampleContact;
  readonly blanks: SampleContact;
  readonly moved: SampleContact;
  readonly contested: SampleContact;
  readonly linkedTwice: SampleContact;
  readonly beforeCompany: SampleContact;
  readonly withoutPrimary: SampleContact;
}

export const cast: Cast = {
  withoutEmail,
  withoutKey,
  severalCompanies,
  ambiguous,
  differing,
  blanks,
  moved,
  contested,
  linkedTwice,
  beforeCompany,
  withoutPrimary,
};

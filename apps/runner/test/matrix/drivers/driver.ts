/** The two objects that every pair of apps has here, and a third one that is user-made in each of them. */
export type Kind = 'companies' | 'contacts' | 'sites';

/** An association of the matrix, whatever it is called in an app. */
export type Slot =
  /** contact → the company that counts most */
  | 'employer'
  /** contact → all its companies */
  | 'affiliations'
  /** contact → companies it advises: a label where the app has labels */
  | 'advises'
  /** contact → its company, by name in a plain text */
  | 'employerName'
  /** company → company */
  | 'parent'
  /** site (user-made object) → contact */
  | 'resident';

export const kindOf: Readonly<Record<Slot, { readonly source: Kind; readonly target: Kind }>> = {
  employer: { source: 'contacts', target: 'companies' },
  affiliations: { source: 'contacts', target: 'companies' },
  advises: { source: 'contacts', target: 'companies' },
  employerName: { source: 'contacts', target: 'companies' },
  parent: { source: 'companies', target: 'companies' },
  resident: { source: 'sites', target: 'contacts' },
};

/** `key`: a code of a company's own. `title`: a contact's job. Sites have a name only. */
export interface Values {
  readonly name?: string;
  readonly key?: string;
  readonly title?: string;
}

/** How the configuration names an association of an app, and the reference that has to be declared for it. */
export interface SlotField {
  readonly field: string;
  readonly reference?: { readonly key: string; readonly separator?: string };
  /** Several targets at once? */
  readonly many: boolean;
}

/**
 * An app in the hands of a person: everything goes through the vendor's own client. Records are told by name; a
 * contact's name is its e-mail address.
 */
export interface Driver {
  readonly app: 'HubSpot' | 'Airtable' | 'Kintone';
  /** Lines of a connection, indented by four. */
  readonly connection: string;
  readonly objects: Readonly<Record<Kind, string>>;
  readonly fields: Readonly<Record<'name' | 'key' | 'email' | 'title' | 'site', string>>;
  readonly slots: Readonly<Record<Slot, SlotField>>;
  add(kind: Kind, name: string, values?: Values): Promise<void>;
  update(kind: Kind, name: string, values: Values): Promise<void>;
  remove(kind: Kind, name: string): Promise<void>;
  /** Values of all records, by name. A record without a name is absent. */
  read(kind: Kind): Promise<ReadonlyMap<string, Values>>;
  /** Of all records, also those without a name or with that of another one. */
  count(kind: Kind): Promise<number>;
  /**
   * What counts as one target takes the new one in place of the old one, also in a field that could hold both; `beside`
   * adds it there.
   */
  join(slot: Slot, source: string, target: string, how?: 'beside'): Promise<void>;
  leave(slot: Slot, source: string, target: string): Promise<void>;
  /** `source → target`, of all records, sorted. */
  edges(slot: Slot): Promise<readonly string[]>;
}

export const arrow = (source: string, target: string): string => `${source} → ${target}`;

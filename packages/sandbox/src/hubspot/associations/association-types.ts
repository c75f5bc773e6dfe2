export type AssociationCategory = 'HUBSPOT_DEFINED' | 'USER_DEFINED';

/** One kind of association in one direction. A number alone names no type: both categories count from 1. */
export interface AssociationType {
  readonly category: AssociationCategory;
  readonly typeId: number;
  /** Object type ids. */
  readonly from: string;
  readonly to: string;
  /** As the legacy API and inline associations call it. */
  readonly name: string;
  /** Null for the unlabeled type. */
  label: string | null;
  /**
   * - `unlabeled`: stands between every two associated records, beside whatever else does.
   * - `fixed`: HubSpot's own labels: primary, parent and child.
   * - `label`: a label of the portal; a write replaces those of the pair by the ones it names.
   */
  readonly role: 'unlabeled' | 'fixed' | 'label';
  /** A record has at most one association of this type, and a second takes the place of the first: the primary company. */
  readonly single: boolean;
  /** The first associated record gets this type by itself. */
  readonly automatic: boolean;
  /** How many records one may be associated with by this type, where people have set a limit. */
  limit: number | undefined;
}

interface TypeRow {
  readonly from: string;
  readonly to: string;
  readonly typeId: number;
  readonly inverseTypeId: number;
  readonly name: string;
  readonly inverseName: string;
  readonly label?: string;
  readonly inverseLabel?: string;
  readonly single?: boolean;
  readonly automatic?: boolean;
  readonly inverseSingle?: boolean;
}

const contact = '0-1';
const company = '0-2';
const deal = '0-3';
const ticket = '0-5';

const rows: readonly TypeRow[] = [
  primary(contact, 1, 2, 'contact_to_company', 'company_to_contact', 'Contact with Primary Company'),
  unlabeled(contact, company, 279, 280, 'contact_to_company_unlabeled', 'company_to_contact_unlabeled'),
  unlabeled(contact, deal, 4, 3, 'contact_to_deal', 'deal_to_contact'),
  unlabeled(contact, ticket, 15, 16, 'contact_to_ticket', 'ticket_to_contact'),
  primary(deal, 5, 6, 'deal_to_company', 'company_to_deal', 'Deal with Primary Company'),
  unlabeled(deal, company, 341, 342, 'deal_to_company_unlabeled', 'company_to_deal_unlabeled'),
  primary(ticket, 26, 25, 'ticket_to_company', 'company_to_ticket', 'Ticket with Primary Company'),
  unlabeled(ticket, company, 339, 340, 'ticket_to_company_unlabeled', 'company_to_ticket_unlabeled'),
  unlabeled(deal, ticket, 27, 28, 'deal_to_ticket', 'ticket_to_deal'),
  unlabeled(contact, contact, 449, 449, 'contact_to_contact', 'contact_to_contact'),
  unlabeled(company, company, 450, 450, 'company_to_company', 'company_to_company'),
  unlabeled(deal, deal, 451, 451, 'deal_to_deal', 'deal_to_deal'),
  unlabeled(ticket, ticket, 452, 452, 'ticket_to_ticket', 'ticket_to_ticket'),
  {
    from: company,
    to: company,
    typeId: 13,
    inverseTypeId: 14,
    name: 'parent_to_child_company',
    inverseName: 'child_to_parent_company',
    label: 'Child Company',
    inverseLabel: 'Parent Company',
    inverseSingle: true,
  },
];

function unlabeled(from: string, to: string, typeId: number, inverseTypeId: number, name: string, inverseName: string) {
  return { from, to, typeId, inverseTypeId, name, inverseName };
}

function primary(
  from: string,
  typeId: number,
  inverseTypeId: number,
  name: string,
  inverseName: string,
  inverseLabel: string,
): TypeRow {
  return {
    from,
    to: company,
    typeId,
    inverseTypeId,
    name,
    inverseName,
    label: 'Primary',
    inverseLabel,
    single: true,
    automatic: true,
  };
}

const ownType = { category: 'USER_DEFINED', single: false, automatic: false, limit: undefined } as const;

/** The association types of one portal: HubSpot's and the portal's own labels. */
export class AssociationTypes {
  readonly #byKey = new Map<string, AssociationType>();
  readonly #inverse = new Map<AssociationType, AssociationType>();
  readonly #byPair = new Map<string, AssociationType[]>();
  #nextUserTypeId = 1;

  constructor() {
    for (const row of rows) {
      const role = row.label === undefined ? 'unlabeled' : 'fixed';
      this.#addBoth(
        {
          category: 'HUBSPOT_DEFINED',
          typeId: row.typeId,
          from: row.from,
          to: row.to,
          name: row.name,
          label: row.label ?? null,
          role,
          single: row.single ?? false,
          automatic: row.automatic ?? false,
          limit: undefined,
        },
        {
          category: 'HUBSPOT_DEFINED',
          typeId: row.inverseTypeId,
          from: row.to,
          to: row.from,
          name: row.inverseName,
          label: row.inverseLabel ?? null,
          role,
          single: row.inverseSingle ?? false,
          automatic: false,
          limit: undefined,
        },
      );
    }
  }

  find(category: string, typeId: number): AssociationType | undefined {
    return this.#byKey.get(`${category} ${typeId}`);
  }

  between(from: string, to: string): readonly AssociationType[] {
    return this.#byPair.get(`${from} ${to}`) ?? [];
  }

  unlabeled(from: string, to: string): AssociationType | undefined {
    return this.between(from, to).find((type) => type.role === 'unlabeled');
  }

  named(from: string, to: string, name: string): AssociationType | undefined {
    return this.between(from, to).find((type) => type.name === name.toLowerCase());
  }

  inverse(type: AssociationType): AssociationType {
    return this.#inverse.get(type) ?? type;
  }

  /** A label of the portal: two types, or one where both ends and both texts are the same. */
  addLabel(request: {
    readonly from: string;
    readonly to: string;
    readonly name: string;
    readonly label: string;
    readonly inverseLabel: string | undefined;
  }): readonly AssociationType[] {
    const { from, to, name, label, inverseLabel } = request;
    const shared = { ...ownType, name, role: 'label' } as const;
    const type: AssociationType = { ...shared, from, to, label, typeId: this.#userTypeId() };
    const symmetric = from === to && inverseLabel === undefined;
    const inverse: AssociationType = symmetric
      ? type
      : { ...shared, from: to, to: from, label: inverseLabel ?? label, typeId: this.#userTypeId() };
    this.#addBoth(type, inverse);
    return symmetric ? [type] : [type, inverse];
  }

  /** A label of another portal with its numbers. `inverseTypeId`: not told, or the type itself. */
  loadLabel(request: {
    readonly category: AssociationCategory;
    readonly typeId: number;
    readonly from: string;
    readonly to: string;
    readonly label: string;
    readonly limit: number | undefined;
    readonly inverse: { readonly typeId: number; readonly label: string } | null;
  }): void {
    const { category, typeId, from, to, label, limit, inverse } = request;
    const name = `copied_${typeId}`;
    const shared = { category, name, role: 'label', single: false, automatic: false } as const;
    const type: AssociationType = { ...shared, typeId, from, to, label, limit };
    // Both directions of a type have to be there, also where the other one was not told.
    const opposite = inverse ?? (from === to ? { typeId, label } : { typeId: this.#userTypeId(), label });
    const isOwnInverse = opposite.typeId === typeId;
    this.#addBoth(
      type,
      isOwnInverse
        ? type
        : { ...shared, from: to, to: from, label: opposite.label, typeId: opposite.typeId, limit: undefined },
    );
  }

  /** Numbers of types that the portal makes from now on are above this one. */
  reserveTypeIds(most: number): void {
    this.#nextUserTypeId = Math.max(this.#nextUserTypeId, most + 1);
  }

  /** Lets two types of objects be associated, one of which people have made: two types, or one of a type with itself. */
  addUnlabeled(from: string, to: string, name: string): AssociationType {
    const shared = { ...ownType, name, role: 'unlabeled', label: null } as const;
    const type: AssociationType = { ...shared, from, to, typeId: this.#userTypeId() };
    this.#addBoth(type, from === to ? type : { ...shared, from: to, to: from, typeId: this.#userTypeId() });
    return type;
  }

  all(): readonly AssociationType[] {
    return [...this.#byKey.values()];
  }

  remove(type: AssociationType): void {
    for (const gone of [type, this.inverse(type)]) {
      this.#byKey.delete(`${gone.category} ${gone.typeId}`);
      const pair = `${gone.from} ${gone.to}`;
      this.#byPair.set(
        pair,
        this.between(gone.from, gone.to).filter((other) => other !== gone),
      );
    }
  }

  #userTypeId(): number {
    const typeId = this.#nextUserTypeId;
    this.#nextUserTypeId += 1;
    return typeId;
  }

  #addBoth(type: AssociationType, inverse: AssociationType): void {
    const same = type.typeId === inverse.typeId;
    for (const added of same ? [type] : [type, inverse]) {
      this.#byKey.set(`${added.category} ${added.typeId}`, added);
      const pair = `${added.from} ${added.to}`;
      this.#byPair.set(pair, [...(this.#byPair.get(pair) ?? []), added]);
    }
    this.#inverse.set(type, same ? type : inverse);
    if (!same) this.#inverse.set(inverse, type);
  }
}

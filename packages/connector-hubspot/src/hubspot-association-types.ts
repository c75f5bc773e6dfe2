/** Key of an association type. The number alone means another thing in another category. */
export interface AssociationType {
  readonly associationCategory: string;
  readonly associationTypeId: number;
}

export const hubspotDefined = (associationTypeId: number): AssociationType => ({
  associationCategory: 'HUBSPOT_DEFINED',
  associationTypeId,
});

export function isSameType(a: AssociationType, b: AssociationType): boolean {
  return a.associationCategory === b.associationCategory && a.associationTypeId === b.associationTypeId;
}

/** `USER_DEFINED:28` */
export function typeKey({ associationCategory, associationTypeId }: AssociationType): string {
  return `${associationCategory}:${associationTypeId}`;
}

/** The type without a label: it stands beside every label, and archiving it ends the whole association. */
const unlabeledTypes: Readonly<Record<string, number>> = {
  'contacts>companies': 279,
  'companies>contacts': 280,
  'contacts>deals': 4,
  'deals>contacts': 3,
  'contacts>tickets': 15,
  'tickets>contacts': 16,
  'companies>deals': 342,
  'deals>companies': 341,
  'companies>tickets': 340,
  'tickets>companies': 339,
  'deals>tickets': 27,
  'tickets>deals': 28,
  'contacts>contacts': 449,
  'companies>companies': 450,
  'deals>deals': 451,
  'tickets>tickets': 452,
};

/** `null`: an object that people have made takes part, and only the portal knows. */
export function knownUnlabeledType(from: string, to: string): AssociationType | null {
  const typeId = unlabeledTypes[`${from}>${to}`];
  return typeId === undefined ? null : hubspotDefined(typeId);
}

/** HubSpot's own labels whose other direction is another type: primary, parent and child, billing. */
const inversePairs: readonly (readonly [number, number])[] = [
  [1, 2],
  [5, 6],
  [26, 25],
  [13, 14],
  [931, 930],
];

const inverses = new Map(inversePairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));

/** The type that the same mark of a pair has when it is seen from the other record; `null`: not known by heart. */
export function knownInverse(type: AssociationType): AssociationType | null {
  const inverse = type.associationCategory === 'HUBSPOT_DEFINED' ? inverses.get(type.associationTypeId) : undefined;
  return inverse === undefined ? null : hubspotDefined(inverse);
}

/** The primary company, from each object that has one: HubSpot itself takes it from the former when another gets it. */
const primaryTypes: ReadonlySet<number> = new Set([1, 5, 26]);

export function isPrimary({ associationCategory, associationTypeId }: AssociationType): boolean {
  return associationCategory === 'HUBSPOT_DEFINED' && primaryTypes.has(associationTypeId);
}

export const parentType = hubspotDefined(14);
export const childType = hubspotDefined(13);

/** Marks that every portal has, with their labels. */
export function knownMarks(from: string, to: string): readonly (readonly [label: string, type: AssociationType])[] {
  if (to !== 'companies') return [];
  switch (from) {
    case 'contacts':
      return [['Primary', hubspotDefined(1)]];
    case 'deals':
      return [['Primary', hubspotDefined(5)]];
    case 'tickets':
      return [['Primary', hubspotDefined(26)]];
    case 'companies':
      return [
        ['Child Company', childType],
        ['Parent Company', parentType],
      ];
    default:
      return [];
  }
}

import type { PropertyDefinition } from './property-definition.ts';

export interface PropertyGroup {
  readonly name: string;
  label: string;
  displayOrder: number;
  archived: boolean;
}

/** The properties of one object type in one portal. */
export class PropertyRegistry {
  readonly definitions = new Map<string, PropertyDefinition>();
  readonly groups = new Map<string, PropertyGroup>();

  constructor(builtIns: readonly PropertyDefinition[]) {
    for (const definition of builtIns) {
      this.definitions.set(definition.name, { ...definition });
      if (this.groups.has(definition.groupName)) continue;
      this.groups.set(definition.groupName, {
        name: definition.groupName,
        label: definition.groupName,
        displayOrder: this.groups.size,
        archived: false,
      });
    }
  }

  /** Names are case-insensitive: HubSpot keeps them in lower case. Archived properties are gone for reads and writes. */
  find(name: string): PropertyDefinition | undefined {
    const definition = this.definitions.get(name.toLowerCase());
    return definition?.archivedAt === undefined ? definition : undefined;
  }

  uniqueNames(): readonly string[] {
    return [...this.definitions.values()]
      .filter((definition) => definition.hasUniqueValue && definition.archivedAt === undefined)
      .map((definition) => definition.name);
  }
}

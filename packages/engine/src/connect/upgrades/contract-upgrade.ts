/**
 * Makes a connector of one version of the contract one of the next: a file of its own for each version that has passed, with a
 * test of its own on a connector that was built then. What the next version asks and the connector cannot know is answered with
 * what was true before.
 */
export interface ContractUpgrade {
  /** The version that it takes; it gives the one after that. */
  readonly from: number;
  /** The release of `linkwright` that will not take connectors of that version any more. Absent: none is planned. */
  readonly removedIn?: string;
  /** The connector with the connections that it opens. It is of the right version and not checked yet. */
  upgrade(connector: object): object;
}

/** Those of this release, in any order. There is one version of the contract so far, so there are none. */
export const contractUpgrades: readonly ContractUpgrade[] = [];

/** What one request of a client has changed in a base: webhooks tell of it as one transaction. */
export class AirtableChangeSet {
  readonly created = new Set<string>();
  /** Ids of changed fields, by record id. */
  readonly changed = new Map<string, Set<string>>();
  /** Table ids, by the ids of records that were deleted. */
  readonly destroyed = new Map<string, string>();

  create(recordId: string): void {
    this.created.add(recordId);
  }

  change(recordId: string, fieldId: string): void {
    const fields = this.changed.get(recordId);
    if (fields === undefined) this.changed.set(recordId, new Set([fieldId]));
    else fields.add(fieldId);
  }

  destroy(recordId: string, tableId: string): void {
    this.destroyed.set(recordId, tableId);
    this.created.delete(recordId);
    this.changed.delete(recordId);
  }

  get isEmpty(): boolean {
    return this.created.size + this.changed.size + this.destroyed.size === 0;
  }
}

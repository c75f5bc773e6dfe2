import { type Kysely, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { marked } from './marked.ts';
import { lastRecordNumber } from './records.ts';

/**
 * The records of one object that a complete listing has shown: a byte of memory for each number that a record has. What is listed and
 * not stored yet cannot be missed.
 */
export class SeenRecords {
  readonly #object: number;
  #marks = new Uint8Array();

  constructor(object: number) {
    this.#object = object;
  }

  async add(database: Kysely<Database>, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const rows = await database
      .selectFrom('records')
      .select('number')
      .where('object_id', '=', this.#object)
      .where(among('id', ids))
      .execute();
    await this.addNumbered(
      database,
      rows.map(({ number }) => number),
    );
  }

  /** The same by their numbers. */
  async addNumbered(database: Kysely<Database>, numbers: readonly number[]): Promise<void> {
    if (numbers.some((number) => number >= this.#marks.length)) {
      const last = await lastRecordNumber(database);
      const marks = new Uint8Array(Math.max(last + 1, 1.5 * this.#marks.length));
      marks.set(this.#marks);
      this.#marks = marks;
    }
    for (const number of numbers) this.#marks[number] = 1;
  }

  /** Ids of records that are there as far as is known, and were not shown, in their order after one of them. */
  async unseen(database: Kysely<Database>, after: string, limit: number): Promise<readonly string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from records
      where object_id = ${this.#object} and id > ${after} and case
        when ${marked('number', this.#marks)} then false
        -- Asked last, of the few that were not seen: the index of ids does not tell, and the rows lie in another order.
        else gone = 0 end
      order by id limit ${limit}
    `.execute(database);
    return rows.map(({ id }) => id);
  }
}

import type { SourceRecord } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import { type AppName, appNames, type SoakApps } from './soak-apps.ts';

const persons = 40;
const firms = 8;
const deals = 12;

/** What people do in the apps, a little at a time; the number of records stays about the same. */
export class SoakPeople {
  readonly #apps: SoakApps['apps'];
  readonly #random: () => number;
  #count = 0;

  constructor({ apps }: SoakApps, random: () => number) {
    this.#apps = apps;
    this.#random = random;
  }

  /** Each app begins with a third of the people. */
  begin(): void {
    for (let number = 0; number < firms; number += 1) {
      this.#any().create('firm', { domain: `firm${number}.example`, name: `Firm ${number}` });
    }
    for (let number = 0; number < persons; number += 1) this.#addPerson(this.#any());
    for (let number = 0; number < deals; number += 1) {
      this.#any().create('deal', { number: `D-${number}`, stage: 'open' });
    }
  }

  get edits(): number {
    return this.#count;
  }

  act(): void {
    const app = this.#any();
    const kind = this.#draw(10);
    const person = this.#one(app, 'person', ({ fields }) => !isGuest(fields.email));
    const firm = this.#one(app, 'firm');
    const deal = this.#one(app, 'deal');
    this.#count += 1;
    const text = `edit ${this.#count}`;
    if (kind < 3 && person) app.update('person', person, { given: text });
    else if (kind === 3 && person) app.update('person', person, { phone: text });
    else if (kind === 4 && firm) app.update('firm', firm, { name: text });
    else if (kind === 5 && deal) app.update('deal', deal, { stage: text });
    else if (kind === 6 && person && firm) app.associate('person', person, 'firm', firm);
    else if (kind === 7 && deal && person) {
      const linked = app.readEdges('deal', 'people').some(([from, to]) => from === deal && to === person);
      if (linked) app.disassociate('deal', deal, 'people', person);
      else app.associate('deal', deal, 'people', person);
    } else if (kind === 8) this.#addGuest(app);
    else if (kind === 9) this.#removeGuest(app);
  }

  /** Guests come and go, and nobody edits them: an edit beats a deletion, which leaves a record that is not in every app. */
  #addGuest(app: InMemoryApp): void {
    app.create('person', { email: `guest${this.#count}@x.example`, given: 'Guest', phone: null });
  }

  /** One that has arrived everywhere. */
  #removeGuest(app: InMemoryApp): void {
    const everywhere = ({ fields: { email } }: SourceRecord): boolean =>
      isGuest(email) &&
      Object.values(this.#apps).every((one) => one.readAll('person').some(({ fields }) => fields.email === email));
    const guest = this.#one(app, 'person', everywhere);
    if (guest) app.archive('person', guest);
  }

  #addPerson(app: InMemoryApp): void {
    this.#count += 1;
    app.create('person', { email: `p${this.#count}@x.example`, given: `Given ${this.#count}`, phone: null });
  }

  #any(): InMemoryApp {
    const name: AppName = appNames[this.#draw(appNames.length)] ?? 'hub';
    return this.#apps[name];
  }

  #one(app: InMemoryApp, object: string, isMeant: (record: SourceRecord) => boolean = () => true): string | undefined {
    const all = app.readAll(object).filter(isMeant);
    return all[this.#draw(all.length)]?.id;
  }

  readonly #draw = (below: number): number => Math.floor(this.#random() * below);
}

const isGuest = (email: unknown): boolean => String(email).startsWith('guest');

import type { BrakeName } from '@linkwright/core';
import { checkBrakes } from '../brake/check-brakes.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { EarlyDecisions } from '../plan/early-decisions.ts';
import {
  brakeOutlook,
  forgetPulledBrakes,
  loadPulledBrakes,
  type PulledBrake,
  type StandingBrake,
  savePulledBrakes,
} from '../store/pulled-brakes.ts';

/**
 * The pairs of objects whose syncs are stopped because too much would change at once. Several syncs of one pair share its
 * links, so that what stops one of them stops all. A plan is stopped by nothing, and tells what would.
 */
export class BrakedPairs {
  readonly #context: CycleContext;
  readonly #chosen: readonly PairPlan[];
  readonly #allowed: ReadonlySet<BrakeName>;
  /** What was decided when a pair was looked at. */
  readonly early = new EarlyDecisions();

  constructor(context: CycleContext, chosen: readonly PairPlan[], allowed: readonly BrakeName[]) {
    this.#context = context;
    this.#chosen = chosen;
    this.#allowed = new Set(allowed);
  }

  /** Looks at a pair before anything is written for it in a pass: whether its syncs are to be left alone. */
  async stop(plan: PairPlan, pass: number): Promise<boolean> {
    const { braked, preview } = this.#context;
    if (!preview && braked.has(plan.pair)) return true;
    const siblings = this.#chosen.filter(({ pair }) => pair === plan.pair);
    if (siblings[0] !== plan) return false;
    const whole = pass === 0;
    const outlook = await brakeOutlook(this.#context.store.database, plan.pair);
    const options = { whole, dirty: outlook.dirty, early: this.early };
    const wanted = outlook.dirty > 0 ? siblings : [];
    let pulled = await this.#pulledIn(wanted, { ...options, allowed: this.#allowed });
    // Where one stops it nothing is let through, so all of them are told: each has to be allowed.
    if (pulled.length > 0 && this.#allowed.size > 0) {
      pulled = await this.#pulledIn(wanted, { ...options, allowed: new Set() });
    }
    if (pulled.length > 0 || (whole && outlook.pulled > 0)) await this.#keep(siblings, pulled);
    if (pulled.length > 0) {
      braked.add(plan.pair);
      for (const sibling of siblings) this.early.forget(sibling);
    }
    return !preview && pulled.length > 0;
  }

  async #pulledIn(
    plans: readonly PairPlan[],
    options: Parameters<typeof checkBrakes>[2],
  ): Promise<readonly PulledBrake[]> {
    const pulled = new Map<string, PulledBrake>();
    for (const plan of plans) {
      for (const brake of await checkBrakes(this.#context, plan, options)) {
        pulled.set(`${brake.kind} ${brake.side} ${brake.subject}`, brake);
      }
    }
    return [...pulled.values()];
  }

  has({ pair }: PairPlan): boolean {
    return !this.#context.preview && this.#context.braked.has(pair);
  }

  async of({ pair, sync }: PairPlan): Promise<readonly StandingBrake[]> {
    const { braked, store } = this.#context;
    return braked.has(pair) ? loadPulledBrakes(store.database, pair, sync.name) : [];
  }

  async #keep(plans: readonly PairPlan[], pulled: readonly PulledBrake[]): Promise<void> {
    const { store, clock, siblings } = this.#context;
    await store.transaction(async (database) => {
      const [first] = plans;
      if (!first) return;
      const known = (siblings.get(first.pair) ?? plans).map(({ sync }) => sync.name);
      await forgetPulledBrakes(database, first.pair, known);
      for (const { pair, sync } of plans) {
        await savePulledBrakes(database, { pair, sync: sync.name }, pulled, clock.now());
      }
    });
  }
}

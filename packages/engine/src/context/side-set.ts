import { type Side, sides } from '../store/side.ts';

/** Some of the two sides. Each record on its way has several of these, and an ordinary set takes ten times the memory. */
export class SideSet {
  #left = false;
  #right = false;

  get size(): number {
    return Number(this.#left) + Number(this.#right);
  }

  has(side: Side): boolean {
    return side === 'left' ? this.#left : this.#right;
  }

  add(side: Side): void {
    this.#set(side, true);
  }

  /** Was it there? */
  delete(side: Side): boolean {
    const was = this.has(side);
    this.#set(side, false);
    return was;
  }

  list(): readonly Side[] {
    return sides.filter((side) => this.has(side));
  }

  #set(side: Side, is: boolean): void {
    if (side === 'left') this.#left = is;
    else this.#right = is;
  }
}

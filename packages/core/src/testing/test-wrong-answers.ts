import type { ConformanceRunner } from './conformance/conformance-options.ts';
import { ConformanceFailure } from './conformance/expectations.ts';
import { type Misdeeds, misreadAnswers, type ReadUnderTest, type WrongAnswerOptions } from './wrong-answers.ts';

/**
 * One test for each read: whatever is wrong with an answer, what it holds is read rightly, or the read ends in an error of
 * the contract. `atLeast`: fewer faults than that mean that a read is no longer served by the answers that it was.
 */
export function testMisreadAnswers(
  runner: ConformanceRunner,
  reads: readonly ReadUnderTest[],
  wrong: () => WrongAnswerOptions,
  atLeast: number,
): void {
  for (const read of reads) {
    runner.it(`${read.name}: is read rightly or ends in an error that says where`, async () => {
      expectNone(await misreadAnswers(read, wrong()), atLeast);
    });
  }
}

/** Throws with every misdeed. */
export function expectNone({ tried, found }: Misdeeds, atLeast: number): void {
  if (found.length > 0) throw new ConformanceFailure(found.join('\n'));
  if (tried < atLeast) throw new ConformanceFailure(`Only ${tried} faults were tried, of at least ${atLeast}.`);
}

import type { Clock, RateLimit } from '@linkwright/core';

/**
 * Keeps any window of an app's limit from holding one call too many **where the app counts them**: on arrival.
 *
 * The n-th call in order of arrival had arrived when the n-th answer came, less the way back; the call that would be one
 * too many arrives no earlier than it is sent, plus the way there. So it may leave one window after that answer, less
 * the shortest round trip that was seen: delays on the way, ours or the network's, cannot push two calls together.
 */
export interface CallWindow {
  sent(): void;
  answered(sentAt: number): void;
  /** The next call of a bucket with this limit may leave then. */
  earliest(limit: RateLimit): number;
}

/** Longer than any window in use: HubSpot counts 190 in ten seconds. */
const remembered = 1000;

/** A call that was not answered for so long, in milliseconds, was given up, or never sent: it must not hold up all that come after. */
const lostMs = 120_000;

/** Clocks tell whole milliseconds, on both ends. */
const slackMs = 2;

export function createCallWindow(clock: Clock): CallWindow {
  /** Times of the latest calls and answers, each in its own order; `dropped` older ones are no longer kept. */
  const calls: number[] = [];
  const answers: number[] = [];
  let droppedCalls = 0;
  let droppedAnswers = 0;
  let shortestTrip = Number.POSITIVE_INFINITY;
  return {
    sent() {
      const now = clock.now();
      while (answers.length > 0 && (calls[answers.length + droppedAnswers - droppedCalls] ?? now) < now - lostMs) {
        answers.push(now);
      }
      calls.push(now);
      if (calls.length > remembered) droppedCalls += calls.splice(0, calls.length - remembered).length;
    },
    answered(sentAt) {
      const now = clock.now();
      answers.push(now);
      shortestTrip = Math.min(shortestTrip, now - sentAt);
      if (answers.length > remembered) droppedAnswers += answers.splice(0, answers.length - remembered).length;
    },
    earliest({ requests, perMs }) {
      const room = Math.max(1, Math.floor(requests));
      const windowMs = (perMs * room) / requests;
      const first = droppedCalls + calls.length - room;
      if (first < 0) return Number.NEGATIVE_INFINITY;
      const answer = answers[first - droppedAnswers];
      if (answer !== undefined) return answer - shortestTrip + windowMs + slackMs;
      const call = calls[first - droppedCalls];
      if (call === undefined) return Number.NEGATIVE_INFINITY;
      // Nobody reports answers, or this one takes long: a whole window more is waited for it, never for ever.
      return answers.length + droppedAnswers === 0 ? call + windowMs : call + 2 * windowMs;
    },
  };
}

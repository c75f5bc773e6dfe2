import type { FaultGroup } from './story/fault-groups.ts';
import { faultGroups } from './story/fault-groups.ts';

/** A seed that once failed, and what was wrong. */
export interface Regression {
  readonly seed: number;
  readonly groups: readonly FaultGroup[];
  /** Absent: `mixed`. */
  readonly profile?: string;
  readonly reason: string;
}

export const regressions: readonly Regression[] = [
  {
    seed: 23,
    groups: ['meddling'],
    reason: 'Two records of one unique value were created on both sides at once, and their links collided.',
  },
  {
    seed: 39,
    groups: faultGroups,
    reason: 'A conditional write that was delivered twice dropped the value it replaced from the conflict log.',
  },
  {
    seed: 208,
    groups: faultGroups,
    reason: 'An association refused because its target had just been merged away never reached the survivor.',
  },
  {
    seed: 5,
    groups: faultGroups,
    reason: 'A field that could not be read in one cycle stayed unknown; a complete comparison reads it again.',
  },
  {
    seed: 8111,
    groups: faultGroups,
    reason: 'A process that died in the middle of a preview kept the state for itself, and nothing went on.',
  },
  {
    seed: 3414,
    groups: faultGroups,
    reason: 'A token ran out on one side while the other was written, and the answer came to a state that was closed.',
  },
  {
    seed: 6495,
    groups: faultGroups,
    reason: 'A company that was its own parent was merged, and its parent was taken out of the other side.',
  },
  {
    seed: 6798,
    groups: faultGroups,
    reason: 'A company that was merged while its contact was written was taken out of the other side.',
  },
  {
    seed: 9697,
    groups: faultGroups,
    reason: 'A refusal that was over on one side had what the other side refuses tried again in every cycle.',
  },
  {
    seed: 9811,
    groups: faultGroups,
    reason: 'A field that could not be read, and that the answer to a write showed, was never merged.',
  },
  {
    seed: 3047,
    groups: faultGroups,
    reason: 'A record that a broken-off comparison had shown, and that was deleted since, was copied.',
  },
  {
    seed: 43,
    groups: faultGroups,
    profile: 'lost-answers',
    reason:
      'A write without an answer dropped the value it replaced from the conflict log, if the app respells values.',
  },
  {
    seed: 3867,
    groups: faultGroups,
    reason: 'A record was linked by its name with one of two that shared an e-mail, because it came after them.',
  },
  {
    seed: 31,
    groups: [],
    profile: 'lookups',
    reason: 'A look-up whose target was read while its record was on its way was never placed.',
  },
  {
    seed: 26,
    groups: [],
    profile: 'lookups',
    reason: 'A record that got its twin after its target had been renamed kept the former key.',
  },
  {
    seed: 19,
    groups: [],
    profile: 'lookups',
    reason: 'A look-up was given a key that its target was losing in the same batch.',
  },
  {
    seed: 87,
    groups: [],
    profile: 'lookups',
    reason: 'A look-up that one side of a one-way mapping had made by itself was renamed, and then removed.',
  },
  {
    seed: 35,
    groups: faultGroups,
    profile: 'no-echo',
    reason: 'A field that was cleared between a create and its read, where answers tell no version, was lost.',
  },
  {
    seed: 20083,
    groups: faultGroups,
    profile: 'no-echo',
    reason: 'An edit after a read back that had failed, where answers tell no version, was taken for a rewriting.',
  },
  {
    seed: 77,
    groups: faultGroups,
    profile: 'unreadable',
    reason: 'A cell that could not be read was overwritten with what its twin had got meanwhile.',
  },
  {
    seed: 61,
    groups: faultGroups,
    profile: 'values',
    reason: 'The check took a value for lost that was back before a sync had got so far as to merge it.',
  },
  {
    seed: 54,
    groups: faultGroups,
    profile: 'mergers',
    reason: 'The check took a value for lost that a merged record had held when it was synced.',
  },
  {
    seed: 40029,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'The check expected a look-up to follow a target that was renamed before a sync had been shown it.',
  },
  {
    seed: 40062,
    groups: faultGroups,
    profile: 'labels',
    reason: "The check took a removal for nobody's that a state from before it, once put back, had to repeat.",
  },
  {
    seed: 3751059464,
    groups: faultGroups,
    profile: 'shared-edges',
    reason: 'A company that was merged after its contact had been read was taken out of the other side.',
  },
  {
    seed: 1000896,
    groups: faultGroups,
    reason: 'The check took what a process had been shown when it died, and had not stored, for known.',
  },
  {
    seed: 523,
    groups: faultGroups,
    profile: 'dying',
    reason: 'The check took a scan that was due by the clock for the cost of an edit.',
  },
  {
    seed: 67,
    groups: [],
    profile: 'lookups',
    reason: 'A one-way look-up with a key that nobody bore never got the target of its source.',
  },
  {
    seed: 2000124,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'The check expected a look-up whose key two records bear to mean the first of them.',
  },
  {
    seed: 3000102,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'A look-up that could not be carried over was not looked at when its target was renamed.',
  },
  {
    seed: 4000369,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'The same of one whose twin points at a record that has no partner.',
  },
  {
    seed: 3000326,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'The check took a key for recognized in an answer that had been on its way when the process died.',
  },
  {
    seed: 4000329,
    groups: faultGroups,
    profile: 'survivors',
    reason: 'The check did not know who had asked for a single target before records were merged on both sides.',
  },
  {
    seed: 4000500,
    groups: faultGroups,
    profile: 'lost-answers',
    reason: 'The check took a key for known where an index had shown something older of the same time since.',
  },
  {
    seed: 200,
    groups: faultGroups,
    profile: 'archives',
    reason: 'A record that was deleted while the first reading was interrupted was missed until the next sweep.',
  },
  {
    seed: 11000630,
    groups: faultGroups,
    profile: 'labels',
    reason: 'What was read back after one edit of a record was stored over its next edit, which left in another batch.',
  },
  {
    seed: 11000887,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'The check took a value for read where it had only been asked whether the record was there.',
  },
  {
    seed: 11000103,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'The check took a link for known that a process had put there and died before it stored that.',
  },
  {
    seed: 30000619,
    groups: faultGroups,
    reason:
      'The check took a primary for removed that had lost, in the log, to a target with another twin since a merger.',
  },
  {
    seed: 1956004480,
    groups: faultGroups,
    reason:
      'A record that another create had just made was taken for one that was there, before the answer was stored.',
  },
  {
    seed: 50000637,
    groups: faultGroups,
    profile: 'handed-keys',
    reason:
      'A look-up whose target took a key that another record bore did not follow it when that one gave the key up.',
  },
  {
    seed: 40002912,
    groups: faultGroups,
    profile: 'mergers',
    reason: 'A twin that was left over by a merger, and merged, too, was held as the copy of a state that is gone.',
  },
  {
    seed: 50001690,
    groups: faultGroups,
    profile: 'no-echo',
    reason: 'The check took a value for seen that came right after a write, in an app that gives no proof whose it is.',
  },
  {
    seed: 50004401,
    groups: faultGroups,
    profile: 'filters',
    reason: 'The check expected a blank source to empty what a process had written and died before it stored that.',
  },
  {
    seed: 50000964,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'The check expected a look-up to be given a key that two records bear.',
  },
  {
    seed: 50003700,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'The same where a merger had brought the key.',
  },
  {
    seed: 40003216,
    groups: faultGroups,
    profile: 'no-echo',
    reason: 'The check took a rounded number for lost that was read in a later cycle than it was written in.',
  },
  {
    seed: 208,
    groups: ['meddling'],
    profile: 'archives',
    reason:
      'The check took a primary for removed that had lost, in the log, to one that a merged record brought along.',
  },
  {
    seed: 5025,
    groups: faultGroups,
    profile: 'archives',
    reason:
      'The check took a primary for merged that a crm had given by itself in a cycle that did not come to its end.',
  },
  {
    seed: 70000303,
    groups: faultGroups,
    profile: 'check-boxes',
    reason:
      'The check expected an older state to know that it had itself written what the target of a one-way field holds.',
  },
  {
    seed: 4,
    groups: [],
    profile: 'undos',
    reason: 'An undo put a single target back beside one that was no longer linked, and told nothing of that.',
  },
  {
    seed: 65,
    groups: [],
    profile: 'undos',
    reason: 'An edit of the twin that no sync had carried when a run was undone counted as carried.',
  },
  {
    seed: 152,
    groups: [],
    profile: 'undos',
    reason: 'The target of a mark that an undo took back stayed in a set that goes one way, and nothing told of that.',
  },
  {
    seed: 45,
    groups: faultGroups,
    profile: 'undos',
    reason: 'A target whose twin went with the same undo was not pointed at again, and nothing told of that.',
  },
  {
    seed: 70130,
    groups: faultGroups,
    profile: 'reviews',
    reason: 'What was edited between a decision about a conflict and its write counted as carried.',
  },
  {
    seed: 71002311,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'The check did not know that a person had taken a target out of a one-way record which was merged since.',
  },
  {
    seed: 70002118,
    groups: faultGroups,
    profile: 'check-boxes',
    reason:
      'A create without an answer was looked for by one match key alone, which somebody had changed: it was made again.',
  },
  {
    seed: 90000125,
    groups: faultGroups,
    profile: 'archives',
    reason:
      'A survivor that had taken over an older link waited to be archived for ever when the twin of that one was deleted.',
  },
  {
    seed: 90000508,
    groups: faultGroups,
    profile: 'undos',
    reason: 'The check took an edit that an index had not shown yet for one that the run which was undone had carried.',
  },
  {
    seed: 90000998,
    groups: faultGroups,
    profile: 'undos',
    reason:
      'The check did not know that a run wrote what a person had put there just before, and that an undo takes it out.',
  },
  {
    seed: 90000634,
    groups: faultGroups,
    profile: 'lookups',
    reason: 'A look-up whose next target bears no key kept its target, and not that one’s new key.',
  },
  {
    seed: 90010014,
    groups: faultGroups,
    profile: 'undos',
    reason: 'An undo said that it would take out a target whose twin had been deleted, and never did.',
  },
  {
    seed: 727767977,
    groups: faultGroups,
    profile: 'archives',
    reason: 'The check took a twin that was merged, and archived after that, for one that a person had deleted.',
  },
  {
    seed: 91000196,
    groups: faultGroups,
    profile: 'undos',
    reason: 'A check expected the second undo of a run to tell again what the first one had told that it leaves.',
  },
  {
    seed: 91000579,
    groups: faultGroups,
    profile: 'undos',
    reason:
      'An undo said that it would take back values of a record whose twin turned out to be deleted, and never did.',
  },
  {
    seed: 91101123,
    groups: faultGroups,
    profile: 'reviews',
    reason:
      'A check expected a decision about what a record points at to be carried out although its twin had been deleted.',
  },
  {
    seed: 91101379,
    groups: faultGroups,
    profile: 'merge-reviews',
    reason:
      'A check did not know that what a record was to go into had been merged by hand before somebody approved that.',
  },
  {
    seed: 91101738,
    groups: faultGroups,
    profile: 'hints',
    reason:
      'A check expected a hint to be looked at of an object that had not been read to its end before, and so is read on.',
  },
  {
    seed: 91200051,
    groups: faultGroups,
    profile: 'deletions',
    reason:
      'The check did not know that a target whose twin was deleted, and that has another one since, is one of two that differ.',
  },
  {
    seed: 41,
    groups: faultGroups,
    profile: 'merge-reviews',
    reason: 'A record was to be merged into itself: people had merged the two by hand, the other way round.',
  },
  {
    seed: 92000393,
    groups: faultGroups,
    profile: 'any',
    reason: 'The check wanted a merger whose survivor had been deleted in the other app before it was approved.',
  },
  {
    seed: 92001346,
    groups: faultGroups,
    profile: 'any',
    reason: 'A hint of a version that was known was not looked at, although the app had not shown all of that version.',
  },
  {
    seed: 616814643,
    groups: faultGroups,
    profile: 'any',
    reason:
      'After a run that had ended before it had read both sides of companies, hints of contacts made it create a company that was there.',
  },
  {
    seed: 92006071,
    groups: faultGroups,
    profile: 'any',
    reason:
      'A copy whose original had been deleted, and that was merged into a record with a new id, was held as one of a lost state.',
  },
  {
    seed: 95001020,
    groups: faultGroups,
    profile: 'any',
    reason:
      'The check took a record for a twin that had been deleted before, which was in the bin until another copy had been made and merged away.',
  },
  {
    seed: 3930407022,
    groups: faultGroups,
    profile: 'any',
    reason:
      'The check wanted an edit to travel after the undo of an undo, although a sync had carried it before: both sides said the same.',
  },
  {
    seed: 3930407042,
    groups: faultGroups,
    profile: 'any',
    reason:
      'The check wanted an edit to travel after the undo of an undo, although a sync had carried it before: both sides said the same.',
  },
  {
    seed: 97109968,
    groups: faultGroups,
    profile: 'any',
    reason:
      'What a person had approved about a record that was merged away meanwhile archived its twin, which had been restored.',
  },
  {
    seed: 97101251,
    groups: faultGroups,
    profile: 'any',
    reason:
      'A record with a value that its deleted twin never had was archived, since the two had been linked after the deletion.',
  },
  {
    seed: 97102974,
    groups: faultGroups,
    profile: 'any',
    reason: 'So was one in the other direction, whose value was a "no".',
  },
  {
    seed: 97100130,
    groups: faultGroups,
    profile: 'any',
    reason: 'An approved merger was asked about again: one of the other side had just given its survivor a new id.',
  },
  {
    seed: 97106553,
    groups: faultGroups,
    profile: 'any',
    reason:
      'A copy of a record without a key, emptied by somebody before its create was known to have happened, was made again.',
  },
  {
    seed: 97109815,
    groups: faultGroups,
    profile: 'any',
    reason:
      'A record that waited for a key of its own, linked target was looked at in every pass, and what had been refused was sent six times.',
  },
  {
    seed: 97105559,
    groups: faultGroups,
    profile: 'any',
    reason:
      'The check took a key that the survivor was given after the merger had been settled for the one by which its twin is chosen.',
  },
  {
    seed: 97106053,
    groups: faultGroups,
    profile: 'any',
    reason: 'The check wanted a survivor to keep a twin that was in the bin when the merger was settled.',
  },
  {
    seed: 94200015,
    groups: faultGroups,
    profile: 'archives',
    reason: 'So it did where the link of the record that was merged had ended before, with the deletion of that twin.',
  },
  {
    seed: 97107734,
    groups: faultGroups,
    profile: 'any',
    reason:
      'A look-up by a key that two records had lost one after the other stayed as it was: the last of them is meant.',
  },
  {
    seed: 1924473938,
    groups: faultGroups,
    profile: 'any',
    reason:
      'The check wanted a primary to travel that somebody had taken out and put back between two runs, after an undo.',
  },
  {
    seed: 97101199,
    groups: faultGroups,
    profile: 'any',
    reason:
      'The check took a value that was put back to what both sides had agreed on, before the other one was written, for an edit.',
  },
  {
    seed: 97102938,
    groups: faultGroups,
    profile: 'any',
    reason: 'So it did after a state had been put back, whose first sync was refused that write.',
  },
  {
    seed: 97101297,
    groups: faultGroups,
    profile: 'any',
    reason:
      'The check did not know that an index which lagged had shown that both sides agreed, so that one alone had changed since.',
  },
  {
    seed: 1924473886,
    groups: faultGroups,
    profile: 'any',
    reason: 'So it did where such an index showed a value that was gone by then.',
  },
  {
    seed: 97100841,
    groups: faultGroups,
    profile: 'any',
    reason:
      'A check expected a hint to show a field that the last page could not read, of an object that had not been read to its end.',
  },
  {
    seed: 95001261,
    groups: faultGroups,
    profile: 'any',
    reason:
      'A record that was to be kept apart, and had been merged by hand into one whose merger was approved, went with it.',
  },
  {
    seed: 98105982,
    groups: faultGroups,
    profile: 'hints',
    reason:
      'Of two records without a key whose creates were not answered, the poorer one was given the copy of the richer one, which was made again.',
  },
  {
    seed: 97100006,
    groups: faultGroups,
    profile: 'any',
    reason:
      'The check wanted a decided association to be carried to a target that was deleted, which nobody had noticed.',
  },
  {
    seed: 98109898,
    groups: faultGroups,
    profile: 'hints',
    reason:
      'The check wanted a survivor that was restored, and whose twin had been archived with it, to have what a merger had left over.',
  },
  {
    seed: 98107584,
    groups: faultGroups,
    profile: 'hints',
    reason:
      'The check did not know that a state which was put back gives an association again that the other side has lost since.',
  },
  {
    seed: 98103359,
    groups: faultGroups,
    profile: 'hints',
    reason: 'The check did not know that an association had been taken out of a twin that the record has no more.',
  },
  {
    seed: 98100288,
    groups: faultGroups,
    profile: 'hints',
    reason: 'What an index still showed of before a write, under the time of that write, was taken for an edit.',
  },
  {
    seed: 99400064,
    groups: faultGroups,
    profile: 'merge-reviews',
    reason: 'The check wanted a survivor to change its twin for another one that bore its key as well.',
  },
  {
    seed: 97108076,
    groups: faultGroups,
    profile: 'any',
    reason:
      'An approved merger whose answer was not stored was missing in the log, once its survivor had been merged on.',
  },
  {
    seed: 7300035,
    groups: faultGroups,
    profile: 'reviews',
    reason: 'The check took a value that somebody had put back before the approved archive for an edit.',
  },
  {
    seed: 7600009,
    groups: faultGroups,
    profile: 'merge-reviews',
    reason:
      'The check did not count what a merger brings along as an edit where an index did not show the other one yet.',
  },
  {
    seed: 7200050,
    groups: faultGroups,
    profile: 'undos',
    reason: 'The check took an edit for one that waits, although a second undo of the same run had overwritten it.',
  },
  {
    seed: 99210181,
    groups: faultGroups,
    profile: 'undos',
    reason:
      'An undo left a target in the set that it had come into with a mark, where somebody had taken the mark away since.',
  },
  {
    seed: 99210146,
    groups: faultGroups,
    profile: 'reviews',
    reason:
      'A twin that somebody had approved to archive was archived, or waited for it for ever, although its record was back and had been merged.',
  },
  {
    seed: 99300324,
    groups: faultGroups,
    profile: 'undos',
    reason:
      'The check took an edit that a lagging index showed to the very next cycle for one that the run had been shown.',
  },
  {
    seed: 99300956,
    groups: faultGroups,
    profile: 'reviews',
    reason:
      'The check knew nobody who had asked for the single target of a survivor that had held it before the merger.',
  },
  {
    seed: 99300626,
    groups: faultGroups,
    profile: 'merge-reviews',
    reason:
      'An approved merger was asked about again when a record that was merged into it, and whose twin is kept apart, was looked at again.',
  },
  {
    seed: 99260016,
    groups: faultGroups,
    profile: 'undos',
    reason:
      'A mark that went with a target which an undo took out of its set was taken for one that somebody took away.',
  },
  {
    seed: 99250177,
    groups: faultGroups,
    profile: 'undos',
    reason:
      'A mark that an undo took from both sides, from one of them with its set, did not travel when it was given again.',
  },
  {
    seed: 99260243,
    groups: faultGroups,
    profile: 'merge-reviews',
    reason:
      'The check did not follow a mark that went with its set to a target that had been merged since it was taken out.',
  },
  {
    seed: 99250137,
    groups: faultGroups,
    profile: 'undos',
    reason:
      'An undo did not tell that it left a target whose twin was gone, where it learned of that only as it read before it removed.',
  },
  {
    seed: 99300747,
    groups: faultGroups,
    profile: 'archives',
    reason:
      'The check took it for known that a record was taken out of the bin, which the search of its app did not show yet.',
  },
  {
    seed: 1628882664,
    groups: faultGroups,
    profile: 'any',
    reason:
      'The check asked the conflict log for an edit that came between the read and the write of a loser, where the winner was what an app had made of a create that it did not answer.',
  },
];

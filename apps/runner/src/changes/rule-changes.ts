import type { SyncRules } from './sync-rules.ts';

export interface RuleChange {
  /** Name of the sync. */
  readonly sync: string;
  readonly kind:
    | 'field-added'
    | 'field-removed'
    | 'association-added'
    | 'association-removed'
    | 'match-changed'
    | 'filter-changed'
    | 'rule-changed'
    | 'sync-added'
    | 'sync-removed'
    | 'sync-renamed';
  /** For people: what has changed, and what it does. */
  readonly text: string;
}

/** What the file says otherwise than at the last sync, and the effect of each. Pure. */
export function ruleChanges(before: readonly SyncRules[], now: readonly SyncRules[]): readonly RuleChange[] {
  const gone = before.filter((former) => !now.some(({ name }) => name === former.name));
  const changes: RuleChange[] = [];
  for (const rules of now) {
    const same = before.find(({ name, pair }) => name === rules.name && pair === rules.pair);
    const renamed = same === undefined ? gone.findIndex(({ pair }) => pair === rules.pair) : -1;
    const [former = same] = renamed === -1 ? [] : gone.splice(renamed, 1);
    changes.push(...changesOf(former, rules));
  }
  for (const { name, title } of gone) {
    changes.push({
      sync: name,
      kind: 'sync-removed',
      text: `${title} is synced no more: nothing is written, its links stay. Put back, what happened meanwhile is merged.`,
    });
  }
  return changes;
}

function changesOf(former: SyncRules | undefined, rules: SyncRules): readonly RuleChange[] {
  const { name: sync } = rules;
  if (former === undefined) {
    const text = `${rules.title} is synced from now on: both objects are read in full, and records are matched first.`;
    return [{ sync, kind: 'sync-added', text }];
  }
  const changes: RuleChange[] = [];
  const add = (kind: RuleChange['kind'], text: string) => changes.push({ sync, kind, text });
  if (former.name !== sync) add('sync-renamed', `was named ${former.name}: links and everything else stay.`);
  for (const text of missingIn(former.fields, rules.fields)) {
    add(
      'field-added',
      `${text} is mapped: both objects are read in full once, and it follows the rules of a first match.`,
    );
  }
  for (const text of missingIn(rules.fields, former.fields)) {
    add('field-removed', `${text} is mapped no more: nothing is written to it, and both apps keep what they have.`);
  }
  for (const text of missingIn(former.associations, rules.associations)) {
    add('association-added', `${text} is mapped: what both sides hold is united, and nothing is removed at first.`);
  }
  for (const text of missingIn(rules.associations, former.associations)) {
    add('association-removed', `${text} is mapped no more: both apps keep the associations they have.`);
  }
  if (former.match !== rules.match) {
    add('match-changed', 'another match key: links stay, and only records without a link are matched by it.');
  }
  if (former.filter !== rules.filter || former.onExit !== rules.onExit) {
    const leaving = `linked records that no longer pass follow onExit: ${rules.onExit}`;
    add('filter-changed', `another filter: ${leaving}; records that pass now take part.`);
  }
  if (decisionsOf(former, rules) !== decisionsOf(rules, former)) {
    add(
      'rule-changed',
      'another direction or conflict rule: nothing is written by itself, the next change follows it.',
    );
  }
  return changes;
}

function missingIn(known: SyncRules['fields'], mappings: SyncRules['fields']): readonly string[] {
  return Object.entries(mappings).flatMap(([key, text]) => (key in known ? [] : [text]));
}

/** Without the mappings that the other one does not have: they are told by themselves. */
function decisionsOf(rules: SyncRules, other: SyncRules): string {
  const shared = rules.mappings.filter(({ key }) => key in other.fields || key in other.associations);
  return JSON.stringify([rules.direction, rules.blanks, shared]);
}

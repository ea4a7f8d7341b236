import { createHash } from 'node:crypto';
import { CheckpointError, type ConditionName } from '../errors/index.ts';
import type { LogicalPlan } from './logical-plan.ts';
import { type QueryFact, queryFacts } from './query-facts.ts';

/** A difference between the query that wrote a checkpoint and the one that starts on it. */
export interface QueryChange {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** The condition by which the change is refused; undefined: it is accepted. */
  readonly condition: ConditionName | undefined;
}

export interface ChangeOptions {
  readonly outputMode?: { readonly before: string; readonly after: string };
  /** `spark.millrace.allowIncompatibleChanges`, split at commas: `window`, `outputMode`. */
  readonly allow?: readonly string[];
}

/** A hash of what must not change between runs. The same query built twice gives the same; so does one with other filters, columns, names or watermark delays. */
export function fingerprint(plan: LogicalPlan): string {
  const fixed = queryFacts(plan).filter((fact) => fact.condition !== undefined);
  const text = JSON.stringify(fixed.map(({ what, value }) => [what, value]));
  return createHash('sha256').update(text).digest('hex');
}

/** What has changed between two analysed plans, and whether the state of the first can serve the second. */
export function classifyChange(
  oldPlan: LogicalPlan,
  newPlan: LogicalPlan,
  options: ChangeOptions = {},
): { readonly compatible: boolean; readonly changes: readonly QueryChange[] } {
  const [before, after] = [
    factsByName(oldPlan, options.outputMode?.before),
    factsByName(newPlan, options.outputMode?.after),
  ];
  const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
    (what) => before.get(what)?.value !== after.get(what)?.value,
  );
  const changes = differing
    .filter((what) => before.has(what) === after.has(what) || !isDetail(what, differing))
    .map((what) => changeOf(what, before.get(what), after.get(what), options.allow ?? []));
  return { compatible: changes.every((change) => change.condition === undefined), changes };
}

/** The error for the first change that is refused; undefined where none is. */
export function incompatibleChange(changes: readonly QueryChange[], location: string): CheckpointError | undefined {
  const refused = changes.find((change) => change.condition !== undefined);
  if (refused?.condition === undefined) return undefined;
  const { what, before, after } = refused;
  return new CheckpointError(refused.condition, {
    what,
    before,
    after,
    location,
    storedKeySchema: before,
    newKeySchema: after,
    storedValueSchema: before,
    newValueSchema: after,
    OpsInMetadataSeq: before,
    OpsInCurBatchSeq: after,
  });
}

function factsByName(plan: LogicalPlan, outputMode: string | undefined): ReadonlyMap<string, QueryFact> {
  const facts = new Map(queryFacts(plan).map((fact) => [fact.what, fact]));
  if (outputMode !== undefined)
    facts.set('output mode', {
      what: 'output mode',
      value: outputMode,
      text: outputMode,
      condition: 'INCOMPATIBLE_QUERY_CHANGE',
      allowedAs: 'outputMode',
    });
  return facts;
}

/** A source or operator that came or went says so by the count or the list; its own facts need no mention. */
const isDetail = (what: string, differing: readonly string[]): boolean =>
  (what.startsWith('format of source') && differing.includes('number of sources')) ||
  (what.includes(' of operator ') && differing.includes('stateful operators'));

function changeOf(
  what: string,
  before: QueryFact | undefined,
  after: QueryFact | undefined,
  allow: readonly string[],
): QueryChange {
  const { condition, allowedAs } = before ?? after ?? {};
  const isAllowed = allowedAs !== undefined && allow.includes(allowedAs);
  const isNewState = what === 'stateful operators' && before?.value === '';
  return {
    what,
    before: before?.text || 'none',
    after: after?.text || 'none',
    condition: isAllowed ? undefined : isNewState ? 'STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY' : condition,
  };
}

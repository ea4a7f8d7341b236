import { randomUUID } from 'node:crypto';
import type { CheckpointMetadata, CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { BatchProgram } from '../incremental/batch-program.ts';
import { classifyChange, fingerprint, incompatibleChange } from '../plan/fingerprint.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { planFromJson } from '../plan/plan-json.ts';
import { storedPlan } from '../plan/stored-plan.ts';
import { checkStateSchemas, stateSchemas } from '../state/schema-check.ts';
import type { SessionSettingsStore } from './session-settings-store.ts';

/** Settings that belong to a checkpoint: its value wins over the session's. ANSI mode is not among them, as in Spark: it is part of the analysed plan. */
const PINNED_SETTINGS = ['spark.sql.session.timeZone', 'spark.sql.streaming.multipleWatermarkPolicy'];

/** Names, separated by commas, of changes that a restart accepts although old and new state then mix: `window`, `outputMode`. */
export const ALLOW_CHANGES_SETTING = 'spark.millrace.allowIncompatibleChanges';

/** Which query a checkpoint belongs to. */
export interface QueryIdentity {
  readonly queryId: string;
  /** The pinned settings. */
  readonly conf: Readonly<Record<string, string>>;
}

/** The settings a checkpoint pins: its own where it has them, else the session's. */
export function pinnedSettings(
  stored: CheckpointMetadata | undefined,
  settings: SessionSettingsStore,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    PINNED_SETTINGS.map((name) => [name, stored?.conf[name] ?? settings.effective(name) ?? '']),
  );
}

/** What tells a query from another one. */
export interface IdentifiedQuery {
  readonly plan: LogicalPlan;
  readonly outputMode: OutputMode;
  readonly program: BatchProgram;
  readonly settings: SessionSettingsStore;
}

/** An identity, and whether the checkpoint has it by now; see {@link identifyQuery}. */
export interface ProposedIdentity extends QueryIdentity {
  /** Enters a new query into its checkpoint; false if another run has entered itself meanwhile. Nothing is written for a query that is there. */
  readonly enter: () => Promise<boolean>;
}

/**
 * Checks that a checkpoint belongs to this query and its state can serve it, or proposes an identity for a new one: it is entered only when everything that
 * may refuse the start is open, so that a refused query leaves no trace.
 */
export async function identifyQuery(store: CheckpointStore, query: IdentifiedQuery): Promise<ProposedIdentity> {
  const stored = await store.readMetadata();
  if (stored !== undefined) return { ...checkIdentity(store, stored, query), enter: async () => true };
  const metadata: CheckpointMetadata = {
    formatVersion: 1,
    queryId: randomUUID(),
    fingerprint: fingerprint(query.plan),
    plan: storedPlan(query.plan),
    outputMode: query.outputMode,
    operators: stateSchemas(query.program.operators),
    conf: pinnedSettings(undefined, query.settings),
  };
  return { queryId: metadata.queryId, conf: metadata.conf, enter: () => store.createMetadata(metadata) };
}

function checkIdentity(
  store: CheckpointStore,
  stored: CheckpointMetadata,
  { plan, outputMode, program, settings }: IdentifiedQuery,
): QueryIdentity {
  const allow = (settings.get(ALLOW_CHANGES_SETTING) ?? '').split(',').map((name) => name.trim());
  const { changes } = classifyChange(planFromJson(stored.plan), plan, {
    outputMode: { before: stored.outputMode, after: outputMode },
    allow,
  });
  const refusal = incompatibleChange(changes, store.location);
  if (refusal !== undefined) throw refusal;
  checkStateSchemas(stored.operators, stateSchemas(program.operators), store.location);
  return { queryId: stored.queryId, conf: pinnedSettings(stored, settings) };
}

import { optimize } from '../analysis/optimizer.ts';
import { checkUnsupported } from '../analysis/unsupported-operations.ts';
import type { StateOperatorSchema } from '../contracts/checkpoint-store.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import { compile } from '../incremental/compile.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { stateSchemas } from '../state/schema-check.ts';
import { evaluationOf } from './local-environment.ts';
import { pinnedSettings } from './query-identity.ts';
import { SessionSettingsStore } from './session-settings-store.ts';

/** What is known of an analysed query before it runs: its settings with those that its checkpoint will pin, and the state it keeps. Refuses what cannot run as a stream. */
export function describeQuery(
  plan: LogicalPlan,
  outputMode: OutputMode,
  conf: Readonly<Record<string, string>>,
): { readonly conf: Readonly<Record<string, string>>; readonly operators: readonly StateOperatorSchema[] } {
  const settings = new SessionSettingsStore();
  for (const [name, value] of Object.entries(conf)) settings.set(name, value);
  if (settings.isOn('spark.sql.streaming.unsupportedOperationCheck'))
    checkUnsupported(plan, outputMode, settings.entries());
  const { operators } = compile(
    optimize(plan),
    outputMode,
    evaluationOf((name) => settings.effective(name)),
  );
  return { conf: { ...conf, ...pinnedSettings(undefined, settings) }, operators: stateSchemas(operators) };
}

import { optimize } from '../analysis/optimizer.ts';
import { checkUnsupported } from '../analysis/unsupported-operations.ts';
import { compile } from '../incremental/compile.ts';
import { explainQuery } from '../local/explain-query.ts';
import { evaluationOf } from '../local/local-environment.ts';
import { SessionSettingsStore } from '../local/session-settings-store.ts';
import { StreamSession } from '../local/stream-session.ts';
import { toPySpark } from '../spark/to-pyspark.ts';
import type { CliContext } from './cli-context.ts';
import { cliJson } from './cli-json.ts';
import { loadQuery } from './load-query.ts';

/** What `millrace explain` is told besides the file. */
export interface ExplainOptions {
  readonly extended?: boolean;
  readonly pyspark?: boolean;
  readonly conf?: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

/** Prints the plan of the query that a file exports, without running it. */
export async function explainDefinition(
  context: CliContext,
  file: string,
  { extended = false, pyspark = false, conf = {}, json = false }: ExplainOptions,
): Promise<void> {
  const definition = await loadQuery(file);
  await using session = await StreamSession.create({ aws: context.aws, clock: context.clock, conf });
  const writer = definition.build(session);
  const { plan: analyzed, outputMode, format } = writer.toRequest();
  const settings = new SessionSettingsStore();
  for (const [name, value] of Object.entries(conf)) settings.set(name, value);
  if (settings.isOn('spark.sql.streaming.unsupportedOperationCheck'))
    checkUnsupported(analyzed, outputMode, settings.entries());
  if (pyspark) {
    const script = toPySpark(writer, { conf });
    context.out(json ? `${cliJson({ name: definition.name, script }, 2)}\n` : script);
    return;
  }
  const optimized = optimize(analyzed);
  const evaluation = evaluationOf((name) => settings.effective(name));
  const plan = explainQuery({ analyzed, optimized, program: compile(optimized, outputMode, evaluation) }, extended);
  const text = plan.endsWith('\n') ? plan : `${plan}\n`;
  context.out(json ? `${cliJson({ name: definition.name, outputMode, format, plan: text }, 2)}\n` : text);
}

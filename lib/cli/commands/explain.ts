import type { Command } from 'commander';
import { optimize } from '../../analysis/optimizer.ts';
import { checkUnsupported } from '../../analysis/unsupported-operations.ts';
import { compile } from '../../incremental/compile.ts';
import { explainQuery } from '../../local/explain-query.ts';
import { evaluationOf } from '../../local/local-environment.ts';
import { SessionSettingsStore } from '../../local/session-settings-store.ts';
import { StreamSession } from '../../local/stream-session.ts';
import type { CliContext } from '../cli-context.ts';
import { cliJson } from '../cli-json.ts';
import { loadQuery } from '../load-query.ts';
import { addSetting } from '../parse-settings.ts';

interface ExplainOptions {
  readonly extended?: boolean;
  readonly conf?: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

/** `millrace explain`. */
export const explainCommand = (program: Command, context: CliContext): Command =>
  program
    .command('explain')
    .summary('print the plan of a query')
    .description(
      'Prints the plan of the query that FILE exports, without running it; what cannot run as a stream is refused with the reason.',
    )
    .argument('<FILE>', 'module whose default export is made by defineQuery')
    .option('--extended', 'all stages: analysed plan, optimised plan, and the SQL of a batch')
    .option('--conf <NAME=VALUE>', "a setting by Spark's name; may be repeated", addSetting)
    .option('--json', 'print one JSON document')
    .action(async (file: string, { extended = false, conf = {}, json = false }: ExplainOptions) => {
      const definition = await loadQuery(file);
      await using session = await StreamSession.create({ aws: context.aws, clock: context.clock, conf });
      const { plan: analyzed, outputMode, format } = definition.build(session).toRequest();
      const settings = new SessionSettingsStore();
      for (const [name, value] of Object.entries(conf)) settings.set(name, value);
      if (settings.isOn('spark.sql.streaming.unsupportedOperationCheck'))
        checkUnsupported(analyzed, outputMode, settings.entries());
      const optimized = optimize(analyzed);
      const evaluation = evaluationOf((name) => settings.effective(name));
      const plan = explainQuery({ analyzed, optimized, program: compile(optimized, outputMode, evaluation) }, extended);
      const text = plan.endsWith('\n') ? plan : `${plan}\n`;
      context.out(json ? `${cliJson({ name: definition.name, outputMode, format, plan: text }, 2)}\n` : text);
    });

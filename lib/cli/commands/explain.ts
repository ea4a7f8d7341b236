import type { Command } from 'commander';
import type { CliContext } from '../cli-context.ts';
import type { ExplainOptions } from '../explain-definition.ts';
import { addSetting } from '../parse-settings.ts';

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
    .option('--pyspark', 'the query as a PySpark script, for EMR Serverless or Glue')
    .option('--conf <NAME=VALUE>', "a setting by Spark's name; may be repeated", addSetting)
    .option('--json', 'print one JSON document')
    .action(async (file: string, options: ExplainOptions) => {
      const { explainDefinition } = await import('../explain-definition.ts');
      await explainDefinition(context, file, options);
    });

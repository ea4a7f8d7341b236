import type { StreamRequest } from '../contracts/session-backend.ts';
import { outputOf } from '../plan/output.ts';
import { columnNames } from './column-names.ts';
import { FramePrinter } from './frame-printer.ts';
import { pythonText, pythonTexts, takeOption } from './python-text.ts';
import { sinkText } from './sink-text.ts';

/** A query that is built and not started: what `defineQuery` builds, and each `writeStream…`. */
export interface PrintableQuery {
  toRequest(): StreamRequest;
}

/** How a script is printed. */
export interface PySparkOptions {
  /** Settings of the query by Spark's names; those that only Millrace has are left out. @default - time zone UTC */
  readonly conf?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * A query as a PySpark script, to be run by EMR Serverless, Glue, or any Spark 4: the same sources, operators, sink and trigger. Its checkpoint is a new one: the first
 * argument of the script, or CHECKPOINT in its environment. Functions written in TypeScript, and what Spark has no connector for, are refused by name.
 *
 * @example
 * console.log(toPySpark(clicks.groupBy('user_id').count().writeStream.outputMode('complete').format('console')))
 */
export function toPySpark(query: PrintableQuery, { conf = {} }: PySparkOptions = {}): string {
  const request = query.toRequest();
  const { plan, queryName } = request;
  const printer = new FramePrinter(columnNames(plan));
  const frame = printer.frame(plan);
  const names = outputOf(plan).map(({ name }) => name);
  const isNamed = printer.columnsOf(plan).every((column, i) => column === names[i]);
  const start = sinkText(request);
  const build = [...printer.lines, `return ${frame}${isNamed ? '' : `.toDF(${pythonTexts(names)})`}`];
  const name = queryName ?? 'millrace';
  const location = takeOption(request.options, 'checkpointLocation').value;
  const body = `${indented(build)}\n\n\ndef main():\n${indented([
    `spark = SparkSession.builder.appName(${pythonText(name)}).getOrCreate()`,
    ...settings(conf),
    'out = build(spark)',
    ...start.split('\n'),
    'query.awaitTermination()',
  ])}`;
  return `${[
    `"""The query ${docText(name)}, printed by Millrace. Its checkpoint is the script's first argument, or CHECKPOINT in its environment."""`,
    ...header(body, location),
    '',
    '',
    'def build(spark):',
    body,
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
  ].join('\n')}\n`;
}

const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join('\n');

const docText = (text: string): string => text.replace(/["\\\n]/g, ' ');

/** Imports, and the names that the body speaks of. */
function header(body: string, location: string | undefined): readonly string[] {
  const hasCheckpoint = body.includes('CHECKPOINT');
  const hasRegion = body.includes('REGION');
  const own = location === undefined || location.startsWith('dynamodb:') ? 'checkpoint' : `${location}-spark`;
  return [
    ...(hasCheckpoint || hasRegion ? ['import os'] : []),
    ...(hasCheckpoint ? ['import sys'] : []),
    ...(hasCheckpoint || hasRegion ? [''] : []),
    'from pyspark.sql import SparkSession',
    'from pyspark.sql import functions as F',
    ...(hasCheckpoint || hasRegion ? [''] : []),
    ...(hasCheckpoint
      ? [`CHECKPOINT = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CHECKPOINT", ${pythonText(own)})`]
      : []),
    ...(hasRegion ? ['REGION = os.environ.get("AWS_REGION", "us-east-1")'] : []),
  ];
}

/** Settings of the session; Millrace's time zone is UTC where nothing else is said, and ANSI mode is on. */
function settings(conf: PySparkOptions['conf']): readonly string[] {
  const given = Object.entries({ 'spark.sql.session.timeZone': 'UTC', 'spark.sql.ansi.enabled': 'true', ...conf });
  return given
    .filter(([name]) => name.startsWith('spark.sql.'))
    .map(([name, value]) => `spark.conf.set(${pythonText(name)}, ${pythonText(String(value))})`);
}

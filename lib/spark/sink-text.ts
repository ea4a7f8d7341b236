import type { StreamRequest, StreamTrigger } from '../contracts/session-backend.ts';
import { schemaOf } from '../plan/output.ts';
import { kinesisSink } from './kinesis-text.ts';
import { notPrintable } from './not-printable.ts';
import { optionCalls, pythonText, pythonTexts, takeOption } from './python-text.ts';

const SINKS: ReadonlySet<string> = new Set(['console', 'csv', 'json', 'kafka', 'memory', 'noop', 'parquet', 'text']);

/** The statement that starts the query that writes the frame `out`. */
export function sinkText(request: StreamRequest): string {
  const { format, outputMode, partitionBy, queryName, trigger } = request;
  const { value: checkpoint, rest } = takeOption(request.options, 'checkpointLocation');
  const { frame, format: sink, options } = target(request, rest);
  const calls = [
    `${frame}.writeStream.outputMode(${pythonText(outputMode)})`,
    `.format(${sink})${options}`,
    ...(partitionBy.length === 0 ? [] : [`.partitionBy(${pythonTexts(partitionBy)})`]),
    ...(queryName === undefined ? [] : [`.queryName(${pythonText(queryName)})`]),
    checkpointCall(checkpoint, format),
    triggerCall(trigger),
    '.start()',
  ].filter((call) => call !== '');
  return `query = (\n    ${calls.join('\n    ')}\n)`;
}

function target(request: StreamRequest, options: Readonly<Record<string, string>>) {
  const { format, plan } = request;
  const word = format.toLowerCase();
  if (request.foreach !== undefined || request.foreachBatch !== undefined)
    throw notPrintable(`the function of ${format}, which is written in TypeScript,`, 'Write to a format.');
  if (word === 'kinesis') {
    const columns = schemaOf(plan).fields.map((field) => field.name);
    const sink = kinesisSink(options, columns);
    return {
      frame: `out.selectExpr(${pythonTexts(sink.select)})`,
      format: pythonText(sink.format),
      options: sink.options,
    };
  }
  if (!SINKS.has(word))
    throw notPrintable(
      `a sink of the format ${format}`,
      'Write files, Kafka or Kinesis, and load the table from there.',
    );
  return { frame: 'out', format: pythonText(word), options: optionCalls(options) };
}

/** Checkpoints are each engine's own: the location is one that the script is given, or one beside Millrace's. */
function checkpointCall(location: string | undefined, format: string): string {
  if (['console', 'memory', 'noop'].includes(format.toLowerCase()) && location === undefined) return '';
  return '.option("checkpointLocation", CHECKPOINT)';
}

function triggerCall(trigger: StreamTrigger): string {
  switch (trigger.kind) {
    case 'once':
      return '.trigger(once=True)';
    case 'availableNow':
      return '.trigger(availableNow=True)';
    case 'continuous':
      return `.trigger(continuous="${trigger.intervalMs} milliseconds")`;
    default:
      return trigger.intervalMs === 0 ? '' : `.trigger(processingTime="${trigger.intervalMs} milliseconds")`;
  }
}

import type { StreamingQuery } from '../api/streaming-query.ts';
import type { TriggerInput } from '../api/trigger.ts';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import { StreamSession } from '../local/stream-session.ts';
import type { CliContext } from './cli-context.ts';
import { cliJson } from './cli-json.ts';
import { EXIT } from './exit-codes.ts';
import { loadQuery } from './load-query.ts';
import { count, progressText } from './progress-text.ts';
import { statusLine } from './status-line.ts';

/** How a query of a file is run. */
export interface RunOptions {
  readonly checkpoint?: string;
  readonly trigger?: TriggerInput;
  readonly conf?: Readonly<Record<string, string>>;
  readonly json?: boolean;
  /** @default true */
  readonly watch?: boolean;
}

/** Runs the query of a file in this process until it ends, fails, or is stopped; gives the exit code. */
export async function runDefinition(context: CliContext, file: string, options: RunOptions): Promise<number> {
  const { out, err, signal, clock, aws } = context;
  const definition = await loadQuery(file);
  await using session = await StreamSession.create({
    ...{ clock, aws, conf: options.conf ?? {} },
    // With --json standard output holds nothing but the progress.
    print: options.json === true ? err : out,
  });
  const built = definition.build(session);
  const triggered = options.trigger === undefined ? built : built.trigger(options.trigger);
  const placed =
    options.checkpoint === undefined ? triggered : triggered.option('checkpointLocation', options.checkpoint);
  const report = reporter(context, options);
  session.streams.addListener({ onQueryProgress: ({ progress }) => report.batch(progress) });
  const query = await placed.start();
  await untilEnd(query, signal);
  const hasEnd = ['availableNow', 'once'].includes(placed.toRequest().trigger.kind);
  return report.end(query, hasEnd);
}

/** Waits for the end of the query; a signal stops it after the batch at hand. */
async function untilEnd(query: StreamingQuery, signal: AbortSignal): Promise<void> {
  const stop = (): void => void query.stop();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await query.awaitTermination();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function reporter(context: CliContext, { json = false, watch = true }: RunOptions) {
  const line = statusLine(context);
  const total = { batches: 0, rows: 0 };
  return {
    batch: (progress: StreamingQueryProgress): void => {
      total.batches += 1;
      total.rows += progress.numInputRows;
      if (json) context.out(`${cliJson(progress)}\n`);
      else if (watch) line.show(progressText(progress));
    },
    end: ({ name, id, status }: StreamingQuery, hasEnd: boolean): number => {
      const ran = `${count(total.batches)} ${total.batches === 1 ? 'batch' : 'batches'}, ${count(total.rows)} rows in`;
      const isRequested = status.message.startsWith('Stopped on request');
      const isInterrupted = context.signal.aborted && !isRequested;
      const how = isRequested ? status.message : isInterrupted ? 'Interrupted; a restart goes on here' : 'Done';
      line.note(`${name ?? id}: ${how} (${ran})`);
      return isInterrupted && hasEnd ? EXIT.interrupted : EXIT.ok;
    },
  };
}

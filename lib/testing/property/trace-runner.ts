import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFrame } from '../../api/data-frame.ts';
import type { MemoryRow } from '../../connectors/memory/memory-row.ts';
import type { OutputMode } from '../../contracts/output-mode.ts';
import { StreamSession } from '../../local/stream-session.ts';
import type { Untyped } from '../../types/infer.ts';
import type { Json } from '../../util/json.ts';
import type { ModelStep } from '../models/query-model.ts';
import { planThroughJson } from '../plan-through-json.ts';
import { plainRows } from '../row-difference.ts';
import { StreamTestRun } from '../stream-test-run.ts';
import type { CrashPoint, Trace, TraceStep } from './trace.ts';

/** A query that traces are run through. */
export interface TracedQuery<R> {
  /** Streams that the query finds as views. */
  readonly sources: readonly {
    readonly name: string;
    readonly schema: string;
    readonly watermark: readonly [column: string, delayMs: number] | undefined;
    readonly toRow: (row: R) => MemoryRow;
  }[];
  readonly frame: (session: StreamSession) => DataFrame<Untyped>;
  readonly outputMode: OutputMode;
}

/** What the engine did in one step. A crash after the commit loses a batch's progress, and with it the numbers. */
interface TracedStep {
  readonly rows: readonly Json[];
  readonly numbers: Omit<ModelStep, 'rows'> | undefined;
}

/** Runs traces on sessions that serve one after another. */
export class TraceRunner {
  readonly #plain: StreamSession;
  readonly #throughJson: StreamSession;
  readonly #crash: { at: CrashPoint | undefined };

  private constructor(plain: StreamSession, throughJson: StreamSession, crash: { at: CrashPoint | undefined }) {
    this.#plain = plain;
    this.#throughJson = throughJson;
    this.#crash = crash;
  }

  static async open(): Promise<TraceRunner> {
    const crash: { at: CrashPoint | undefined } = { at: undefined };
    const phaseHook = (phase: string, moment: string): void => {
      if (crash.at?.phase !== phase || crash.at.moment !== moment) return;
      crash.at = undefined;
      throw new Error(`crash ${moment} ${phase}`);
    };
    const plain = await StreamSession.create({ threads: 1, phaseHook });
    return new TraceRunner(
      plain,
      await StreamSession.create({ threads: 1, phaseHook, wrapBackend: planThroughJson }),
      crash,
    );
  }

  async close(): Promise<void> {
    await this.#plain.stop();
    await this.#throughJson.stop();
  }

  /** Runs a query through a trace, step by step. */
  async run<R>(query: TracedQuery<R>, trace: Trace<R>): Promise<TracedStep[]> {
    const session = trace.throughJson ? this.#throughJson : this.#plain;
    session.conf.set('spark.sql.streaming.noDataMicroBatches.enabled', trace.noDataBatches);
    const streams = query.sources.map(({ name, schema, watermark, toRow }) => {
      const stream = session.memoryStream(schema);
      const frame: DataFrame<Untyped> = session.readStream.format('memory').option('stream', stream.name).load();
      const marked =
        watermark === undefined ? frame : frame.withWatermark(watermark[0], `${watermark[1]} milliseconds`);
      marked.createOrReplaceTempView(name);
      return (rows: readonly R[]) => stream.addData(...rows.map(toRow));
    });
    const checkpointLocation = await mkdtemp(join(tmpdir(), 'millrace-trace-'));
    const { outputMode } = query;
    const frame = query.frame(session);
    const run = new StreamTestRun({ frame, outputMode, checkpointLocation, clock: undefined });
    try {
      await run.start(undefined);
      const results: TracedStep[] = [];
      for (const step of trace.steps) {
        const before = run.batches.at(-1)?.[0] ?? -1;
        await this.#step(run, step, () => streams.forEach((add, i) => void add(step.inputs[i] ?? [])));
        results.push(resultOf(run, frame, before, outputMode));
      }
      return results;
    } finally {
      this.#crash.at = undefined;
      await run.stop();
      await rm(checkpointLocation, { recursive: true, force: true });
    }
  }

  async #step(run: StreamTestRun<Untyped>, { event }: TraceStep<unknown>, add: () => void): Promise<void> {
    if (event === 'restart') await run.stop();
    else if (event !== 'none') this.#crash.at = event;
    add();
    await (event === 'restart' ? run.start(undefined) : run.settle());
    if (run.failure === undefined) return;
    const failure = await run.takeFailure();
    assert.match(String(failure), /crash (before|after)/);
    await run.start(undefined);
    assert.equal(run.failure, undefined);
  }
}

function resultOf(run: StreamTestRun<Untyped>, frame: DataFrame<Untyped>, after: number, mode: OutputMode): TracedStep {
  const batches = run.batches.filter(([id]) => id > after);
  const shown = mode === 'complete' ? batches.slice(-1) : batches;
  const rows = shown.flatMap(([, batch]) => plainRows(frame.schema, batch));
  const progress = batches.map(([id]) => run.progress.find(({ batchId }) => batchId === id));
  if (progress.some((one) => one === undefined)) return { rows, numbers: undefined };
  const last = progress.at(-1);
  const stateRows = last?.stateOperators.reduce((sum, operator) => sum + operator.numRowsTotal, 0) ?? 0;
  const drops = progress.flatMap((one) => one?.stateOperators.map((op) => op.numRowsDroppedByWatermark) ?? []);
  const watermarkMs = Date.parse(last?.eventTime.watermark ?? new Date(0).toISOString());
  return { rows, numbers: { stateRows, watermarkMs, dropped: drops.reduce((sum, n) => sum + n, 0) } };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFrame } from '../../api/data-frame.ts';
import type { StreamSession } from '../../api/stream-session.ts';
import type { StreamingQuery } from '../../api/streaming-query.ts';
import { simpleString } from '../../types/data-type.ts';
import type { Untyped } from '../../types/infer.ts';
import type { Json } from '../../util/json.ts';
import { batchRows } from '../batch-rows.ts';
import { buildQuery } from './build-query.ts';
import { CaseFiles } from './case-files.ts';
import { faultOf } from './fault.ts';
import type { OracleBatch, OracleCase, OracleFault, OracleResult, OracleStep } from './oracle-case.ts';
import { plainValue } from './plain-value.ts';
import { pythonJson } from './python-json.ts';

type Frame = DataFrame<Untyped>;

/** How a case is run. */
export interface RunCaseOptions {
  /** Keep the query running between steps instead of restarting it before each; default: as the case says. */
  readonly live?: boolean;
  /** Before each restart, forget what Spark does not persist: the mark of each `withWatermark`, and that a batch without input is due. */
  readonly forgetMarks?: boolean;
}

/** Settings of every recorded case; its own `conf` comes on top. */
const BASE_CONF: Readonly<Record<string, string>> = Object.freeze({
  'spark.sql.streaming.multipleWatermarkPolicy': 'min',
  'spark.sql.streaming.noDataMicroBatches.enabled': 'true',
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.session.timeZone': 'UTC',
});

/** A running query looks for files at multiples of this, so that a step can be put in place between two looks. */
const LIVE_INTERVAL_MS = 200;

/** Runs a case on a session of its own, step by step as the recorder runs it on Spark, and returns what came of it in the same form. */
export async function runCase(
  testCase: OracleCase,
  createSession: () => Promise<StreamSession>,
  options: RunCaseOptions = {},
): Promise<OracleResult> {
  const session = await createSession();
  const files = new CaseFiles();
  try {
    return await runOn(session, testCase, files, { ...options, live: options.live ?? testCase.restart === false });
  } finally {
    await session.stop();
    files.remove();
  }
}

async function runOn(
  session: StreamSession,
  testCase: OracleCase,
  files: CaseFiles,
  ways: RunCaseOptions,
): Promise<OracleResult> {
  let frame: Frame;
  try {
    for (const [name, value] of Object.entries({ ...BASE_CONF, ...testCase.conf })) session.conf.set(name, value);
    frame = buildQuery(session, testCase, files);
  } catch (error) {
    return faultOf(error, 'analysis');
  }
  const columns = frame.schema.fields.map(({ name, dataType }) => ({ name, type: simpleString(dataType) }));
  const run = new CaseRun(frame, testCase, files, ways);
  const steps: OracleStep[] = [];
  try {
    for (const step of testCase.steps) {
      const result = await run.step(step);
      if (result.phase === 'start') return { columns, ...faultPart(result) };
      steps.push(result);
      if (result.phase !== undefined) break;
    }
  } finally {
    await run.stop();
  }
  return { columns, steps };
}

const faultPart = ({ batches: _, ...fault }: OracleStep): Partial<OracleFault> => fault;

/** One case while its steps go by. */
class CaseRun {
  readonly #frame: Frame;
  readonly #case: OracleCase;
  readonly #files: CaseFiles;
  readonly #live: boolean;
  readonly #forgetMarks: boolean;
  #query: StreamingQuery | undefined;
  #rows: { readonly batch: number; readonly rows: OracleBatch['rows'] }[] = [];
  #rowsFault: unknown;

  constructor(frame: Frame, testCase: OracleCase, files: CaseFiles, ways: RunCaseOptions) {
    this.#frame = frame;
    this.#case = testCase;
    this.#files = files;
    this.#live = ways.live === true;
    this.#forgetMarks = ways.forgetMarks === true;
  }

  async step(step: OracleCase['steps'][number]): Promise<OracleStep> {
    this.#rows = [];
    const fault = await this.#process(step);
    return { batches: this.#batches(), ...fault };
  }

  async stop(): Promise<void> {
    await this.#query?.stop();
  }

  async #process(step: OracleCase['steps'][number]): Promise<OracleFault | undefined> {
    if (!this.#live) this.#query = undefined;
    try {
      if (this.#live) await this.#processLive(step);
      else {
        this.#files.addStep(step);
        if (this.#forgetMarks) this.#files.forgetMarks();
        this.#query = await this.#start({ availableNow: true });
        await this.#query.awaitTermination();
      }
      return undefined;
    } catch (error) {
      return faultOf(this.#rowsFault ?? error, this.#query === undefined ? 'start' : 'batch');
    }
  }

  async #processLive(step: OracleCase['steps'][number]): Promise<void> {
    if (this.#query === undefined) {
      this.#query = await this.#start({ processingTime: `${LIVE_INTERVAL_MS} milliseconds` });
      await this.#query.processAllAvailable();
    }
    // A trigger that is at work may have looked at one source already: the files of a step belong to one batch.
    while (this.#query.status.isTriggerActive) await sleep(LIVE_INTERVAL_MS / 20);
    this.#files.addStep(step);
    await this.#query.processAllAvailable();
  }

  #start(trigger: { readonly availableNow: true } | { readonly processingTime: string }): Promise<StreamingQuery> {
    return this.#frame.writeStream
      .outputMode(this.#case.outputMode)
      .foreachBatch((batch, batchId) => this.#take(batch, batchId))
      .option('checkpointLocation', this.#files.checkpoint)
      .trigger(trigger)
      .start();
  }

  async #take(batch: Frame, batchId: number): Promise<void> {
    try {
      const rows = await collectPlain(batch);
      if (this.#case.ordered !== true) sortRows(rows);
      this.#rows.push({ batch: batchId, rows });
    } catch (error) {
      this.#rowsFault = error;
      throw error;
    }
  }

  #batches(): OracleBatch[] {
    const progress = new Map(this.#query?.recentProgress.map((entry) => [entry.batchId, entry]));
    return this.#rows.map((entry) => {
      const { eventTime, stateOperators } = progress.get(entry.batch) ?? { eventTime: {}, stateOperators: [] };
      return {
        ...entry,
        ...(eventTime.watermark === undefined ? {} : { watermark: eventTime.watermark }),
        ...(stateOperators.length === 0
          ? {}
          : {
              stateRows: stateOperators.map(({ numRowsTotal }) => numRowsTotal),
              droppedByWatermark: stateOperators.map(({ numRowsDroppedByWatermark }) => numRowsDroppedByWatermark),
            }),
      };
    });
  }
}

/** The rows of a static frame as the cases write them. */
async function collectPlain(frame: Frame): Promise<Json[][]> {
  const { fields } = frame.schema;
  const rows = await batchRows(frame);
  return rows.map((row) => fields.map(({ dataType }, index) => plainValue(row[index], dataType)));
}

function sortRows(rows: Json[][]): void {
  const texts = new Map(rows.map((row) => [row, pythonJson(row, { sortKeys: true })]));
  rows.sort((a, b) => ((texts.get(a) ?? '') < (texts.get(b) ?? '') ? -1 : 1));
}

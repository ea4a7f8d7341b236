import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DataFrame, type Row, type StreamingQuery, StreamSession } from 'millrace';
import { ManualClock } from 'millrace/testing';
import { batchRows } from '../../../lib/testing/batch-rows.ts';
import type { Golden } from './golden.ts';
import { fileText, type InputFile } from './input-files.ts';
import type { Variant } from './variants.ts';

/** What a run has left: files of a file sink, or the table `result` of a memory sink. */
export interface GoldenResult {
  readonly session: StreamSession;
  readonly outputFolder: string;
}

const START_MS = Date.parse('2024-01-01T00:00:00Z');
const TRIGGER_MS = 1000;

/** Runs a golden in one way, and hands what is left to `look` before it is removed. */
export async function runGolden<T>(
  golden: Golden,
  variant: Variant,
  look: (result: GoldenResult) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'millrace-golden-'));
  const execution = new GoldenExecution(golden, variant, root);
  try {
    return await look(await execution.run());
  } finally {
    await execution.close();
    rmSync(root, { recursive: true, force: true });
  }
}

class GoldenExecution {
  readonly #golden: Golden;
  readonly #variant: Variant;
  readonly #root: string;
  readonly #clock = new ManualClock(START_MS);
  #session: StreamSession | undefined;
  #placed = 0;
  /** What a memory sink would hold if it could go on after a restart, as it can in complete mode. */
  #rows: readonly Row[] | undefined;

  constructor(golden: Golden, variant: Variant, root: string) {
    this.#golden = golden;
    this.#variant = variant;
    this.#root = root;
  }

  async run(): Promise<GoldenResult> {
    const { files, arrival, batches } = this.#variant;
    const { sources } = this.#golden.spec;
    for (const name of Object.keys(sources)) mkdirSync(this.#folder(name), { recursive: true });
    const arrivals = arrival === 'together' ? [files] : files.map((file) => [file]);
    if (batches === undefined) {
      for (const part of arrivals) {
        for (const file of part) this.#place(file);
        await this.#runAvailable();
      }
    } else if (arrival === 'together') {
      await this.#runOnClock(batches);
    } else {
      for (let i = 0; i < batches; i += 1) await this.#runAvailable();
    }
    const session = await this.#openSession();
    if (this.#rows !== undefined) {
      const { schema } = this.#frame(session);
      session.createDataFrame(this.#rows, schema).createOrReplaceTempView('result');
    }
    return { session, outputFolder: this.#folder('output') };
  }

  async close(): Promise<void> {
    await this.#session?.stop();
  }

  async #runAvailable(): Promise<void> {
    await this.close();
    this.#session = undefined;
    const query = await this.#start({ availableNow: true });
    await query.awaitTermination();
  }

  /** One run whose clock reaches one trigger after the other. */
  async #runOnClock(batches: number): Promise<void> {
    const query = await this.#start({ processingTime: `${TRIGGER_MS} milliseconds` });
    while (query.isActive && (query.lastProgress?.batchId ?? -1) < batches - 1) {
      if (this.#clock.isWaitedFor) this.#clock.advance(TRIGGER_MS);
      await sleep(1);
    }
    await query.stop();
    await query.awaitTermination();
  }

  async #start(
    trigger: { readonly availableNow: true } | { readonly processingTime: string },
  ): Promise<StreamingQuery> {
    const { outputMode, sink } = this.#golden.spec;
    const writer = this.#frame(await this.#openSession())
      .writeStream.outputMode(outputMode)
      .options(sink.options ?? {})
      .option('checkpointLocation', this.#folder('checkpoint'))
      .partitionBy(...(sink.partitionBy ?? []))
      .trigger(trigger);
    if (sink.format !== 'memory') return writer.format(sink.format).start(this.#folder('output'));
    if (outputMode === 'complete' || this.#variant.arrival === 'together')
      return writer.format('memory').queryName('result').start();
    return writer.foreachBatch((batch) => this.#take(batch)).start();
  }

  async #take(batch: DataFrame): Promise<void> {
    this.#rows = [...(this.#rows ?? []), ...(await batchRows(batch))];
  }

  async #openSession(): Promise<StreamSession> {
    this.#session ??= await StreamSession.create({ threads: 1, clock: this.#clock });
    return this.#session;
  }

  #frame(session: StreamSession): DataFrame {
    for (const [name, { format, schema, options = {}, watermark }] of Object.entries(this.#golden.spec.sources)) {
      const reader = session.readStream.format(format).options({ ...options, ...this.#variant.readerOptions });
      const path = this.#variant.batches === undefined ? [this.#folder(name)] : [];
      const frame: DataFrame =
        schema === undefined ? reader.load(...path) : reader.schema<string>(schema).load(...path);
      (watermark === undefined ? frame : frame.withWatermark(...watermark)).createOrReplaceTempView(name);
    }
    return this.#golden.query(session);
  }

  /** By their times, files arrive a second after each other. */
  #place(file: InputFile): void {
    const path = join(this.#folder(file.source), file.name);
    writeFileSync(path, fileText(file));
    this.#placed += 1;
    const seconds = START_MS / 1000 + this.#placed;
    utimesSync(path, seconds, seconds);
  }

  #folder(name: string): string {
    return join(this.#root, name);
  }
}

import type { Executor } from '../contracts/executor.ts';
import type { BatchProgram } from '../incremental/batch-program.ts';
import { type BatchBinding, bindTemplate } from '../incremental/template.ts';
import { DoubleType, LongType, structField, structType } from '../types/data-type.ts';
import type { Value } from '../types/value.ts';

/** What passed a `withWatermark` node in one batch; epoch milliseconds. A null event time counts as 0, as in Spark. */
export interface EventTimeStats {
  readonly maxMs: number;
  readonly minMs: number;
  readonly avgMs: number;
  /** Greatest event time less the delay. */
  readonly candidateMs: number;
}

export interface InputStats {
  /** By source of the program. */
  readonly rows: readonly number[];
  /** By watermark node; null where no row passed. */
  readonly eventTimes: readonly (EventTimeStats | null)[];
}

/** Counts the batch's rows and observes its event times, in one statement. */
export async function readInputStats(
  executor: Executor,
  program: BatchProgram,
  binding: BatchBinding,
): Promise<InputStats> {
  const counts = program.sources.map((source, i) => `(SELECT count(*) FROM ${source.table}) AS rows_${i}`);
  const nodes = program.watermarks.map((node, i) => watermarkSelect(node.relation, i));
  if (counts.length === 0 && nodes.length === 0) return { rows: [], eventTimes: [] };
  const head = counts.length === 0 ? '' : `(SELECT ${counts.join(', ')})`;
  const sql = `SELECT * FROM ${[head, ...nodes].filter((part) => part !== '').join(', ')}`;
  const [row = []] = await executor.query(bindTemplate(sql, binding), statsSchema(counts.length, nodes.length));
  return {
    rows: row.slice(0, counts.length).map(Number),
    eventTimes: program.watermarks.map((node, i) => {
      const [max, min, avg] = row.slice(counts.length + i * 3);
      return eventTimeStats(max, min, avg, node.delayMs);
    }),
  };
}

function watermarkSelect(relation: string, i: number): string {
  const micros = 'coalesce(epoch_us(event_time), 0)';
  return `(SELECT max(${micros}) AS max_${i}, min(${micros}) AS min_${i}, avg(${micros}) AS avg_${i} FROM (${relation}))`;
}

const statsSchema = (sources: number, nodes: number) =>
  structType([
    ...Array.from({ length: sources }, (_, i) => structField(`rows_${i}`, LongType)),
    ...Array.from({ length: nodes }, (_, i) => [
      structField(`max_${i}`, LongType),
      structField(`min_${i}`, LongType),
      structField(`avg_${i}`, DoubleType),
    ]).flat(),
  ]);

function eventTimeStats(max: Value | undefined, min: Value | undefined, avg: Value | undefined, delayMs: number) {
  if (max === null || max === undefined) return null;
  const maxMs = floorMs(max);
  return { maxMs, minMs: floorMs(min), avgMs: Math.floor(Number(avg) / 1000), candidateMs: maxMs - delayMs };
}

const floorMs = (micros: Value | undefined): number => Math.floor(Number(micros) / 1000);

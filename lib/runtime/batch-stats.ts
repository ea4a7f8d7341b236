import { type Executor, PARTITION_COLUMN } from '../contracts/executor.ts';
import { quoteString } from '../expression/duckdb-sql.ts';
import type { BatchProgram, ProgramSource, WatermarkNode } from '../incremental/batch-program.ts';
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

/** Rows of a batch that come from one partition of one source. */
export interface InputGroup {
  /** Index of the source. */
  readonly source: number;
  readonly partition: string;
}

/** What of a group passed a `withWatermark` node: greatest event time less the delay, milliseconds; null where nothing did. */
interface GroupCandidate extends InputGroup {
  readonly candidateMs: number | null;
}

export interface InputStats {
  /** By source of the program. */
  readonly rows: readonly number[];
  /** By watermark node; null where no row passed. */
  readonly eventTimes: readonly (EventTimeStats | null)[];
  /** By watermark node, for each group among its sources. */
  readonly candidates: readonly (readonly GroupCandidate[])[];
}

/**
 * Counts the batch's rows where they are not known, and observes its event times, in one statement. A node whose rows come from several groups is observed
 * once for each, with the others' rows left out.
 */
export async function readInputStats(
  executor: Executor,
  program: BatchProgram,
  binding: BatchBinding,
  { rows, groups }: { readonly rows: readonly (number | undefined)[]; readonly groups: readonly InputGroup[] },
): Promise<InputStats> {
  const counts = program.sources.flatMap(({ table }, i) =>
    rows[i] === undefined ? [`(SELECT count(*) AS rows_${i} FROM ${table})`] : [],
  );
  const nodes = program.watermarks.map((node, i) => watermarkSelect(node.relation, i));
  if (counts.length === 0 && nodes.length === 0) return { rows: rows.map(Number), eventTimes: [], candidates: [] };
  const grouped = program.watermarks.map((node) => groups.filter(({ source }) => node.sources.includes(source)));
  const split = grouped.flatMap((own, i) => (own.length < 2 ? [] : own.map((group) => ({ node: i, group }))));
  const parts = [...counts, ...nodes].map((part) => bindTemplate(part, binding));
  const maxima = split.map(({ node, group }, i) => groupSelect(program, node, rowsOf(group, groups), binding, i));
  const sql = `SELECT * FROM ${[...parts, ...maxima].join(', ')}`;
  const schema = statsSchema(counts.length, nodes.length, split.length);
  const [row = []] = await executor.query(sql, schema);
  const eventTimes = program.watermarks.map((node, i) => {
    const [max, min, avg] = row.slice(counts.length + i * 3);
    return eventTimeStats(max, min, avg, node.delayMs);
  });
  const found = row.slice(counts.length + nodes.length * 3);
  const candidateOf = (node: number, group: InputGroup): number | null => {
    const at = split.findIndex((part) => part.node === node && part.group === group);
    if (at === -1) return eventTimes[node]?.candidateMs ?? null;
    const max = found[at] ?? null;
    return max === null ? null : floorMs(max) - (program.watermarks[node]?.delayMs ?? 0);
  };
  const counted = row.slice(0, counts.length).map(Number);
  return {
    rows: rows.map((known) => known ?? counted.shift() ?? 0),
    eventTimes,
    candidates: grouped.map((own, node) => own.map((group) => ({ ...group, candidateMs: candidateOf(node, group) }))),
  };
}

/** Which rows of a source are those of the group; a source that brings one group alone does not name it in its rows. */
function rowsOf({ source, partition }: InputGroup, groups: readonly InputGroup[]): SourceRows {
  const isAlone = groups.filter((group) => group.source === source).length === 1;
  return { source, condition: isAlone ? 'true' : `${PARTITION_COLUMN} = ${quoteString(partition)}` };
}

interface SourceRows {
  readonly source: number;
  readonly condition: string;
}

/** The greatest event time of a node's rows from one group: the tables of its other sources are empty. */
function groupSelect(program: BatchProgram, node: number, rows: SourceRows, binding: BatchBinding, i: number): string {
  const { relation, sources } = program.watermarks[node] as WatermarkNode;
  const tables = sources.map((source) => {
    const { table } = program.sources[source] as ProgramSource;
    return [table, `(SELECT * FROM ${table} WHERE ${source === rows.source ? rows.condition : 'false'})`];
  });
  const bound = bindTemplate(relation, { ...binding, tables: Object.fromEntries(tables) });
  return `(SELECT max(${EVENT_MICROS}) AS group_${i} FROM (${bound}))`;
}

const EVENT_MICROS = 'coalesce(epoch_us(event_time), 0)';

function watermarkSelect(relation: string, i: number): string {
  return `(SELECT max(${EVENT_MICROS}) AS max_${i}, min(${EVENT_MICROS}) AS min_${i}, avg(${EVENT_MICROS}) AS avg_${i} FROM (${relation}))`;
}

const statsSchema = (sources: number, nodes: number, groups: number) =>
  structType([
    ...Array.from({ length: sources }, (_, i) => structField(`rows_${i}`, LongType)),
    ...Array.from({ length: nodes }, (_, i) => [
      structField(`max_${i}`, LongType),
      structField(`min_${i}`, LongType),
      structField(`avg_${i}`, DoubleType),
    ]).flat(),
    ...Array.from({ length: groups }, (_, i) => structField(`group_${i}`, LongType)),
  ]);

function eventTimeStats(max: Value | undefined, min: Value | undefined, avg: Value | undefined, delayMs: number) {
  if (max === null || max === undefined) return null;
  const maxMs = floorMs(max);
  return { maxMs, minMs: floorMs(min), avgMs: Math.floor(Number(avg) / 1000), candidateMs: maxMs - delayMs };
}

/** Exact for times far from 1970, whose microseconds are more than a number can hold. */
function floorMs(micros: Value | undefined): number {
  const exact = BigInt(String(micros));
  return Number((exact - (((exact % 1000n) + 1000n) % 1000n)) / 1000n);
}

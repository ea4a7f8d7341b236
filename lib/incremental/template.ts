/**
 * SQL templates: program text is made once per query, and a batch only fills in what changes. A slot is delimited by a control
 * character that no SQL printed from a plan contains, so a user's text can never look like one.
 */
const MARK = '\u0001';

export const slots = {
  batchId: `${MARK}batchId${MARK}`,
  /** Epoch microseconds, decimal text: `current_timestamp()` of the batch. */
  batchTimestampMicros: `${MARK}batchTimestampMicros${MARK}`,
  /** TIMESTAMPTZ by which rows are late for an operator. */
  late: (operatorId: number): string => `${MARK}late:${operatorId}${MARK}`,
  /** TIMESTAMPTZ up to which an operator evicts. */
  evict: (operatorId: number): string => `${MARK}evict:${operatorId}${MARK}`,
  /** Milliseconds of the same, for arithmetic. */
  evictMs: (operatorId: number): string => `${MARK}evictMs:${operatorId}${MARK}`,
  lateMs: (operatorId: number): string => `${MARK}lateMs:${operatorId}${MARK}`,
  /** The table with a source's rows of the batch, or what stands for it. */
  table: (name: string): string => `${MARK}table:${name}${MARK}`,
} as const;

/** What one batch puts into the slots. */
export interface BatchBinding {
  readonly batchId: number;
  readonly batchTimestampMs: number;
  /** By operator id, milliseconds. */
  readonly lateWatermarksMs: readonly number[];
  readonly evictionWatermarksMs: readonly number[];
  /** Relations that stand for tables of sources. @default - the tables themselves */
  readonly tables?: Readonly<Record<string, string>>;
}

/** Fills the slots of a template. */
export function bindTemplate(template: string, binding: BatchBinding): string {
  const parts = template.split(MARK);
  return parts.map((part, i) => (i % 2 === 0 ? part : slotText(part, binding))).join('');
}

function slotText(slot: string, binding: BatchBinding): string {
  const [name, id] = slot.split(':');
  switch (name) {
    case 'batchId':
      return String(binding.batchId);
    case 'batchTimestampMicros':
      return String(BigInt(binding.batchTimestampMs) * 1000n);
    case 'late':
      return timestampSql(binding.lateWatermarksMs[Number(id)] ?? 0);
    case 'evict':
      return timestampSql(binding.evictionWatermarksMs[Number(id)] ?? 0);
    case 'table':
      return binding.tables?.[id ?? ''] ?? id ?? '';
    case 'lateMs':
      return String(binding.lateWatermarksMs[Number(id)] ?? 0);
    default:
      return String(binding.evictionWatermarksMs[Number(id)] ?? 0);
  }
}

const timestampSql = (ms: number): string => `make_timestamptz(${BigInt(ms) * 1000n})`;

import type { StreamingQueryProgress } from '../contracts/progress.ts';
import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import { plainRows } from './row-difference.ts';
import type { StreamAction } from './stream-action.ts';

/** What a failed test tells. */
interface StreamTestReport {
  readonly problem: string;
  readonly actions: readonly StreamAction[];
  /** The position of the action that failed. */
  readonly failedAt: number;
  readonly progress: readonly StreamingQueryProgress[];
  readonly schema: StructType;
  readonly batches: readonly (readonly [batchId: number, rows: readonly Row[]])[];
  readonly plan: string;
}

/** The report as text: what is wrong, at which action, and how the query got there. */
export function reportText({ problem, actions, failedAt, progress, schema, batches, plan }: StreamTestReport): string {
  const sections: Readonly<Record<string, readonly string[]>> = {
    Actions: actions.map((action, i) => `${i === failedAt ? '=>' : '  '} ${actionText(action)}`),
    Progress: progress.map(progressLine),
    Offsets: (progress.at(-1)?.sources ?? []).map(
      ({ description, endOffset }) => `${description}: ${JSON.stringify(endOffset)}`,
    ),
    Sink: batches.map(([id, rows]) => `batch ${id}: ${plainRows(schema, rows).map(json).join(' ') || 'no rows'}`),
    Plan: plan.trimEnd().split('\n'),
  };
  const texts = Object.entries(sections).map(
    ([title, lines]) => `== ${title} ==\n${lines.length === 0 ? '(none)' : lines.join('\n')}`,
  );
  return [problem, ...texts].join('\n');
}

/** An action as it is written: `advanceClock(1000)`. */
function actionText(action: StreamAction): string {
  switch (action.kind) {
    case 'addData':
      return `addData(${[action.stream.name, ...action.rows.map(json)].join(', ')})`;
    case 'checkAnswer':
    case 'checkNewAnswer':
    case 'checkLastBatch':
      return `${action.kind}(${json(action.rows)})`;
    case 'advanceClock':
      return `advanceClock(${action.ms})`;
    case 'start':
      return action.trigger === undefined ? 'start()' : `start(${json({ trigger: action.trigger })})`;
    case 'expectFailure':
      return `expectFailure(${json(action.condition)})`;
    case 'assertState':
      return `assertState(${json(action.expected)})`;
    case 'assertWatermark':
      return `assertWatermark(${json(action.iso)})`;
    default:
      return `${action.kind}()`;
  }
}

function progressLine({ batchId, numInputRows, eventTime, stateOperators }: StreamingQueryProgress): string {
  const state = stateOperators.map(
    (op) =>
      `${op.operatorName} ${op.numRowsTotal} rows (${op.numRowsUpdated} updated, ${op.numRowsRemoved} removed, ` +
      `${op.numRowsDroppedByWatermark} dropped)`,
  );
  const watermark = eventTime.watermark === undefined ? [] : [`watermark ${eventTime.watermark}`];
  const parts = [`${numInputRows} rows in`, ...watermark, ...state];
  return `batch ${batchId}: ${parts.join(', ')}`;
}

const json = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));

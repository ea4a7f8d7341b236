/** A state watermark: the input watermark plus `offsetMs`, but never beyond `capMs`. */
export interface StateWatermark {
  readonly offsetMs: number;
  readonly capMs?: number;
}

/**
 * How the query's watermark reaches its stateful operators. A `withWatermark` node puts out the query's watermark; other nodes pass on the least of
 * their children's; an operator's input watermark is what its children put out, 0 where there is no watermark below it; an
 * interval join puts out the lesser of its two state watermarks, so that what it emits late is not late downstream.
 */
export type WatermarkFlow =
  | { readonly kind: 'watermark' }
  | { readonly kind: 'least'; readonly children: readonly WatermarkFlow[] }
  | {
      readonly kind: 'operator';
      readonly operatorId: number;
      readonly child: WatermarkFlow;
      /** Of each side that has one; empty for anything but an interval join. */
      readonly stateWatermarks: readonly StateWatermark[];
    };

/** The input watermark of each operator, by operator id, for a query's watermark. Milliseconds. */
export function inputWatermarks(flow: WatermarkFlow, queryWatermarkMs: number): readonly number[] {
  const byOperator: number[] = [];
  outputWatermark(flow, queryWatermarkMs, byOperator);
  return byOperator;
}

function outputWatermark(flow: WatermarkFlow, queryMs: number, byOperator: number[]): number | undefined {
  switch (flow.kind) {
    case 'watermark':
      return queryMs;
    case 'least':
      return least(flow.children.map((child) => outputWatermark(child, queryMs, byOperator)));
    case 'operator': {
      const input = outputWatermark(flow.child, queryMs, byOperator) ?? 0;
      byOperator[flow.operatorId] = input;
      if (flow.stateWatermarks.length === 0 || input === 0) return input;
      const states = flow.stateWatermarks.map(({ offsetMs, capMs = Number.POSITIVE_INFINITY }) =>
        Math.min(input + offsetMs, capMs),
      );
      return Math.max(0, Math.min(...states));
    }
  }
}

function least(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

import { expr } from '../../index.ts';
import type { Click, ClickFrame } from './click.ts';

const RANGE_MS = 20_000;
const ON = 'l.user = r.user AND r.t >= l.t - INTERVAL 20 SECONDS AND r.t <= l.t + INTERVAL 20 SECONDS';

/** Clicks with those of the other side by the same user within twenty seconds; clicks without any, alone. */
export const pairsOver = (left: ClickFrame, right: ClickFrame) =>
  left
    .alias('l')
    .join(right.alias('r'), expr(ON), 'left_outer')
    .select(
      expr("concat(CAST(l.id AS STRING), '-', coalesce(CAST(r.id AS STRING), 'none'))").as('pair'),
      expr('l.value + coalesce(r.value, 0)').as('total'),
    );

/** The same in one go, as sorted texts `PAIR TOTAL`. */
export function pairsOf(left: readonly Click[], right: readonly Click[]): readonly string[] {
  return left
    .flatMap((l) => {
      const found = right.filter((r) => r.user === l.user && Math.abs(r.timeMs - l.timeMs) <= RANGE_MS);
      if (found.length === 0) return [`${l.id}-none ${l.value}`];
      return found.map((r) => `${l.id}-${r.id} ${l.value + r.value}`);
    })
    .sort();
}

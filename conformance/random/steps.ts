import type { OracleCase } from '../../lib/testing/oracle/index.ts';
import type { CaseBuilder } from './case-builder.ts';
import { instant, keyValue } from './inputs.ts';

type Step = OracleCase['steps'][number];

/** Steps of rows whose times move on, with late ones, far jumps, nulls, malformed lines, empty files and sources that stand still. */
export function makeSteps(builder: CaseBuilder): Step[] {
  const { dice } = builder;
  const count = dice.between(2, 5);
  const stride = dice.pick([15_000, 25_000, 40_000]);
  const grain = dice.pick([5000, 5000, 1000, 1000, 2500, 1]);
  const steps: Step[] = [];
  let centre = dice.between(0, 30) * 1000;
  for (let i = 0; i < count; i += 1) {
    const add: Record<string, unknown[]> = {};
    const isLast = i === count - 1;
    for (const name of Object.keys(builder.sources)) {
      if (!isLast && dice.chance(0.12)) continue;
      const jump = isLast && dice.chance(0.6) ? dice.pick([60_000, 180_000, 3_600_000]) : 0;
      add[name] = rowsOf(builder, name, centre + jump, grain);
    }
    steps.push(dice.chance(0.03) || Object.keys(add).length === 0 ? {} : { add });
    centre += stride;
  }
  return steps;
}

function rowsOf(builder: CaseBuilder, source: string, centre: number, grain: number): unknown[] {
  const { dice } = builder;
  if (dice.chance(0.06)) return [];
  const fields = (builder.sources[source]?.schema ?? '')
    .split(/, (?=[a-z])/)
    .map((field) => field.split(' ') as [string, string]);
  return Array.from({ length: dice.between(1, 6) }, () => {
    if (builder.nulls && dice.chance(0.015)) return dice.pick(['nonsense', '{"k": ', '[]', '{}', 'null']);
    const row: Record<string, unknown> = {};
    for (const [name, type] of fields)
      if (!dice.chance(0.01)) row[name] = fieldValue(builder, name, type, centre, grain);
    return row;
  });
}

function fieldValue(builder: CaseBuilder, name: string, type: string, centre: number, grain: number): unknown {
  const { dice } = builder;
  if (name === 'k') return keyValue(builder);
  if (type === 'TIMESTAMP') return timeOf(builder, centre, grain);
  if (dice.chance(0.08)) return null;
  if (type === 'DOUBLE' && dice.chance(0.04)) return dice.pick(['NaN', 'Infinity', '-Infinity', -0.0, 0]);
  if (type === 'DATE') return instant(dice.between(0, 3) * 86_400_000).slice(0, 10);
  if (type === 'DOUBLE') return dice.between(-8, 24) / 4;
  if (type.startsWith('DECIMAL')) return dice.between(-200, 2000) / 100;
  if (type === 'BOOLEAN') return dice.chance(0.5);
  return dice.between(-2, 9);
}

function timeOf({ dice }: CaseBuilder, centre: number, grain: number): string | null {
  if (dice.chance(0.04)) return null;
  if (dice.chance(0.01)) return dice.pick(['1970-01-01T00:00:00Z', '1969-12-31T23:59:50Z', '1970-01-01T00:00:10Z']);
  const late = dice.chance(0.12) ? -dice.pick([20_000, 60_000, 300_000]) : 0;
  const far = dice.chance(0.015) ? 3_600_000 : 0;
  const spread = Math.round((dice.between(-15_000, 20_000) + late + far) / grain) * grain;
  const text = instant(Math.round(centre / grain) * grain + spread);
  if (dice.chance(0.02)) return text.replace(/(\.\d+)?Z$/, '.000001Z');
  return dice.chance(0.02) ? text.replace('Z', '+00:00') : text;
}

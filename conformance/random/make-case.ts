import { Dice } from '../../lib/testing/campaign/dice.ts';
import type { OracleCase } from '../../lib/testing/oracle/index.ts';
import { addAggregate } from './aggregates.ts';
import { CaseBuilder } from './case-builder.ts';
import { addSource } from './inputs.ts';
import { addDedup, addMembership, addStateless, addStaticJoin, addUnion } from './operators.ts';
import { makeSteps } from './steps.ts';
import { columnsOf, type Stream } from './stream.ts';
import { addStreamJoin, withWindow } from './stream-joins.ts';

type Part = (builder: CaseBuilder, stream: Stream) => Stream;

/** A watermark where there is none, or none any more. */
const rewatermark: Part = (builder, stream) => {
  const times = columnsOf(stream, 'time');
  if (times.length === 0 || stream.eventTime !== undefined) return stream;
  const { name } = builder.dice.pick(times);
  return builder.frame(stream, { withWatermark: [name, '5 seconds'] }, { eventTime: name });
};
const plain: Part = (builder, stream) => addAggregate(builder, stream, 'plain');
const windowed: Part = (builder, stream) => addAggregate(builder, stream, 'window');
const session: Part = (builder, stream) => addAggregate(builder, stream, 'session');
const union: Part = (builder, stream) => addUnion(builder, stream, addSource(builder));
const join: Part = (builder, stream) => addStreamJoin(builder, stream, other(builder, addSource(builder)));
const selfJoin: Part = (builder, stream) => addStreamJoin(builder, stream, other(builder, stream));
const windowJoin: Part = (builder, stream) =>
  addStreamJoin(builder, withWindow(builder, stream), withWindow(builder, addSource(builder)));
const joinOfWindows: Part = (builder, stream) =>
  addStreamJoin(builder, windowed(builder, stream), windowed(builder, addSource(builder)));

/** The other side of a join, sometimes after an operator of its own. */
function other(builder: CaseBuilder, stream: Stream): Stream {
  return builder.dice.chance(0.2) ? builder.dice.pick([addStateless, addDedup, windowed])(builder, stream) : stream;
}

/** What the seven groups of cases begin with; the last makes chains of any two to four parts. */
const GROUPS: readonly (readonly [name: string, weight: number, parts: readonly Part[]])[] = [
  ['aggregate', 7, [plain]],
  ['window', 12, [windowed]],
  ['session', 10, [session]],
  ['dedup', 12, [addDedup]],
  ['join-static', 10, [addStaticJoin]],
  ['join-stream', 22, [join, join, join, selfJoin, windowJoin]],
  ['chained', 30, []],
];

const CHAIN: readonly Part[] = [
  windowed,
  windowed,
  windowed,
  plain,
  session,
  addDedup,
  addDedup,
  addStaticJoin,
  join,
  join,
  union,
  union,
  selfJoin,
  windowJoin,
  joinOfWindows,
  addStateless,
  addMembership,
  rewatermark,
];

function choicesOf(dice: Dice): readonly Part[] {
  const weights = GROUPS.flatMap(([, weight, choices]) => Array.from({ length: weight }, () => choices));
  return dice.pick(weights);
}

function partsOf(dice: Dice): readonly Part[] {
  const choices = choicesOf(dice);
  if (choices.length === 0) return Array.from({ length: dice.pick([2, 2, 3, 3, 4]) }, () => dice.pick(CHAIN));
  const before = dice.chance(0.25) ? [dice.pick([addStateless, addStateless, addMembership, union])] : [];
  const after = dice.chance(0.15) ? [addStateless] : [];
  return [...before, dice.pick(choices), ...after];
}

/** A mode that is legal in nine of ten cases. */
function modeOf({ dice, aggregated, unbounded, sessions, joined, outer }: CaseBuilder): OracleCase['outputMode'] {
  if (dice.chance(0.1)) return dice.pick(['append', 'update', 'complete'] as const);
  const modes: OracleCase['outputMode'][] = [];
  if (!unbounded) modes.push('append', 'append', 'append');
  if (!sessions && !outer) modes.push('update');
  if (aggregated && !joined) modes.push('complete');
  return dice.pick(modes.length === 0 ? (['append'] as const) : modes);
}

/** The whole result in order, sometimes only its first rows. */
function addOrder(builder: CaseBuilder, stream: Stream): void {
  const { dice } = builder;
  const order = stream.columns.map((_, i) => `${i + 1}${dice.pick(['', ' DESC', ' NULLS LAST'])}`).join(', ');
  builder.sql(`SELECT * FROM ${stream.view} ORDER BY ${order}${dice.chance(0.3) ? ' LIMIT 3' : ''}`, stream);
}

/** A case without an answer, the same for a seed. */
export function makeCase(seed: number): OracleCase {
  const dice = new Dice(seed);
  const builder = new CaseBuilder(dice);
  let stream = addSource(builder);
  for (const part of partsOf(dice)) {
    if (Object.keys(builder.sources).length >= 3 && [join, union, windowJoin, joinOfWindows].includes(part)) continue;
    stream = part(builder, stream);
  }
  if (builder.views.length === 0) stream = windowed(builder, stream);
  if (dice.chance(0.15)) builder.conf['spark.sql.streaming.noDataMicroBatches.enabled'] = 'false';
  if (dice.chance(0.2)) builder.conf['spark.sql.streaming.multipleWatermarkPolicy'] = 'max';
  const outputMode = modeOf(builder);
  if (outputMode !== 'append' && dice.chance(0.7))
    builder.conf['spark.sql.streaming.statefulOperator.checkCorrectness.enabled'] = 'false';
  if (dice.chance(0.06)) builder.conf['spark.sql.session.timeZone'] = dice.pick(['America/New_York', 'Asia/Kolkata']);
  const ordered = outputMode === 'complete' && builder.aggregated && dice.chance(0.3);
  if (ordered) addOrder(builder, stream);
  const restart = !dice.chance(0.1);
  const steps = makeSteps(builder);
  return {
    name: `random-${seed}`,
    about: `Made from the seed ${seed}.`,
    sources: builder.sources,
    ...(Object.keys(builder.statics).length === 0 ? {} : { static: builder.statics }),
    views: builder.views,
    outputMode,
    ...(Object.keys(builder.conf).length === 0 ? {} : { conf: builder.conf }),
    ...(ordered ? { ordered } : {}),
    ...(restart ? {} : { restart }),
    steps,
  };
}

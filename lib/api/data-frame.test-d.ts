import type { RowOf, Untyped, WindowTag } from '../types/infer.ts';
import type { Timestamp } from '../types/value.ts';
import type { DataFrame } from './data-frame.ts';
import {
  aggregate,
  array,
  avg,
  coalesce,
  col,
  collectList,
  concat,
  count,
  countDistinct,
  desc,
  elementAt,
  exists,
  explode,
  expr,
  filter,
  fromJson,
  length,
  lit,
  max,
  pmod,
  regexpCount,
  struct,
  sum,
  transform,
  tryDivide,
  upper,
  when,
  window,
} from './functions/index.ts';
import type { StreamSession } from './stream-session.ts';
import type { CheckedAggregates, CheckedName, EventTimeName } from './typing/checked-name.ts';
import type { QueryTypeError } from './typing/type-error.ts';
import { udf } from './udf.ts';

declare const session: StreamSession;

/** Compiles only if the frame's columns are exactly these. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type ColumnsOf<F> = F extends DataFrame<infer S> ? S : never;
const has = <S>() => ({
  in: <F extends DataFrame<never> | object>(_frame: F, ..._proof: Same<ColumnsOf<F>, S> extends true ? [] : [never]) =>
    undefined,
});

const clicks = session.readStream
  .format('json')
  .schema('user_id BIGINT, action STRING, amount DOUBLE, ok BOOLEAN, tags ARRAY<STRING>, timestamp TIMESTAMP')
  .load('/in');
const users = session.createDataFrame([{ user_id: 1n, country: 'DE' }, [2n, 'FR']], {
  user_id: 'BIGINT NOT NULL',
  country: 'STRING',
});

// Windowed counts: struct, key and aggregate.
const counts = clicks
  .filter("action = 'purchase'")
  .withWatermark('timestamp', '10 minutes')
  .groupBy(window('timestamp', '10 minutes'), 'user_id')
  .agg(count('*').as('n'), sum('amount').as('total'), avg(col('amount')).as('mean'), collectList('action').as('all'));
has<{
  readonly window: WindowTag;
  readonly user_id: 'bigint' | null;
  readonly n: 'bigint';
  readonly total: 'double' | null;
  readonly mean: 'double' | null;
  readonly all: readonly 'string'[];
}>().in(counts);
type CountRow = RowOf<ColumnsOf<typeof counts>>;
const row: CountRow = null as unknown as CountRow;
const start: Timestamp = row.window.start;
const n: bigint = row.n;
// @ts-expect-error user_id may be null
const id: bigint = row.user_id;
void [start, n, id];

// select, withColumn and their kin
has<{ readonly user_id: 'bigint' | null; readonly twice: 'double' | null; readonly big: 'boolean' | null }>().in(
  clicks.select('user_id', col('amount').multiply(2).as('twice'), col('amount').gt(100).as('big')),
);
has<{ readonly up: 'string' | null; readonly price: 'decimal' | null }>().in(
  clicks.select(upper('action').as('up'), col('amount').cast('DECIMAL(10,2)').as('price')),
);
has<{ readonly a: 'double' | null; readonly b: 'string' }>().in(
  clicks
    .drop('user_id', 'ok', 'tags', 'timestamp', 'action')
    .withColumn('b', lit('x'))
    .withColumnRenamed('amount', 'a'),
);
has<{ readonly tag: 'string' | null }>().in(clicks.select(explode('tags').as('tag')));
has<{ readonly size: 'string'; readonly x: 'double' }>().in(
  clicks.select(
    when(col('amount').gt(100), 'large').otherwise('small').as('size'),
    coalesce('amount', lit(0.5)).as('x'),
  ),
);
has<{ readonly s: { readonly user_id: 'bigint' | null; readonly act: 'string' | null } }>().in(
  clicks.select(struct('user_id', col('action').as('act')).as('s')),
);
has<{ readonly v: 'int' | null }>().in(
  clicks.select(fromJson('action', 'a INT, b STRING').as('j')).select(col('j.a').as('v')),
);
has<{ readonly first: 'string' | null; readonly pair: readonly ('string' | null)[] }>().in(
  clicks.select(elementAt('tags', 1).as('first'), array('action', lit('x')).as('pair')),
);

// Joins: keys once, the outer side nullable
has<{ readonly user_id: 'bigint' | null; readonly n: 'bigint'; readonly country: 'string' | null }>().in(
  counts.select('user_id', 'n').join(users, 'user_id', 'left'),
);
has<{ readonly user_id: 'bigint' | null; readonly n: 'bigint' }>().in(
  counts
    .select('user_id', 'n')
    .alias('c')
    .join(users.alias('u'), col('c.user_id').eq(col('u.user_id')), 'left_semi'),
);

// Spark's words for join types, in its guide's spelling too
has<{ readonly action: 'string' | null; readonly country: 'string' | null }>().in(
  clicks.join(users, expr('true'), 'leftOuter').select('action', 'country'),
);
clicks.join(users, [col('ok'), expr('true')], 'leftSemi').select('action');

// Unknown columns stay usable
has<Untyped>().in(clicks.selectExpr('user_id + 1'));
has<Untyped>().in(clicks.select(expr('user_id + 1')));
has<{ readonly a: 'any' | null }>().in(session.sql('SELECT 1 AS a').select(col('a')));
has<{ readonly n: 'bigint' }>().in(session.table('t').agg(countDistinct('whatever').as('n')));
has<{ readonly action: 'string' | null; readonly count: 'bigint' }>().in(clicks.groupBy('action').count());
has<{ readonly action: 'string' | null; readonly 'sum(user_id)': 'bigint' | null }>().in(
  clicks.groupBy('action').sum('user_id'),
);

const domain = udf('domain', { args: ['STRING'], returns: 'STRING' }, (email) => email?.split('@')[1] ?? null);
has<{ readonly d: 'string' | null }>().in(clicks.select(domain('action').as('d')));

// Wrong names
// @ts-expect-error no column usr_id
clicks.select('usr_id');
// @ts-expect-error no column usr_id
clicks.select(col('usr_id').as('u'));
// @ts-expect-error no column usr_id
clicks.groupBy('usr_id');
// @ts-expect-error no column amuont
clicks.groupBy('user_id').agg(sum('amuont').as('total'));
// @ts-expect-error no column amuont
clicks.agg(count('amuont').as('total'));
// @ts-expect-error no column time
clicks.withWatermark('time', '1 minute');
// @ts-expect-error no column x
clicks.dropDuplicates(['x']);
// @ts-expect-error no column x
clicks.orderBy(col('x').desc());
// @ts-expect-error no column x
clicks.orderBy(desc('x'));
// @ts-expect-error no column x
clicks.withColumn('y', col('x').plus(1));
// @ts-expect-error no column x
clicks.withColumnRenamed('x', 'y');
// @ts-expect-error the other frame has no country
clicks.join(users, 'country');
// @ts-expect-error neither has uid
clicks.join(users, col('uid').eq(col('country')));
// @ts-expect-error the window has no field begin
counts.select(col('window.begin').as('b'));
// @ts-expect-error amount is gone after the aggregation
counts.select('amount');

// Impossible operations
// @ts-expect-error sum over a string
clicks.groupBy('user_id').agg(sum('action').as('s'));
// @ts-expect-error sum over a boolean
clicks.agg(sum(col('ok')).as('s'));
// @ts-expect-error avg over a string
clicks.agg(avg('action').as('s'));
// @ts-expect-error number against boolean
clicks.filter(col('amount').gt(true));
// @ts-expect-error boolean against number
clicks.filter(col('ok').eq(1));
// @ts-expect-error a condition that is no condition
clicks.filter(col('amount').plus(1));
// @ts-expect-error a number is no condition
clicks.filter(col('ok').and(col('amount')));
// @ts-expect-error arithmetic on text
clicks.select(col('action').plus(1).as('x'));
// @ts-expect-error explode of a number
clicks.select(explode('amount').as('x'));
// @ts-expect-error sum is for columns of numbers
clicks.groupBy('user_id').sum('action');
// @ts-expect-error no such join type
clicks.join(users, 'user_id', 'sideways');
// @ts-expect-error a row with text for a bigint
session.createDataFrame([{ user_id: 'x', country: 'DE' }], 'user_id BIGINT, country STRING');
// @ts-expect-error two columns for a function of one
clicks.select(domain('action', 'action').as('d'));
// @ts-expect-error the body gives a number for a STRING
udf('f', { args: ['INT'], returns: 'STRING' }, (x) => x);
// @ts-expect-error exactly one trigger
clicks.writeStream.trigger({ processingTime: '1 second', once: true }).trigger({ onec: true });

has<{ readonly m: 'timestamp' | null }>().in(clicks.agg(max('timestamp').as('m')));

// nulls
has<{ readonly user_id: 'bigint'; readonly amount: 'double'; readonly action: 'string' | null }>().in(
  clicks.select('user_id', 'amount', 'action').na.fill(0),
);
has<{ readonly user_id: 'bigint' | null; readonly action: 'string' }>().in(
  clicks.select('user_id', 'action').fillna({ action: 'none' }),
);
has<{ readonly user_id: 'bigint'; readonly action: 'string' | null }>().in(
  clicks.select('user_id', 'action').na.drop('any', 'user_id'),
);
// @ts-expect-error no such column
clicks.na.fill({ acton: 'none' });

// aggregates by column, pivot, unpivot
has<{ readonly action: 'string' | null; readonly 'sum(amount)': 'double' | null; readonly 'count(1)': 'bigint' }>().in(
  clicks.groupBy('action').agg({ amount: 'sum', '*': 'count' }),
);
// @ts-expect-error no such column
clicks.agg({ amont: 'sum' });
has<{
  readonly user_id: 'bigint' | null;
  readonly view: 'bigint' | null;
  readonly purchase: 'bigint' | null;
}>().in(clicks.groupBy('user_id').pivot('action', ['view', 'purchase']).count());
has<{
  readonly user_id: 'bigint' | null;
  readonly view_n: 'bigint' | null;
  readonly view_t: 'double' | null;
}>().in(clicks.groupBy('user_id').pivot('action', ['view']).agg(count('*').as('n'), sum('amount').as('t')));
has<{ readonly user_id: 'bigint' | null; readonly name: 'string'; readonly value: 'string' | 'double' | null }>().in(
  clicks.unpivot('user_id', ['action', 'amount'], 'name', 'value'),
);
has<{ readonly summary: 'string' | null; readonly amount: 'string' | null }>().in(
  clicks.select('amount', 'ok').describe(),
);
has<{ readonly amount: 'float' | null }>().in(clicks.to('amount FLOAT'));
has<{ readonly value: 'string' }>().in(clicks.toJSON());
has<{ readonly id: 'bigint' }>().in(session.range(3));

// lambdas: elements have their types, and results follow from the body
has<{
  readonly lengths: readonly ('int' | null)[] | null;
  readonly long: readonly ('string' | null)[] | null;
  readonly some: 'boolean' | null;
  readonly joined: 'string' | null;
}>().in(
  clicks.select(
    transform('tags', (tag) => length(tag)).as('lengths'),
    filter('tags', (tag, index) => index.gt(0).and(tag.notEqual(''))).as('long'),
    exists('tags', (tag) => tag.eq('a')).as('some'),
    aggregate('tags', lit(''), (all, tag) => concat(all, tag)).as('joined'),
  ),
);
// @ts-expect-error a text is no condition
clicks.select(filter('tags', (tag) => tag).as('x'));
// @ts-expect-error no such column
clicks.select(transform('tgas', (tag) => tag).as('x'));
// @ts-expect-error no such column
clicks.select(regexpCount('actoin', 'action').as('x'));
has<{ readonly left: 'double' | null; readonly ratio: 'double' | null }>().in(
  clicks.select(pmod('amount', 3).as('left'), tryDivide('amount', 'user_id').as('ratio')),
);

// @ts-expect-error no such column
users.write.partitionBy('contry');
// @ts-expect-error no such mode
users.write.mode('apend');

// names of columns are refused with a sentence, one by one and in lists
type Clicks = ColumnsOf<typeof clicks>;
type Refuses<Checked, Sentence extends string> = Same<Checked, QueryTypeError<Sentence>>;
const refusals: readonly [
  Refuses<CheckedName<'actoin', Clicks>, "There is no column 'actoin' here.">,
  Refuses<EventTimeName<'time', Clicks>, "There is no column 'time' here.">,
  Refuses<
    EventTimeName<'action', Clicks>,
    "The event time 'action' must be a timestamp, not string; cast it first: withColumn('action', col('action').cast('timestamp'))."
  >,
  Refuses<CheckedAggregates<readonly [{ readonly amuont: 'max' }], Clicks>[0], "There is no column 'amuont' here.">,
] = [true, true, true, true];
refusals.at(0);
has<Clicks>().in(clicks.withWatermark('timestamp', '1 minute').dropDuplicates().dropDuplicates('action', 'ok'));
has<Clicks>().in(clicks.dropDuplicates(['action']).dropDuplicatesWithinWatermark(undefined));
has<{ readonly 'max(amount)': 'double' | null; readonly 'count(1)': 'bigint' }>().in(
  clicks.agg({ amount: 'max', '*': 'count' }),
);
clicks.writeStream.partitionBy('action', 'ok');
// @ts-expect-error no such column
clicks.dropDuplicates('actoin');
// @ts-expect-error no such column
clicks.dropDuplicatesWithinWatermark(['action', 'k']);
// @ts-expect-error no such column
clicks.withWatermark('time', '1 minute');
// @ts-expect-error event time is a timestamp
clicks.withWatermark('action', '1 minute');
// @ts-expect-error no such column
clicks.withColumnRenamed('actoin', 'what');
// @ts-expect-error no such column
clicks.groupBy('action').agg({ amuont: 'max' });
// @ts-expect-error no such column
clicks.writeStream.partitionBy('actoin');

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInThisContext } from 'node:vm';
import { MillraceError } from '../errors/index.ts';
import type { LogicalPlan, With } from '../plan/logical-plan.ts';
import { printCalls } from '../sql/call-printer.ts';
import { loadSqlParser } from '../sql/index.ts';
import { printPlan } from '../sql/plan-printer.ts';
import type { Untyped } from '../types/infer.ts';
import { fixtureBackend } from './backend.fixture.ts';
import type { DataFrame } from './data-frame.ts';
import { expr } from './functions/core.ts';
import { StreamSession } from './stream-session.ts';

type Frame = DataFrame<Untyped>;

interface View {
  readonly view: string;
  readonly sql?: string;
  readonly from?: string;
  readonly withWatermark?: readonly [string, string];
  readonly dropDuplicates?: readonly string[];
  readonly dropDuplicatesWithinWatermark?: readonly string[];
  readonly distinct?: true;
  readonly selectExpr?: readonly string[];
}
interface Case {
  readonly sources: Readonly<Record<string, { readonly schema: string; readonly watermark?: [string, string] }>>;
  readonly static?: Readonly<Record<string, { readonly schema: string }>>;
  readonly views: readonly View[];
  readonly conf?: Readonly<Record<string, string>>;
}

const CASES = join(import.meta.dirname, '../../conformance/cases');
const parser = await loadSqlParser();

const evaluate = (text: string, session: StreamSession): Frame =>
  runInThisContext(`(session, expr) => ${text}`)(session, expr) as Frame;

/** What is below the places of WITH: calls have none. */
function belowWith(value: unknown): unknown {
  const node = value as Partial<With> | null;
  return node?.kind === 'With' ? belowWith(node.child) : value;
}

/** The plan with its ids counted from one, and without the places of WITH: two builds of a plan differ in nothing else. */
function withoutIds(plan: LogicalPlan): unknown {
  const ids = new Map<unknown, number>();
  const renumber = (key: string, found: unknown): unknown => {
    const value = belowWith(found);
    if (key === 'cte') return undefined;
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'number' || !['exprId', 'nodeId', 'id'].includes(key)) return value;
    ids.set(value, ids.get(value) ?? ids.size + 1);
    return ids.get(value);
  };
  return JSON.parse(JSON.stringify(plan, renumber));
}

const parsed = (sql: string): LogicalPlan | undefined => orUndefined(() => parser.parseQuery(sql));

function orUndefined<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof MillraceError) return undefined;
    throw error;
  }
}

/** A session with the tables of a case. */
async function sessionFor({ sources, static: tables = {} }: Case): Promise<StreamSession> {
  const session = new StreamSession((await fixtureBackend()).backend);
  for (const [name, { schema, watermark }] of Object.entries(sources)) {
    const read: Frame = session.readStream.format('json').schema(schema).load(`in/${name}`);
    (watermark === undefined ? read : read.withWatermark(...watermark)).createOrReplaceTempView(name);
  }
  for (const [name, { schema }] of Object.entries(tables))
    session.read.format('json').schema(schema).load(`in/${name}`).createOrReplaceTempView(name);
  return session;
}

function frameOf(session: StreamSession, view: View): Frame {
  if (view.sql !== undefined) return session.sql(view.sql);
  let frame: Frame = session.table(view.from ?? '');
  if (view.withWatermark) frame = frame.withWatermark(...view.withWatermark);
  if (view.dropDuplicates)
    frame = frame.dropDuplicates(view.dropDuplicates.length > 0 ? view.dropDuplicates : undefined);
  if (view.dropDuplicatesWithinWatermark)
    frame = frame.dropDuplicatesWithinWatermark(view.dropDuplicatesWithinWatermark);
  if (view.distinct) frame = frame.distinct();
  return view.selectExpr ? frame.selectExpr(...view.selectExpr) : frame;
}

describe('SQL → plan → calls → the same plan', () => {
  let said = 0;
  const files = readdirSync(CASES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  for (const file of files.toSorted()) {
    const testCase = JSON.parse(readFileSync(join(CASES, file), 'utf8')) as Case;
    const texts = testCase.views.map(({ sql }) => {
      const plan = sql === undefined ? undefined : parsed(sql);
      return plan && printCalls(plan);
    });
    if (texts.every((text) => text === undefined)) continue;
    it(file, async () => {
      const session = await sessionFor(testCase);
      for (const [i, view] of testCase.views.entries()) {
        const text = texts[i];
        const frame = orUndefined(() => frameOf(session, view));
        if (text !== undefined) {
          const called = orUndefined(() => evaluate(text, session));
          assert.deepEqual(called && withoutIds(called.plan), frame && withoutIds(frame.plan), `${view.sql}\n${text}`);
          said += 1;
        }
        if (frame === undefined) return;
        frame.createOrReplaceTempView(view.view);
      }
    });
  }
  it('can say most queries', () => assert.ok(said > 350, `${said} were said`));
});

/** Calls whose plan is made of what SQL says too. */
const CALLS: readonly string[] = [
  "session.table('e').filter('v > 1').selectExpr('k', 'v + 1 AS w')",
  "session.table('e').where('v > 1').select(expr('k'), expr('v').plus(1).as('w'))",
  "session.table('e').groupBy(expr(\"window(t, '10 seconds')\"), 'k').agg(expr('count(*)').as('n'), expr('sum(v)'))",
  "session.table('e').rollup('k', 'v').agg(expr('count(*)').as('n'))",
  "session.table('e').cube('k', 'v').agg(expr('grouping_id()').as('g'))",
  "session.table('e').groupBy('k').count().orderBy(expr('count').desc(), 'k').limit(3)",
  "session.table('e').groupBy().agg(expr('max(v)').as('m'))",
  "session.table('e').alias('x').join(session.table('d').alias('y'), expr('x.k = y.k'), 'left').selectExpr('x.k', 'y.n')",
  "session.table('e').join(session.table('d'), ['k'], 'right').selectExpr('*')",
  "session.table('e').join(session.table('d'), expr('e.k <=> d.k'), 'left_semi').selectExpr('k')",
  "session.table('e').crossJoin(session.table('d')).selectExpr('v', 'n')",
  "session.table('e').selectExpr('k').union(session.table('d').selectExpr('k'))",
];

describe('calls → SQL → the same plan', () => {
  const tables: Case = {
    sources: { e: { schema: 't TIMESTAMP, k STRING, v INT' } },
    static: { d: { schema: 'k STRING, n INT' } },
    views: [],
  };
  for (const text of CALLS) {
    it(text, async () => {
      const { backend } = await fixtureBackend();
      const unresolved = evaluate(text, new StreamSession({ ...backend, analyze: (plan) => plan }));
      const sql = printPlan(unresolved.plan);
      const session = await sessionFor(tables);
      assert.deepEqual(withoutIds(session.sql(sql).plan), withoutIds(evaluate(text, session).plan), sql);
    });
  }
});

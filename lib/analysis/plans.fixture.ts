import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attributeReference, type Expr, unresolvedAttribute } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import {
  deduplicate,
  eventTimeWatermark,
  type LogicalPlan,
  project,
  staticRelation,
  streamingRelation,
  unresolvedRelation,
} from '../plan/logical-plan.ts';
import { childrenOf, expressionsOf } from '../plan/traverse.ts';
import { loadSqlParser, type SqlParser } from '../sql/index.ts';
import { parseDdl } from '../types/ddl.ts';
import { parseDelayMs } from '../types/interval.ts';
import type { AnalysisContext } from './analysis-context.ts';
import { analyze } from './resolver.ts';

/** The parts of a recorded case that analysis sees; see conformance/README.md. */
export interface RecordedCase {
  readonly name: string;
  readonly group: string;
  readonly sources: Readonly<Record<string, { readonly schema: string; readonly watermark?: [string, string] }>>;
  readonly static?: Readonly<Record<string, { readonly schema: string }>>;
  readonly views: readonly RecordedView[];
  readonly outputMode: 'append' | 'update' | 'complete';
  readonly conf?: Readonly<Record<string, string>>;
  readonly expect: {
    readonly columns?: readonly { readonly name: string; readonly type: string }[];
    readonly phase?: 'analysis' | 'start';
    readonly error?: string;
    readonly sqlState?: string;
    readonly message?: string;
  };
}

export interface RecordedView {
  readonly view: string;
  readonly sql?: string;
  readonly args?: unknown;
  readonly from?: string;
  readonly withWatermark?: [string, string];
  readonly dropDuplicates?: readonly string[];
  readonly dropDuplicatesWithinWatermark?: readonly string[];
  readonly selectExpr?: readonly string[];
}

const CASES = join(import.meta.dirname, '../../conformance/cases');

/** Refused by the reader of their source. */
const REFUSED_BY_READERS: readonly string[] = ['9-errors/json-reader-map-of-int-keys'];

/** All recorded cases; one whose answer is not recorded yet is left out, and so are those that need a session: readers, commands, and values for markers. */
export function recordedCases(): readonly RecordedCase[] {
  return readdirSync(CASES)
    .flatMap((group) =>
      readdirSync(join(CASES, group))
        .filter((file) => file.endsWith('.json'))
        .map((file) => ({
          name: file.replace('.json', ''),
          ...JSON.parse(readFileSync(join(CASES, group, file), 'utf8')),
          group,
        })),
    )
    .filter((recorded: Partial<RecordedCase>) => recorded.expect !== undefined)
    .filter((recorded: RecordedCase) => recorded.views.every(isPlainQuery))
    .filter((recorded) => !(`${recorded.group}/${recorded.name}` in knownDifferences))
    .filter((recorded) => !REFUSED_BY_READERS.includes(`${recorded.group}/${recorded.name}`));
}

const isPlainQuery = ({ sql = '', args }: RecordedView): boolean =>
  args === undefined && !/^\s*(create|desc|describe|drop|set)\b/i.test(sql);

/** Cases that do not agree yet, with the reason. */
const knownDifferences: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(CASES, '../known-differences.json'), 'utf8'),
);

/** A session's worth of names over hand-made relations: `stream` and `table` define one, `query` analyses SQL over them. */
export class TestSession {
  readonly #parser: SqlParser;
  readonly #views = new Map<string, LogicalPlan>();
  readonly context: AnalysisContext;
  #lastId = 0;

  constructor(parser: SqlParser, conf: Readonly<Record<string, string>> = {}) {
    this.#parser = parser;
    this.context = {
      catalog: (parts) => this.#views.get(parts.join('.').toLowerCase()),
      nextExprId: () => ++this.#lastId,
      evaluation: {
        ansi: conf['spark.sql.ansi.enabled'] !== 'false',
        timeZone: conf['spark.sql.session.timeZone'] ?? 'UTC',
      },
      hidden: new WeakMap(),
    };
  }

  static async create(conf: Readonly<Record<string, string>> = {}): Promise<TestSession> {
    return new TestSession(await loadSqlParser(), conf);
  }

  stream(name: string, ddl: string, watermark?: readonly [string, string]): LogicalPlan {
    const schema = parseDdl(ddl);
    const relation = streamingRelation({
      sourceId: this.#views.size,
      format: 'json',
      options: {},
      schema,
      output: this.#attributes(ddl),
    });
    return this.view(name, watermark === undefined ? relation : this.#watermark(relation, watermark));
  }

  table(name: string, ddl: string): LogicalPlan {
    const relation = { format: 'json', options: {}, schema: parseDdl(ddl), output: this.#attributes(ddl) };
    return this.view(name, staticRelation(relation));
  }

  /** Analyses a plan and keeps it under a name. */
  view(name: string, plan: LogicalPlan): LogicalPlan {
    const analysed = analyze(plan, this.context);
    this.#views.set(name.toLowerCase(), analysed);
    return analysed;
  }

  parse(sql: string): LogicalPlan {
    return this.#parser.parseQuery(sql);
  }

  query(sql: string): LogicalPlan {
    return analyze(this.parse(sql), this.context);
  }

  expression(sql: string): Expr {
    return this.#parser.parseExpression(sql);
  }

  /** Makes all relations and views of a recorded case; the last view's plan. */
  build(recorded: RecordedCase): LogicalPlan {
    for (const [name, { schema }] of Object.entries(recorded.static ?? {})) this.table(name, schema);
    for (const [name, { schema, watermark }] of Object.entries(recorded.sources)) this.stream(name, schema, watermark);
    const plans = recorded.views.map((view) => this.view(view.view, this.#viewPlan(view)));
    const last = plans.at(-1);
    if (last === undefined) throw new Error(`The case ${recorded.name} has no views.`);
    return last;
  }

  #viewPlan(view: RecordedView): LogicalPlan {
    if (view.sql !== undefined) return this.#parser.parseQuery(view.sql);
    const keys = (names: readonly string[]) => names.map((name) => unresolvedAttribute(name));
    const steps: readonly ((plan: LogicalPlan) => LogicalPlan)[] = [
      (plan) => (view.withWatermark === undefined ? plan : this.#watermark(plan, view.withWatermark)),
      (plan) => (view.dropDuplicates === undefined ? plan : deduplicate(keys(view.dropDuplicates), plan)),
      (plan) =>
        view.dropDuplicatesWithinWatermark === undefined
          ? plan
          : deduplicate(keys(view.dropDuplicatesWithinWatermark), plan, true),
      (plan) =>
        view.selectExpr === undefined
          ? plan
          : project(
              view.selectExpr.map((text) => this.#parser.parseExpression(text)),
              plan,
            ),
    ];
    return steps.reduce((plan, step) => step(plan), unresolvedRelation(view.from ?? '') as LogicalPlan);
  }

  #watermark(child: LogicalPlan, [column, delay]: readonly [string, string]): LogicalPlan {
    const eventTime = unresolvedAttribute(...column.split('.'));
    return eventTimeWatermark({ eventTime, delayMs: parseDelayMs(delay), delayText: delay, child });
  }

  #attributes(ddl: string) {
    return parseDdl(ddl).fields.map(({ name, dataType, nullable }) =>
      attributeReference({ name, dataType, nullable, exprId: this.context.nextExprId() }),
    );
  }
}

/** The tree of a plan, a node a line: kind, join type, expressions, and the columns of relations. */
export function shapeOf(plan: LogicalPlan, indent = ''): string {
  const words = [
    plan.kind,
    ...(plan.kind === 'Join' ? [plan.joinType, plan.variant ?? ''] : []),
    expressionsOf(plan).map(nameOf).join(', '),
    ...('output' in plan ? [`[${plan.output.map((column) => column.name).join(' ')}]`] : []),
  ];
  const line = indent + words.filter((word) => word !== '').join(' ');
  return [line, ...childrenOf(plan).map((child) => shapeOf(child, `${indent}  `))].join('\n');
}

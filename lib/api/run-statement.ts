import { AnalysisError, MillraceError } from '../errors/index.ts';
import { alias, cast } from '../expression/expr.ts';
import { functionNames } from '../expression/function-registry.ts';
import { type LogicalPlan, project, unresolvedRelation } from '../plan/logical-plan.ts';
import { outputOf, schemaOf } from '../plan/output.ts';
import type { Statement, StatementOf } from '../plan/statement.ts';
import { type DataType, type StructType, sameType, simpleString, sqlName, structType } from '../types/data-type.ts';
import { parseDdl } from '../types/ddl.ts';
import { canUpCast } from '../types/up-cast.ts';
import { localRows } from './local-rows.ts';
import type { SessionState } from './session-state.ts';

type Handlers = {
  readonly [K in Statement['kind']]: (statement: StatementOf<K>, session: SessionState) => LogicalPlan;
};

const HANDLERS: Handlers = {
  Query: ({ plan }, { backend }) => backend.analyze(plan),
  CreateView: createView,
  DropView: dropView,
  ShowViews: showViews,
  ShowFunctions: ({ scope, pattern }, { backend, session }) => {
    const builtIn = scope === 'user' ? [] : functionNames();
    const names = [...builtIn, ...(scope === 'system' ? [] : session.udf.names())].toSorted();
    return table(
      backend,
      'function STRING',
      matching(names, pattern).map((name) => [name]),
    );
  },
  ShowColumns: ({ nameParts }, { backend }) => {
    const { fields } = schemaOf(backend.analyze(unresolvedRelation(...nameParts)));
    return table(
      backend,
      'col_name STRING',
      fields.map(({ name }) => [name]),
    );
  },
  Describe: describe,
  Set: setting,
  Reset: ({ key }, { conf, backend }) => {
    conf.reset(key);
    return table(backend, NOTHING, []);
  },
  Explain: explain,
};

/** Carries out a statement; the plan of its result. Commands act at once, as in Spark. */
export function runStatement(statement: Statement, session: SessionState): LogicalPlan {
  const handler = HANDLERS[statement.kind] as (statement: Statement, session: SessionState) => LogicalPlan;
  return handler(statement, session);
}

type Backend = SessionState['backend'];
const NOTHING = structType([]);

function table(backend: Backend, schema: string | StructType, rows: readonly (readonly unknown[])[]): LogicalPlan {
  const columns = typeof schema === 'string' ? parseDdl(schema) : schema;
  return backend.analyze(localRows(rows, columns, () => backend.nextId()));
}

const quoted = (parts: readonly string[]): string => parts.map((part) => `\`${part}\``).join('.');
const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** As in Spark the view is its text: what it reads is looked up whenever it is read, its columns stay what they were. */
function createView(statement: StatementOf<'CreateView'>, { backend }: SessionState): LogicalPlan {
  const { nameParts, replace, columnNames, plan } = statement;
  const name = nameParts[0] ?? '';
  if (!replace && backend.views.list().includes(name.toLowerCase()))
    throw new AnalysisError('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: quoted([name]) });
  let columns: readonly ViewColumn[] | undefined;
  backend.views.define(name, () => {
    const analysed = backend.analyze(plan);
    columns ??= viewColumns(name, analysed, columnNames);
    return viewOver(analysed, name, columns, backend);
  });
  return table(backend, NOTHING, []);
}

interface ViewColumn {
  /** In the query. */
  readonly from: string;
  readonly name: string;
  readonly dataType: DataType;
}

function viewColumns(view: string, plan: LogicalPlan, names: readonly string[]): readonly ViewColumn[] {
  const { fields } = schemaOf(plan);
  if (names.length > 0 && names.length !== fields.length)
    throw new AnalysisError(
      names.length < fields.length
        ? 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS'
        : 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS',
      { viewName: quoted([view]), viewColumns: listed(names), dataColumns: listed(fields.map((field) => field.name)) },
    );
  const columns = fields.map(({ name, dataType }, i) => ({ from: name, name: names[i] ?? name, dataType }));
  const seen = new Set<string>();
  for (const { name } of columns) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw new AnalysisError('COLUMN_ALREADY_EXISTS', { columnName: `\`${key}\`` });
    seen.add(key);
  }
  return columns;
}

/** The columns that the view was made with, whatever its query has by now. */
function viewOver(plan: LogicalPlan, view: string, columns: readonly ViewColumn[], backend: Backend): LogicalPlan {
  const output = outputOf(plan);
  const isAsMade =
    output.length === columns.length &&
    columns.every(({ name, dataType }, i) => output[i]?.name === name && sameType(output[i].dataType, dataType));
  if (isAsMade) return plan;
  const list = columns.map(({ from, name, dataType }, place) => {
    const found =
      output.length === columns.length && output[place]?.name.toLowerCase() === from.toLowerCase()
        ? output[place]
        : output.find((column) => column.name.toLowerCase() === from.toLowerCase());
    if (found === undefined)
      throw new AnalysisError('INCOMPATIBLE_VIEW_SCHEMA_CHANGE', {
        viewName: quoted([view]),
        colName: from,
        expectedNum: 1,
        actualCols: '[]',
      });
    if (sameType(found.dataType, dataType)) return found.name === name ? found : alias(found, name);
    if (!canUpCast(found.dataType, dataType))
      throw new AnalysisError('CANNOT_UP_CAST_DATATYPE', {
        expression: [...found.qualifier, found.name].join('.'),
        sourceType: `"${sqlName(found.dataType)}"`,
        targetType: `"${sqlName(dataType)}"`,
      });
    return alias(cast(found, dataType), name);
  });
  return backend.analyze(project(list, plan));
}

function dropView({ nameParts, ifExists }: StatementOf<'DropView'>, { backend }: SessionState): LogicalPlan {
  const dropped = nameParts.length === 1 && backend.views.drop(nameParts[0] ?? '');
  if (!dropped && !ifExists) {
    const full = [...['spark_catalog', 'default'].slice(0, Math.max(3 - nameParts.length, 0)), ...nameParts];
    throw new AnalysisError('TABLE_OR_VIEW_NOT_FOUND', { relationName: quoted(full) });
  }
  return table(backend, NOTHING, []);
}

function showViews({ column, namespace, pattern }: StatementOf<'ShowViews'>, { backend }: SessionState): LogicalPlan {
  if (namespace.length > 0 && namespace.join('.').toLowerCase() !== 'default')
    throw new AnalysisError('SCHEMA_NOT_FOUND', { schemaName: quoted(['spark_catalog', ...namespace]) });
  const names = matching(backend.views.list(), pattern);
  return table(
    backend,
    `namespace STRING NOT NULL, ${column} STRING NOT NULL, isTemporary BOOLEAN NOT NULL`,
    names.map((name) => ['', name, true]),
  );
}

/** Names that one of the patterns between bars matches, whatever their case: `*` is any text, the rest a regular expression. */
function matching(names: readonly string[], pattern: string): readonly string[] {
  const tests = pattern.split('|').flatMap((part) => {
    try {
      return [new RegExp(`^(?:${part.trim().replaceAll('*', '.*')})$`, 'i')];
    } catch {
      return [];
    }
  });
  return names.filter((name) => tests.some((test) => test.test(name)));
}

function describe({ plan, column }: StatementOf<'Describe'>, { backend }: SessionState): LogicalPlan {
  const { fields } = schemaOf(backend.analyze(plan));
  if (column === undefined)
    return table(
      backend,
      'col_name STRING NOT NULL, data_type STRING NOT NULL, comment STRING',
      fields.map(({ name, dataType }) => [name, simpleString(dataType), null]),
    );
  const found = fields.find(({ name }) => name.toLowerCase() === column.toLowerCase());
  if (found === undefined)
    throw new AnalysisError('COLUMN_NOT_FOUND', {
      colName: quoted([column]),
      caseSensitiveConfig: '"spark.sql.caseSensitive"',
    });
  return table(backend, 'info_name STRING NOT NULL, info_value STRING NOT NULL', [
    ['col_name', found.name],
    ['data_type', simpleString(found.dataType)],
    ['comment', 'NULL'],
  ]);
}

function setting({ key, value }: StatementOf<'Set'>, { backend, conf }: SessionState): LogicalPlan {
  const columns = 'key STRING NOT NULL, value STRING NOT NULL';
  if (key === undefined) return table(backend, columns, Object.entries(backend.settings.entries()).toSorted());
  if (value !== undefined) conf.set(key, value);
  return table(backend, columns, [[key, value === undefined ? (conf.getOption(key) ?? '<undefined>') : value]]);
}

/** What is wrong with the query is the answer too. */
function explain({ plan, extended }: StatementOf<'Explain'>, { backend }: SessionState): LogicalPlan {
  try {
    return table(backend, 'plan STRING', [[backend.explain(backend.analyze(plan), extended)]]);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return table(
      backend,
      'plan STRING',
      ['Error occurred during query planning: ', ...error.message.split('\n')].map((line) => [line]),
    );
  }
}

import { ParseError } from '../errors/index.ts';
import { type LogicalPlan, unresolvedRelation } from '../plan/logical-plan.ts';
import type { Describe, Explain, ShowFunctions, ShowViews, Statement } from '../plan/statement.ts';
import { resetStatement, setStatement } from './setting-statement.ts';
import { unsupportedSql } from './sql-error.ts';
import { StatementText } from './statement-text.ts';

type ParseQuery = (sql: string) => LogicalPlan;
type Read = (text: StatementText, query: ParseQuery, sql: string) => Statement;

const STATEMENTS: Readonly<Record<string, Read>> = {
  create: createView,
  desc: describe,
  describe,
  drop: (text) => {
    if (!text.accept('view') && !text.accept('table'))
      throw unsupportedSql(`DROP ${text.peek().text.toUpperCase()}`, 'Only views can be dropped: DROP VIEW v.');
    const ifExists = text.acceptAll('if', 'exists');
    const nameParts = text.name();
    text.end();
    return { kind: 'DropView', nameParts, ifExists };
  },
  explain,
  reset: (_text, _query, sql) => resetStatement(sql),
  set: (_text, _query, sql) => setStatement(sql),
  show,
};

/** What a command that Millrace does not have is for here. */
const REMEDIES: Readonly<Record<string, string>> = {
  alter: 'Make the view again: CREATE OR REPLACE TEMP VIEW v AS SELECT ….',
  analyze: 'There are no statistics of tables.',
  cache: 'Nothing is cached.',
  clear: 'Nothing is cached.',
  delete: 'Write what stays with df.write.mode("overwrite") to another path.',
  insert: 'Write with df.write.mode("append") where the frame is static, with df.writeStream where it is a stream.',
  merge: 'Write with df.writeStream.foreachBatch, or to a DynamoDB table, which updates by key.',
  refresh: 'Files are listed anew by each query.',
  truncate: 'Write an empty frame with df.write.mode("overwrite").',
  uncache: 'Nothing is cached.',
  update: 'Write with df.writeStream.foreachBatch, or to a DynamoDB table, which updates by key.',
  use: 'There is one namespace: views are named by one part.',
};

/** The statement that a text is, where it is no query; undefined: it is one, or nothing that is known. */
export function parseCommand(sql: string, query: ParseQuery): Statement | undefined {
  const text = new StatementText(sql);
  const word = text.peek();
  if (word.kind !== 'word') return undefined;
  const remedy = REMEDIES[word.lower];
  if (remedy !== undefined) throw unsupportedSql(word.text.toUpperCase(), remedy);
  const read = STATEMENTS[word.lower];
  if (read === undefined) return undefined;
  text.next();
  return read(text, query, sql);
}

const NO_TABLES =
  'Read files with session.read or session.readStream, and name the frame with createOrReplaceTempView.';

function createView(text: StatementText, query: ParseQuery): Statement {
  const replace = text.acceptAll('or', 'replace');
  if (text.accept('global'))
    throw unsupportedSql('CREATE GLOBAL TEMPORARY VIEW', 'Views belong to their session: CREATE TEMP VIEW v AS ….');
  const temporary = text.accept('temp') || text.accept('temporary');
  if (!text.accept('view')) {
    const what = text.peek().kind === 'end' ? '' : ` ${text.peek().text.toUpperCase()}`;
    if (what === ' FUNCTION') throw unsupportedSql('CREATE FUNCTION', 'Register a function with session.udf.register.');
    throw unsupportedSql(`CREATE${what}`, `${NO_TABLES} Write files with df.write or df.writeStream.`);
  }
  if (!temporary) throw unsupportedSql('CREATE VIEW without TEMPORARY', 'Write CREATE TEMP VIEW v AS ….');
  if (text.acceptAll('if', 'not', 'exists'))
    throw new ParseError(replace ? 'CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE' : '_LEGACY_ERROR_TEMP_0053');
  const nameParts = text.name();
  if (nameParts.length > 1)
    throw new ParseError('INVALID_TEMP_OBJ_QUALIFIER', {
      objectName: `\`${nameParts.at(-1)}\``,
      qualifier: nameParts
        .slice(0, -1)
        .map((part) => `\`${part}\``)
        .join('.'),
    });
  const columnNames = text.peek().text === '(' ? columns(text) : [];
  if (text.accept('comment')) text.string();
  if (text.peek().lower === 'using') throw unsupportedSql('CREATE TEMP VIEW … USING', NO_TABLES);
  if (text.peek().lower === 'tblproperties') throw new ParseError('_LEGACY_ERROR_TEMP_0035');
  if (!text.accept('as')) throw text.unexpected();
  return { kind: 'CreateView', nameParts, replace, columnNames, plan: query(text.rest()) };
}

/** `(a COMMENT 'x', b)`: comments are not kept. */
function columns(text: StatementText): readonly string[] {
  const names: string[] = [];
  do {
    text.next();
    names.push(text.identifier());
    if (text.accept('comment')) text.string();
  } while (text.peek().text === ',');
  if (text.peek().text !== ')') throw text.unexpected();
  text.next();
  return names;
}

const STARTS_QUERY: ReadonlySet<string> = new Set(['select', 'with', 'values', 'from', '(']);

function describe(text: StatementText, query: ParseQuery): Describe {
  const kind = text.peek().lower;
  const isName = text.peek(1).kind !== 'end' && text.peek(1).text !== '.';
  if (isName && /^(function|database|schema|namespace|catalog)$/.test(kind))
    throw unsupportedSql(`DESCRIBE ${kind.toUpperCase()}`, 'Only views and queries can be described.');
  if (isName && text.accept('query')) return { kind: 'Describe', plan: query(text.rest()) };
  if (STARTS_QUERY.has(kind)) return { kind: 'Describe', plan: query(text.rest()) };
  if (isName) text.accept('table');
  if (text.peek(1).kind !== 'end' && !text.accept('extended')) text.accept('formatted');
  const plan = unresolvedRelation(...text.name());
  if (text.peek().kind === 'end') return { kind: 'Describe', plan };
  const column = text.identifier();
  text.end();
  return { kind: 'Describe', plan, column };
}

function explain(text: StatementText, query: ParseQuery): Explain {
  const mode = text.peek().lower;
  if (mode === 'cost' || mode === 'codegen')
    throw unsupportedSql(`EXPLAIN ${mode.toUpperCase()}`, 'Write EXPLAIN or EXPLAIN EXTENDED.');
  const extended = text.accept('extended');
  if (!extended) text.accept('formatted');
  if (text.peek().kind === 'end') throw text.unexpected();
  return { kind: 'Explain', extended, plan: query(text.rest()) };
}

function show(text: StatementText): Statement {
  const { lower } = text.peek();
  switch (lower) {
    case 'tables':
    case 'views':
      text.next();
      return showViews(text, lower === 'tables' ? 'tableName' : 'viewName');
    case 'columns': {
      text.next();
      if (!text.acceptIn()) throw text.unexpected();
      const name = text.name();
      const nameParts = text.acceptIn() ? [...text.name(), ...name.slice(-1)] : name;
      text.end();
      return { kind: 'ShowColumns', nameParts };
    }
    case 'functions':
    case 'system':
    case 'user':
    case 'all':
      return showFunctions(text);
    default:
      if (!OTHER_LISTS.has(lower)) throw text.unexpected();
      throw unsupportedSql(
        `SHOW ${lower.toUpperCase()}`,
        'Write SHOW TABLES, SHOW VIEWS, SHOW COLUMNS or SHOW FUNCTIONS.',
      );
  }
}

const OTHER_LISTS: ReadonlySet<string> = new Set([
  ...['catalogs', 'create', 'current', 'databases', 'namespaces', 'partitions', 'procedures', 'schemas', 'table'],
  'tblproperties',
]);

function showViews(text: StatementText, column: ShowViews['column']): ShowViews {
  const namespace = text.acceptIn() ? text.name() : [];
  const pattern = text.accept('like') || text.peek().kind === 'string' ? text.string() : '*';
  text.end();
  return { kind: 'ShowViews', column, namespace, pattern };
}

function showFunctions(text: StatementText): ShowFunctions {
  const scope = (['all', 'system', 'user'] as const).find((word) => text.accept(word)) ?? 'all';
  if (!text.accept('functions')) throw text.unexpected();
  if (text.acceptIn()) text.name();
  const isLike = text.accept('like');
  const pattern = text.peek().kind === 'string' ? text.string() : isLike ? text.string() : (text.optionalName() ?? '*');
  text.end();
  return { kind: 'ShowFunctions', scope, pattern };
}

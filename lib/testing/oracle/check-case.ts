import { MillraceError } from '../../errors/index.ts';
import { type CheckedValue, checkedValue } from './checked-value.ts';
import type { OracleCase } from './oracle-case.ts';

/** Refuses what is no case as conformance/README.md describes them, by the first field that is wrong; fields it does not know are left alone. */
export function checkCase(value: unknown, file: string): asserts value is Omit<OracleCase, 'name'> {
  const root = checkedValue(value, (path, why, remedy) => {
    throw new MillraceError('CASE_MALFORMED', {
      file,
      field: path === '' ? 'The document' : `The field ${path}`,
      why,
      remedy,
    });
  });
  root.object();
  root.optional('name')?.text('a name');
  root.optional('about')?.text('a sentence');
  checkTables(root);
  const views = root.required('views', '[{"view": "out", "sql": "SELECT * FROM events"}]').items();
  if (views.length === 0) root.required('views').fail('is empty', 'Give at least one view; the last one is the query.');
  for (const view of views) checkView(view);
  root.required('outputMode', '"append"').text('"append", "update" or "complete"');
  for (const setting of root.optional('conf')?.members() ?? []) setting.scalar();
  root.optional('ordered')?.boolean();
  root.optional('restart')?.boolean();
  const sources = root.required('sources').members();
  for (const step of root.required('steps', '[{"add": {"events": []}}]').items()) checkStep(step, sources);
}

function checkTables(root: CheckedValue): void {
  const schema = '"t TIMESTAMP, k STRING"';
  for (const source of root.required('sources', `{"events": {"schema": ${schema}}}`).members()) {
    source.required('schema', schema).text('a schema in Spark’s DDL');
    checkWatermark(source.optional('watermark'));
  }
  for (const table of root.optional('static')?.members() ?? []) {
    table.required('schema', schema).text('a schema in Spark’s DDL');
    table.required('rows', '[]').items();
  }
}

function checkView(view: CheckedValue): void {
  view.required('view', '"out"').text('the name of the view');
  const sql = view.optional('sql');
  if (sql !== undefined) {
    sql.text('a query');
    return;
  }
  const from = view.optional('from');
  if (from === undefined)
    view.fail('has neither sql nor from', 'Give "sql": "SELECT …", or "from" with the name of a source or view.');
  from.text('the name of a source or view');
  checkWatermark(view.optional('withWatermark'));
  for (const list of ['dropDuplicates', 'dropDuplicatesWithinWatermark', 'selectExpr'])
    for (const item of view.optional(list)?.items() ?? [])
      item.text(list === 'selectExpr' ? 'an expression' : 'a column');
  view.optional('distinct')?.boolean();
}

function checkWatermark(watermark: CheckedValue | undefined): void {
  if (watermark === undefined) return;
  const parts = watermark.items();
  if (parts.length !== 2)
    watermark.fail(`has ${parts.length} elements`, 'Give the column and the delay: ["t", "10 seconds"].');
  for (const part of parts) part.text('the column, then the delay: ["t", "10 seconds"]');
}

function checkStep(step: CheckedValue, sources: readonly CheckedValue[]): void {
  step.object();
  const names = sources.map(({ key }) => key);
  for (const rows of step.optional('add')?.members() ?? []) {
    if (!names.includes(rows.key))
      rows.fail('is no source of the case', `Add rows to one of its sources: ${names.join(', ')}.`);
    rows.items();
  }
}

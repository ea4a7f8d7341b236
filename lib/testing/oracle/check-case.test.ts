import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOracleCase } from './oracle-case.ts';

const CASE = {
  sources: { e: { schema: 't TIMESTAMP, a INT', watermark: ['t', '10 seconds'] } },
  views: [{ view: 'out', from: 'e', dropDuplicates: ['a'] }],
  outputMode: 'append',
  steps: [{ add: { e: [{ a: 1 }, 'no json'] } }, {}],
};

const parse = (changes: object) => parseOracleCase(JSON.stringify({ ...CASE, ...changes }), 'a/case.json');

test('a case may leave out what is optional, has its name from its file, and may have fields of its own', () => {
  const testCase = parse({ mine: 1, conf: { 'spark.sql.ansi.enabled': 'false' }, restart: false });
  assert.deepEqual([testCase.name, testCase.restart, testCase.steps.length], ['case', false, 2]);
});

const WRONG: readonly (readonly [object, string])[] = [
  [
    { sources: undefined },
    'The field sources is missing.\nAdd it, as in "sources": {"events": {"schema": "t TIMESTAMP, k STRING"}}.',
  ],
  [{ sources: [] }, 'The field sources is an array.\nMake it an object.'],
  [{ sources: { e: {} } }, 'The field sources.e.schema is missing.\nAdd it, as in "schema": "t TIMESTAMP, k STRING".'],
  [
    { sources: { e: { schema: 'a INT', watermark: ['t'] } } },
    'The field sources.e.watermark has 1 elements.\nGive the column and the delay: ["t", "10 seconds"].',
  ],
  [{ static: { d: { schema: 'a INT' } } }, 'The field static.d.rows is missing.\nAdd it, as in "rows": [].'],
  [{ views: [] }, 'The field views is empty.\nGive at least one view; the last one is the query.'],
  [
    { views: [{ view: 'out' }] },
    'The field views[0] has neither sql nor from.\nGive "sql": "SELECT …", or "from" with the name of a source or view.',
  ],
  [{ views: [{ view: 'out', sql: 1 }] }, 'The field views[0].sql is a number.\nMake it a text, a query.'],
  [
    { views: [{ view: 'out', from: 'e', selectExpr: 'a' }] },
    'The field views[0].selectExpr is a text.\nMake it an array.',
  ],
  [{ outputMode: undefined }, 'The field outputMode is missing.\nAdd it, as in "outputMode": "append".'],
  [{ conf: { x: {} } }, 'The field conf.x is an object.\nMake it a text.'],
  [{ ordered: 'yes' }, 'The field ordered is a text.\nMake it true or false.'],
  [{ steps: {} }, 'The field steps is an object.\nMake it an array.'],
  [
    { steps: [{ add: { f: [] } }] },
    'The field steps[0].add.f is no source of the case.\nAdd rows to one of its sources: e.',
  ],
  [{ steps: [{ add: { e: null } }] }, 'The field steps[0].add.e is null.\nMake it an array.'],
];

for (const [changes, message] of WRONG)
  test(`a wrong case is refused: ${message.split('\n')[0]}`, () =>
    assert.throws(() => parse(changes), {
      condition: 'CASE_MALFORMED',
      message: `[CASE_MALFORMED] The case a/case.json cannot be run. ${message}`,
    }));

test('what is no object is refused', () => {
  assert.throws(() => parseOracleCase('[]', 'x.json'), /The document is an array\.\nMake it an object\./);
  assert.throws(() => parseOracleCase('{"a": }', 'x.json'), /The document is no JSON: Unexpected token/);
});

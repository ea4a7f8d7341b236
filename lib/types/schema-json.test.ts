import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDdl } from './ddl.ts';
import { schemaFromJson, schemaToJson } from './schema-json.ts';

// Printed by StructType.fromDDL(…).json() of Spark 4.3.
const DDL =
  'a ARRAY<STRUCT<p: INT, q: ARRAY<STRING>>>, k BIGINT NOT NULL, x DECIMAL(10,2), i INTERVAL HOUR TO SECOND, v VOID';
const JSON_TEXT =
  '{"type":"struct","fields":[{"name":"a","type":{"type":"array","elementType":{"type":"struct","fields":[{"name":"p","type":"integer","nullable":true,"metadata":{}},{"name":"q","type":{"type":"array","elementType":"string","containsNull":true},"nullable":true,"metadata":{}}]},"containsNull":true},"nullable":true,"metadata":{}},{"name":"k","type":"long","nullable":false,"metadata":{}},{"name":"x","type":"decimal(10,2)","nullable":true,"metadata":{}},{"name":"i","type":"interval hour to second","nullable":true,"metadata":{}},{"name":"v","type":"void","nullable":true,"metadata":{}}]}';

describe('schema JSON', () => {
  it("is Spark's", () => assert.equal(JSON.stringify(schemaToJson(parseDdl(DDL))), JSON_TEXT));

  it('is read back', () => {
    assert.deepEqual(schemaFromJson(JSON.parse(JSON_TEXT)), parseDdl(DDL));
    const every = parseDdl(
      'a tinyint, b smallint, c float, d double, e map<int,binary>, f timestamp_ntz, g boolean, h date',
    );
    assert.deepEqual(schemaFromJson(schemaToJson(every)), every);
  });

  it('names the place of what it cannot read', () => {
    const bad = { type: 'struct', fields: [{ name: 'a', type: { type: 'set' } }] };
    assert.throws(() => schemaFromJson(bad), { params: { reason: 'unknown type "set" at schema.fields[0]' } });
    assert.throws(() => schemaFromJson('int'), { condition: 'INVALID_SCHEMA_JSON' });
  });
});

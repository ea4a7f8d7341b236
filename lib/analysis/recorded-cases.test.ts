import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MillraceError } from '../errors/index.ts';
import { schemaOf } from '../plan/output.ts';
import { loadSqlParser } from '../sql/index.ts';
import { simpleString } from '../types/data-type.ts';
import { recordedCases, TestSession } from './plans.fixture.ts';
import { analyze } from './resolver.ts';

const parser = await loadSqlParser();

describe('recorded cases', () => {
  for (const recorded of recordedCases()) {
    const { columns, error, sqlState, message = '', phase } = recorded.expect;
    const session = new TestSession(parser, recorded.conf);
    const where = `${recorded.group}/${recorded.name}`;
    if (phase === 'analysis') {
      it(`${where} is refused with Spark's words`, () => {
        assert.throws(
          () => session.build(recorded),
          (fault) => {
            assert.ok(fault instanceof MillraceError, String(fault));
            assert.deepEqual([fault.condition, fault.sqlState ?? undefined], [error, sqlState]);
            assert.equal(fault.message.split('\n')[0], message);
            return true;
          },
        );
      });
      continue;
    }
    it(`${where} has Spark's columns`, () => {
      const plan = session.build(recorded);
      const fields = schemaOf(plan).fields.map(({ name, dataType }) => ({ name, type: simpleString(dataType) }));
      assert.deepEqual(fields, columns);
      assert.equal(analyze(plan, session.context), plan);
    });
  }
});

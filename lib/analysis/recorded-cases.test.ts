import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MillraceError } from '../errors/index.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf, schemaOf } from '../plan/output.ts';
import { loadSqlParser } from '../sql/index.ts';
import { simpleString } from '../types/data-type.ts';
import { optimize } from './optimizer.ts';
import { type RecordedCase, recordedCases, TestSession } from './plans.fixture.ts';
import { analyze } from './resolver.ts';
import { checkUnsupported } from './unsupported-operations.ts';

const parser = await loadSqlParser();

function assertRefusal(act: () => unknown, { error, sqlState, message }: RecordedCase['expect']): void {
  assert.throws(act, (fault) => {
    assert.ok(fault instanceof MillraceError, String(fault));
    assert.deepEqual([fault.condition, fault.sqlState], [error, sqlState]);
    assert.equal(fault.message.split('\n')[0], message);
    return true;
  });
}

describe('recorded cases', () => {
  for (const recorded of recordedCases()) {
    const { columns, phase } = recorded.expect;
    const session = new TestSession(parser, recorded.conf);
    const where = `${recorded.group}/${recorded.name}`;
    if (phase === 'analysis') {
      it(`${where} is refused with Spark's words`, () => {
        assertRefusal(() => session.build(recorded), recorded.expect);
      });
      continue;
    }
    it(`${where} has Spark's columns`, () => {
      const plan = session.build(recorded);
      const fields = schemaOf(plan).fields.map(({ name, dataType }) => ({ name, type: simpleString(dataType) }));
      assert.deepEqual(fields, columns);
      assert.equal(analyze(plan, session.context), plan);
    });
    it(`${where} ${phase === 'start' ? "is refused at start with Spark's words" : 'may start, and keeps its columns when optimized'}`, () => {
      const plan = session.build(recorded);
      const check = () => checkUnsupported(plan, recorded.outputMode, recorded.conf);
      if (phase === 'start') {
        assertRefusal(check, recorded.expect);
        return;
      }
      check();
      const columnsOf = (of: LogicalPlan) => outputOf(of).map(({ name, exprId }) => ({ name, exprId }));
      assert.deepEqual(columnsOf(optimize(plan)), columnsOf(plan));
    });
  }
});

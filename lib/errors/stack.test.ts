import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../analysis/resolver.ts';
import { unresolvedRelation } from '../plan/logical-plan.ts';
import { MillraceError } from './index.ts';

test('the stack of an error begins at the call of the user', () => {
  const context = {
    catalog: () => undefined,
    nextExprId: () => 1,
    evaluation: { ansi: true, timeZone: 'UTC' },
    hidden: new WeakMap(),
  };
  const call = () => analyze(unresolvedRelation('nothing'), context);
  assert.throws(call, (error) => {
    const frames = String((error as Error).stack)
      .split('\n')
      .filter((line) => line.startsWith('    at '));
    assert.match(frames[0] ?? '', /stack\.test\.ts/);
    assert.ok(frames.every((line) => !line.includes('/lib/analysis/')));
    return true;
  });
});

test('what is wrong in the library itself is shown with its own frames', () => {
  assert.match(
    new MillraceError('INTERNAL_ERROR', { message: 'x' }).stack ?? '',
    /INTERNAL_ERROR[\s\S]*stack\.test\.ts/,
  );
  const limit = Error.stackTraceLimit;
  assert.equal(new MillraceError('INVALID_RANGE', { why: 'x' }).condition, 'INVALID_RANGE');
  assert.equal(Error.stackTraceLimit, limit);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fixtureQuery } from './deployed-query.fixture.ts';
import { refuseUndeployable } from './refuse-undeployable.ts';

describe('refused while the stack is synthesized', () => {
  for (const [format, why] of [
    ['memory', /put in by the program/],
    ['socket', /cannot be read again/],
  ] as const)
    test(`the source ${format}`, () => {
      assert.throws(() => refuseUndeployable(fixtureQuery({ sources: [[format, {}]] })), {
        condition: 'UNSUPPORTED_DEPLOYMENT.SOURCE',
        message: why,
      });
    });

  for (const [format, why] of [
    ['console', /nobody sees/],
    ['memory', /gone with the function/],
    ['noop', /throws the result away/],
  ] as const)
    test(`the sink ${format}`, () => {
      assert.throws(() => refuseUndeployable(fixtureQuery({ sink: [format, {}] })), {
        condition: 'UNSUPPORTED_DEPLOYMENT.SINK',
        message: why,
      });
    });

  test('an output mode that the sink does not take', () => {
    assert.throws(() => refuseUndeployable(fixtureQuery({ outputMode: 'update' })), {
      condition: 'UNSUPPORTED_DEPLOYMENT.OUTPUT_MODE',
      message: /output mode update, which the sink parquet does not take: it takes append/,
    });
  });

  test('nothing of a query that can be deployed', () => {
    refuseUndeployable(fixtureQuery());
    refuseUndeployable(fixtureQuery({ sink: ['foreachBatch', {}], outputMode: 'append' }));
  });
});

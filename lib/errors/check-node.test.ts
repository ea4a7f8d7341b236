import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkNode } from './check-node.ts';

test('an old Node is refused by its version and path', () => {
  assert.throws(
    () => checkNode('20.20.2', '/usr/bin/node'),
    /Node 24 or later, and this is Node 20\.20\.2 \(\/usr\/bin\/node\)/,
  );
  checkNode('24.0.0', '/usr/bin/node');
  checkNode('100.0.0', '/usr/bin/node');
});

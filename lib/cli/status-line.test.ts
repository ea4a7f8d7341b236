import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CliContext } from './cli-context.ts';
import { statusLine } from './status-line.ts';

function line(isTerminal: boolean) {
  const texts: string[] = [];
  const context = { err: (text: string) => void texts.push(text), isTerminal, columns: 10 };
  return { texts, line: statusLine(context as CliContext) };
}

test('on a terminal one line is rewritten, cut to its width, and left before a note', () => {
  const { texts, line: status } = line(true);
  status.show('one');
  status.show('a long line of text');
  status.note('done');
  assert.deepEqual(texts, ['\r\u001b[Kone', '\r\u001b[Ka long l…', '\n', 'done\n']);
});

test('elsewhere each is a line', () => {
  const { texts, line: status } = line(false);
  status.show('a long line of text');
  status.note('done');
  assert.deepEqual(texts, ['a long line of text\n', 'done\n']);
});

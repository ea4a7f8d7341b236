import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { mixesLineEnds } from './line-ends.ts';

const CHUNK = 1_048_576;
const FILES: readonly (readonly [about: string, text: string, mixed: boolean])[] = [
  ['nothing', '', false],
  ['LF', 'a\nb\n', false],
  ['CR', 'a\rb\r', false],
  ['CRLF', 'a\r\nb\r\n', false],
  ['LF and CR', 'a\nb\rc', false],
  ['CRLF and LF', 'a\r\nb\nc', true],
  ['LF and CRLF', 'a\nb\r\nc', true],
  ['CRLF and CR', 'a\r\nb\rc', true],
  ['CRLF and CR at the end', 'a\r\nb\r', true],
  ['CRLF over the border of chunks', `${'x'.repeat(CHUNK - 1)}\r\nb\r\n`, false],
  ['CRLF over the border of chunks, and LF', `${'x'.repeat(CHUNK - 1)}\r\nb\n`, true],
  ['CR at the border of chunks, and CRLF', `${'x'.repeat(CHUNK - 1)}\rb\r\n`, true],
];

for (const [about, text, mixed] of FILES)
  test(`line ends: ${about}`, (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'millrace-lines-'));
    t.after(() => rmSync(directory, { recursive: true }));
    writeFileSync(join(directory, 'a.txt'), text);
    assert.equal(mixesLineEnds(join(directory, 'a.txt')), mixed);
  });

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { OptionRecord } from '../options.ts';
import { KAFKA_SINK_OPTIONS, KAFKA_SOURCE_OPTIONS } from './options.ts';
import { KAFKA_CONSUMER_SETTINGS, KAFKA_PRODUCER_SETTINGS, KAFKA_REFUSED_SETTINGS } from './settings.ts';

const PAGE = new URL('../../../docs/connectors/kafka.md', import.meta.url);

test('the page lists every option with its default and what it does, and no other', () => {
  const page = readFileSync(PAGE, 'utf8');
  const tables = [KAFKA_SOURCE_OPTIONS, KAFKA_SINK_OPTIONS, KAFKA_CONSUMER_SETTINGS, KAFKA_PRODUCER_SETTINGS];
  const records: [string, OptionRecord][] = tables.flatMap((table) => Object.entries(table));
  for (const [name, record] of records) {
    const fallback = record.default === undefined ? '' : `\`${record.default}\``;
    const words = record.kind === 'oneOf' ? `: ${record.allowed}` : '';
    const line = `| \`${name}\` | ${fallback} | ${record.description}${words} |`;
    assert.ok(page.includes(line), `docs/connectors/kafka.md lacks the line ${line}`);
  }
  for (const [name, reason] of Object.entries(KAFKA_REFUSED_SETTINGS)) {
    assert.ok(page.includes(`| \`${name}\` | ${reason} |`), name);
  }
  const known = new Set([...records.map(([name]) => name), ...Object.keys(KAFKA_REFUSED_SETTINGS)]);
  const listed = [...page.matchAll(/^\| `(kafka\.[\w.]+)` \|/gm)].map(([, name = '']) => name);
  assert.deepEqual(
    listed.filter((name) => !known.has(name)),
    [],
  );
});

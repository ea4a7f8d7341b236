import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { MillraceError } from '../errors/index.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { printPlan } from './plan-printer.ts';
import { loadSqlParser } from './sql-parser.ts';

const parser = await loadSqlParser();
const CASES = join(import.meta.dirname, '../../conformance/cases');

function parse(sql: string): LogicalPlan | undefined {
  try {
    return parser.parseQuery(sql);
  } catch (error) {
    if (error instanceof MillraceError) return undefined;
    throw error;
  }
}

interface View {
  readonly sql?: string;
}

describe('SQL → plan → SQL → the same plan', () => {
  const files = readdirSync(CASES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  for (const file of files.toSorted()) {
    const { views } = JSON.parse(readFileSync(join(CASES, file), 'utf8')) as { readonly views: readonly View[] };
    const plans = views.flatMap(({ sql }) => (sql === undefined ? [] : [parse(sql)])).filter((p) => p !== undefined);
    if (plans.length === 0) continue;
    it(file, () => {
      for (const plan of plans) {
        const text = printPlan(plan);
        assert.deepEqual(parser.parseQuery(text), plan, text);
      }
    });
  }
});

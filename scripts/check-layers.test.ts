import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { layerProblems } from './check-layers.ts';
import { importsOf } from './imports.ts';

/** Writes files into lib/<layer> of a project of its own and hands over their paths and the project's root. */
function withFiles(layer: string, files: Record<string, string>, use: (paths: string[], root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    mkdirSync(join(root, 'lib', layer), { recursive: true });
    const paths = Object.keys(files).map((name) => `lib/${layer}/${name}`);
    for (const [index, text] of Object.values(files).entries()) writeFileSync(join(root, paths[index] ?? ''), text);
    use(paths, root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('an import of a higher layer is refused, in whatever form, except in tests', () => {
  const text =
    "import { a } from '../plan/a.ts';\nexport type * from '../api/b.ts';\nconst c = import('../cli/c.ts');\n";
  withFiles('plan', { 'x.ts': text, 'x.test.ts': text }, (files, root) => {
    assert.deepEqual(layerProblems(files, root), [
      'lib/plan/x.ts:2 imports lib/api/b.ts: plan lies below api',
      'lib/plan/x.ts:3 imports lib/cli/c.ts: plan lies below cli',
    ]);
  });
});

test('a package outside its folder is refused', () => {
  withFiles('plan', { 'x.ts': "import { DuckDBInstance } from '@duckdb/node-api';\n" }, (files, root) => {
    assert.match(layerProblems(files, root).join(), /imports @duckdb\/node-api/);
  });
});

test('files that load each other are refused, files that know each other by type are not', () => {
  withFiles('util', { 'a.ts': "import { b } from './b.ts';", 'b.ts': "import { a } from './a.ts';" }, (files, root) => {
    assert.match(layerProblems(files, root).join(), /^cycle: \S+a\.ts -> \S+b\.ts -> \S+a\.ts$/);
  });
  withFiles(
    'util',
    { 'a.ts': "import { b } from './b.ts';", 'b.ts': "import type { A } from './a.ts';" },
    (files, root) => {
      assert.deepEqual(layerProblems(files, root), []);
    },
  );
});

test('imports in comments do not count, imports over several lines do', () => {
  const text = "/** import { x } from '../x.ts'; */\nimport {\n  a,\n  type B,\n} from './a.ts';\n";
  withFiles('util', { 'x.ts': text }, ([file = ''], root) => {
    assert.deepEqual(
      importsOf(file, root).map(({ line, specifier, typeOnly }) => ({ line, specifier, typeOnly })),
      [{ line: 5, specifier: './a.ts', typeOnly: false }],
    );
  });
});

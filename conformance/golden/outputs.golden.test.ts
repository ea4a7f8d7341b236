import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Golden, listGoldens } from './support/golden.ts';
import { outputText } from './support/output-text.ts';
import { runGolden } from './support/run-golden.ts';
import { variantsOf } from './support/variants.ts';

/** Set to write the expected texts of goldens that have none. */
const WRITES = process.env['MILLRACE_WRITE_GOLDENS'] === '1';

function assertExpected({ folder }: Golden, file: string, actual: string): void {
  const path = join(folder, file);
  if (WRITES && !existsSync(path)) writeFileSync(path, actual);
  assert.equal(actual, readFileSync(path, 'utf8'), file);
}

for (const golden of await listGoldens()) {
  describe(golden.name, { concurrency: false }, () => {
    for (const variant of variantsOf(golden)) {
      test(`${golden.spec.about}: ${variant.name}`, { timeout: 600_000 }, () =>
        runGolden(golden, variant, async (result) => {
          const { spec } = golden;
          assertExpected(golden, 'expected.txt', await outputText(result, spec, spec.show));
          if (variant.isByFile && spec.showByFile !== undefined)
            assertExpected(golden, 'expected-by-file.txt', await outputText(result, spec, spec.showByFile));
        }),
      );
    }
  });
}

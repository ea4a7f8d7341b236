import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InputRow, OracleCase } from './oracle-case.ts';
import { pythonJson } from './python-json.ts';

/** The folders of one run of a case, with the input files as the recorder writes them. */
export class CaseFiles {
  readonly #root = mkdtempSync(join(tmpdir(), 'millrace-case-'));
  #files = 0;

  get checkpoint(): string {
    return join(this.#root, 'checkpoint');
  }

  /** The folder that a source watches; made on first use. */
  sourceFolder(name: string): string {
    return this.#folder(`in-${name}`);
  }

  /** The folder of a table that does not change. */
  writeStatic(name: string, rows: readonly InputRow[]): string {
    const folder = this.#folder(`static-${name}`);
    writeFileSync(join(folder, 'rows.json'), lines(rows));
    return folder;
  }

  /** Puts a step's rows in place: whole files, and all of them before anything else runs in this process. */
  addStep(step: OracleCase['steps'][number]): void {
    const moves = Object.entries(step.add ?? {}).map(([name, rows]) => {
      this.#files += 1;
      const folder = this.sourceFolder(name);
      const temporary = join(folder, '.tmp');
      writeFileSync(temporary, lines(rows));
      return [temporary, join(folder, `${String(this.#files).padStart(5, '0')}.json`)] as const;
    });
    for (const [from, to] of moves) renameSync(from, to);
  }

  /** Takes out of the commits what Spark does not persist. */
  forgetMarks(): void {
    const folder = join(this.checkpoint, 'commits');
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      const path = join(folder, name);
      const entry = JSON.parse(readFileSync(path, 'utf8')) as { readonly watermarkMarks: readonly unknown[] };
      const forgotten = { ...entry, watermarkMarks: entry.watermarkMarks.map(() => null), flushDue: false };
      writeFileSync(path, JSON.stringify(forgotten));
    }
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  #folder(name: string): string {
    const folder = join(this.#root, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

const lines = (rows: readonly InputRow[]): string =>
  rows.map((row) => `${typeof row === 'string' ? row : pythonJson(row)}\n`).join('');

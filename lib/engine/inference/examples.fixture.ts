import type { ExampleFile } from './example-file.ts';

/** Files in memory, each in pieces of a few bytes. */
export const exampleFiles = (...contents: readonly (string | Uint8Array)[]): readonly ExampleFile[] =>
  contents.map((content, i) => {
    const bytes = Buffer.from(content);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, at) => bytes.subarray(at * 5, at * 5 + 5));
    return { path: `/in/${i}`, bytes: bytes.length, read: () => pieces };
  });

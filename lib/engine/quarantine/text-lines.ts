import { createReadStream } from 'node:fs';
import { LineCutter } from '../readers/line-cutter.ts';

/** The lines of a text file as the readers cut them: a line ends at \n, \r or \r\n. */
export async function* textLines(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const cutter = new LineCutter();
  for await (const chunk of createReadStream(path))
    yield* cutter.push(decoder.decode(chunk as Buffer, { stream: true }));
  yield* cutter.push(decoder.decode());
  yield* cutter.end();
}

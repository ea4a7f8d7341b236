import type { FileOutput, WrittenFile } from '../contracts/sink.ts';
import type { StructType } from '../types/data-type.ts';
import type { EngineSession } from './engine-session.ts';

export function writeFiles(
  _s: EngineSession,
  _sql: string,
  _schema: StructType,
  _output: FileOutput,
): Promise<readonly WrittenFile[]> {
  throw new Error('not yet');
}

import { awsError } from './aws-error.ts';

/** The part of a body that a Range header asks for: `bytes=0-9`, `bytes=10-`, `bytes=-5`. */
interface S3Range {
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
}

/** Reads a Range header against a body of `length` bytes; undefined for the whole body. */
export function s3Range(header: string | undefined, length: number): S3Range | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  const from = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? length : Math.min(length, Number(last) + 1);
  if (from < length && from < to) return { from, to };
  throw awsError('InvalidRange', 416, 'The requested range is not satisfiable');
}

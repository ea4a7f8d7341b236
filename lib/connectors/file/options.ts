import { badRecordsPath } from '../../contracts/quarantine.ts';
import { validateReaderOptions, validateWriterOptions } from '../../engine/format-options.ts';
import { QueryStartError } from '../../errors/index.ts';
import type { OptionTable, OptionTexts, OptionValues } from '../options.ts';
import {
  NON_NEGATIVE_INT,
  option,
  POSITIVE_INT,
  POSITIVE_LONG,
  pickOptions,
  readOptionValues,
  refuseUnknownOptions,
  requireOption,
} from '../options.ts';
import { READER_OPTIONS, WRITER_OPTIONS } from './format-options.ts';
import { normalizePath, segmentsBelow } from './paths.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Where the files of a source are, and which of them belong to it. */
const PATH_OPTIONS = {
  path: option.text(undefined, 'the folder or pattern to read'),
  basePath: option.text(undefined, 'the folder below which key=value folders give partition columns'),
  pathGlobFilter: option.text(undefined, 'pattern that file names must match'),
  recursiveFileLookup: option.boolean(false, 'read files in folders at any depth; no partition columns then'),
  ignoreMissingFiles: option.boolean(false, 'go on without the rows of a file that has vanished since it was listed'),
} satisfies OptionTable;

/** Options of the file source, as in Spark. */
const FILE_SOURCE_OPTIONS = {
  ...PATH_OPTIONS,
  maxFilesPerTrigger: option.integer(POSITIVE_INT, undefined, 'most files of one batch'),
  maxBytesPerTrigger: option.integer(POSITIVE_LONG, undefined, 'most bytes of one batch, but always one file'),
  latestFirst: option.boolean(false, 'read the newest files first'),
  maxFileAge: option.duration(7 * DAY_MS, 'ms', 'files older than the newest one seen by more than this are ignored'),
  fileNameOnly: option.boolean(false, 'take a file for seen if its name is, whatever its folder'),
  maxCachedFiles: option.integer(NON_NEGATIVE_INT, 10_000, 'how many listed files are kept for the next batches'),
  discardCachedInputRatio: option.ratio(0.2, 'list again if less than this part of a batch is kept'),
  cleanSource: option.oneOf(['archive', 'delete', 'off'], 'off', 'what happens to files whose batch is done'),
  sourceArchiveDir: option.text(undefined, 'where cleanSource=archive moves files'),
  listing: option.oneOf(
    ['full', 'lexical'],
    'full',
    'lexical: files come under ever greater paths, so that only what follows the last one taken is listed, and files are read in the order of their paths',
  ),
  reconcileInterval: option.duration(
    15 * MINUTE_MS,
    'ms',
    'how often everything is listed where events or listing=lexical make that unnecessary, so that nothing is missed for good',
  ),
} satisfies OptionTable;

/** Options of the file sink besides the writer's. */
const FILE_SINK_OPTIONS = {
  path: option.text(undefined, 'the folder to write into'),
} satisfies OptionTable;

export type FileSourceOptions = Omit<OptionValues<typeof FILE_SOURCE_OPTIONS>, 'path'> & { readonly path: string };

/** A source's or sink's own options, and the texts of those that the format's reader or writer takes. */
interface FileOptions<Values> {
  readonly values: Values;
  readonly formatOptions: OptionTexts;
}

/** Checks the options of a file source; also those of a static read, which knows no triggers but takes the same names. */
export function fileSourceOptions(format: string, options: OptionTexts): FileOptions<FileSourceOptions> {
  const where = `${format} source`;
  const readerOptions = READER_OPTIONS[format] ?? [];
  refuseUnknownOptions(where, [...Object.keys(FILE_SOURCE_OPTIONS), ...readerOptions], options);
  const values = readOptionValues(where, FILE_SOURCE_OPTIONS, options);
  const path = requireOption(where, FILE_SOURCE_OPTIONS, values, 'path');
  if (values.maxFilesPerTrigger !== undefined && values.maxBytesPerTrigger !== undefined) {
    throw new QueryStartError('OPTION_CONFLICT', { first: 'maxFilesPerTrigger', second: 'maxBytesPerTrigger' });
  }
  if (values.listing === 'lexical' && values.latestFirst) {
    throw new QueryStartError('OPTION_CONFLICT', { first: 'latestFirst', second: 'listing=lexical' });
  }
  refuseOwnInput(where, path, badRecordsPath(options));
  if (values.cleanSource === 'archive') requireOption(where, FILE_SOURCE_OPTIONS, values, 'sourceArchiveDir');
  const formatOptions = pickOptions(readerOptions, options);
  validateReaderOptions(format, formatOptions);
  return { values: { ...values, path }, formatOptions };
}

/** Bad records that land among the files of the source would come back as input. */
function refuseOwnInput(where: string, path: string, bad: string | undefined): void {
  if (bad === undefined) return;
  const [input, target] = [normalizePath(path), normalizePath(bad)];
  if (input !== target && segmentsBelow(input, target) === undefined) return;
  const why = `it lies in the folder that is read, ${path}`;
  throw new QueryStartError('INVALID_OPTION', {
    where,
    name: 'badRecordsPath',
    value: bad,
    why,
    allowed: 'a folder beside it',
  });
}

/** Checks the options of a file sink. */
export function fileSinkOptions(format: string, options: OptionTexts): FileOptions<{ readonly path: string }> {
  const where = `${format} sink`;
  const writerOptions = WRITER_OPTIONS[format] ?? [];
  refuseUnknownOptions(where, [...Object.keys(FILE_SINK_OPTIONS), ...writerOptions], options);
  const values = readOptionValues(where, FILE_SINK_OPTIONS, options);
  const path = requireOption(where, FILE_SINK_OPTIONS, values, 'path');
  const formatOptions = pickOptions(writerOptions, options);
  validateWriterOptions(format, formatOptions);
  return { values: { path }, formatOptions };
}

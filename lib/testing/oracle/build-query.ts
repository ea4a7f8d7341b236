import type { DataFrame } from '../../api/data-frame.ts';
import type { StreamSession } from '../../api/stream-session.ts';
import type { Untyped } from '../../types/infer.ts';
import type { CaseFiles } from './case-files.ts';
import type { OracleCase, OracleView } from './oracle-case.ts';

type Frame = DataFrame<Untyped>;

/** Makes the tables and views of a case; the last view is the query. */
export function buildQuery(session: StreamSession, testCase: OracleCase, files: CaseFiles): Frame {
  for (const [name, { schema, rows }] of Object.entries(testCase.static ?? {})) {
    const frame: Frame = session.read.schema<string>(schema).json(files.writeStatic(name, rows));
    frame.createOrReplaceTempView(name);
  }
  for (const [name, { schema, watermark }] of Object.entries(testCase.sources)) {
    const reader = session.readStream.schema<string>(schema).option('latestFirst', 'false');
    const frame: Frame = reader.json(files.sourceFolder(name));
    (watermark === undefined ? frame : frame.withWatermark(...watermark)).createOrReplaceTempView(name);
  }
  const frames = testCase.views.map((view) => {
    const frame = viewFrame(session, view);
    frame.createOrReplaceTempView(view.view);
    return frame;
  });
  const query = frames.at(-1);
  if (query === undefined) throw new Error(`The case ${testCase.name} has no views; the last of them is its query.`);
  return query;
}

function viewFrame(session: StreamSession, view: OracleView): Frame {
  if ('sql' in view) return session.sql(view.sql, view.args);
  const steps: readonly ((frame: Frame) => Frame)[] = [
    (frame) => (view.withWatermark === undefined ? frame : frame.withWatermark(...view.withWatermark)),
    (frame) => (view.dropDuplicates === undefined ? frame : frame.dropDuplicates(keys(view.dropDuplicates))),
    (frame) =>
      view.dropDuplicatesWithinWatermark === undefined
        ? frame
        : frame.dropDuplicatesWithinWatermark(keys(view.dropDuplicatesWithinWatermark)),
    (frame) => (view.distinct === true ? frame.distinct() : frame),
    (frame) => (view.selectExpr === undefined ? frame : frame.selectExpr(...view.selectExpr)),
  ];
  return steps.reduce<Frame>((frame, step) => step(frame), session.table(view.from));
}

/** No names stand for all columns. */
const keys = (names: readonly string[]): readonly string[] | undefined => (names.length === 0 ? undefined : names);

import { call } from '../expression/expr.ts';
import type { Generate } from '../plan/logical-plan.ts';
import type { FramePrinter } from './frame-printer.ts';
import { notPrintable } from './not-printable.ts';
import { pythonText, pythonTexts } from './python-text.ts';

const WITH_OUTER: ReadonlySet<string> = new Set(['explode', 'posexplode', 'inline']);

/** `explode` and its kin as a column of a select list. */
export function generateText({ generator, outer, output, child }: Generate, printer: FramePrinter): string {
  const frame = printer.frame(child);
  if (generator.kind !== 'Call') throw notPrintable('a generator that is no call', 'Write it as explode(…).');
  if (outer && !WITH_OUTER.has(generator.name))
    throw notPrintable(`LATERAL VIEW OUTER ${generator.name}`, 'Use explode, posexplode or inline.');
  const made = call(outer ? `${generator.name}_outer` : generator.name, generator.args, generator);
  const kept = printer.columnsOf(child).map((name) => `F.col(${pythonText(name)})`);
  const names = pythonTexts(output.map((attribute) => printer.name(attribute)));
  return `${frame}.select(${[...kept, `${printer.expr(made)}.alias(${names})`].join(', ')})`;
}

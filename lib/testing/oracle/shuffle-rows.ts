import type { OracleCase } from './oracle-case.ts';

/** The case with the rows of each step in another order, the same for a seed. The answer is the same too, unless it depends on the order of arrival. */
export function shuffleRows(testCase: OracleCase, seed: number): OracleCase {
  const random = randomBelow(seed);
  const steps = testCase.steps.map((step) => {
    if (step.add === undefined) return step;
    const add = Object.entries(step.add).map(([name, rows]) => [name, shuffled(rows, random)] as const);
    return { ...step, add: Object.fromEntries(add) };
  });
  return { ...testCase, steps };
}

function shuffled<T>(items: readonly T[], random: (limit: number) => number): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random(left.length), 1));
}

/** Whole numbers below a limit, out of a linear congruential sequence. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Functions and operators whose answer depends on which row comes first. */
const BY_ARRIVAL =
  /\b(any_value|array_agg|collect_list|dropDuplicates\w*|first|first_value|last|last_value|limit|listagg|max_by|min_by|mode|string_agg)\b/i;

/** Whether {@link shuffleRows} may change the answer, going by the words of the case. */
export const dependsOnArrival = (testCase: OracleCase): boolean =>
  testCase.ordered === true || BY_ARRIVAL.test(JSON.stringify(testCase.views));

/** The number, but no less than another; null stays null, which `greatest` would leave out. */
export const atLeast = (n: string, least: 0 | 1): string =>
  /^-?\d+$/.test(n) ? String(Math.max(Number(n), least)) : `CASE WHEN ${n} < ${least} THEN ${least} ELSE ${n} END`;

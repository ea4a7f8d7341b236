export { type Agreement, compareResults } from './compare.ts';
export { faultOf } from './fault.ts';
export {
  type OracleBatch,
  type OracleCase,
  type OracleFault,
  type OracleResult,
  type OracleStep,
  type OracleView,
  parseOracleCase,
} from './oracle-case.ts';
export { type RunCaseOptions, runCase } from './run-case.ts';
export { dependsOnArrival, shuffleRows } from './shuffle-rows.ts';

export { type Condition, type ConditionName, conditions } from './conditions.ts';
export {
  AnalysisError,
  CheckpointError,
  type ConditionParams,
  ConnectorError,
  ExecutionError,
  formatCondition,
  MillraceError,
  ParseError,
  QueryStartError,
} from './millrace-error.ts';
export { unknownOption } from './unknown-option.ts';

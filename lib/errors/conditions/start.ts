/** Raised as a query is started: output modes, unsupported operations, options. */
export const startConditions = {
  INVALID_OPTION: {
    message: 'The value "<value>" of option "<name>" of the <where> is not valid: <why>.',
    remedy: 'Allowed: <allowed>.',
  },
  'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION': {
    message:
      'Invalid streaming output mode: <outputMode>. This output mode is not supported for <operation> on streaming DataFrames/DataSets.',
    remedy: '<remedy>',
    sqlState: '42KDE',
  },
  UNKNOWN_OPTION: {
    message: 'The <where> has no option "<name>".',
    remedy: 'Did you mean <suggestion>? Known options: <known>.',
  },
  WRITE_STREAM_NOT_ALLOWED: {
    message: '`writeStream` can be called only on streaming Dataset/DataFrame.',
    remedy: 'Read at least one input with readStream.',
    sqlState: '42601',
  },
  _LEGACY_ERROR_TEMP_3102: {
    message: '<message>;',
    remedy: '<remedy>',
  },
};

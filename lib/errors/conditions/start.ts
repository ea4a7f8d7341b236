/** Raised as a query is started: output modes, unsupported operations, options. */
export const startConditions = {
  UNKNOWN_OPTION: {
    message: 'The <where> has no option "<name>".',
    remedy: 'Did you mean <suggestion>? Known options: <known>.',
  },
  INVALID_OPTION: {
    message: 'The value "<value>" of option "<name>" of the <where> is not valid: <why>.',
    remedy: 'Allowed: <allowed>.',
  },
  _LEGACY_ERROR_TEMP_3102: { message: '<message>;' },
};

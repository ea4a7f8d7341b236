/** Raised by sources and sinks. */
export const connectorConditions = {
  DATA_SOURCE_NOT_FOUND: {
    message: 'Failed to find the data source: <provider>.',
    remedy: 'Known formats: <known>.',
    sqlState: '42K02',
  },
  PATH_NOT_FOUND: { message: 'Path does not exist: <path>.', sqlState: '42K03' },
};

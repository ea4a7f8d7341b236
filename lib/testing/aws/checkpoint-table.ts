import type { TableDefinition } from './dynamodb/table-definition.ts';

/** The table that checkpoints of any number of queries live in. */
export const checkpointTable = (name: string): TableDefinition => ({
  name,
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  ttlAttribute: 'expiresAt',
});

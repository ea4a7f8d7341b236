import type { DuckDBConnection } from '@duckdb/node-api';
import type { FaultSlot } from '../scalar-functions.ts';

export function registerReaderFunctions(_connection: DuckDBConnection, _slot: FaultSlot): void {}

export type * from './checkpoint-store.ts';
export type * from './connector.ts';
export type * from './executor.ts';
export type * from './file-system.ts';
export type * from './output-mode.ts';
export type * from './sink.ts';
export type * from './source.ts';
export type * from './state-table.ts';

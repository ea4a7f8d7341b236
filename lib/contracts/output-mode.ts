export type OutputMode = 'append' | 'update' | 'complete';

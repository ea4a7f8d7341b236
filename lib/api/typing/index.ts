export type * from './argument.ts';
export type * from './expression-type.ts';
export type * from './frame-type.ts';
export type * from './grouped-type.ts';
export type * from './nulls-type.ts';
export type * from './reshaped-type.ts';
export type * from './rules.ts';
export type * from './type-error.ts';

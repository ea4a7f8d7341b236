/** What a column can be used for. */
export type ColumnType = 'time' | 'text' | 'whole' | 'real' | 'exact' | 'flag' | 'date' | 'window' | 'other';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** A streaming view of a case while it is made up. */
export interface Stream {
  readonly view: string;
  readonly columns: readonly Column[];
  /** The column that carries the watermark: a time or a window. */
  readonly eventTime?: string | undefined;
  /** Whether the order in which its rows arrive is the order of the input lines. */
  readonly ordered: boolean;
}

export const nameText = (prefix: string, number: number): string => `${prefix}${number}`;

export const NUMBERS: readonly ColumnType[] = ['whole', 'real', 'exact'];

/** The columns of a stream of some types. */
export const columnsOf = (stream: Stream, ...types: ColumnType[]): readonly Column[] =>
  stream.columns.filter(({ type }) => types.includes(type));

/** Columns that can be compared and grouped by. */
export const plainColumns = (stream: Stream): readonly Column[] =>
  columnsOf(stream, 'time', 'text', 'whole', 'real', 'exact', 'flag', 'date');

export const names = (columns: readonly Column[]): string => columns.map(({ name }) => name).join(', ');

/** An attribute of a table's key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

/** A table, as far as its items are concerned. */
export interface TableDefinition {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** A number attribute: epoch seconds after which an item goes. */
  readonly ttlAttribute?: string;
}

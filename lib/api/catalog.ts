import type { ViewCatalog } from '../contracts/session-backend.ts';
import { MillraceError } from '../errors/index.ts';
import type { DataFrame } from './data-frame.ts';
import { refuseMembers } from './refused-members.ts';

/** A view as the catalog lists it. */
export interface CatalogTable {
  readonly name: string;
  readonly tableType: 'TEMPORARY';
  readonly isTemporary: true;
  readonly isStreaming: boolean;
}

/** A column as the catalog lists it. */
export interface CatalogColumn {
  readonly name: string;
  readonly dataType: string;
  readonly nullable: boolean;
}

/** The views of a session, and the tables of its queries, by name. */
export class Catalog {
  readonly #views: ViewCatalog;
  readonly #table: (name: string) => DataFrame;

  constructor(views: ViewCatalog, table: (name: string) => DataFrame) {
    this.#views = views;
    this.#table = table;
  }

  /** The temporary views, in the order of their names. */
  listTables(): readonly CatalogTable[] {
    return this.#views.list().map((name) => ({
      name,
      tableType: 'TEMPORARY',
      isTemporary: true,
      isStreaming: this.#table(`\`${name.replaceAll('`', '``')}\``).isStreaming,
    }));
  }

  /** The columns of a view or table. */
  listColumns(name: string): readonly CatalogColumn[] {
    const { schema, dtypes } = this.#table(name);
    return schema.fields.map((field, i) => ({
      name: field.name,
      dataType: dtypes[i]?.[1] ?? '',
      nullable: field.nullable,
    }));
  }

  /** Whether there is a view or table of the name. */
  tableExists(name: string): boolean {
    try {
      this.#table(name);
      return true;
    } catch (error) {
      if (error instanceof MillraceError && error.condition === 'TABLE_OR_VIEW_NOT_FOUND') return false;
      throw error;
    }
  }

  /** Whether there was such a view. */
  dropTempView(name: string): boolean {
    return this.#views.drop(name);
  }
}

const NO_CATALOG = 'There are only temporary views: createOrReplaceTempView, listTables, dropTempView.';
const NO_CACHE = 'Nothing is cached.';

refuseMembers(Catalog, 'Catalog', {
  methods: {
    cacheTable: NO_CACHE,
    clearCache: NO_CACHE,
    createExternalTable: NO_CATALOG,
    createTable: NO_CATALOG,
    currentCatalog: NO_CATALOG,
    currentDatabase: NO_CATALOG,
    databaseExists: NO_CATALOG,
    dropGlobalTempView: NO_CATALOG,
    functionExists: 'docs/functions.md lists the functions.',
    getTable: NO_CATALOG,
    isCached: NO_CACHE,
    listCatalogs: NO_CATALOG,
    listDatabases: NO_CATALOG,
    listFunctions: 'docs/functions.md lists the functions.',
    refreshByPath: NO_CACHE,
    refreshTable: NO_CACHE,
    setCurrentDatabase: NO_CATALOG,
    uncacheTable: NO_CACHE,
  },
});

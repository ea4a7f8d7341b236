import type {
  CheckpointMetadata,
  CheckpointStore,
  SideLogName,
  SourceLog,
  StateBlob,
  StateBlobRef,
} from '../contracts/index.ts';

export type CheckpointMethod =
  | 'readMetadata'
  | 'createMetadata'
  | 'offsets.latest'
  | 'offsets.read'
  | 'offsets.add'
  | 'commits.latest'
  | 'commits.read'
  | 'commits.range'
  | 'commits.add'
  | 'openBlob'
  | 'addSnapshot'
  | 'latestSnapshot'
  | 'sourceLog.add'
  | 'sourceLog.read'
  | 'sourceLog.list'
  | 'sourceLog.remove'
  | 'purge';

/** One planned fault: the `call`-th call (from 1) of `method`, or of any method where none is named. */
export interface CheckpointFault {
  readonly method?: CheckpointMethod;
  readonly call: number;
  /** `fail`: nothing happens. `loseAnswer`: it takes effect, then fails. */
  readonly effect: 'fail' | 'loseAnswer';
}

/** What a planned fault throws. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
}

/** A {@link CheckpointStore} over another that fails where it was told to: for recovery tests. */
export class FaultyCheckpointStore implements CheckpointStore {
  readonly location: string;
  readonly offsets: CheckpointStore['offsets'];
  readonly commits: CheckpointStore['commits'];
  readonly #store: CheckpointStore;
  readonly #faults: readonly CheckpointFault[];
  readonly #calls: CheckpointMethod[] = [];

  constructor(store: CheckpointStore, faults: readonly CheckpointFault[]) {
    this.location = store.location;
    this.#store = store;
    this.#faults = faults;
    this.offsets = {
      latest: () => this.#call('offsets.latest', () => store.offsets.latest()),
      read: (batchId) => this.#call('offsets.read', () => store.offsets.read(batchId)),
      add: (entry) => this.#call('offsets.add', () => store.offsets.add(entry)),
    };
    this.commits = {
      latest: () => this.#call('commits.latest', () => store.commits.latest()),
      read: (batchId) => this.#call('commits.read', () => store.commits.read(batchId)),
      range: (from, through) => this.#call('commits.range', () => store.commits.range(from, through)),
      add: (entry, deltas) => this.#call('commits.add', () => store.commits.add(entry, deltas)),
    };
  }

  /** Every call so far, in order: its length is the number of places at which a run can be made to fail. */
  get calls(): readonly CheckpointMethod[] {
    return this.#calls;
  }

  readMetadata() {
    return this.#call('readMetadata', () => this.#store.readMetadata());
  }

  createMetadata(metadata: CheckpointMetadata) {
    return this.#call('createMetadata', () => this.#store.createMetadata(metadata));
  }

  openBlob(ref: StateBlobRef) {
    return this.#call('openBlob', () => this.#store.openBlob(ref));
  }

  addSnapshot(batchId: number, blobs: readonly StateBlob[]) {
    return this.#call('addSnapshot', () => this.#store.addSnapshot(batchId, blobs));
  }

  latestSnapshot(batchId: number) {
    return this.#call('latestSnapshot', () => this.#store.latestSnapshot(batchId));
  }

  sourceLog(sourceIndex: number): SourceLog {
    return this.#log(this.#store.sourceLog(sourceIndex));
  }

  sideLog(name: SideLogName): SourceLog {
    return this.#log(this.#store.sideLog(name));
  }

  #log(log: SourceLog): SourceLog {
    return {
      add: (id, entry) => this.#call('sourceLog.add', () => log.add(id, entry)),
      read: (id) => this.#call('sourceLog.read', () => log.read(id)),
      list: () => this.#call('sourceLog.list', () => log.list()),
      remove: (ids) => this.#call('sourceLog.remove', () => log.remove(ids)),
    };
  }

  purge(oldestBatchId: number) {
    return this.#call('purge', () => this.#store.purge(oldestBatchId));
  }

  close() {
    return this.#store.close();
  }

  async #call<T>(method: CheckpointMethod, work: () => Promise<T>): Promise<T> {
    this.#calls.push(method);
    const total = this.#calls.length;
    const ofMethod = this.#calls.filter((name) => name === method).length;
    const fault = this.#faults.find((f) =>
      f.method === undefined ? f.call === total : f.method === method && f.call === ofMethod,
    );
    if (fault?.effect !== 'fail') {
      const answer = await work();
      if (fault === undefined) return answer;
    }
    throw new InjectedFault(`${method}: ${fault.effect} at call ${fault.method === undefined ? total : ofMethod}`);
  }
}

import type {
  QueryIdleEvent,
  QueryProgressEvent,
  QueryStartedEvent,
  QueryTerminatedEvent,
} from '../contracts/query-events.ts';

/** Hears of all queries of a session. What a listener throws becomes a warning of the process and harms no query. */
export interface StreamingQueryListener {
  /** Before `start()` resolves. */
  onQueryStarted?(event: QueryStartedEvent): void | Promise<void>;
  /** After each batch. */
  onQueryProgress?(event: QueryProgressEvent): void | Promise<void>;
  /** There has been no data for a while. */
  onQueryIdle?(event: QueryIdleEvent): void | Promise<void>;
  onQueryTerminated?(event: QueryTerminatedEvent): void | Promise<void>;
}

/** The listeners of a session. */
export class ListenerBus {
  readonly #listeners = new Set<StreamingQueryListener>();

  add(listener: StreamingQueryListener): void {
    this.#listeners.add(listener);
  }

  remove(listener: StreamingQueryListener): void {
    this.#listeners.delete(listener);
  }

  /** Calls every listener; a copy of the list, because a listener may remove itself. */
  post(tell: (listener: StreamingQueryListener) => void | Promise<void> | undefined): void {
    for (const listener of [...this.#listeners]) void callSafely(async () => tell(listener));
  }
}

async function callSafely(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.emitWarning(`A StreamingQueryListener failed: ${error}`, 'StreamingQueryListenerWarning');
  }
}

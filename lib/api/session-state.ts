import type { SessionBackend } from '../contracts/session-backend.ts';
import type { ColumnContext } from './column-context.ts';
import type { RuntimeConf } from './runtime-conf.ts';
import type { StreamSession } from './stream-session.ts';
import type { StreamingQueryManager } from './streaming-query-manager.ts';

/** What the objects of one session share. */
export interface SessionState {
  readonly session: StreamSession;
  readonly backend: SessionBackend;
  readonly columns: ColumnContext;
  readonly conf: RuntimeConf;
  readonly streams: StreamingQueryManager;
}

import { StreamSession } from 'millrace';
import { runClickCounts } from './click-query.ts';

/** The click query as a program of its own: `click-program.ts FOLDER THREADS`. */
const [folder = '', threads = '2'] = process.argv.slice(2);
await using session = await StreamSession.create({ threads: Number(threads) });
await runClickCounts(session, folder, {});

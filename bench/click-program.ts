import { StreamSession } from 'millrace';
import { runClickCounts } from './click-query.ts';

/** The click query as a program of its own, `click-program.ts FOLDER OPTIONS THREADS`: prints the seconds from the query's start to its end as JSON. */
const [folder = '', options = '{}', threads = '2'] = process.argv.slice(2);
await using session = await StreamSession.create({ threads: Number(threads) });
const startMs = performance.now();
await runClickCounts(session, folder, JSON.parse(options));
console.log(JSON.stringify({ seconds: (performance.now() - startMs) / 1000 }));

import { once } from 'node:events';
import { startEmbeddedPostgres, type EmbeddedPostgresOptions } from '../../../../src/platform/database/index.ts';

/**
 * A process of its own around the launcher, as `trubka serve` is: prints one line of JSON, `{ url, … }` or `{ error }`,
 * and stops the server when its input ends. With `uid` it gives up root first, everything being loaded by then.
 */
const { uid, gid, ...options } = JSON.parse(process.argv[2] ?? '{}') as EmbeddedPostgresOptions & {
  uid?: number;
  gid?: number;
};
if (uid !== undefined && gid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}
try {
  const { stop, pid, ...postgres } = await startEmbeddedPostgres(options);
  process.stdout.write(`${JSON.stringify({ ...postgres, pid: pid() })}\n`);
  process.stdin.resume();
  await once(process.stdin, 'end');
  await stop();
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
}

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';

/** One SIPp that plays one party of one call. */
export interface Party {
  /** Resolves when its scenario is through. */
  done: Promise<{ ok: boolean }>;
  stop(): Promise<void>;
}

/** Runs a scenario for one call, or for several. Resolves when its port is open. */
export async function play(options: {
  scenario: string;
  port: number;
  remote: number;
  calls?: number;
  /** Calls a second, for a party that places several. */
  rate?: number;
}): Promise<Party> {
  const folder = mkdtempSync(join(tmpdir(), 'trubka-sipp-'));
  const file = join(folder, 'scenario.xml');
  writeFileSync(file, options.scenario);
  const child = spawn(
    'sipp',
    [
      `127.0.0.1:${options.remote}`,
      ...[
        '-sf',
        file,
        '-i',
        '127.0.0.1',
        '-p',
        String(options.port),
        '-m',
        String(options.calls ?? 1),
        '-r',
        String(options.rate ?? 10),
        '-nostdin',
      ],
      // An unexpected BYE is answered; nothing else is done for a scenario.
      ...[
        '-default_behaviors',
        'bye',
        '-timeout',
        `${20 + (options.calls ?? 0)}s`,
        '-timeout_error',
        '-max_retrans',
        '8',
      ],
      ...(process.env['TRUBKA_SIPP_TRACE'] ? ['-trace_msg', '-message_file', `/tmp/sipp-${options.port}.log`] : []),
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', process.env['TRUBKA_SIPP_TRACE'] ? 'inherit' : 'ignore'],
      env: { ...process.env, TERM: 'dumb' },
    },
  );
  const done = new Promise<{ ok: boolean }>((resolve) =>
    child.once('exit', (code) => {
      rmSync(folder, { recursive: true, force: true });
      resolve({ ok: code === 0 });
    }),
  );
  const hex = options.port.toString(16).toUpperCase().padStart(4, '0');
  await eventually(() => {
    if (!new RegExp(`0100007F:${hex}\\b`).test(readFileSync('/proc/net/udp', 'utf8')))
      throw new Error('SIPp has not opened its port');
  });
  return {
    done,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await done;
    },
  };
}

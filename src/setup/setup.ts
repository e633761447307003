import { writeAudit } from '../access/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { MisAdapter } from '../contracts/mis.ts';
import type { PbxAdapter } from '../contracts/pbx.ts';
import {
  censor,
  describeSettings,
  fingerprintOf,
  problemsOfText,
  roles,
  type Problem,
} from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { diffLines, type DiffLine } from '../rules/index.ts';
import type { NewSecret } from './changes-of.ts';
import {
  readConfigurationFile,
  replaceConfigurationFile,
  secretReference,
  whyNotWritable,
  writeSecretFiles,
  type SecretFile,
  type WriteObstacle,
} from './configuration-file.ts';
import { editConfiguration, type ConfigurationChanges } from './edit-configuration.ts';
import { readSetup, secretsInFile } from './read-setup.ts';
import type { SetupPort } from './setup-port.ts';
import type { SetupState } from './setup-schemas.ts';

export type FoundProblem = Pick<Problem, 'key' | 'message' | 'remedy'>;

export type Written =
  | { kind: 'written'; base: string; backup: string | null }
  | { kind: 'outdated' }
  | { kind: 'wrong'; problems: FoundProblem[] }
  | { kind: 'not-writable'; obstacle: WriteObstacle };

export interface Planned {
  changes: ConfigurationChanges;
  secrets: readonly NewSecret[];
}

export interface Setup {
  state(): Promise<SetupState>;
  /** What would be written, and what is wrong with it. Writes nothing. */
  check(planned: Planned): Promise<{ problems: FoundProblem[]; diff: DiffLine[] }>;
  write(planned: Planned, told: { base: string | null; who: string }): Promise<Written>;
}

/** Reads and changes the configuration file for the pages of the set-up. */
export function createSetup(options: {
  port: SetupPort;
  pbx: readonly PbxAdapter[];
  mis: readonly MisAdapter[];
  database: Pick<Database, 'pool' | 'sql'>;
  clock: Clock;
}): Setup {
  const { port, database, clock } = options;
  const { path } = port;
  const providers = providersOf(options);
  let writing: Promise<unknown> = Promise.resolve();

  return {
    async state() {
      const { text, fingerprint } = await readConfigurationFile(path);
      const written = readSetup(text, providers);
      const { rows } = await database.pool.query<{ people: number }>(
        'select count(*)::int as people from person where deleted_at is null and merged_into is null',
      );
      return {
        ...written,
        ...{ path, base: fingerprint, providers },
        applied: fingerprint === port.startedWith,
        mayRestart: port.restart !== undefined,
        elsewhere: roles.filter((role) => !port.roles.has(role)),
        obstacle: await whyNotWritable(path),
        problems: written.configured ? problemsOf(text ?? '') : [],
        people: rows[0]?.people ?? 0,
      };
    },

    async check(planned) {
      const { text } = await readConfigurationFile(path);
      const next = withSecrets(text, planned, ({ account }) => `\${file:secrets/${account}-…}`);
      const hidden = secretsInFile(text, providers);
      return {
        problems: problemsOf(withSecrets(text, planned, ({ value }) => value)),
        diff: diffLines(text ?? '', next).flatMap((line) =>
          line.change === 'same' ? [] : { ...line, text: censor(line.text, hidden) },
        ),
      };
    },

    write(planned, told) {
      // One at a time: each begins with what the one before wrote.
      const turn = writing.then(() => write(planned, told));
      writing = turn.catch(() => undefined);
      return turn;
    },
  };

  async function write(planned: Planned, { base, who }: { base: string | null; who: string }): Promise<Written> {
    const { text, fingerprint } = await readConfigurationFile(path);
    if (fingerprint !== base) return { kind: 'outdated' };
    const obstacle = await whyNotWritable(path);
    if (obstacle !== null) return { kind: 'not-writable', obstacle };
    const problems = problemsOf(withSecrets(text, planned, ({ value }) => value));
    if (problems.length > 0) return { kind: 'wrong', problems };

    const files: SecretFile[] = [];
    const references = new Map<NewSecret, string>();
    for (const secret of planned.secrets) {
      const { file, reference } = await secretReference(path, `${secret.account}-${secret.path.join('-')}`);
      files.push({ name: file, value: secret.value });
      references.set(secret, reference);
    }
    const takeBack = await writeSecretFiles(path, files);
    try {
      const next = withSecrets(text, planned, (secret) => references.get(secret) ?? '');
      const backup = await replaceConfigurationFile(path, next, clock.now());
      await writeAudit(database.sql, {
        ...{ at: clock.now(), who, what: 'configuration.written', subject: 'configuration' },
        detail: { sections: sectionsOf(planned.changes), backup },
      });
      return { kind: 'written', base: fingerprintOf(next), backup };
    } catch (error) {
      await takeBack();
      throw error;
    }
  }

  function problemsOf(text: string): FoundProblem[] {
    const problems = problemsOfText({ text, path, providers: port.providers });
    return problems.map(({ key, message, remedy }) => ({ key, message, remedy }));
  }
}

/** The text with every secret as `written` says it. */
function withSecrets(
  text: string | null,
  { changes, secrets }: Planned,
  written: (secret: NewSecret) => string,
): string {
  const filled = { ...changes };
  for (const kind of ['pbx', 'mis'] as const)
    filled[kind] = changes[kind]?.map((account) => {
      const own = secrets.filter((secret) => secret.kind === kind && secret.account === account.id);
      const settings = new Map([...account.settings, ...own.map((secret) => [secret.path, written(secret)] as const)]);
      return { ...account, settings };
    });
  return editConfiguration(text ?? '', filled);
}

function sectionsOf(changes: ConfigurationChanges): string[] {
  return Object.entries(changes).flatMap(([section, value]) => (value === undefined ? [] : [section]));
}

function providersOf({
  pbx,
  mis,
}: {
  pbx: readonly PbxAdapter[];
  mis: readonly MisAdapter[];
}): SetupState['providers'] {
  return {
    pbx: pbx.map(({ id, name, settings, connect, api }) => ({
      ...{ id, name, ...describeSettings(settings) },
      connects: connect !== undefined,
      history: api?.history !== undefined,
    })),
    mis: mis.map(({ id, name, settings, pull }) => ({
      ...{ id, name, ...describeSettings(settings) },
      connects: pull === undefined,
      history: false,
    })),
  };
}

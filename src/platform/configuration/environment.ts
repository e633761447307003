import { z } from 'zod';

export const roles = ['web', 'worker', 'pbx'] as const;
export type Role = (typeof roles)[number];

export interface Environment {
  port: number;
  /** Undefined: the embedded PostgreSQL is started. */
  databaseUrl: string | undefined;
  /** Undefined: queue and wake-ups go through PostgreSQL. */
  redisUrl: string | undefined;
  configPath: string;
  dataFolder: string;
  roles: ReadonlySet<Role>;
  logLevel: LogLevel;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Wrong environment variables, all of them in the message. Values are not repeated: an address holds a password. */
export class EnvironmentProblem extends Error {
  override readonly name = 'EnvironmentProblem';
}

const url = (protocols: RegExp, error: string): z.ZodOptional<z.ZodURL> =>
  z.url({ protocol: protocols, error }).optional();

const rolesError = `TRUBKA_ROLES must be a list of ${roles.join(', ')}, separated by commas.`;

export const environmentSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'PORT must be a number from 0 to 65535.' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'PORT must be a number from 0 to 65535.' })
    .prefault('8080')
    .meta({ description: 'Port of the web server; 0 takes any free one.' }),
  DATABASE_URL: url(
    /^postgres(?:ql)?$/,
    'DATABASE_URL must look like postgres://user:password@host:5432/database.',
  ).meta({
    description: 'PostgreSQL to use. Without it an embedded one is started in the data folder.',
  }),
  REDIS_URL: url(/^rediss?$/, 'REDIS_URL must look like redis://host:6379 or rediss://host:6379.').meta({
    description: 'Redis for the queue and for wake-ups between processes. Without it PostgreSQL does both.',
  }),
  TRUBKA_CONFIG: z.string().default('config/trubka.yaml').meta({ description: 'Path of the configuration.' }),
  TRUBKA_DATA: z.string().default('./data').meta({ description: 'Folder of the embedded database and of recordings.' }),
  TRUBKA_ROLES: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((role) => role.trim())
        .filter((role) => role !== ''),
    )
    .pipe(z.array(z.enum(roles, { error: rolesError })).min(1, { error: rolesError }))
    .prefault(roles.join(','))
    .meta({ description: 'What this process does: any of web, worker, pbx, separated by commas.' }),
  LOG_LEVEL: z
    .enum(logLevels, { error: `LOG_LEVEL must be one of ${logLevels.join(', ')}.` })
    .default('info')
    .meta({ description: `How much is logged: ${logLevels.join(', ')}.` }),
});

/**
 * Empty variables count as not set; `defaults` stand in for those before our own do. Throws `EnvironmentProblem`, which
 * names every wrong variable at once.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
  defaults: Readonly<Record<string, string>> = {},
): Environment {
  const told = Object.keys(environmentSchema.shape).flatMap((name) => {
    const value = env[name]?.trim() || defaults[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const parsed = environmentSchema.safeParse(Object.fromEntries(told));
  if (!parsed.success)
    throw new EnvironmentProblem([...new Set(parsed.error.issues.map(({ message }) => message))].join('\n'));
  const { PORT, DATABASE_URL, REDIS_URL, TRUBKA_CONFIG, TRUBKA_DATA, TRUBKA_ROLES, LOG_LEVEL } = parsed.data;
  return {
    port: PORT,
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    configPath: TRUBKA_CONFIG,
    dataFolder: TRUBKA_DATA,
    roles: new Set(TRUBKA_ROLES),
    logLevel: LOG_LEVEL,
  };
}

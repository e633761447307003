import { EnvironmentProblem, readEnvironment } from '../../../src/platform/configuration/index.ts';

describe('readEnvironment', () => {
  it('has a default for everything', () => {
    expect(readEnvironment({})).toEqual({
      port: 8080,
      databaseUrl: undefined,
      redisUrl: undefined,
      configPath: 'config/trubka.yaml',
      dataFolder: './data',
      roles: new Set(['web', 'worker', 'pbx']),
      logLevel: 'info',
    });
  });

  it('takes what is set', () => {
    const told = {
      PORT: '0',
      DATABASE_URL: 'postgresql://clinic:pw@db:5432/trubka',
      REDIS_URL: 'redis://redis:6379/1',
      TRUBKA_CONFIG: '/etc/trubka.yaml',
      TRUBKA_DATA: '/var/lib/trubka',
      TRUBKA_ROLES: ' web , pbx,',
      LOG_LEVEL: 'debug',
    };
    expect(readEnvironment(told)).toEqual({
      port: 0,
      databaseUrl: told.DATABASE_URL,
      redisUrl: told.REDIS_URL,
      configPath: '/etc/trubka.yaml',
      dataFolder: '/var/lib/trubka',
      roles: new Set(['web', 'pbx']),
      logLevel: 'debug',
    });
  });

  it('takes an empty variable as not set', () => {
    expect(readEnvironment({ PORT: '', TRUBKA_ROLES: ' ', REDIS_URL: '' })).toEqual(readEnvironment({}));
  });

  it.each([
    ['PORT', '80a'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'mysql://hush@db/x'],
    ['DATABASE_URL', 'hush'],
    ['REDIS_URL', 'http://hush'],
    ['TRUBKA_ROLES', 'web,hush'],
    ['TRUBKA_ROLES', ','],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s, naming the variable and not its value', (name, value) => {
    const read = (): unknown => readEnvironment({ [name]: value });
    expect(read).toThrow(EnvironmentProblem);
    expect(read).toThrow(new RegExp(`^${name} must`));
    expect(read).not.toThrow(/hush/);
  });

  it('names every wrong variable at once', () => {
    expect(() => readEnvironment({ PORT: 'x', LOG_LEVEL: 'x' })).toThrow(/PORT[^\n]*\nLOG_LEVEL/);
  });
});

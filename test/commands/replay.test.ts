import { jest } from '@jest/globals';
import { Command } from 'commander';
import { addReplayCommand } from '../../src/commands/replay-command.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

describe('trubka replay', () => {
  let db: TestDatabase;
  const before = { ...process.env };
  beforeEach(async () => {
    db = await testDatabase();
    Object.assign(process.env, { DATABASE_URL: db.url, TRUBKA_CONFIG: 'config/demo/trubka.yaml' });
  });
  afterEach(async () => {
    process.env = { ...before };
    process.exitCode = undefined;
    await db.drop();
  });

  /** What the command prints to both outputs, and its exit code. */
  async function run(...words: string[]): Promise<{ said: string; code: number }> {
    const said: string[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        said.push(String(text));
        return true;
      }),
    );
    try {
      const program = new Command().exitOverride();
      addReplayCommand(program);
      await program.parseAsync(['node', 'trubka', 'replay', ...words]);
      return { said: said.join(''), code: Number(process.exitCode ?? 0) };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  }

  it('owes dead letters again, once', async () => {
    await db.database.pool.query(
      `insert into delivery (account, kind, state, payload, created_at, dead_reason)
       values ('crm', 'record', 'dead', '{}', now(), 'gave-up'), ('crm', 'note', 'dead', '{}', now(), 'permanent'),
         ('other', 'record', 'dead', '{}', now(), 'permanent'), ('other', 'record', 'sent', '{}', now(), null)`,
    );
    expect((await run('deliveries', '--account', 'crm', '--kind', 'note')).said).toBe(
      '1 dead letters are owed again.\n',
    );
    expect((await run('deliveries', '--id', '3')).said).toBe('1 dead letters are owed again.\n');
    expect((await run('deliveries', '--reason', 'ambiguous')).said).toBe('0 dead letters are owed again.\n');
    expect((await run('deliveries', '--all')).said).toBe('1 dead letters are owed again.\n');
    expect((await run('deliveries', '--all')).said).toBe('0 dead letters are owed again.\n');
    const states = await db.database.sql.selectFrom('delivery').select('state').orderBy('id').execute();
    expect(states.map(({ state }) => state)).toEqual(['owed', 'owed', 'owed', 'sent']);
    const audit = await db.database.sql.selectFrom('audit').select(['who', 'what', 'detail']).execute();
    expect(audit[0]).toEqual({
      who: 'command',
      what: 'deliveries.replayed',
      detail: { account: 'crm', kind: 'note', replayed: 1 },
    });
  });

  it('refuses to guess which', async () => {
    await expect(run('deliveries')).rejects.toThrow('Say which');
    await expect(run('quarantine')).rejects.toThrow('Say which');
    await expect(run('deliveries', '--all', '--account', 'crm')).rejects.toThrow('either --all');
    await expect(run('deliveries', '--id', 'x')).rejects.toThrow('whole number');
  });

  it('reads what waits in quarantine again', async () => {
    const keep = (body: object) =>
      db.database.sql
        .insertInto('quarantine')
        .values({
          account: 'uis',
          received_at: new Date('2026-11-16T09:00:05Z'),
          method: 'POST',
          path: '',
          query: '',
          content_type: 'application/json',
          body: Buffer.from(JSON.stringify(body)),
          reason: 'an older version could not read it',
        })
        .execute();
    await keep({
      event: 'incoming',
      call_session_id: 77,
      contact_phone_number: '79000000101',
      virtual_phone_number: '74950000101',
      notification_time: '2026-11-16 12:00:00',
    });
    await keep({ event: 'incoming' });
    const none = await run('quarantine', '--account', 'other');
    expect(none.said).toMatch(/^0 webhooks were read, 0 still cannot be\.\n$/);
    expect(none.code).toBe(0);
    const { said, code } = await run('quarantine', '--all');
    expect(said).toMatch(/^2: .+\n1 webhooks were read, 1 still cannot be\.\n$/);
    expect(code).toBe(1);
    const calls = await db.database.sql.selectFrom('call').select(['external', 'late']).execute();
    expect(calls).toEqual([{ external: '+79000000101', late: false }]);
    const states = await db.database.sql.selectFrom('quarantine').select('state').orderBy('id').execute();
    expect(states.map(({ state }) => state)).toEqual(['replayed', 'waiting']);
  });
});

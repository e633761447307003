import { born, recordedClinic, type RecordedClinic } from './recorded-clinic.ts';

let clinic: RecordedClinic;
beforeEach(async () => {
  clinic = await recordedClinic();
});
afterEach(() => clinic.stop());

describe('what is owed of the recordings of a call', () => {
  it('nothing is copied unless the clinic chose so', async () => {
    await clinic.owe(await clinic.call(), { keep: 'at-pbx' });
    expect(await clinic.row()).toMatchObject({ state: 'at-pbx', expires_at: null, next_attempt_at: null });
    clinic.later(3600);
    expect(await clinic.recorder().turn()).toEqual([]);
  });

  it('a copy is wanted with its term, once however often the call is settled', async () => {
    const call = await clinic.call();
    expect(await clinic.owe(call)).toBe(1);
    expect(await clinic.owe(call)).toBe(0);
    expect(await clinic.rows()).toHaveLength(1);
    expect(await clinic.row()).toMatchObject({
      state: 'wanted',
      provider_call_id: 'pbx-1',
      expires_at: new Date(born.getTime() + 90 * 86_400_000),
      next_attempt_at: new Date(born.getTime() + 5000),
    });
  });

  it('a later fact without a link takes nothing back', async () => {
    await clinic.owe(await clinic.call());
    await clinic.owe({ ...(await clinic.call({ id: 1, refs: [] })), fold: { recordings: [] } });
    expect(await clinic.rows()).toHaveLength(1);
  });

  it('a call older than the term of a copy stays at the PBX', async () => {
    clinic.later(91 * 86_400);
    await clinic.owe(await clinic.call());
    expect(await clinic.row()).toMatchObject({ state: 'at-pbx' });
  });

  it('a new link makes a new row and replaces the one that failed', async () => {
    await clinic.owe(await clinic.call({ id: 1, refs: ['old'] }));
    await clinic.db.database.pool.query(
      `update recording set state = 'never', reason = 'http-403', next_attempt_at = null`,
    );
    await clinic.owe(await clinic.call({ id: 1, refs: ['old', 'new'] }));
    const [failed, fresh] = await clinic.rows();
    expect(failed).toMatchObject({ state: 'never', replaced_by: fresh?.id });
    expect(fresh).toMatchObject({ state: 'wanted', replaced_by: null });
  });

  it('a new link leaves one that is stored or on its way alone', async () => {
    await clinic.owe(await clinic.call({ id: 1, refs: ['one'] }));
    await clinic.owe(await clinic.call({ id: 1, refs: ['one', 'two'] }));
    expect((await clinic.rows()).map(({ replaced_by }) => replaced_by)).toEqual([null, null]);
  });

  it('the rows of a merged call move to the call that took it over', async () => {
    await clinic.owe(await clinic.call({ id: 1, refs: ['one'] }));
    await clinic.owe(await clinic.call({ id: 2, refs: ['two'] }));
    await clinic.db.database.pool.query('update call set merged_into = 1 where id = 2');
    await clinic.owe(await clinic.call({ id: 1, refs: ['one', 'two'] }));
    expect((await clinic.rows()).map(({ call_id }) => call_id)).toEqual([1, 1]);
  });

  it('the link itself, which may carry a token, is not kept a second time', async () => {
    await clinic.owe(await clinic.call({ refs: ['https://pbx.example/rec?token=hush-hush'] }));
    expect(JSON.stringify(await clinic.rows())).not.toContain('hush-hush');
  });
});

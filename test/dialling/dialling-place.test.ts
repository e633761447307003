import { diallingPlace } from '../../src/dialling/index.ts';
import type { Role } from '../../src/access/index.ts';
import type { PbxAccount, Seat } from '../../src/platform/configuration/index.ts';

const seat = (id: string, branch: string, extensions: string[], account?: string): Seat => ({
  id,
  branch,
  name: id,
  extensions,
  ...(account !== undefined && { account }),
});
const seats = [seat('r1', 'center', ['101', '111']), seat('r2', 'center', ['102'], 'b'), seat('r3', 'north', [])];
const configuration = {
  seats: new Map(seats.map((one) => [one.id, one])),
  pbx: new Map(['a', 'b', 'c'].map((id) => [id, { id } as PbxAccount])),
};
const token = (role: Role, own: string | null, branches = ['center']) => ({ role, seat: own, branches });
const dialling =
  (...accounts: string[]) =>
  (account: string) =>
    accounts.includes(account);

describe('where a call is dialled from', () => {
  it.each([
    ['its own workplace, first extension', token('reception', 'r1'), null, ['a'], 'r1', '101', 'a'],
    ['its own other extension', token('reception', 'r1'), '111', ['a'], 'r1', '111', 'a'],
    ['the account of the workplace', token('reception', 'r2'), null, ['a', 'b'], 'r2', '102', 'b'],
    ['a workplace of its branch, above reception', token('senior', 'r2'), '101', ['a'], 'r1', '101', 'a'],
    ['a workplace of its branch, without one of its own', token('manager', null), '102', ['b'], 'r2', '102', 'b'],
  ])('%s', (_what, identity, asked, able, seatId, extension, account) => {
    const place = diallingPlace(identity, asked, configuration, dialling(...able));
    expect(place).toMatchObject({ kind: 'place', seat: { id: seatId }, extension, account });
  });

  it.each([
    ['no-workplace', token('manager', null), null, ['a'], 'name the extension'],
    ['no-such-extension', token('manager', null), '999', ['a'], '101, 111, 102'],
    ['not-your-workplace', token('reception', 'r1'), '102', ['a', 'b'], 'its own workplace only'],
    ['not-your-workplace', token('manager', null, ['north']), '101', ['a'], 'branch'],
    ['no-extension', token('reception', 'r3', ['north']), null, ['a'], '"r3" has no extension'],
    ['cannot-dial', token('reception', 'r1'), null, [], 'No PBX'],
    ['cannot-dial', token('reception', 'r2'), null, ['a'], '"b" cannot be told'],
    ['which-account', token('reception', 'r1'), null, ['a', 'b'], 'to one of a, b'],
  ])('%s', (kind, identity, asked, able, words) => {
    const place = diallingPlace(identity, asked, configuration, dialling(...able));
    expect(place.kind).toBe(kind);
    expect(place).toHaveProperty('detail', expect.stringContaining(words));
  });
});

import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import { UnreadableNotification } from '../../src/contracts/failures.ts';
import { inboundRequest } from '../contracts/pbx-subject.ts';

/** The field that a notification is unreadable for; fails when it is read, or fails in another way. */
export function unreadableField(read: () => unknown): string | null {
  let thrown: unknown;
  try {
    read();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(UnreadableNotification);
  return (thrown as UnreadableNotification).field;
}

/** The tests of an account whose only credential is the whole path of its address. */
export function describePathSecret<Settings extends { secret: string }>(
  adapter: PbxAdapter<Settings>,
  settings: Settings,
): void {
  const { secret } = settings;
  const accepted = (path: string): boolean => adapter.authenticate(inboundRequest({ path }), settings);

  describe(`the secret in the address of ${adapter.name}`, () => {
    it.each([`/${secret}`, `/${secret}/`])('is accepted in %s', (path) => expect(accepted(path)).toBe(true));
    it.each(['', '/', `/${secret}x`, `/${secret.toUpperCase()}`, `/x/${secret}`, `/${secret}/x`])(
      'is refused in %j',
      (path) => expect(accepted(path)).toBe(false),
    );
    it('is not looked for elsewhere', () => {
      const request = inboundRequest({ query: { secret }, body: `secret=${secret}` });
      expect(adapter.authenticate(request, settings)).toBe(false);
    });
  });
}

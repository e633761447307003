import { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { PbxEmployee } from '../../../src/contracts/pbx-api.ts';
import { textField } from '../../kit/field.ts';
import { jsonOf } from '../../kit/json-of.ts';
import { apiOf, command, rest, type ItoolabsContext } from './client.ts';

/** `login` and `name` of the newer generation are `name` and `realName` of the older one. */
const users = {
  rest: z
    .object({ items: z.array(z.object({ login: textField, name: textField, ext: textField })) })
    .transform(({ items }) => items),
  form: z
    .array(z.object({ name: textField, realName: textField, ext: textField }))
    .transform((items) => items.map(({ name, realName, ext }) => ({ login: name, name: realName, ext }))),
};

/** The users of the PBX by their logins. */
export async function employees(context: ItoolabsContext): Promise<PbxEmployee[]> {
  const api = apiOf(context);
  const answer =
    api.generation === 'rest'
      ? await rest(context, api, '/users')
      : jsonOf(await command(context, api, 'accounts', {}));
  const read = users[api.generation].safeParse(answer);
  if (!read.success) throw new PermanentFailure('ITooLabs: the list of users is not as documented');
  const byLogin = new Map<string, PbxEmployee>();
  for (const { login, name, ext } of read.data) {
    if (login === null || login.length > 200) continue;
    const extension = ext ?? extensionIn(context, login);
    const extensions = extension === null || extension.length > 40 ? [] : [extension];
    byLogin.set(login, { ref: login, name, extensions });
  }
  return [...byLogin.values()];
}

function extensionIn({ settings }: ItoolabsContext, login: string): string | null {
  return Object.hasOwn(settings.employees, login) ? String(settings.employees[login]) : null;
}

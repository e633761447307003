import { z } from 'zod';
import { TransientFailure } from '../../../src/contracts/failures.ts';
import type { PbxEmployee } from '../../../src/contracts/pbx-api.ts';
import { textField } from '../../kit/field.ts';
import type { MangoClient, MangoContext } from './client.ts';

const answerSchema = z.object({
  users: z.array(
    z.object({
      general: z.object({ name: textField, user_id: textField }).catch({ name: null, user_id: null }),
      telephony: z.object({ extension: textField }).catch({ extension: null }),
    }),
  ),
});

/** All employees of the PBX, in one answer; `general.user_id` is what statistics name them by. */
export async function employees(client: MangoClient, context: MangoContext): Promise<PbxEmployee[]> {
  const { told } = await client.ask(context, {
    path: '/config/users/request',
    told: { ext_fields: ['general.user_id'] },
    limit: 'users',
    effect: 'read',
  });
  const read = answerSchema.safeParse(told);
  if (!read.success) throw new TransientFailure('Mango Office answered a list of employees that cannot be read');
  const byRef = new Map<string, PbxEmployee>();
  for (const { general, telephony } of read.data.users) {
    const ref = general.user_id ?? telephony.extension;
    if (ref === null || byRef.has(ref)) continue;
    byRef.set(ref, { ref, name: general.name, extensions: telephony.extension === null ? [] : [telephony.extension] });
  }
  return [...byRef.values()];
}

import { z } from 'zod';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { WantedTags } from '../../../src/contracts/pbx-api.ts';
import { askUis, type UisContext } from './ask-uis.ts';
import { mnemonicOf } from './failures.ts';
import { findCall } from './history.ts';
import { asNumber, readTags } from './reports.ts';

/**
 * `set.tag_communications` and `unset.tag_communications` for a finished call: what is wanted and not there is set,
 * what is ours and not wanted is taken off. A tag is of the cabinet: it must exist there under the same name.
 */
export async function writeTags(context: UisContext, { providerCallId, tags, ours = [] }: WantedTags): Promise<void> {
  const call = await findCall(context, providerCallId);
  if (call === null) {
    throw new TransientFailure('UIS: the call is not in the report yet.', { retryAfterSeconds: 300, onlyThis: true });
  }
  const present = new Map(call.tags.map(({ tag_id, tag_name }) => [sameName(tag_name ?? ''), tag_id]));
  const missing = tags.filter((tag) => !present.has(sameName(tag)));
  const wanted = new Set(tags.map(sameName));
  const stale = ours.map(sameName).filter((name) => !wanted.has(name) && present.has(name));
  const known = missing.length === 0 ? new Map<string, string>() : await tagIds(context);
  const unknown = missing.filter((tag) => !known.has(sameName(tag)));
  if (unknown.length > 0) {
    throw new PermanentFailure(`UIS: make the tags ${unknown.map((tag) => `«${tag}»`).join(', ')} in the cabinet.`);
  }
  // In the report the communication of a call is the call; the documents ask for the id of the communication.
  const communication = call.communication_id ?? call.id;
  for (const tag of missing) await change(context, 'set', communication, known.get(sameName(tag))!);
  for (const name of stale) await change(context, 'unset', communication, present.get(name)!);
}

async function tagIds(context: UisContext): Promise<Map<string, string>> {
  return new Map((await readTags(context)).map(({ id, name }) => [sameName(name), id]));
}

async function change(context: UisContext, verb: 'set' | 'unset', communication: string, tag: string): Promise<void> {
  try {
    await askUis(context, {
      api: 'data',
      method: `${verb}.tag_communications`,
      params: { communication_id: asNumber(communication), communication_type: 'call', tag_id: asNumber(tag) },
      effect: 'write',
      answer: z.object({}),
    });
  } catch (error) {
    if (verb === 'unset' || !['duplicate_entity', 'duplicate_tag'].includes(mnemonicOf(error) ?? '')) throw error;
  }
}

function sameName(name: string): string {
  return name.trim().toLowerCase();
}

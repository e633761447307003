import { PermanentFailure } from '../contracts/failures.ts';
import type { PbxAccount } from '../platform/configuration/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import type { DeliveryKind } from './delivery-kind.ts';
import { queriesOf, type OpenTransaction } from './queries.ts';
import type { SettledCall } from './settled-call.ts';

const KIND = 'pbx-tags';
const ATTEMPT_MS = 20_000;
/** Vendors' APIs allow from 1 to 60 a second for everything together; tags can wait. */
const RATE = { perSecond: 1, burst: 5 };
/** Nobody reads tags of older calls anew; an imported month would only use up the limits of the PBX. */
const YOUNGEST_MS = 72 * 3600_000;

interface Tags {
  providerCallId: string;
  tags: string[];
}

/**
 * Owes the class of settled or corrected calls to their PBXs as tags, where the account says so and the PBX has tags.
 * Called in the transaction that settles the calls. Unchanged tags are not owed again.
 */
export async function oweTags(
  tx: OpenTransaction,
  owed: {
    calls: readonly Pick<SettledCall, 'id' | 'account' | 'class' | 'startedAt' | 'endedAt'>[];
    access: PbxAccess;
    at: Date;
  },
): Promise<void> {
  const { at, access } = owed;
  const tagged = owed.calls.flatMap((call) => {
    const asked = access(call.account);
    if (asked?.account.tagTexts === undefined || asked.api.writeTags === undefined) return [];
    if (at.getTime() - call.startedAt.getTime() > YOUNGEST_MS) return [];
    // Tags are written to what the PBX has in its history, which a call enters some time after its end.
    const listed = (call.endedAt ?? at).getTime() + (asked.api.history?.lagSeconds ?? 0) * 1000;
    const due_at = new Date(Math.max(listed, at.getTime()));
    return [{ call_id: call.id, account: call.account, tags: tagsOf(asked.account, call.class), due_at }];
  });
  if (tagged.length === 0) return;
  await queriesOf(tx)(
    `insert into delivery as d (account, kind, call_id, state, payload, next_attempt_at, created_at)
     select n.account, '${KIND}', n.call_id, 'owed', jsonb_build_object('providerCallId', first.id, 'tags', n.tags), n.due_at, $2
     from jsonb_to_recordset($1::jsonb) as n(call_id bigint, account text, tags jsonb, due_at timestamptz)
     cross join lateral (
       select e.event ->> 'providerCallId' as id from call_event e
       where e.call_id = n.call_id and e.account = n.account order by e.id limit 1) first
     where n.tags <> '[]'
       or exists (select from delivery o where o.account = n.account and o.kind = '${KIND}' and o.call_id = n.call_id)
     order by n.call_id
     on conflict (account, kind, call_id) do update set
       payload = excluded.payload, revision = d.revision + 1, state = 'owed', next_attempt_at = excluded.next_attempt_at, owed_since = $2,
       attempts = 0, last_error = null, dead_reason = null, died_at = null
     where d.payload is distinct from excluded.payload or d.state = 'superseded'`,
    [JSON.stringify(tagged), at],
  );
}

/** Writing the same tags twice changes nothing: they replace our own. */
export function pbxTagsKind(options: { access: PbxAccess }): DeliveryKind {
  return {
    kind: KIND,
    lane: 'pbx',
    rate: () => RATE,
    afterDoubt: 'repeat',
    attemptMs: ATTEMPT_MS,
    mask: (payload) => payload,
    async send({ account, payload }) {
      const asked = options.access(account);
      if (asked?.api.writeTags === undefined || asked.account.tagTexts === undefined)
        throw new PermanentFailure('the account no longer writes tags: see writeTags in its configuration');
      const { providerCallId, tags } = payload as Tags;
      const ours = Object.values(asked.account.tagTexts).filter((text) => text !== '');
      await asked.api.writeTags(asked.context, { providerCallId, tags, ours });
    },
  };
}

function tagsOf(account: PbxAccount, callClass: SettledCall['class']): string[] {
  const text = callClass === null ? '' : (account.tagTexts?.[callClass] ?? '');
  return text === '' ? [] : [text];
}

import type { Pool } from '../platform/database/index.ts';
import type { Subject } from './find-subject.ts';

/**
 * Everything that is kept of a person, by kind, as rows of plain values: the answer to «what do you hold on me». What
 * others said of their own (notes on other cards) is not in it.
 */
export async function heldData(pool: Pool, subject: Subject): Promise<Record<string, unknown[]>> {
  const { cards, phones } = subject;
  const values = [cards, phones, cards.map(String)];
  const held: Record<string, unknown[]> = {};
  for (const [what, text] of Object.entries(sections)) {
    const { rows } = await pool.query<{ row: unknown }>(
      // Each asks for what it needs of the three.
      `with asked (cards, phones, ids) as (select $1::bigint[], $2::text[], $3::text[])
       select to_jsonb(held) as row from asked, lateral (${text}) held`,
      values,
    );
    held[what] = rows.map(({ row }) => row);
  }
  return held;
}

/** What makes a call one of the person, here and in `forgetCalls`. */
const theirCalls = `(select c.* from call c where c.merged_into is null and (c.external = any(asked.phones)
  or c.chosen_person = any(asked.cards) or exists (
    select from jsonb_array_elements(c.caller -> 'candidates') k where k.value ->> 'id' = any(asked.ids))))`;

const sections: Readonly<Record<string, string>> = {
  cards: `select p.source, p.external_id as id, p.kind, p.full_name as name, p.birth_date, p.note, p.household,
      p.known_before, p.valid_from, p.valid_to, p.deleted_at, p.updated_at
    from person p where p.id = any(asked.cards) order by p.id`,
  numbers: `select distinct n.e164 as number, n.extension, n.note, n.valid_from, n.valid_to
    from person_phone n where n.person_id = any(asked.cards) or n.e164 = any(asked.phones) order by 1`,
  visits: `select v.source, v.external_id as id, v.starts_at, v.ends_at, v.state, v.branch, v.doctor, v.specialty, v.service,
      v.marks, v.cancel_reason, v.person_name as name, v.person_phone as number, v.added_at,
      a.answer, a.at as answered_at
    from visit v left join visit_answer a on a.visit_id = v.id
    where v.person_id = any(asked.cards) or v.person_phone = any(asked.phones) order by v.starts_at, v.id`,
  calls: `select c.id, c.account, c.started_at, c.ended_at, c.direction, c.external as number, c.line, c.branch, c.result,
      c.talk_seconds, c.class, c.outcome, c.outcome_reason, c.note,
      (select count(*) from recording r where r.call_id = c.id and r.state = 'stored') as recordings_kept
    from ${theirCalls} c order by c.started_at, c.id`,
  tasks: `select t.id, t.type, t.state, t.what, t.note, t.name, t.phone as number, t.opened_at, t.closed_at, t.close_note
    from task t where t.person_id = any(asked.cards) or t.phone = any(asked.phones) order by t.id`,
  requests: `select r.id, r.source, r.asked_at, r.phone as number, r.phone_written, r.name, r.email, r.comment, r.doctor,
      r.plan_start, r.form, r.page, r.referer, r.utm
    from request r where r.person_id = any(asked.cards) or r.phone = any(asked.phones) order by r.id`,
  waitingList: `select w.id, w.state, w.name, w.phone as number, w.doctor, w.specialty, w.note, w.created_at, w.closed_at
    from wish w where w.person_id = any(asked.cards) or w.phone = any(asked.phones) order by w.id`,
  messages: `select m.id, m.state, m.phone as number, m.text, m.template, m.due_at, m.sent_at, m.delivered_at, m.answer
    from message m where m.person_id = any(asked.cards) or m.phone = any(asked.phones) order by m.id`,
  replies: `select r.at, r.phone as number, r.text, r.meaning from message_reply r where r.phone = any(asked.phones) order by r.at`,
  consents: `select c.kind, c.given, c.at, c.text, c.source from consent c
    where c.person_id = any(asked.cards) or c.phone = any(asked.phones) order by c.at, c.id`,
  stopList: `select s.phone as number, s.scope, s.at, s.source from stop_list s where s.phone = any(asked.phones) order by s.at`,
  toldOutside: `select d.account, d.kind, d.state, d.created_at, d.call_id as call, d.request_id as request
    from delivery d where d.id in (
      select d.id from ${theirCalls} c join delivery d on d.call_id = c.id
      union all
      select d.id from request r join delivery d on d.request_id = r.id
      where r.person_id = any(asked.cards) or r.phone = any(asked.phones))
    order by d.id`,
};

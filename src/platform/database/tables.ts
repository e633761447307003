import type { ColumnType, Generated } from 'kysely';

type Instant = ColumnType<Date, Date | string, Date | string>;
type NullableInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;

/** The tables as migrations leave them; bigint is read as a number. */
export interface Tables {
  call: {
    id: number;
    account: string;
    branch: string | null;
    zone: string | null;
    line: string | null;
    direction: 'in' | 'out' | 'internal' | null;
    external: string | null;
    state: Generated<string>;
    result: 'answered' | 'missed' | 'unanswered' | null;
    missed_reason: string | null;
    started_at: Instant;
    answered_at: NullableInstant;
    ended_at: NullableInstant;
    answered_extension: string | null;
    answered_seat: string | null;
    wait_seconds: number | null;
    talk_seconds: number | null;
    kind: string | null;
    class: string | null;
    learnt_at: Instant;
    late: Generated<boolean>;
    version: Generated<number>;
    fold: NullableJson<unknown>;
    caller: NullableJson<unknown>;
    evidence: NullableJson<unknown>;
    pops: Json<Record<string, string>>;
    settle_due_at: NullableInstant;
    settled_at: NullableInstant;
    expired: Generated<boolean>;
    merged_into: number | null;
    chosen_person: number | null;
    chosen_by: string | null;
    chosen_at: NullableInstant;
  };
  provider_call: { account: string; provider_call_id: string; call_id: number };
  event_key: { account: string; key: string; received_at: Instant };
  call_event: {
    id: Generated<number>;
    call_id: number;
    account: string;
    key: string;
    received_at: Instant;
    event: Json<unknown>;
    raw: Buffer | null;
  };
  quarantine: {
    id: Generated<number>;
    account: string;
    received_at: Instant;
    method: string;
    path: string;
    query: string;
    content_type: string | null;
    body: Buffer;
    truncated: Generated<boolean>;
    reason: string;
    field: string | null;
    state: Generated<'waiting' | 'replayed' | 'dismissed'>;
    replayed_at: NullableInstant;
  };
  feed_counter: { feed: string; cursor: number };
  pop: {
    feed: string;
    cursor: number;
    call_id: number;
    version: number;
    type: string;
    reason: string | null;
    at: Instant;
  };
  delivery: {
    id: Generated<number>;
    account: string;
    kind: string;
    call_id: number | null;
    revision: Generated<number>;
    state: 'owed' | 'offered' | 'sent' | 'dead' | 'superseded';
    record_key: string | null;
    starts_at: NullableInstant;
    published_at: NullableInstant;
    fetched_at: NullableInstant;
    payload: NullableJson<unknown>;
    attempts: Generated<number>;
    next_attempt_at: NullableInstant;
    last_error: string | null;
    created_at: Instant;
  };
  pull_snapshot: {
    account: string;
    kind: string;
    window_from: Instant;
    window_to: Instant;
    taken_at: Instant;
    delivery_ids: number[];
  };
  account_contact: { account: string; what: string; at: Instant; detail: NullableJson<unknown> };
  person: {
    id: Generated<number>;
    source: string;
    external_id: string;
    kind: 'patient' | 'staff' | 'contractor';
    surname: Generated<string>;
    given_name: Generated<string>;
    patronymic: Generated<string>;
    full_name: string;
    birth_date: string | null;
    note: string | null;
    household: string | null;
    known_before: Generated<boolean>;
    valid_from: string | null;
    valid_to: string | null;
    deleted_at: NullableInstant;
    merged_into: number | null;
    updated_at: Instant;
  };
  person_phone: {
    person_id: number;
    e164: string;
    extension: Generated<string>;
    note: string | null;
    valid_from: string | null;
    valid_to: string | null;
    /** Who bound the number by hand; null: the source of the card. */
    bound_by: string | null;
  };
  directory_source: {
    source: string;
    kind: string;
    refreshed_at: Instant;
    people: number;
    without_phone: Generated<number>;
  };
  visit: {
    id: Generated<number>;
    source: string;
    external_id: string;
    person_id: number;
    branch: string | null;
    zone: string;
    doctor: string | null;
    starts_at: Instant;
    ends_at: Instant;
    state: 'planned' | 'confirmed' | 'moved' | 'cancelled' | 'arrived' | 'completed' | 'no-show';
    added_at: NullableInstant;
    updated_at: Instant;
  };
  timetable_name: { account: string; kind: 'doctor' | 'branch'; id: string; name: string; branch: string | null };
  timetable_slot: {
    account: string;
    branch_id: string;
    doctor_id: string;
    starts_at: Instant;
    minutes: number;
    busy: boolean;
  };
  access_token: {
    id: Generated<number>;
    hash: Buffer;
    label: string;
    role: 'reception' | 'senior' | 'manager' | 'it';
    seat: string | null;
    branches: string[];
    created_at: Instant;
    last_used_at: NullableInstant;
    revoked_at: NullableInstant;
  };
  audit: {
    id: Generated<number>;
    at: Instant;
    who: string;
    what: string;
    subject: string;
    detail: NullableJson<unknown>;
  };
}

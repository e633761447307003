import { followVisitChanges, type OnTimetable } from '../appointments/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { ToldAccount } from '../deliveries/index.ts';
import { taskSettings, type Configuration } from '../platform/configuration/index.ts';
import { inTransaction, type Database, type Pool, type PoolClient } from '../platform/database/index.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log, Metrics } from '../platform/telemetry/index.ts';
import type { RuleDecision } from '../rules/index.ts';
import { closeOwed } from './close-owed.ts';
import { escalateTasks } from './escalate-tasks.ts';
import { pruneTasks } from './forget-tasks.ts';
import { oweLatePatients } from './late-patients.ts';
import { lockTasks } from './lock-tasks.ts';
import { oweTask, type OwedTask } from './owe-task.ts';
import type { TasksChanged } from './refold-callbacks.ts';
import { tasksOfSettled, type SettledFor } from './settled-calls.ts';
import {
  answerOffer,
  closeSlot,
  moveOffersOn,
  offerFreedTimes,
  readOffer,
  type OweOfferMessage,
} from './slot-offers.ts';
import { readTaskGauges } from './task-gauges.ts';
import { createTasksApi } from './tasks-api.ts';
import { tellTasks } from './tell-tasks.ts';
import { followVisits } from './visit-changes.ts';
import { createWaitingListApi } from './waiting-list-api.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface Tasks {
  routers: ReturnType<typeof createTasksApi>[];
  /** In the transaction that settles calls, after what the rules decide of them was kept. */
  onSettled(tx: PoolClient, calls: readonly SettledFor[], decisions: ReadonlyMap<number, RuleDecision>): Promise<void>;
  /** In the transaction that stores a timetable. */
  onTimetable: OnTimetable;
  /** Makes a task once, in the transaction of whoever needs it; answers its id. */
  owe(tx: PoolClient, task: OwedTask): Promise<number>;
  /** A person took back the request that made the task; one that stands for anything else stays. */
  takeBack(tx: PoolClient, taskId: number, said: { who: string; reason: string; request: number }): Promise<void>;
  /** For answers that patients give themselves. */
  offers: {
    /** Null: there is none, or its time is not offered any more to this person. */
    read(db: Pool | PoolClient, offerId: number): Promise<{ startsAt: Date; doctor: string } | null>;
    /** The first has the time, and a person is asked to book it; `over`: somebody else has it. */
    answer(tx: PoolClient, offerId: number, said: 'taken' | 'declined', who: string): Promise<'done' | 'over'>;
  };
  /** Escalates, moves offers on, follows visits; answers how to stop. */
  work(): () => Promise<void>;
}

/** Who is to be called back, what else is to be done, who waits for an earlier time. */
export function startTasks(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Outside systems that may be told of tasks. */
  accounts(): readonly ToldAccount[];
  /** Sends offers by SMS; left out: they are tasks. */
  oweMessage?: OweOfferMessage | undefined;
  /** A visit was confirmed by telephone. */
  onVisitConfirmed?: ((tx: PoolClient, visitId: number) => Promise<void>) | undefined;
  everyMs?: number | undefined;
}): Tasks {
  const { database, clock, log, metrics } = options;
  const context = () => ({
    ...{ configuration: options.configuration(), now: clock.now(), oweMessage: options.oweMessage },
  });
  const tell = (tx: PoolClient, { created }: TasksChanged): Promise<void> =>
    tellTasks(tx, created, { accounts: options.accounts(), ...context() });
  const changing = {
    ...{ database, pool: database.pool, clock, tell },
    ...{ configuration: options.configuration, oweMessage: options.oweMessage },
    onVisitConfirmed: options.onVisitConfirmed,
  };
  metrics.onScrape(() => readTaskGauges(database.pool, metrics, clock.now()));

  return {
    routers: [createTasksApi(changing), createWaitingListApi(changing)],
    async onSettled(tx, calls, decisions) {
      await tell(tx, await tasksOfSettled(tx, calls, decisions, context()));
    },
    async onTimetable(tx, { account, freed }) {
      await lockTasks(tx);
      await closeBookedSlots(tx, account);
      const times = freed.map(({ branch, doctor, startsAt, minutes }) => ({
        ...{ source: `timetable ${account}`, branch, doctor, specialty: null, startsAt, minutes },
      }));
      await tell(tx, await offerFreedTimes(tx, times, context()));
    },
    async owe(tx, task) {
      const { id, changed } = await oweTask(tx, task, context());
      await tell(tx, changed);
      return id;
    },
    takeBack: (tx, taskId, said) => closeOwed(tx, taskId, said, context()),
    offers: {
      read: (db, offerId) => readOffer(db, offerId),
      async answer(tx, offerId, said, who) {
        await lockTasks(tx);
        const { answer, changed } = await answerOffer(tx, offerId, said, who, context());
        await tell(tx, changed);
        if (answer.kind !== 'done') return 'over';
        if (said === 'taken') await oweBooking(tx, offerId, who);
        return 'done';
      },
    },
    work() {
      const stops = [
        repeat({ everyMs: HOUR_MS, what: 'forget old tasks', log, work: forgetOld }),
        repeat({ everyMs: options.everyMs ?? 5000, what: 'escalate tasks, move offers on', log, work: moveOn }),
        repeat({ everyMs: MINUTE_MS, what: 'look for late patients', log, work: lookForLate }),
        followVisitChanges({
          ...{ database, clock, log, name: 'tasks', fromNow: true },
          handle: async (tx, changes) => tell(tx, await followVisits(tx, changes, context())),
        }),
      ];
      return async () => {
        for (const stop of stops) await stop();
      };
    },
  };

  async function forgetOld(): Promise<void> {
    const { keepDays } = taskSettings(options.configuration());
    const before = new Date(clock.now().getTime() - keepDays * 24 * HOUR_MS);
    while ((await pruneTasks(database.pool, before)) > 0);
  }

  async function moveOn(): Promise<void> {
    const escalated = await inTransaction(database.pool, async (tx) => {
      await lockTasks(tx);
      const late = await escalateTasks(tx, clock.now());
      await tell(tx, await moveOffersOn(tx, context()));
      return late;
    });
    if (escalated.length > 0) log.info({ tasks: escalated.length }, 'tasks.escalated: not done in time');
  }

  async function lookForLate(): Promise<void> {
    await inTransaction(database.pool, async (tx) => {
      await lockTasks(tx);
      await tell(tx, await oweLatePatients(tx, context()));
    });
  }

  /** Whoever takes a time without talking to anybody still has to be written into the MIS. */
  async function oweBooking(tx: PoolClient, offerId: number, who: string): Promise<void> {
    const { rows } = await tx.query<{
      branch: string | null;
      doctor: string;
      starts_at: Date;
      phone: string | null;
      person_id: number | null;
    }>(
      `select s.branch, s.doctor, s.starts_at, w.phone, w.person_id
       from slot_offer o join freed_slot s on s.id = o.slot_id join wish w on w.id = o.wish_id where o.id = $1`,
      [offerId],
    );
    const time = rows[0];
    if (time === undefined) return;
    const { clinic, branches } = options.configuration();
    const zone = (branches.get(time.branch ?? '') ?? [...branches.values()][0])?.zone ?? 'UTC';
    const when = new Intl.DateTimeFormat(clinic.language === 'ru' ? 'ru-RU' : 'en-GB', {
      ...{ timeZone: zone, day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' },
    }).format(time.starts_at);
    const words = clinic.language === 'ru' ? 'Записать: взял освободившееся время' : 'Book: took the freed time';
    const { changed } = await oweTask(
      tx,
      {
        ...{ type: 'waiting-list', origin: `offer-taken ${offerId}`, what: `${words} ${when}, ${time.doctor}`, who },
        ...{ branch: time.branch, phone: time.phone, personId: time.person_id },
      },
      context(),
    );
    await tell(tx, changed);
  }

  /** A time of this timetable that is busy again was booked without us. */
  async function closeBookedSlots(tx: PoolClient, account: string): Promise<void> {
    const { rows } = await tx.query<{ id: number }>(
      `select distinct s.id from freed_slot s
       join timetable_name d on d.account = $1 and d.kind = 'doctor' and d.name = s.doctor
       join timetable_slot t on t.account = $1 and t.doctor_id = d.id and t.starts_at = s.starts_at and t.busy
       where s.state = 'open' order by s.id`,
      [account],
    );
    for (const { id } of rows) await closeSlot(tx, id, context());
  }
}

import type { SmsAdapter } from '../../src/contracts/sms.ts';
import { devino } from './devino/adapter.ts';
import { exolve } from './exolve/adapter.ts';
import { idigital } from './idigital/adapter.ts';
import { log } from './log/adapter.ts';
import { smpp } from './smpp/adapter.ts';
import { smsaero } from './smsaero/adapter.ts';
import { smsc } from './smsc/adapter.ts';
import { smsru } from './smsru/adapter.ts';
import { twilio } from './twilio/adapter.ts';

/** Every SMS provider that Trubka sends by; a test holds this list against the folders. */
export const smsAdapters: readonly SmsAdapter[] = [log, smsru, smsc, smsaero, exolve, idigital, devino, twilio, smpp];

import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import { beeline } from './beeline/adapter.ts';
import { asterisk } from './asterisk/adapter.ts';
import { itoolabs } from './itoolabs/adapter.ts';
import { uis } from './uis/adapter.ts';
import { mango } from './mango/adapter.ts';
import { sipuni } from './sipuni/adapter.ts';
import { telphin } from './telphin/adapter.ts';
import { zadarma } from './zadarma/adapter.ts';
import { mapped } from './mapped/adapter.ts';
import { yeastar } from './yeastar/adapter.ts';
import { twilio } from './twilio/adapter.ts';
import { threecx } from './threecx/adapter.ts';

/** Every telephone system that Trubka speaks with; the folders beside this file. */
export const pbxAdapters: readonly PbxAdapter[] = [
  asterisk,
  itoolabs,
  mango,
  sipuni,
  telphin,
  uis,
  zadarma,
  mapped,
  yeastar,
  twilio,
  threecx,
  beeline,
];

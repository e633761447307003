import { asteriskSubject } from './asterisk.ts';
import { beelineSubject } from './beeline.ts';
import { itoolabsSubject } from './itoolabs.ts';
import { mangoSubject } from './mango.ts';
import type { PbxApiSubject } from '../pbx-api-subject.ts';
import { uisSubject } from './uis.ts';
import { zadarmaSubject } from './zadarma.ts';
import { sipuniSubject } from './sipuni.ts';
import { telphinSubject } from './telphin.ts';
import { twilioSubject } from './twilio.ts';
import { yeastarSubject } from './yeastar.ts';

/** By the id of the adapter; an adapter that declares `api` owes one. */
export const pbxApiSubjects: Readonly<Record<string, PbxApiSubject>> = {
  asterisk: asteriskSubject,
  uis: uisSubject,
  beeline: beelineSubject,
  sipuni: sipuniSubject,
  telphin: telphinSubject,
  twilio: twilioSubject,
  yeastar: yeastarSubject,
  mango: mangoSubject,
  itoolabs: itoolabsSubject,
  zadarma: zadarmaSubject,
};

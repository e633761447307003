import * as spine from './0001-spine.ts';
import * as directory from './0002-directory.ts';
import * as intake from './0003-intake.ts';
import * as misPull from './0004-mis-pull.ts';
import * as recordings from './0005-recordings.ts';
import * as reconciliation from './0006-reconciliation.ts';
import * as sending from './0007-sending.ts';
import * as subscriptions from './0008-subscriptions.ts';
import * as rules from './0009-rules.ts';
import * as corrections from './0010-corrections.ts';
import * as directorySources from './0011-directory-sources.ts';
import * as push from './0012-push.ts';
import * as appointments from './0013-appointments.ts';
import * as tasks from './0014-tasks.ts';
import * as messages from './0015-messages.ts';
import * as misApi from './0016-mis-api.ts';
import * as reports from './0017-reports.ts';
import * as users from './0018-users.ts';
import * as ruleVersions from './0019-rule-versions.ts';
import * as recordingErasures from './0020-recording-erasures.ts';
import * as mergedOutcomes from './0021-merged-outcomes.ts';
import * as misExchanges from './0023-mis-exchanges.ts';
import * as misClicks from './0024-mis-clicks.ts';
import * as reception from './0025-reception.ts';
import * as peopleUploads from './0026-people-uploads.ts';
import * as contactSums from './0027-contact-sums.ts';
import * as erasures from './0028-erasures.ts';
import * as requests from './0029-requests.ts';
import * as newVisits from './0030-new-visits.ts';
import * as touches from './0031-touches.ts';
import * as deliveryByRequest from './0032-delivery-by-request.ts';

/** In order; a migration that was released is never edited. */
export const migrations: readonly { name: string; sql: string }[] = [
  spine,
  directory,
  intake,
  misPull,
  recordings,
  reconciliation,
  sending,
  subscriptions,
  rules,
  corrections,
  directorySources,
  push,
  appointments,
  tasks,
  messages,
  misApi,
  reports,
  users,
  ruleVersions,
  recordingErasures,
  mergedOutcomes,
  misClicks,
  misExchanges,
  reception,
  peopleUploads,
  contactSums,
  erasures,
  requests,
  newVisits,
  touches,
  deliveryByRequest,
];

export { erasePerson, type Erased } from './erase-person.ts';
export { erasureReasons, type ErasureReason } from './erasure-reasons.ts';
export { listErasures, readmit } from './erasures.ts';
export { findSubject, type Asked, type NotFound, type Subject } from './find-subject.ts';
export { confirmationOf, holdsIdentity } from './confirmation.ts';
export { heldData } from './held-data.ts';
export { createPrivacyApi } from './privacy-api.ts';
export { privacyOperations } from './privacy-operations.ts';

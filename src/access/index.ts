export { writeAudit } from './audit.ts';
export { createMeApi } from './me-api.ts';
export { identityOf, requireIdentity, requireRole } from './identity-api.ts';
export { addToken, identify, roles, type Identity, type Role } from './tokens.ts';
export { viewerOf } from './viewer-of.ts';
export { visibleBranches } from './visible-branches.ts';

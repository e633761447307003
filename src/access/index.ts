export { writeAudit } from './audit.ts';
export { auditEntrySchema, auditQuerySchema, createAuditApi } from './audit-api.ts';
export { createMeApi } from './me-api.ts';
export { identityOf, requireIdentity, requireRole } from './identity-api.ts';
export { addToken, identify, type Identity } from './tokens.ts';
export { roles, type Role } from '../contracts/role.ts';
export { newSetupCode } from './setup.ts';
export { startAccess, type Access } from './start-access.ts';
export { addUser, changeUser, resetPassword, type Changing } from './change-users.ts';
export { listUsers, userByLogin } from './user-store.ts';
export { setupBodySchema, signedInSchema, signInBodySchema, signInStateSchema } from './sign-in-api.ts';
export {
  codeBodySchema,
  ownPasswordSchema,
  passwordBodySchema,
  recoveryCodesSchema,
  seatBodySchema,
  sessionSchema,
  totpBegunSchema,
  totpSchema,
} from './own-account-api.ts';
export {
  newUserBodySchema,
  oneTimePasswordSchema,
  userAddedSchema,
  userChangeBodySchema,
  userSchema,
} from './users-api.ts';
export { maskNumbers } from './mask-numbers.ts';
export { guarded } from './guarded.ts';
export { viewerOf } from './viewer-of.ts';
export { visibleBranches } from './visible-branches.ts';

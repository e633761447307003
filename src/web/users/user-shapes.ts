import type { Role } from '../../contracts/role.ts';

export interface User {
  id: string;
  login: string;
  name: string;
  role: Role;
  branches: string[];
  seat: string | null;
  totp: boolean;
  mustChangePassword: boolean;
  signedInAt: string | null;
  disabledAt: string | null;
}

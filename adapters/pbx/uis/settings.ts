import { z } from 'zod';
import { isZone } from '../../kit/instant-of.ts';

export const uisSettings = z.strictObject({
  /** In the path of the webhook, in the body, or in both. Letters that a path carries unchanged. */
  secret: z
    .string()
    .min(4, 'must have at least 4 characters')
    .regex(/^[A-Za-z0-9._~-]+$/, 'may hold letters, digits and . _ ~ - only, because it stands in an address')
    .meta({ writeOnly: true }),
  /** IANA zone of the UIS account: notifications carry local times without an offset. */
  zone: z.string().refine(isZone, 'must be an IANA time zone, for example Europe/Moscow').default('Europe/Moscow'),
  /** UIS employee id → extension, for notifications that name the employee and not the extension. */
  employees: z.record(z.string(), z.union([z.string().min(1).max(40), z.number().int().nonnegative()])).default({}),
});
export type UisSettings = z.infer<typeof uisSettings>;

export function extensionOf(employee: string | null, employees: UisSettings['employees']): string | null {
  return employee !== null && Object.hasOwn(employees, employee) ? String(employees[employee]) : null;
}

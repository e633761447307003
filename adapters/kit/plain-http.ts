import type { z } from 'zod';

/** Refuses an address to which names and numbers would go readable for others. */
export function refusePlainHttp(
  field: string,
  { url, trusted }: { url: string; trusted: boolean },
  context: z.core.$RefinementCtx,
): void {
  if (!url.startsWith('http:') || trusted) return;
  context.addIssue({
    code: 'custom',
    path: [field],
    message: 'Names and numbers go over https; for an address inside the clinic’s network write trusted: true.',
  });
}

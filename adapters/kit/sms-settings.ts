import { z } from 'zod';

/** Messages a second, and how long a provider may take: every SMS account has these two. */
export function smsPace({ perSecond, name }: { perSecond: number; name: string }) {
  return {
    perSecond: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(perSecond)
      .meta({ description: `Messages a second at most; see your contract with ${name}.`, examples: [perSecond] }),
    timeoutSeconds: z.number().int().min(1).max(60).default(15).describe(`How long ${name} may take to answer.`),
  };
}

/** A password or a key. */
export function smsSecret(description: string, example: string) {
  return z
    .string()
    .trim()
    .min(4)
    .max(2000)
    .meta({ writeOnly: true, description, examples: [`\${env:${example}}`] });
}

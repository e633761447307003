import { z } from 'zod';
import { e164Schema } from '../../../src/contracts/phone-number.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { pathSecret } from '../../kit/path-secret.ts';

export const threecxSettings = z.strictObject({
  secret: pathSecret,
  ...numberSettings,
  line: e164Schema.optional().meta({
    description: 'The public number of the clinic, where the PBX has one only: 3CX does not tell which was called.',
    examples: ['+74950000101'],
  }),
});
export type ThreecxSettings = z.infer<typeof threecxSettings>;

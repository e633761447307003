import { z } from 'zod';

const pem = (what: string): z.ZodString =>
  z.string().regex(/-----BEGIN [A-Z ]+-----/, { error: `This is no ${what} in PEM form: it begins with -----BEGIN.` });

export const serverSchema = z
  .strictObject({
    https: z
      .strictObject({
        key: pem('private key').meta({
          description: 'Private key of the certificate, in PEM form, without a password.',
          examples: ['${file:tls/key.pem}'],
          secret: true,
        }),
        cert: pem('certificate').meta({
          description: 'The certificate and, after it, those between it and the root.',
          examples: ['${file:tls/cert.pem}'],
        }),
      })
      .optional()
      .meta({
        description: 'A certificate of your own: the port then answers HTTPS only. Without it put a proxy in front.',
        examples: ['{ key: "${file:tls/key.pem}", cert: "${file:tls/cert.pem}" }'],
      }),
  })
  .meta({ description: 'How the web server answers.' });

const wholeNumber = (least: number, most: number): z.ZodNumber => z.number().int().min(least).max(most);

export const signInSchema = z
  .strictObject({
    idleHours: wholeNumber(1, 720)
      .default(12)
      .meta({ description: 'A session ends when no screen of it was open for so many hours.' }),
    days: wholeNumber(1, 365)
      .default(7)
      .meta({ description: 'A session ends after so many days, however busy: then everybody signs in anew.' }),
  })
  .meta({ description: 'People who sign in by name.' });

export type ServerSettings = z.infer<typeof serverSchema>;
export type SignInSettings = z.infer<typeof signInSchema>;

const standard: SignInSettings = signInSchema.parse({});

/** The settings of a configuration, or those of a file that says nothing of signing in. */
export function signInSettings({ signIn }: { signIn?: SignInSettings | undefined }): SignInSettings {
  return signIn ?? standard;
}

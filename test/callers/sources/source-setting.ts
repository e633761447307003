import { directorySchema, type DirectorySource } from '../../../src/platform/configuration/directory-schema.ts';

/** A source as the configuration would have it. */
export function sourceSetting(written: Record<string, unknown>): DirectorySource {
  const { sources } = directorySchema.parse({ sources: [{ id: 'clinic', ...written }] });
  return sources[0]!;
}

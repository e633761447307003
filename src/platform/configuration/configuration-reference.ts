import type { z } from 'zod';
import { environmentSchema } from './environment.ts';
import { fileSchema } from './file-schema.ts';
import { childSchema, defaultText, exampleText, keysOf, typeOf, unwrap } from './schema-walk.ts';

const intro = `# Configuration

Trubka reads one YAML file, \`config/trubka.yaml\` unless \`TRUBKA_CONFIG\` names another. Start from
\`config/trubka.example.yaml\`. \`trubka config check\` tells everything that is wrong with its line and what to write
instead; \`trubka config schema\` prints the JSON Schema for your editor. This page is generated from the same schema.

## Secrets

Any text may hold a reference. \`\${env:NAME}\` is replaced by the environment variable, \`\${file:path}\` by the contents
of a file; a relative path starts at the folder of the configuration. Secrets that are written in the file itself work,
with a warning.

## Numbers

Telephone numbers may be written as you like (\`+7 495 000-01-01\`, \`84950000101\`). Extensions, numbers and ids need no
quotes: they are read letter by letter.
`;

/** docs/configuration.md: every key of the file and every environment variable, from the descriptions of the schemas. */
export function generateConfigurationReference(): string {
  return [intro, '## Environment variables\n', environmentLines(), '', ...sections(fileSchema, '')].join('\n');
}

function environmentLines(): string {
  return Object.entries(environmentSchema.shape)
    .map(([name, schema]) => {
      const fallback = defaultText(schema);
      return `- \`${name}\`${fallback === undefined ? '' : ` (default \`${fallback}\`)`}: ${unwrap(schema).meta.description ?? ''}`;
    })
    .join('\n');
}

function sections(group: z.ZodType, path: string): string[] {
  const children = keysOf(group).map((key) => ({ key, schema: requireChild(group, key) }));
  const nested = children.map(({ key, schema }) => {
    const isList = typeOf(schema) === 'array';
    const inner = isList ? requireChild(schema, 0) : schema;
    return { path: `${path === '' ? '' : `${path}.`}${key}${isList ? '[]' : ''}`, key, schema, inner };
  });
  const lines = path === '' ? [] : [...nested.map(({ key, schema, inner }) => keyLine(key, schema, inner)), ''];
  for (const { path: at, inner, schema } of nested) {
    if (typeOf(inner) !== 'object') continue;
    const about = [unwrap(schema).meta.description, at === path ? undefined : accountNote(at)].filter(
      (part) => part !== undefined,
    );
    lines.push(`## \`${at}\`\n`, `${about.join(' ')}\n`, ...sections(inner, at));
  }
  return lines;
}

function accountNote(path: string): string | undefined {
  const folder = /^accounts\.(\w+)\[\]$/.exec(path)?.[1];
  return folder === undefined
    ? undefined
    : `The keys of each provider stand beside these; see \`adapters/${folder}/<provider>/README.md\`.`;
}

function keyLine(key: string, schema: z.ZodType, inner: z.ZodType): string {
  const { meta } = unwrap(schema);
  const fallback = defaultText(schema);
  const must = schema.safeParse(undefined).success ? 'optional' : 'required';
  const kind = typeOf(schema) === 'array' ? `list of ${kindOf(inner)}` : kindOf(schema);
  const shown = fallback === undefined ? must : `default \`${fallback}\``;
  const example = exampleText(schema);
  const shownExample = example === undefined || typeOf(inner) === 'object' ? '' : ` Example: \`${example}\`.`;
  return `- \`${key}\` (${kind}, ${shown}): ${meta.description ?? ''}${shownExample}`;
}

function kindOf(schema: z.ZodType): string {
  const { schema: bare } = unwrap(schema);
  const type = typeOf(schema);
  if (type === 'enum') return (bare as z.ZodEnum).options.join(' or ');
  return { string: 'text', object: 'keys', boolean: 'true or false', array: 'list' }[type] ?? type;
}

function requireChild(schema: z.ZodType, step: string | number): z.ZodType {
  const child = childSchema(schema, step);
  if (child === undefined) throw new Error(`The schema of the configuration has nothing at ${String(step)}`);
  return child;
}

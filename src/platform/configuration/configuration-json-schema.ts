import { z } from 'zod';
import { fileSchema, misAccountSchema, pbxAccountSchema, smsAccountSchema } from './file-schema.ts';
import { ruleSections } from './rule-sections.ts';
import { accountKinds, type AccountKind, type ProviderSchemas } from './provider-schemas.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

const accountSchemas: Readonly<Record<AccountKind, z.ZodType>> = {
  pbx: pbxAccountSchema,
  mis: misAccountSchema,
  sms: smsAccountSchema,
};

/** JSON Schema (2020-12) of the configuration file with the settings of the given providers, for editors. */
export function configurationJsonSchema(providers: ProviderSchemas): JsonSchema {
  const schema = toJsonSchema(fileSchema);
  const accounts = schema.properties?.accounts as JsonSchema | undefined;
  for (const kind of accountKinds) {
    const list = accounts?.properties?.[kind] as JsonSchema | undefined;
    if (list === undefined) throw new Error(`The configuration has no accounts.${kind}`);
    list.items = {
      anyOf: [...providers[kind]].map(([provider, settings]) => accountOf(provider, accountSchemas[kind], settings)),
    };
  }
  return { ...schema, title: 'Trubka configuration' };
}

/** The same of what may change while Trubka runs. */
export function ruleSectionsJsonSchema(): JsonSchema {
  const schema = toJsonSchema(fileSchema);
  const sections = ruleSections.map((name): [string, unknown] => [name, schema.properties?.[name]]);
  return {
    title: 'Trubka rules',
    type: 'object',
    properties: Object.fromEntries(sections) as NonNullable<JsonSchema['properties']>,
    additionalProperties: false,
  };
}

/** What the file holds is what goes in: keys with a default may be left out. An unquoted number is read as text. */
function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ jsonSchema }) {
      const { orOne, items } = jsonSchema as { orOne?: boolean; items?: JsonSchema };
      delete (jsonSchema as { orOne?: boolean }).orOne;
      if (orOne === true && items !== undefined) {
        jsonSchema.anyOf = [items, { type: 'array', items }];
        delete jsonSchema.type;
        delete jsonSchema.items;
        delete jsonSchema.minItems;
      }
      if (jsonSchema.type !== 'string' || jsonSchema.enum !== undefined) return;
      // A pattern or a format would refuse ${env:NAME}; `trubka config check` sees the resolved value.
      delete jsonSchema.pattern;
      delete jsonSchema.format;
      jsonSchema.type = ['string', 'number'] as unknown as 'string';
    },
  });
}

function accountOf(provider: string, common: z.ZodType, settings: z.ZodType): JsonSchema {
  const base = toJsonSchema(common);
  const own = toJsonSchema(settings);
  return {
    type: 'object',
    title: provider,
    properties: { ...base.properties, ...own.properties, provider: { const: provider } },
    required: [...(base.required ?? []), ...(own.required ?? [])],
    additionalProperties: false,
    ...(own.$defs === undefined ? {} : { $defs: own.$defs }),
  };
}

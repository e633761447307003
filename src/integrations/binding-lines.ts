import { stringify } from 'yaml';
export const bindingKinds = ['extension', 'employee', 'line'] as const;
export type BindingKind = (typeof bindingKinds)[number];

const words = {
  ru: { line: 'Новая линия', seat: 'Рабочее место' },
  en: { line: 'New line', seat: 'Workplace' },
} as const;

/** Lines for the configuration, and the key to paste them under; nulls where the PBX's settings bind no employees. */
export function bindingLines(told: {
  account: string;
  kind: BindingKind;
  value: string;
  /** Of the employee. */
  name: string | null;
  extension: string | null;
  /** The account's settings have `employees`. */
  bindsEmployees: boolean;
  language: 'ru' | 'en';
}): { yaml: string | null; under: string | null } {
  const { line, seat } = words[told.language];
  switch (told.kind) {
    case 'line':
      return { yaml: stringify({ lines: [{ number: told.value, name: line }] }), under: 'branches[]' };
    case 'extension': {
      const id = `seat-${told.value
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '')}`;
      const entry = { id, name: told.name ?? `${seat} ${told.value}`, extensions: [told.value] };
      return { yaml: stringify({ seats: [entry] }), under: 'branches[]' };
    }
    case 'employee':
      if (!told.bindsEmployees) return { yaml: null, under: null };
      return {
        yaml: stringify({ employees: { [told.value]: told.extension ?? '' } }),
        under: `accounts.pbx[id=${told.account}]`,
      };
  }
}

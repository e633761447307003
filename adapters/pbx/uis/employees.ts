import type { PbxEmployee } from '../../../src/contracts/pbx-api.ts';
import type { UisContext } from './ask-uis.ts';
import { readEmployees, type EmployeeRow } from './reports.ts';
import { extensionOf } from './settings.ts';

/** Method `get.employees`; the internal number of an employee is one. */
export async function employees(context: UisContext): Promise<PbxEmployee[]> {
  const rows = await readEmployees(context);
  return rows.map((row) => ({ ref: row.id, name: row.full_name, extensions: numbersOf(row) }));
}

function numbersOf({ extension }: EmployeeRow): string[] {
  const number = extension?.extension_phone_number ?? null;
  return number === null ? [] : [number];
}

/** Extensions of employees: by the settings, and by UIS for those whom the settings do not name. Asked once at most. */
export class ExtensionBook {
  readonly #context: UisContext;
  #asked: Map<string, string> | null = null;

  constructor(context: UisContext) {
    this.#context = context;
  }

  /** Call it before `extensionOf` with everybody whose extension is wanted. */
  async learn(wanted: readonly (string | null)[]): Promise<void> {
    const unknown = wanted.some((employee) => employee !== null && this.extensionOf(employee) === null);
    if (unknown && this.#asked === null) this.#asked = await this.#ask();
  }

  extensionOf(employee: string): string | null {
    return extensionOf(employee, this.#context.settings.employees) ?? this.#asked?.get(employee) ?? null;
  }

  /** Whose extension it is; null for nobody's. */
  async employeeOf(extension: string): Promise<string | null> {
    const named = Object.entries(this.#context.settings.employees).find(([, number]) => String(number) === extension);
    if (named !== undefined) return named[0];
    this.#asked ??= await this.#ask();
    return [...this.#asked].find(([, number]) => number === extension)?.[0] ?? null;
  }

  async #ask(): Promise<Map<string, string>> {
    const rows = await readEmployees(this.#context);
    return new Map(rows.flatMap((row) => numbersOf(row).map((number) => [row.id, number] as const)));
  }
}

import type { ConfigurationChanges } from './edit-configuration.ts';
import { freeId } from './changes-of.ts';
import type { BindBody, SetupState } from './setup-schemas.ts';

const words = {
  ru: { line: 'Новая линия', seat: 'Рабочее место' },
  en: { line: 'New line', seat: 'Workplace' },
} as const;

/** What of the configuration binds a line, an extension or an employee that a call told; null: it cannot be bound. */
export function bindChanges(
  body: BindBody,
  { branches, pbx }: Pick<SetupState, 'branches' | 'pbx'>,
  language: 'ru' | 'en',
): ConfigurationChanges | null {
  const { kind, value } = body;
  if (kind === 'employee') {
    const account = pbx.find(({ id }) => id === body.account);
    if (account === undefined || body.extension === undefined) return null;
    return { pbx: [{ ...account, settings: new Map([[['employees', value], body.extension]]) }] };
  }
  const branch =
    branches.find(({ id, seats }) =>
      body.seat === undefined ? id === body.branch : seats.some((seat) => seat.id === body.seat),
    ) ?? (body.branch === undefined && body.seat === undefined ? branches[0] : undefined);
  if (branch === undefined) return null;
  if (kind === 'line') {
    const name = body.name ?? words[language].line;
    return { branches: [{ id: branch.id, lines: [...branch.lines, { number: value, name }] }] };
  }
  if (body.seat !== undefined) {
    const seats = branch.seats.map((seat) =>
      seat.id === body.seat ? { ...seat, extensions: [...new Set([...seat.extensions, value])] } : seat,
    );
    return { branches: [{ id: branch.id, seats }] };
  }
  const taken = new Set(branches.flatMap(({ seats }) => seats.map(({ id }) => id)));
  const name = body.name ?? `${words[language].seat} ${value}`;
  const seat = { id: freeId('seat-1', taken), name, extensions: [value] };
  return { branches: [{ id: branch.id, seats: [...branch.seats, seat] }] };
}

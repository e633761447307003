import type { MappedFields } from './fields.ts';

interface Checked {
  secret: string;
  secretIn: 'path' | 'field' | 'header' | 'signature';
  secretName?: string | undefined;
  fields: MappedFields;
  events: Readonly<Record<string, readonly string[]>>;
  directions: Readonly<Record<string, readonly string[]>>;
  directionWhenMissing?: string | undefined;
}

interface Contradiction {
  path: string[];
  message: string;
}

/** What is valid by itself and cannot work together, each with what to change. */
export function contradictionsOf(settings: Checked): Contradiction[] {
  return [...ofSecret(settings), ...ofEvents(settings), ...ofDirections(settings), ...ofNumbers(settings)];
}

function* ofSecret({ secret, secretIn, secretName }: Checked): Generator<Contradiction> {
  if (secretIn === 'path') {
    if (!/^[A-Za-z0-9._~-]+$/.test(secret))
      yield {
        path: ['secret'],
        message: 'A secret that stands in an address has letters, digits and . _ ~ - only; or choose another secretIn.',
      };
    if (secretName !== undefined)
      yield { path: ['secretName'], message: 'With secretIn: path there is no secretName; remove it.' };
  } else if (secretName === undefined) {
    const what = secretIn === 'field' ? 'the field that holds the secret' : 'the header that holds it';
    yield { path: ['secretName'], message: `With secretIn: ${secretIn} add secretName: the name of ${what}.` };
  }
}

function* ofEvents({ fields, events }: Checked): Generator<Contradiction> {
  const used = Object.entries(events).filter(([, words]) => words.length > 0);
  if (used.every(([kind]) => kind === 'ignored'))
    yield { path: ['events'], message: 'No word has a meaning yet; add at least ringing, answered and ended.' };
  const ignored = new Set((events['ignored'] ?? []).map((word) => word.toLowerCase()));
  for (const [kind, words] of used) {
    const both = kind === 'ignored' ? undefined : words.find((word) => ignored.has(word.toLowerCase()));
    if (both !== undefined)
      yield { path: ['events', kind], message: `"${both}" is in ignored too; leave it in one of them.` };
  }
  const needs = (kind: string, field: keyof MappedFields): Contradiction[] =>
    (events[kind] ?? []).length > 0 && fields[field] === undefined
      ? [{ path: ['events', kind], message: `For ${kind} add fields.${field}.` }]
      : [];
  yield* needs('recorded', 'recording');
  yield* needs('linked', 'linkedCall');
  const namesSeat = fields.extension ?? fields.employee;
  if ((events['ringing'] ?? []).length > 0 && namesSeat === undefined)
    yield {
      path: ['fields', 'extension'],
      message: 'Without extension or employee no seat is told of a call that rings; add one of them.',
    };
}

function* ofDirections({ fields, directions, directionWhenMissing }: Checked): Generator<Contradiction> {
  const hasWords = Object.values(directions).some((words) => words.length > 0);
  if (hasWords && fields.direction === undefined)
    yield { path: ['directions'], message: 'To use these words add fields.direction: the path where they stand.' };
  if (!hasWords && fields.direction !== undefined)
    yield {
      path: ['fields', 'direction'],
      message: 'Add directions: the words that stand there for in, out and internal.',
    };
  if (!hasWords && fields.direction === undefined && directionWhenMissing === undefined)
    yield {
      path: ['fields', 'direction'],
      message:
        'Incoming and outgoing calls cannot be told apart: add direction with directions, or directionWhenMissing: in.',
    };
}

function* ofNumbers({ fields }: Checked): Generator<Contradiction> {
  if (fields.from === undefined && fields.external === undefined)
    yield {
      path: ['fields', 'from'],
      message: 'Nobody can be recognised: add from (the number of the caller) or external (that of the patient).',
    };
}

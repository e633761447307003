import { Liquid, type Template } from 'liquidjs';

/** What a text may tell: of a visit, and of whom it goes to. */
export const messageVariables = [
  'clinic',
  'branch',
  'phone',
  'date',
  'weekday',
  'time',
  'times',
  'count',
  'doctor',
  'patient',
  'link',
] as const;
export type MessageVariable = (typeof messageVariables)[number];

/** What a number that several people have is never told. */
export const privateVariables: readonly MessageVariable[] = ['doctor', 'patient'];

// Whatever a text does not know is an error and never an empty place; texts read nothing but what they are given.
const engine = new Liquid({
  strictVariables: true,
  strictFilters: true,
  // `if` and `default` may ask for what is not known.
  lenientIf: true,
  ownPropertyOnly: true,
  renderLimit: 200,
  memoryLimit: 100_000,
  parseLimit: 10_000,
});
const blocked = new Set(['include', 'render', 'layout', 'block', 'tablerow']);

/** Why a text cannot be used; null: it can. */
export function problemOfText(text: string, allowed: readonly string[] = messageVariables): string | null {
  try {
    const template = parse(text);
    const unknown = engine.globalVariablesSync(template).find((name) => !allowed.includes(name));
    if (unknown !== undefined) return `"${unknown}" is not known here; known are: ${allowed.join(', ')}.`;
    return null;
  } catch (error) {
    return `This is no text that Liquid reads: ${firstLine(error)}`;
  }
}

/** The text with its values; spaces at line ends and both ends go. Throws what `problemOfText` would tell. */
export function renderText(text: string, values: Readonly<Partial<Record<MessageVariable, unknown>>>): string {
  const rendered = String(engine.renderSync(parse(text), { ...values }));
  return rendered.replaceAll(/[ \t]+$/gm, '').trim();
}

/** The variables that a text reads. */
export function variablesOf(text: string): string[] {
  return engine.globalVariablesSync(parse(text));
}

const parsed = new Map<string, Template[]>();

function parse(text: string): Template[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const tag = /{%-?\s*(\w+)/g;
  for (const [, name = ''] of text.matchAll(tag))
    if (blocked.has(name)) throw new Error(`the tag ${name} is not allowed`);
  const template = engine.parse(text);
  if (parsed.size > 500) parsed.clear();
  parsed.set(text, template);
  return template;
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
}

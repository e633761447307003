import { Liquid, type Template } from 'liquidjs';

/** What templates may read. */
export const templateVariables = [
  ...['key', 'revision', 'call', 'person', 'phone', 'digits', 'national', 'started', 'ended', 'seconds', 'note'],
  ...['ref', 'text', 'due', 'request', 'recording', 'said'],
];
const limits = {
  strictFilters: true,
  ownPropertyOnly: true,
  renderLimit: 200,
  memoryLimit: 1_000_000,
  parseLimit: 50_000,
} as const;
const engine = new Liquid(limits);
const pathEngine = new Liquid({
  ...limits,
  outputEscape: (value: unknown) => encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value ?? '')),
});
const parsed = new Map<string, Template[]>();
const ONE_VALUE = /^\{\{-?\s*([^{}]+?)\s*-?\}\}$/;

function parse(text: string): Template[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (/\{%-?\s*(?:include|render|layout|block)\b/.test(text)) throw new Error('A template reads no other files.');
  const templates = engine.parse(text);
  parsed.set(text, templates);
  return templates;
}

/** Why a template cannot be used; null: it can. */
export function problemOfTemplate(text: string): string | null {
  try {
    const unknown = engine.globalVariablesSync(parse(text)).find((name) => !templateVariables.includes(name));
    return unknown === undefined ? null : `"${unknown}" is not known here; known are: ${templateVariables.join(', ')}.`;
  } catch (error) {
    return `This is no template that Liquid reads: ${error instanceof Error ? error.message.split('\n')[0] : 'refused'}`;
  }
}

export type Values = Readonly<Record<string, unknown>>;

export function renderText(text: string, values: Values): string {
  return String(engine.renderSync(parse(text), { ...values }));
}

/** A template that is one value gives it as it is, a number or nothing; any other gives a text. */
export function renderValue(text: string, values: Values): unknown {
  const [, expression] = ONE_VALUE.exec(text) ?? [];
  if (expression === undefined) return renderText(text, values);
  return (engine.evalValueSync(expression, { ...values }) as unknown) ?? null;
}

/** A path: what stands in a value never ends or begins a part of it. */
export function renderPath(text: string, values: Values): string {
  return String(pathEngine.parseAndRenderSync(text, { ...values }));
}
